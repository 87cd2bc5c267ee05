"""Pictures in a document."""

from __future__ import annotations

import struct
import zlib

import pytest
from tests.render.docx.office import Look, manuscript, render

from briefbook.errors import RefusedAddress, RenderFailed
from briefbook.render.docx.renderer import DocxRenderer

EMU_PER_MM = 36_000


def png(width: int, height: int) -> bytes:
    """A grey picture of so many points at 72 to the inch."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def figure(source: str = "pictures/map.png") -> str:
    return (
        f'<p>Text</p><figure><img src="{source}" alt="A map of rivers">'
        "<figcaption>Rivers of Exampleland</figcaption></figure>"
    )


def test_a_picture_has_its_text_for_those_who_do_not_see_it():
    look = render(figure(), assets={"pictures/map.png": png(72, 36)})
    assert look.find("//wp:docPr/@descr") == ["A map of rivers"]
    assert look.find("//wp:docPr/@name") == ["map.png"]
    assert [style for style, _ in look.paragraphs()] == ["BodyText", "Figure", "FigureCaption"]
    assert look.zip.read("word/media/image1.png") == png(72, 36)


def test_a_picture_keeps_its_size_where_it_fits():
    look = render(figure(), assets={"pictures/map.png": png(72, 36)})
    assert look.find("//wp:extent/@cx") == [str(round(25.4 * EMU_PER_MM))]


@pytest.mark.parametrize(("size", "width"), [((2000, 1000), 170), ((100, 1000), 17.8)])
def test_a_picture_is_no_wider_than_the_text_and_no_taller_than_most_of_the_page(size, width):
    look = render(figure(), assets={"pictures/map.png": png(*size)})
    assert int(look.find("//wp:extent/@cx")[0]) / EMU_PER_MM == pytest.approx(width, abs=0.1)


def test_one_picture_shown_twice_is_stored_once():
    look = render(figure() * 2, assets={"pictures/map.png": png(72, 36)})
    assert len(look.find("//wp:docPr")) == len(set(look.find("//wp:docPr/@id"))) == 2
    assert [name for name in look.zip.namelist() if "media" in name] == ["word/media/image1.png"]


@pytest.mark.parametrize(
    ("source", "data", "error", "message"),
    [
        ("pictures/map.svg", b"<svg/>", RenderFailed, "is SVG, which a Word document cannot show"),
        ("pictures/map.png", b"GIF?", RenderFailed, "cannot be read as PNG or JPEG"),
        ("pictures/map.png", png(8, 8)[:20], RenderFailed, "cannot be read as PNG or JPEG"),
        ("pictures/map.png", b"", RenderFailed, "cannot be read as PNG or JPEG"),
        ("pictures/other.png", png(8, 8), RefusedAddress, "not a file under templates/"),
    ],
)
def test_other_pictures_are_refused(source, data, error, message):
    asked = "pictures/map.png" if "other" in source else source
    assets = {source: data}
    with pytest.raises(error, match=message) as caught:
        DocxRenderer({}).render(manuscript(figure(asked), assets=assets))
    assert caught.value.spans[0].file == "templates/memo.html.jinja"


def test_a_document_with_pictures_is_the_same_every_time():
    given = manuscript(figure(), assets={"pictures/map.png": png(72, 36)})
    assert DocxRenderer({}).render(given) == DocxRenderer({}).render(given)
    assert Look(DocxRenderer({}).render(given)).find("//w:drawing")

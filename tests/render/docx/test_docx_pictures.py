"""Pictures in a document."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from tests.render.docx.office import Look, font_files, manuscript, render

from briefbook.errors import RefusedAddress, UnusablePicture
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
        ("pictures/map.svg", b"<svg/>", UnusablePicture, "it is not SVG"),
        ("pictures/map.png", b"GIF?", UnusablePicture, "neither PNG nor JPEG"),
        ("pictures/map.png", png(8, 8)[:20], UnusablePicture, "cannot be used"),
        ("pictures/map.png", b"", UnusablePicture, "neither PNG nor JPEG"),
        ("pictures/other.png", png(8, 8), RefusedAddress, "not a file under templates/"),
    ],
)
def test_other_pictures_are_refused(source, data, error, message):
    asked = "pictures/map.png" if "other" in source else source
    assets = {source: data}
    with pytest.raises(error, match=message) as caught:
        DocxRenderer({}).render(manuscript(figure(asked), assets=assets))
    assert caught.value.spans[-1].file == "templates/memo.html.jinja"


SHAPES = b"""<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="30mm" viewBox="0 0 60 30">
<rect width="30" height="30" fill="#000"/></svg>"""
LETTERS = SHAPES.replace(
    b"</svg>", b'<text x="32" y="20" font-size="9" font-family="PT Sans">AB</text></svg>'
)


def test_a_drawing_is_stored_as_points_for_print_and_as_it_is_beside_them():
    look = render(figure("pictures/map.svg"), assets={"pictures/map.svg": SHAPES})
    assert int(look.find("//wp:extent/@cx")[0]) / EMU_PER_MM == pytest.approx(60, abs=0.1)
    assert int(look.find("//wp:extent/@cy")[0]) / EMU_PER_MM == pytest.approx(30, abs=0.1)
    with Image.open(BytesIO(look.zip.read("word/media/image1.png"))) as points:
        assert points.width / (60 / 25.4) >= 300  # points to the inch
        assert points.convert("RGB").getpixel((5, 5)) == (0, 0, 0)
        assert points.convert("RGB").getpixel((points.width - 5, 5)) == (255, 255, 255)
    assert look.zip.read("word/media/image1.svg") == SHAPES
    assert look.find("//*[local-name()='svgBlip']/@*[local-name()='embed']")
    assert 'ContentType="image/svg+xml"' in look.zip.read("[Content_Types].xml").decode()


def test_letters_of_a_drawing_are_those_of_the_book():
    fonts = font_files()
    given = {"pictures/map.svg": LETTERS, **fonts}
    look = render(figure("pictures/map.svg"), assets=given)
    without = render(figure("pictures/map.svg"), assets={"pictures/map.svg": SHAPES})
    name = "word/media/image1.png"
    assert look.zip.read(name) != without.zip.read(name)
    # Word would set the letters in a font that it lacks, so it is given the points alone.
    assert "word/media/image1.svg" not in look.zip.namelist()


def test_a_drawing_shown_twice_is_stored_once():
    look = render(figure("pictures/map.svg") * 2, assets={"pictures/map.svg": SHAPES})
    stored = [name for name in look.zip.namelist() if "media" in name]
    assert stored == ["word/media/image1.png", "word/media/image1.svg"]


@pytest.mark.parametrize("fault", [b"<html/>", b'<svg xmlns="http://www.w3.org/2000/svg"/>'])
def test_a_drawing_that_cannot_be_drawn_fails(fault):
    with pytest.raises(UnusablePicture):
        render(figure("pictures/map.svg"), assets={"pictures/map.svg": fault})


def test_a_document_with_pictures_is_the_same_every_time():
    given = manuscript(figure(), assets={"pictures/map.png": png(72, 36)})
    assert DocxRenderer({}).render(given) == DocxRenderer({}).render(given)
    assert Look(DocxRenderer({}).render(given)).find("//w:drawing")

"""Which pictures may be shown, and what is said of the others."""

from __future__ import annotations

import zlib
from functools import cache
from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageFile
from tests.render.samples import assets

from briefbook.errors import RefusedAddress, Span, UnusablePicture
from briefbook.render.fonts import FontLibrary
from briefbook.render.pictures import checking
from briefbook.render.pictures.checking import picture_problem

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
BOX = '<rect width="9" height="9"/>'


@cache
def library() -> FontLibrary:
    return FontLibrary.from_assets(assets())


def svg(inside: str, head: str = 'viewBox="0 0 90 40"') -> bytes:
    return f"{HEAD}{head}>{inside}</svg>".encode()


def problem(data: bytes, path: str = "pictures/a.svg"):
    return picture_problem(path, data, library(), [Span("templates/note.html.jinja", 3)])


def saved(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB") -> bytes:
    buffer = BytesIO()
    chance = Random(1)
    Image.frombytes("L", size, chance.randbytes(size[0] * size[1])).convert(mode).save(buffer, kind)
    return buffer.getvalue()


SOUND = [
    svg(BOX),
    svg(BOX, 'width="30mm" height="2cm"'),
    svg('<defs><g id="a"><path d="M0 0L9 9"/></g></defs><use xlink:href="#a"/><use href="#a"/>'),
    svg(
        '<linearGradient id="g"><stop offset="0"/></linearGradient><rect fill="url(#g)"/>'
        '<style>.a { fill: url("#g") }</style>'
    ),
    svg('<text font-family="PT Sans, sans-serif" x="1 2">Река</text>'),
    svg("<g style=\"font-family: 'PT Serif'\"><text>Река <tspan>№ 5</tspan></text></g>"),
    svg(
        "<style>text { font-family: PT Sans }</style><text>Река</text><title>река 犯</title>"
        '<tool:view xmlns:tool="http://tool.example/" tool:file="/home/me/a.svg"/>'
    ),
    b'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    b'"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><!-- drawn -->' + svg(BOX),
]


@pytest.mark.parametrize("data", SOUND)
def test_a_drawing_of_shapes_and_letters_is_sound(data: bytes) -> None:
    assert problem(data) is None


REACHING = {
    "a picture beside it": svg('<image href="a.png"/>'),
    "a picture on a network": svg('<image xlink:href="https://example.org/a.png"/>'),
    "a picture within it": svg('<image href="data:image/png;base64,AAAA"/>'),
    "a file of the machine": svg('<use xlink:href="file:///etc/passwd#a"/>'),
    "a file above the book": svg('<use href="../../other.svg#a"/>'),
    "a paint elsewhere": svg('<rect fill="url(https://example.org/p.svg#a)"/>'),
    "a paint elsewhere, quoted": svg("<rect style='fill: URL( \"other.svg#a\" )'/>"),
    "an address in disguise": svg(r'<rect style="fill: \75rl(https://example.org/)"/>'),
    "a stylesheet": svg("<style>@import 'https://example.org/a.css';</style>"),
    "a font": svg("<style>@font-face { font-family: A; src: url(a.ttf) }</style>"),
    "a stylesheet before it": b'<?xml-stylesheet href="a.css"?>' + svg(BOX),
    "a base": svg('<g xml:base="https://example.org/"><use href="#a"/></g>'),
    "a script": svg("<script>fetch('https://example.org')</script>"),
    "a handler": svg('<rect onclick="alert(1)"/>'),
    "a page within it": svg(
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'
    ),
    "a file as an entity": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + svg('<text font-family="PT Sans">&x;</text>'),
    "entities that unfold": b'<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
    + svg("<desc>&b;</desc>"),
    "attributes from nowhere": b'<!DOCTYPE svg [<!ATTLIST use href CDATA "a.svg#b">]>'
    + svg("<use/>"),
}


@pytest.mark.parametrize("data", REACHING.values(), ids=REACHING)
def test_a_drawing_that_reaches_outside_itself_is_refused(data: bytes) -> None:
    found = problem(data)
    assert isinstance(found, RefusedAddress)
    assert "pictures/a.svg cannot be used: it" in found.message
    assert [str(span) for span in found.spans] == [
        "templates/pictures/a.svg",
        "templates/note.html.jinja:3",
    ]


def chain(length: int) -> str:
    links = (f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(length))
    return f'<defs>{"".join(links)}<g id="a{length}"/></defs>'


def doubling(times: int) -> str:
    steps = (
        f'<g id="a{n}"><use href="#a{n + 1}"/><use href="#a{n + 1}"/></g>' for n in range(times)
    )
    return f'<defs>{"".join(steps)}<g id="a{times}">{BOX}</g></defs>'


UNUSABLE = {
    "nothing": (b"", "cannot be read as SVG"),
    "not XML": (b"<svg", "cannot be read as SVG"),
    "not SVG": (b"<html/>", "is not SVG"),
    "without its vocabulary": (b'<svg viewBox="0 0 1 1"/>', "is not SVG"),
    "another encoding": (svg("<desc>река</desc>").decode().encode("cp1251"), "is not UTF-8"),
    "UTF-16": (svg(BOX).decode().encode("utf-16"), "is not UTF-8"),
    "UTF-7, as it says": (b'<?xml version="1.0" encoding="utf-7"?>' + svg(BOX), "is not UTF-8"),
    "no size": (svg(BOX, ""), "says no size"),
    "no height": (svg(BOX, 'viewBox="0 0 9 0"'), "says no size"),
    "a size in words": (svg(BOX, 'viewBox="wide"'), "says no size"),
    "a ribbon": (svg(BOX, 'viewBox="0 0 9000 1"'), "is stretched beyond use"),
    "a filter": (svg("<filter/>"), "its element <filter> is not drawn"),
    "a movement": (svg("<animate/>"), "its element <animate> is not drawn"),
    "a circle": (svg('<g id="a"><use href="#a"/></g>'), "refer to each other in a circle"),
    "a circle of paints": (
        svg('<pattern id="a"><rect fill="url(#b)"/></pattern><mask id="b" mask="url(#a)"/>'),
        "refer to each other in a circle",
    ),
    "a chain": (svg(chain(5_000)), "lead to each other without end"),
    "doubled again and again": (svg(doubling(40)), "amounts to more than 20000 shapes"),
    "many shapes": (svg(BOX * 20_001), "amounts to more than 20000 shapes"),
    "too many bytes": (svg(f"<desc>{'x' * 2**21}</desc>"), "is larger than 2 MiB"),
    "another font": (
        svg('<text font-family="Comic Sans MS">Река</text>'),
        "its text “Река” asks for the font Comic Sans MS",
    ),
    "no font": (svg("<text>Река</text>"), "its text “Река” names no font"),
    "no glyph": (svg('<text font-family="PT Sans">犯</text>'), "no glyph for U+72AF in “犯”"),
}


@pytest.mark.parametrize(("data", "said"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_drawing_that_cannot_be_drawn_is_named(data: bytes, said: str) -> None:
    found = problem(data)
    assert isinstance(found, UnusablePicture)
    assert said in found.message
    assert found.hint


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("A.JPEG", "JPEG")]
)
def test_a_whole_photograph_is_sound(name: str, kind: str) -> None:
    assert problem(saved(kind), f"pictures/{name}") is None


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.png", b"", "is neither PNG nor JPEG"),
        ("a.png", b"GIF89a", "is neither PNG nor JPEG"),
        ("a.png", saved("PNG")[:900], "is damaged"),
        ("a.jpg", saved("JPEG")[:900], "is damaged"),
        ("a.png", saved("PNG").replace(b"IDAT", b"IDAT\0\0\0", 1), "is damaged"),
        ("a.png", saved("JPEG"), "is JPEG, not PNG"),
        ("a.jpg", saved("JPEG", mode="CMYK"), "colours are those of a press"),
    ],
)
def test_a_photograph_that_would_be_shown_wrong_is_named(
    name: str, data: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint sets it
    found = problem(data, f"pictures/{name}")
    assert isinstance(found, UnusablePicture)
    assert said in found.message


def test_a_photograph_that_unpacks_to_too_much_is_not_unpacked(monkeypatch) -> None:
    monkeypatch.setattr(checking, "MOST_POINTS", 2_000)
    found = problem(saved("PNG"), "pictures/a.png")
    assert found is not None
    assert "it has 60 × 40 points" in found.message
    monkeypatch.setattr(checking, "MOST_BYTES", 1_000)
    found = problem(saved("PNG"), "pictures/a.png")
    assert found is not None
    assert found.message.endswith("it is larger than 0 MiB")


def test_a_bomb_is_not_opened() -> None:
    small = saved("PNG")
    head = bytearray(small)
    head[16:24] = (60_000).to_bytes(4, "big") * 2
    head[29:33] = zlib.crc32(bytes(head[12:29])).to_bytes(4, "big")
    found = problem(bytes(head), "pictures/a.png")
    assert found is not None
    assert "unpacks to more points than a page can show" in found.message

"""A timeline of the book looks the same in both formats: painted in a PDF, as SVG in a DOCX."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from functools import cache
from io import BytesIO
from types import MappingProxyType, SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageChops, ImageFilter
from tests.content.support import EARLY_DAY, LANGUAGES, composed
from tests.render.samples import assets, manuscript

from briefbook.render.pdf import PdfRenderer
from briefbook.render.pictures import drawings, timeline_drawing
from briefbook.render.pictures.drawing import Box, Label, Picture
from briefbook.render.tree import Element

needs_pdftoppm = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="poppler-utils is not installed"
)

#: Pixels to the inch: twelve are a millimetre.
DENSITY = 300
#: Within how many pixels the other picture must have the shade of one: letters of a font and
#: letters that are shapes are smoothed each in its way. It is a sixth of a millimetre.
NEAR = 2
#: How much darker or lighter than all that is near a pixel may be, of 255. It is 1 where
#: nothing is amiss, and over 130 where the tint of a bar is missing.
SHADE = 20


@cache
def sheet(language: str) -> Any:
    """A document of the book's timeline alone, on a day that shows every kind of bar."""
    root = composed("brief", language, EARLY_DAY).composition.root
    figure = next(each for each in root.elements() if each.role == "timeline")
    head = next(each for each in root.elements() if each.tag == "head")
    title = Element("h1", MappingProxyType({}), (), figure.origin)
    body = Element("body", MappingProxyType({}), (title, figure), figure.origin)
    return manuscript(replace(root, children=(head, body)))


def painted(language: str) -> Image.Image:
    """The timeline in a PDF: the upper three inches of the page."""
    return pixels(PdfRenderer(assets()).render(sheet(language)))


def drawn(language: str, monkeypatch: pytest.MonkeyPatch) -> Image.Image:
    """That page with the SVG of a DOCX in its place, which WeasyPrint draws itself."""
    from weasyprint.images import SVGImage

    from briefbook.render.pictures import painting

    def image(picture: Picture, configuration: Any) -> Any:
        tree = ET.fromstring(picture.svg(outlined=True))
        return SVGImage(tree, "", None, SimpleNamespace(font_config=configuration))

    with monkeypatch.context() as patch:
        patch.setattr(painting, "Painting", image)
        return painted(language)


def pixels(pdf: bytes) -> Image.Image:
    command = ["pdftoppm", "-r", str(DENSITY), "-singlefile", "-H", str(3 * DENSITY), "-png", "-"]
    ran = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(BytesIO(ran.stdout)).convert("RGB")


def unlike(one: Image.Image, other: Image.Image) -> int:
    """How far a pixel of one is darker or lighter than all that are near in the other."""
    size = 2 * NEAR + 1
    darker = ImageChops.subtract(other.filter(ImageFilter.MinFilter(size)), one)
    lighter = ImageChops.subtract(one, other.filter(ImageFilter.MaxFilter(size)))
    extrema: list[Any] = [*darker.getextrema(), *lighter.getextrema()]
    most: int = max(highest for _lowest, highest in extrema)
    return most


@needs_pdftoppm
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_looks_the_same(language, monkeypatch):
    ours, theirs = painted(language), drawn(language, monkeypatch)
    assert ours.size == theirs.size
    assert unlike(ours, theirs) <= SHADE
    assert unlike(theirs, ours) <= SHADE


@needs_pdftoppm
@pytest.mark.parametrize("kind", [Box, Label])
def test_a_shape_that_stands_a_millimetre_off_is_seen(kind, monkeypatch):
    as_it_is = painted("ru")
    draw = timeline_drawing.draw_timeline

    def with_one_moved(*asked: Any) -> Picture:
        picture = draw(*asked)
        first = next(each for each in picture.shapes if isinstance(each, kind))
        moved = replace(first, x=first.x + 72 / 25.4)
        shapes = tuple(moved if each is first else each for each in picture.shapes)
        return replace(picture, shapes=shapes)

    monkeypatch.setattr(drawings, "draw_timeline", with_one_moved)
    assert unlike(painted("ru"), as_it_is) > SHADE

"""A drawing painted on a page shows what its SVG would show, by the same operators."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.render.pictures.timelines import timeline
from tests.render.samples import assets, document, manuscript, sample

from briefbook.render.pdf import PdfRenderer
from briefbook.render.pictures import drawings
from briefbook.render.pictures.drawing import Box, Drawing, Label, Patch, Picture
from briefbook.render.pictures.lettering import Lettering


@pytest.fixture
def through_svg(monkeypatch):
    """Have WeasyPrint read each drawing as SVG, and draw that."""

    def use() -> None:
        from weasyprint.images import SVGImage

        from briefbook.render.pictures import painting

        def image(picture: Picture, configuration: Any) -> Any:
            tree = ET.fromstring(picture.svg(outlined=False))
            return SVGImage(tree, "", None, SimpleNamespace(font_config=configuration))

        monkeypatch.setattr(painting, "Painting", image)

    return use


@pytest.mark.parametrize("name", ["brief-ru", "brief-en"])
def test_the_samples_are_the_same_to_the_byte(through_svg, name):
    renderer = PdfRenderer(assets())
    painted = renderer.render(sample(name))
    through_svg()
    assert renderer.render(sample(name)) == painted


@pytest.mark.parametrize("layout", ["house", "un-memo"])
def test_every_shape_is_painted_as_its_svg_is(through_svg, monkeypatch, layout):
    monkeypatch.setattr(drawings, "draw_timeline", every_shape)
    asked = manuscript(document(f"<h1>H</h1>{timeline()}"), layout)
    renderer = PdfRenderer(assets())
    painted = renderer.render(asked)
    through_svg()
    assert renderer.render(asked) == painted


def every_shape(_timeline: object, _profile: object, lettering: Lettering) -> Picture:
    drawing = Drawing()
    plain, bold = lettering.letters("PT Sans"), lettering.letters("PT Sans", bold=True)
    drawing.lines([((0, 1.005), (200, -0.001)), ((3, 4), (5.12345, 6))], "1F4E79", 0.25)
    drawing.lines([((-0.004, 0), (10, 10))], "1F4E79", 1)
    drawing.hatch(10, 20, 30, 9, "808080")
    drawing.draw(Patch(((0, 0), (10, 0.333), (5, 7)), "000000"))
    for dashed in (False, True):
        drawing.draw(Box(1, 2, 30, 4, "FFFFFF", "1F4E79", 0.8, dashed=dashed))
        drawing.draw(Box(1.5, 2.25, 30, 4, stroke="1F4E79", dashed=dashed))
        drawing.draw(Box(1.5, 2.25, 30, 4, fill="1F4E79", dashed=dashed))
    drawing.draw(Label("AVAVA Совет & <1 234>", 10.126, 40, 8.5, plain, "1F4E79"))
    drawing.draw(Label("To. «Ёлки» fi", 10, 50, 7, bold, "1F4E79"))
    drawing.text("", 10, 60, 7, bold, "1F4E79")
    return drawing.picture(333.335, 70.1)

"""Pictures: the stage *render*, DOCX (DrawingML, ECMA-376 part 1, chapter 20).

A drawing (SVG) is stored as points that every program shows, and beside them, where it
holds no letters that would need a font, as it is: Office reads it from the extension
``svgBlip`` ([MS-ODRAWXML] 2.6.1,
https://learn.microsoft.com/openspecs/office_standards/ms-odrawxml/).
"""

from __future__ import annotations

from io import BytesIO

from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from docx.oxml.shape import CT_Inline
from docx.shared import Mm

from briefbook.errors import RefusedAddress, RenderFailed
from briefbook.render.docx.ooxml import span_of
from briefbook.render.docx.sketch import Sketch, build
from briefbook.render.docx.story import Story
from briefbook.render.fonts import FontLibrary
from briefbook.render.pictures.checking import picture_problem
from briefbook.render.pictures.drawings import is_drawn
from briefbook.render.pictures.rasters import png_of
from briefbook.render.pictures.svg import extent, has_text
from briefbook.render.tree import Element
from briefbook.wording import _

__all__ = ["picture"]

#: The part of the sheet's height that a picture may take at most.
_HEIGHT_SHARE = 0.6

#: Units of SVG in an inch (CSS pixels), and millimetres.
_PIXELS, _MM = 96, 25.4

_SVG_TYPE = "image/svg+xml"
_SVG_BLIP = """\
<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">
<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{}"/>
</a:ext></a:extLst>"""


def picture(story: Story, element: Element) -> Sketch:
    """Return the run that shows ``img``, no wider than the text and never enlarged.

    Raises :class:`~briefbook.errors.RefusedAddress` for a file that is not among the
    book's assets or reaches outside them, :class:`~briefbook.errors.UnusablePicture` for
    one that is huge or damaged, :class:`~briefbook.errors.RenderFailed` for one that
    Word has no place for.
    """
    source, data = _data(story, element)
    try:
        drawing = _svg(story, data) if source.endswith(".svg") else _raster(story, data)
    except (
        UnrecognizedImageError,
        InvalidImageStreamError,
        UnexpectedEndOfFileError,
        ValueError,
    ) as error:
        raise RenderFailed(
            _("the picture {path} cannot be read as PNG, JPEG or SVG", path=source),
            spans=span_of(element),
            hint=_("export the picture again"),
        ) from error
    # LibreOffice would keep an eighth of an inch free beside a picture that says nothing of it.
    for side in ("distT", "distB", "distL", "distR"):
        drawing.set(side, "0")
    shown = drawing.docPr
    shown.set("id", str(next(story.desk.numbers)))
    shown.set("name", source.rpartition("/")[2].removeprefix("drawing:"))
    shown.set("descr", element.attributes.get("alt", ""))
    return build("w:r", build("w:drawing", drawing))


def _data(story: Story, element: Element) -> tuple[str, bytes]:
    source = element.attributes.get("src", "")
    assets = story.desk.manuscript.assets
    data = assets.get(source)
    if data is None:
        raise RefusedAddress(
            _("the picture {path} is not a file under templates/", path=source),
            spans=span_of(element),
        )
    if not is_drawn(source):
        fonts = FontLibrary.from_assets(assets)
        problem = picture_problem(source, data, fonts, span_of(element))
        if problem is not None:
            raise problem
    return source, data


def _raster(story: Story, data: bytes) -> CT_Inline:
    image = story.part.get_or_add_image(BytesIO(data))[1]
    width = _width(story, int(image.width), int(image.height))
    return story.part.new_pic_inline(BytesIO(data), width=width)


def _svg(story: Story, data: bytes) -> CT_Inline:
    """Return a drawing as points, with the drawing itself beside them if it needs no font."""
    size = extent(data)
    own = Mm(size.width * _MM / _PIXELS)
    width = _width(story, own, Mm(size.height * _MM / _PIXELS))
    lettered = has_text(data)
    fonts = FontLibrary.from_assets(story.desk.manuscript.assets) if lettered else None
    points = png_of(data, width / Mm(1), fonts.files if fonts else ())
    height = round(width * size.height / size.width)
    drawing = story.part.new_pic_inline(BytesIO(points), width=width, height=height)
    if not lettered:
        blip = drawing.graphic.graphicData.pic.blipFill.blip
        blip.append(parse_xml(_SVG_BLIP.format(_beside(story, str(blip.embed), data))))
    return drawing


def _beside(story: Story, points: str, data: bytes) -> str:
    """Store a drawing beside its points; return the id of its relationship."""
    image = story.part.related_parts[points]
    name = PackURI(str(image.partname).rpartition(".")[0] + ".svg")
    known = [part for part in story.part.related_parts.values() if part.partname == name]
    part = known[0] if known else Part(name, _SVG_TYPE, data, story.part.package)
    return story.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)


def _width(story: Story, own: int, tall: int) -> int:
    """Return the width of a picture in EMU: its own, or what the page leaves it."""
    page = story.desk.profile.page
    return round(own * min(1.0, Mm(page.text_width) / own, Mm(page.height * _HEIGHT_SHARE) / tall))

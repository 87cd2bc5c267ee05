"""Pictures: the stage *render*, DOCX (DrawingML, ECMA-376 part 1, chapter 20)."""

from __future__ import annotations

from io import BytesIO

from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.shared import Mm

from briefbook.errors import RefusedAddress, RenderFailed
from briefbook.render.docx.ooxml import BaseOxmlElement, build, span_of
from briefbook.render.docx.story import Story
from briefbook.render.tree import Element
from briefbook.wording import _

__all__ = ["picture"]

#: The part of the sheet's height that a picture may take at most.
_HEIGHT_SHARE = 0.6


def picture(story: Story, element: Element) -> BaseOxmlElement:
    """Return the run that shows ``img``, no wider than the text and never enlarged.

    Raises :class:`~briefbook.errors.RefusedAddress` for a file that is not among the
    book's assets, :class:`~briefbook.errors.RenderFailed` for one that is no PNG or JPEG.
    """
    source, data = _data(story, element)
    if source.lower().endswith(".svg"):
        raise RenderFailed(
            _("the picture {source} is SVG, which a Word document cannot show", source=source),
            spans=span_of(element),
            hint=_("use a PNG or JPEG picture in documents with DOCX among their formats"),
        )
    try:
        width = _width(story, data)
        drawing = story.part.new_pic_inline(BytesIO(data), width=width)
    except (UnrecognizedImageError, InvalidImageStreamError, UnexpectedEndOfFileError) as error:
        raise RenderFailed(
            _("the picture {source} cannot be read as PNG or JPEG", source=source),
            spans=span_of(element),
            hint=_("export the picture again as PNG or JPEG"),
        ) from error
    shown = drawing.docPr
    shown.set("id", str(next(story.desk.numbers)))
    shown.set("name", source.rpartition("/")[2])
    shown.set("descr", element.attributes.get("alt", ""))
    return build("w:r", build("w:drawing", drawing))


def _data(story: Story, element: Element) -> tuple[str, bytes]:
    source = element.attributes.get("src", "")
    data = story.desk.manuscript.assets.get(source)
    if data is None:
        raise RefusedAddress(
            _("the picture {source} is not a file under templates/", source=source),
            spans=span_of(element),
        )
    return source, data


def _width(story: Story, data: bytes) -> int:
    """Return the width of a picture in EMU: its own, or what the page leaves it."""
    page = story.desk.profile.page
    _, image = story.part.get_or_add_image(BytesIO(data))
    own, tall = int(image.width), int(image.height)
    return round(own * min(1.0, Mm(page.text_width) / own, Mm(page.height * _HEIGHT_SHARE) / tall))

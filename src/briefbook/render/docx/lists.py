"""List items: the stage *render*, DOCX; their definitions are in :mod:`.numbering`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from briefbook.errors import MalformedMarkup
from briefbook.render.docx.flow import Flow, Place
from briefbook.render.docx.numbering import FAMILIES, LEVELS, ListFamily
from briefbook.render.docx.ooxml import span_of
from briefbook.render.docx.sketch import Sketch, build
from briefbook.render.tree import Element, Node
from briefbook.wording import _

__all__ = ["list_items"]

Write = Callable[[Flow, Iterable[Node], Place], None]


def list_items(flow: Flow, element: Element, place: Place, write: Write) -> None:
    """Write the items of ``ul`` or ``ol``; ``write`` writes what an item holds.

    Raises :class:`~briefbook.errors.MalformedMarkup` for a fourth level, and for an item
    that has no text or begins with another list: Word could not show its mark.
    """
    _require_room(flow, element, place)
    family = FAMILIES.get(place.section, FAMILIES[""])
    number = _number(flow, element, place, family)
    styles = family.bullet_styles if element.tag == "ul" else family.number_styles
    continued = f"ListContinue{place.level + 1 if place.level else ''}"
    inner = replace(place, text_style=continued, level=place.level + 1)
    for item in (child for child in element.children if isinstance(child, Element)):
        flow.story.expect(item)
        flow.story.mark = (styles[place.level], _properties(number, place.level))
        write(flow, item.children, inner.within(item))
        if flow.story.mark is not None:
            raise MalformedMarkup(_("an item of a list has no text"), spans=span_of(item))
    if place.level == 0 and family is FAMILIES[""]:
        flow.space_after_last(flow.story.desk.profile.text.space_after)


def _require_room(flow: Flow, element: Element, place: Place) -> None:
    if place.level >= LEVELS:
        raise MalformedMarkup(
            _("lists nest to {levels} levels only", levels=LEVELS), spans=span_of(element)
        )
    if flow.story.mark is not None:
        raise MalformedMarkup(_("an item of a list begins with a list"), spans=span_of(element))


def _number(flow: Flow, element: Element, place: Place, family: ListFamily) -> int | None:
    """Return the number of a counted list; bullets come with their style."""
    if element.tag == "ul":
        return None
    first = int(element.attributes.get("start", "1"))
    return flow.story.desk.numbering.start(family, place.level, first)


def _properties(number: int | None, level: int) -> Sketch | None:
    if number is None:
        return None
    return build("w:numPr", build("w:ilvl", val=level), build("w:numId", val=number))

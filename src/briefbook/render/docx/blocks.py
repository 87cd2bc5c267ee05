"""From block elements to paragraphs: the stage *render*, DOCX.

One handler per element and one style per role; what neither table knows is
:class:`~briefbook.errors.UnknownElement` with its line, never left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from briefbook.errors import BriefbookError, MalformedMarkup, UnknownElement
from briefbook.render.docx.contents import contents
from briefbook.render.docx.flow import Flow, Place
from briefbook.render.docx.inline import INLINE, Look, runs, tab_run, text_run
from briefbook.render.docx.lists import list_items
from briefbook.render.docx.measured import attachments, signature, subject_heading
from briefbook.render.docx.ooxml import span_of
from briefbook.render.docx.pictures import picture
from briefbook.render.docx.sketch import Sketch
from briefbook.render.docx.styles import type_size
from briefbook.render.docx.tables import Cell, cell_alignment, cell_style, data_table
from briefbook.render.folding import line_text
from briefbook.render.tree import Element, Node, Text
from briefbook.wording import _

__all__ = ["write"]

#: The word that a caption's number stands after: «Таблица 1».
_COUNTED = re.compile(r"([^\W\d_]+)[ \N{NO-BREAK SPACE}]*[0-9]")

#: The space below labelled fields and key points, and above a table without a caption, in pt.
_AFTER_FIELDS, _AFTER_KEY_POINTS, _BEFORE_TABLE = 12, 8, 6


def write(flow: Flow, nodes: Iterable[Node], place: Place) -> None:
    """Write blocks and loose inline content below what the flow already holds.

    Inline nodes that follow each other make one paragraph in the style of the place.
    Raises :class:`~briefbook.errors.UnknownElement` and
    :class:`~briefbook.errors.MalformedMarkup` with the line of the template.
    """
    line: list[Node] = []
    for node in nodes:
        if isinstance(node, Text) or node.tag in INLINE:
            line.append(node)
            continue
        _loose(flow, line, place)
        line = []
        _block(flow, node, place)
    _loose(flow, line, place)


def _loose(flow: Flow, line: list[Node], place: Place) -> None:
    if any(isinstance(node, Element) or node.text.strip(" \t\n\r\f") for node in line):
        look = _look(flow, place, place.text_style)
        flow.paragraph(place.text_style, runs(flow.story, line, look))


def _block(flow: Flow, element: Element, place: Place) -> None:
    handler = HANDLERS.get(element.tag)
    if handler is None:
        raise UnknownElement(
            _("the element {tag} cannot stand here", tag=element.tag), spans=span_of(element)
        )
    flow.story.expect(element)
    handler(flow, element, place.within(element))


def _unknown_role(element: Element) -> BriefbookError:
    return UnknownElement(
        _("{tag} has no role “{role}”", tag=element.tag, role=element.role), spans=span_of(element)
    )


def _paragraph(flow: Flow, element: Element, place: Place) -> None:
    special = _SPECIAL_PARAGRAPHS.get(element.role)
    if special is not None:
        special(flow, element, place)
        return
    style = _PARAGRAPH_STYLES.get(element.role) if element.role else place.text_style
    if style is None:
        raise _unknown_role(element)
    flow.paragraph(style, runs(flow.story, element.children, _look(flow, place, style)))


def _look(flow: Flow, place: Place, style: str) -> Look:
    """Return the character format that text in a paragraph of this style starts with."""
    return Look(place.language, size=type_size(flow.story.desk.profile, style))


def _heading(flow: Flow, element: Element, place: Place) -> None:
    flow.story.heading = line_text(element)
    if element.role == "heading":
        subject_heading(flow, element, place)
        return
    content = runs(flow.story, element.children, place.look)
    if element.role:
        raise _unknown_role(element)
    style = "KeyPointsHeading" if place.section == "key-points" else f"Heading{element.tag[1]}"
    flow.paragraph(style, content)


def _section(flow: Flow, element: Element, place: Place) -> None:
    style = _SECTION_STYLES.get(element.role)
    if style is None:
        raise _unknown_role(element)
    if element.role == "annex":
        flow.story.page_break = True
    inner = replace(place, text_style=style, section=element.role) if element.role else place
    write(flow, element.children, inner)
    if element.role == "key-points":
        flow.space_after_last(_AFTER_KEY_POINTS)


def _division(flow: Flow, element: Element, place: Place) -> None:
    style = _DIVISION_STYLES.get(element.role)
    if style is None:
        raise _unknown_role(element)
    blocks = [child for child in element.children if isinstance(child, Element)]
    for child in element.children:
        last = not blocks or child is blocks[-1]
        own = "AddresseeEnd" if style == "Addressee" and last else style
        write(flow, (child,), replace(place, text_style=own))


def _list(flow: Flow, element: Element, place: Place) -> None:
    list_items(flow, element, place, write)


def _fields(flow: Flow, element: Element, place: Place) -> None:
    """Write labelled fields: the label, a tab, the value; further values below it."""
    label: list[Sketch] = []
    for child in _elements(element):
        flow.story.expect(child)
        look = place.within(child).look
        content = runs(flow.story, child.children, replace(look, style=_FIELD_STYLES[child.tag]))
        if child.tag == "dt":
            flow.paragraph("Field", label)
            label = content
        elif label:
            flow.paragraph("Field", [*label, _after_label(flow, place), *content])
            label = []
        else:
            flow.paragraph("FieldContinued", content)
    flow.paragraph("Field", label)
    flow.space_after_last(_AFTER_FIELDS)


def _after_label(flow: Flow, place: Place) -> Sketch:
    """Return the tab to the column of values, or a space in a layout without columns."""
    if flow.story.desk.profile.fields.label_width:
        return tab_run()
    return text_run(" ", place.look, flow.story)


def _table(flow: Flow, element: Element, place: Place) -> None:
    caption = next((child for child in _elements(element) if child.tag == "caption"), None)
    if caption is None:
        flow.space_after_last(_BEFORE_TABLE)
    else:
        _caption(flow, caption, place, "Caption", "Table")

    def fill(cell: Cell) -> list[Sketch]:
        inner = Flow(flow.story)
        _fill_cell(inner, cell, place)
        return inner.blocks

    said = caption.text() if caption is not None else flow.story.heading
    flow.table(data_table(element, flow.story.desk.profile, said, fill))


def _fill_cell(flow: Flow, cell: Cell, place: Place) -> None:
    style, element = cell_style(cell.element), cell.element
    content: list[Sketch] = []
    if not cell.below:
        look = _look(flow, place.within(element), style)
        content = runs(flow.story, element.children, look)
        flow.story.expect(element)
    flow.paragraph(style, content, cell_alignment(element))
    if not content:
        # A cell without a paragraph is damaged (ECMA-376 part 1, 17.4.65).
        flow.empty(style)


def _figure(flow: Flow, element: Element, place: Place) -> None:
    """Write a picture and its caption; one that stands above is as that of a table."""
    style = "Caption"
    for child in _elements(element):
        flow.story.expect(child)
        if child.tag == "img":
            flow.paragraph("Figure", [picture(flow.story, child)])
            style = "FigureCaption"
        else:
            _caption(flow, child, place, style, "Figure")


def _caption(flow: Flow, caption: Element, place: Place, style: str, series: str) -> None:
    """Write a caption; Word counts it under the word before its number, as its own ones."""
    before = _COUNTED.search(caption.text())
    flow.story.series = before[1] if before else series
    flow.paragraph(style, runs(flow.story, caption.children, place.within(caption).look))


def _rule(flow: Flow, _element: Element, _place: Place) -> None:
    flow.empty("Rule")


def _elements(element: Element) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element)]


def _misplaced(_flow: Flow, element: Element, _place: Place) -> None:
    raise MalformedMarkup(
        _("the element {tag} can stand only in the body itself", tag=element.tag),
        spans=span_of(element),
    )


Handler = Callable[[Flow, Element, Place], None]

#: What each block element becomes.
HANDLERS: Mapping[str, Handler] = {
    "div": _division,
    "dl": _fields,
    "figure": _figure,
    "footer": _misplaced,
    "h1": _heading,
    "h2": _heading,
    "h3": _heading,
    "header": _misplaced,
    "hr": _rule,
    "nav": contents,
    "ol": _list,
    "p": _paragraph,
    "section": _section,
    "table": _table,
    "ul": _list,
}

_SPECIAL_PARAGRAPHS: Mapping[str, Handler] = {
    "attachments": attachments,
    "signature": signature,
}

_PARAGRAPH_STYLES: Mapping[str, str] = {
    "date-line": "DateLine",
    "document-type": "DocumentType",
    "executor": "Executor",
    "lead": "Lead",
    "marking": "Marking",
    "note": "Note",
    "place": "Place",
    "purpose": "BodyText",
    "reference": "Reference",
    "source": "Source",
}

_SECTION_STYLES: Mapping[str, str] = {
    "": "BodyText",
    "annex": "BodyText",
    "contact": "Contact",
    "distribution": "Distribution",
    "key-points": "KeyPointsText",
    "sources": "Source",
    "talking-points": "BodyText",
    "text": "BodyText",
}

_DIVISION_STYLES: Mapping[str, str] = {
    "addressee": "Addressee",
    "masthead": "Masthead",
    "unit": "Unit",
}

_FIELD_STYLES: Mapping[str, str] = {"dd": "", "dt": "FieldLabel"}

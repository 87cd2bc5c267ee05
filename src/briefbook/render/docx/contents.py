"""Contents: the stage *render*, DOCX (ECMA-376 part 1, 17.16.5.68, the field TOC).

The field is filled in: each entry is a link with the number of its page, so that
contents can be read before Word has updated them. Word finds the headings again by
their levels; the first level is that of the document itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefbook.render.docx.flow import Flow, Place
from briefbook.render.docx.inline import field, field_marks, runs, tab_run
from briefbook.render.docx.sketch import Sketch, build
from briefbook.render.tree import Element

__all__ = ["contents"]

#: Headings of the levels 2 and 3, as links, none of their numbers hidden on paper.
_INSTRUCTION = r'TOC \o "2-3" \h \z \u'

#: The level of the headings that stand at the margin.
_FIRST_LEVEL = 2


def contents(flow: Flow, element: Element, place: Place) -> None:
    """Write ``nav``: a building block (17.5.2.12) that Word offers to update."""
    inner = Flow(flow.story)
    entries: list[tuple[int, Element]] = []
    for child in element.children:
        if isinstance(child, Element) and child.tag == "ol":
            entries.extend(_entries(child, _FIRST_LEVEL))
        elif isinstance(child, Element):
            look = place.within(child).look
            inner.paragraph("TOCHeading", runs(flow.story, child.children, look))
    _write_entries(inner, entries, place)
    inside = build("w:sdtContent", *inner.blocks)
    flow.add(build("w:sdt", _gallery(next(flow.story.desk.numbers)), inside))


def _gallery(number: int) -> Sketch:
    gallery = build("w:docPartGallery", val="Table of Contents")
    block = build("w:docPartObj", gallery, build("w:docPartUnique"))
    return build("w:sdtPr", build("w:id", val=number), block)


def _entries(entries: Element, level: int) -> Iterator[tuple[int, Element]]:
    """Yield each link with its level, those within an item after it."""
    for item in entries.children:
        for child in item.children if isinstance(item, Element) else ():
            if isinstance(child, Element) and child.tag == "ol":
                yield from _entries(child, level + 1)
            elif isinstance(child, Element):
                yield level, child


def _write_entries(flow: Flow, entries: list[tuple[int, Element]], place: Place) -> None:
    """Write the field, which begins in the first entry and ends in the last."""
    begin, separate, end = field_marks(_INSTRUCTION, place.look, flow.story)
    for number, (level, line) in enumerate(entries, start=1):
        content = [_entry(flow, line, place.within(line))]
        if number == 1:
            content = [*begin, separate, *content]
        if number == len(entries):
            content.append(end)
        flow.paragraph(f"TOC{level}", content)


def _entry(flow: Flow, line: Element, place: Place) -> Sketch:
    """Return the link of an entry: its text, a tab, the field of its page."""
    desk, look = flow.story.desk, place.look
    (link,) = (child for child in line.children if isinstance(child, Element))
    key = link.attributes["href"][1:]
    anchor, page = desk.anchors[key], str(desk.pages.get(key, 1))
    entry = build("w:hyperlink", *runs(flow.story, link.children, look), anchor=anchor, history=1)
    entry.children.append(tab_run())
    entry.children.extend(field(rf"PAGEREF {anchor} \h", page, look, flow.story))
    return entry

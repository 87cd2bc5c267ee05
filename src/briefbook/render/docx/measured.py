"""Paragraphs that are laid out by the width of their text: the stage *render*, DOCX.

The signature by ГОСТ Р 7.0.97: the post from the left margin, the name on the last
line of the post. The post is broken into lines by its measured width: a right indent
with a tab stop beyond it, as in tables of contents, loses the name in LibreOffice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from briefbook.render.docx.flow import Flow, Place
from briefbook.render.docx.inline import blank_width, ruled_tab, runs, tab_run
from briefbook.render.docx.ooxml import twips
from briefbook.render.docx.sketch import Sketch, build
from briefbook.render.docx.story import Desk
from briefbook.render.docx.styles import post_width
from briefbook.render.tree import Element, Node, Text

__all__ = ["attachments", "signature", "subject_heading"]

#: The space between a label and what follows it, in mm.
_LABEL_GAP = 1.5

_BREAK = Element("br")


def signature(flow: Flow, element: Element, place: Place) -> None:
    """Write post and name so that the name ends the post's last line.

    The paragraph stays on the page of the text above it.
    """
    flow.keep_last()
    content: list[Sketch] = []
    ends: list[Sketch] = []
    for node in element.children:
        if isinstance(node, Element) and node.role == "name":
            content.append(tab_run())
            ends = list(_end_of_blank(node, flow.story.desk))
            if ends:
                content.append(ruled_tab(place.look, flow.story))
                continue
        shown = _in_lines(node, flow.story.desk) if isinstance(node, Element) else node
        content += runs(flow.story, (shown,), place.look)
    flow.paragraph("Signature", content, ends)


def _end_of_blank(name: Element, desk: Desk) -> Iterator[Sketch]:
    """Yield the tab stop at which the rule for a name that is to be written ends.

    A blank of spaces would be as wide as they are in the face that is at hand, and run over
    the margin in a wide one.
    """
    begins = desk.profile.signature.name_at
    only = name.children[0] if len(name.children) == 1 else None
    if begins is not None and isinstance(only, Element) and only.role == "blank":
        end = min(begins + blank_width(only), desk.profile.page.text_width)
        yield build("w:tabs", build("w:tab", val="left", pos=twips(end)))


def _in_lines(element: Element, desk: Desk) -> Element:
    """Return a post with its lines broken; any other element as it is."""
    if element.role != "post":
        return element
    breaks = set(_breaks(element.text(), desk))
    return replace(element, children=tuple(_broken(element.children, breaks, 0)))


def _breaks(text: str, desk: Desk) -> Iterator[int]:
    """Yield the places of the spaces in ``text`` where a new line begins."""
    room = post_width(desk.profile)
    spaces = [place for place, character in enumerate(text) if character == " "]
    start = 0
    for space, end in pairwise((*spaces, len(text))):
        if desk.width(text[start:end]) > room:
            yield space
            start = space + 1


def _broken(nodes: Iterable[Node], breaks: set[int], position: int) -> Iterator[Node]:
    """Yield ``nodes``, whose text starts at ``position``, with ``br`` at the breaks."""
    for node in nodes:
        if isinstance(node, Element):
            yield replace(node, children=tuple(_broken(node.children, breaks, position)))
            position += len(node.text())
            continue
        rest, begin = node.text, position
        for place in sorted(place for place in breaks if 0 <= place - begin < len(node.text)):
            yield Text(rest[: place - position])
            yield _BREAK
            rest, position = rest[place - position + 1 :], place + 1
        yield Text(rest)
        position = begin + len(node.text)


def attachments(flow: Flow, element: Element, place: Place) -> None:
    """Write the line of attachments; what follows its label hangs beside it.

    It stays on the page of the text above.
    """
    flow.keep_last()
    label = element.children[:1]
    text = label[0].text() if label and isinstance(label[0], Element) else ""
    _labelled(flow, element, place, "Attachments", flow.story.desk.width(text) + _LABEL_GAP)


def subject_heading(flow: Flow, element: Element, place: Place) -> None:
    """Write the heading to the text; in a labelled layout its label has the labels' column."""
    fields = flow.story.desk.profile.fields
    column = fields.label_width if fields.style == "labelled" else 0.0
    _labelled(flow, element, place, "SubjectHeading", column)


def _labelled(flow: Flow, element: Element, place: Place, style: str, column: float) -> None:
    """Write a paragraph; a label at its head gets a column of so many mm, unless that is 0."""
    children = element.children
    first = children[0] if children else None
    if not column or not isinstance(first, Element) or first.role != "label":
        flow.paragraph(style, runs(flow.story, children, place.look))
        return
    content = [*runs(flow.story, (first,), place.look), tab_run()]
    content += runs(flow.story, _without_leading_space(children[1:]), place.look)
    indent = build("w:ind", left=twips(column), hanging=twips(column))
    flow.paragraph(style, content, (indent,))


def _without_leading_space(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return inline nodes without the space that a tab stands for."""
    if nodes and isinstance(nodes[0], Text):
        return (Text(nodes[0].text.lstrip(" \N{NO-BREAK SPACE}")), *nodes[1:])
    return nodes

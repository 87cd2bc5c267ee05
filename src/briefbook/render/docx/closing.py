"""What stands below a memorandum's text: the stage *render*, DOCX.

The signature by ГОСТ Р 7.0.97: the post from the left margin, the name on the last
line of the post. As in a table of contents, a right indent wraps the post, and a
tab stop beyond it holds the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from briefbook.render.docx.flow import Flow, Place
from briefbook.render.docx.inline import runs
from briefbook.render.docx.ooxml import BaseOxmlElement, build, twips
from briefbook.render.tree import Element, Node, Text

__all__ = ["attachments", "signature"]

#: The space between a label and what follows it, in mm.
_LABEL_GAP = 1.5


def signature(flow: Flow, element: Element, place: Place) -> None:
    """Write post and name on one line, on the page of the text above them."""
    flow.keep_last()
    content: list[BaseOxmlElement] = []
    for node in element.children:
        if isinstance(node, Text) and not node.text.strip(" "):
            continue
        if isinstance(node, Element) and node.role == "name":
            content.append(_tab())
        content += runs(flow.story, (node,), place.look)
    flow.paragraph("Signature", content, _name_stop(flow, element))


def _name_stop(flow: Flow, element: Element) -> Iterator[BaseOxmlElement]:
    """Yield the tab stop of a name that begins at a distance from the left margin.

    Text at a left tab beyond the right indent would wrap; at a right tab it does not:
    the stop is set where the name ends.
    """
    profile = flow.story.desk.profile
    begins = profile.signature.name_at
    if begins is None:
        return
    ends = begins + _width(flow, element)
    right = profile.page.text_width
    stops = [build("w:tab", val="clear", pos=twips(right))] if ends < right else []
    stops.append(build("w:tab", val="right", pos=twips(min(ends, right))))
    yield build("w:tabs", *sorted(stops, key=_position))


def _position(stop: BaseOxmlElement) -> int:
    return int(next(value for name, value in stop.items() if str(name).endswith("}pos")))


def _width(flow: Flow, element: Element) -> float:
    """Return the width in mm of the name, ruled blanks included."""
    names = (node for node in element.elements() if node.role == "name")
    parts = (part for name in names for part in name.elements())
    blanks = (float(part.attributes.get("data-width", "0")) for part in parts)
    text = "".join(node.text() for node in element.elements() if node.role == "name")
    return flow.story.desk.width(text) + sum(blanks)


def attachments(flow: Flow, element: Element, place: Place) -> None:
    """Write the line of attachments; what follows the label hangs beside it."""
    flow.keep_last()
    first = next(iter(element.children), None)
    if not isinstance(first, Element) or first.role != "label":
        flow.paragraph("Attachments", runs(flow.story, element.children, place.look))
        return
    indent = ceil(flow.story.desk.width(first.text()) + _LABEL_GAP)
    look = replace(place.look, style="Label")
    content = [*runs(flow.story, (first,), look), _tab()]
    content += runs(flow.story, _without_leading_space(element.children[1:]), place.look)
    hanging = build("w:ind", left=twips(indent), hanging=twips(indent))
    flow.paragraph("Attachments", content, (hanging,))


def _without_leading_space(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    if nodes and isinstance(nodes[0], Text):
        return (Text(nodes[0].text.lstrip(" \N{NO-BREAK SPACE}")), *nodes[1:])
    return nodes


def _tab() -> BaseOxmlElement:
    return build("w:r", build("w:tab"))

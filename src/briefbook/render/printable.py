"""The semantic tree, made ready for WeasyPrint: the same words, measures as styles.

Stage *render*. Widths in mm become style attributes, the head says what the PDF's
metadata must say (https://weasyprint.org, “Document metadata”), and each element
carries its number, so that a box can be traced back to its template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from briefbook.render.folding import line_text, notes
from briefbook.render.stylesheet import Running
from briefbook.render.tree import Element, Node, Text
from briefbook.render.unbreakable import stretches

#: The attribute that holds an element's number in document order.
MARK = "data-number"

#: The elements that are bookmarks of a PDF.
HEADINGS = frozenset({"h1", "h2", "h3"})

#: U+2060 WORD JOINER: no line breaks beside it (UAX #14, class WJ).
_JOINER = "\u2060"


def printable(root: Element, dated: date) -> Element:
    """Return the tree that WeasyPrint is given; ``dated`` becomes its dates of metadata."""
    numbered, _ = _numbered(root, 0)
    children = tuple(
        _head(child, dated) if isinstance(child, Element) and child.tag == "head" else child
        for child in numbered.children
    )
    return replace(numbered, children=children)


def running(root: Element) -> Running:
    """Say which elements of the document run through its pages."""
    places = {each.tag: each for each in root.elements() if each.tag in ("header", "footer")}
    numbered = [
        tag
        for tag, element in places.items()
        if any(each.role == "page-number" for each in element.elements())
    ]
    return Running("header" in places, "footer" in places, numbered[0] if numbered else "")


def _numbered(element: Element, number: int) -> tuple[Element, int]:
    """Number an element and all below it; return the next free number."""
    attributes = {**element.attributes, MARK: str(number)}
    number += 1
    children: list[Node] = []
    for child in element.children:
        if isinstance(child, Element):
            child, number = _numbered(child, number)  # noqa: PLW2901 - the numbered child
            children.append(child)
        else:
            children.append(child if element.tag == "title" else Text(_joined(child.text)))
    styled = _measured(element, attributes)
    content = _attachments(children) if element.role == "attachments" else tuple(children)
    return replace(element, attributes=MappingProxyType(styled), children=content), number


def _joined(text: str) -> str:
    """Join words that a line would break: U+2060 is drawn, copied and searched as nothing."""
    parts = (
        re.sub("[-–]", rf"{_JOINER}\g<0>{_JOINER}", part) if whole else part
        for part, whole in stretches(text)
    )
    return "".join(parts)


def _measured(element: Element, attributes: dict[str, str]) -> dict[str, str]:
    """Write as a style what WeasyPrint does not read from an attribute."""
    if (width := element.attributes.get("data-width")) is not None:
        return {**attributes, "style": f"width: {width}mm"}
    if (start := element.attributes.get("start")) is not None:
        return {**attributes, "style": f"counter-reset: list-item {int(start) - 1}"}
    if element.tag in HEADINGS and any(notes(element)):
        # A bookmark repeats the text of its heading, not the calls of footnotes.
        label = re.sub(r'(["\\])', r"\\\1", " ".join(line_text(element).split()))
        return {**attributes, "style": f'bookmark-label: "{label}"'}
    return attributes


def _attachments(children: list[Node]) -> tuple[Node, ...]:
    """Wrap what follows the label, so that it hangs beside it as one block."""
    labelled = (
        isinstance(children[0], Element) and children[0].role == "label" if children else False
    )
    if not labelled:
        return tuple(children)
    return (children[0], Element("span", MappingProxyType({}), tuple(children[1:])))


def _head(head: Element, dated: date) -> Element:
    said: Mapping[str, str] = {
        child.attributes.get("name", ""): child.attributes.get("content", "")
        for child in head.children
        if isinstance(child, Element) and child.tag == "meta"
    }
    title = tuple(
        child for child in head.children if isinstance(child, Element) and child.tag == "title"
    )
    moment = f"{dated.isoformat()}T00:00:00Z"
    entries = {
        "author": said.get("author", ""),
        # WeasyPrint writes the description into the PDF's Subject.
        "description": said.get("subject") or said.get("description", ""),
        "keywords": said.get("keywords", ""),
        "dcterms.created": moment,
        "dcterms.modified": moment,
    }
    metas = tuple(
        Element("meta", MappingProxyType({"name": name, "content": content}))
        for name, content in entries.items()
        if content
    )
    return replace(head, children=(*title, *metas))

"""Elements of WordprocessingML, units, legal characters: the stage *render*, DOCX.

ECMA-376 part 1, chapter 17 fixes the order of children within properties; Word
calls a file damaged when it is broken, so :func:`properties` always sorts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import cast

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser
from docx.oxml.xmlchemy import BaseOxmlElement

from briefbook.errors import RenderFailed, Span
from briefbook.render.tree import Element, Text
from briefbook.wording import _

__all__ = [
    "ORDERS",
    "BaseOxmlElement",
    "build",
    "insert_before",
    "properties",
    "qn",
    "relate",
    "require_legal",
    "span_of",
    "twips",
]

#: Twentieths of a point in a millimetre: 1440 to the inch of 25.4 mm.
_TWIPS_PER_MM = 1440 / 25.4

#: Everything outside the production ``Char`` of XML 1.0 (https://www.w3.org/TR/xml/#charsets).
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: The order of the children of properties.
ORDERS: Mapping[str, tuple[str, ...]] = {
    "w:pPr": (
        "w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:widowControl",
        "w:numPr", "w:pBdr", "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing",
        "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr",
    ),
    "w:rPr": (
        "w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:caps", "w:noProof",
        "w:color", "w:spacing", "w:sz", "w:szCs", "w:u", "w:vertAlign", "w:lang",
    ),
    "w:tblPr": (
        "w:tblStyle", "w:tblW", "w:jc", "w:tblInd", "w:tblBorders", "w:tblLayout",
        "w:tblCellMar", "w:tblLook", "w:tblCaption", "w:tblDescription",
    ),
    "w:tcPr": ("w:tcW", "w:gridSpan", "w:vMerge", "w:tcBorders", "w:vAlign"),
}  # fmt: skip

_RANKS = {tag: {qn(name): rank for rank, name in enumerate(order)} for tag, order in ORDERS.items()}


def twips(millimetres: float) -> int:
    """Return a length in mm as whole twentieths of a point."""
    return round(millimetres * _TWIPS_PER_MM)


def build(tag: str, *children: BaseOxmlElement, **attributes: str | float) -> BaseOxmlElement:
    """Return the element ``tag`` (``w:p``) with children; attributes get the prefix ``w:``."""
    name, namespaces = _name(tag)
    values = {_attribute(key): str(value) for key, value in attributes.items()} or None
    element = cast(BaseOxmlElement, oxml_parser.makeelement(name, values, namespaces))
    if children:
        element.extend(children)
    return element


@cache
def _name(tag: str) -> tuple[str, dict[str, str]]:
    """Return a tag as lxml has it, and its namespace: asked for by the thousand."""
    prefix = tag.partition(":")[0]
    return qn(tag), {prefix: nsmap[prefix]}


@cache
def _attribute(name: str) -> str:
    return qn(f"w:{name}")


def relate(element: BaseOxmlElement, relationship: str) -> BaseOxmlElement:
    """Tie ``element`` to a relationship of its part (``r:id``) and return it."""
    element.set(qn("r:id"), relationship)
    return element


def insert_before(parent: BaseOxmlElement, child: BaseOxmlElement, later: Iterable[str]) -> None:
    """Put ``child`` before the first of the elements that the schema has after it."""
    tags = {qn(tag) for tag in later}
    place = next((n for n, each in enumerate(parent) if each.tag in tags), len(parent))
    parent.insert(place, child)


def properties(tag: str, children: Iterable[BaseOxmlElement]) -> BaseOxmlElement:
    """Return ``tag`` (``w:pPr``, ``w:rPr``, …) with its children in the order of the schema."""
    ranks = _RANKS[tag]
    return build(tag, *sorted(children, key=lambda child: ranks[str(child.tag)]))


def span_of(element: Element) -> tuple[Span, ...]:
    """Return the place of an element in its template, as the spans of an error."""
    origin = element.origin
    return (Span(f"templates/{origin.template}", origin.line),) if origin else ()


def require_legal(root: Element) -> None:
    """Make sure that XML 1.0 has a place for every character of a document.

    Raises :class:`~briefbook.errors.RenderFailed` at the first that it has none for:
    Word would not open the file, and leaving the character out would be silent.
    """
    for element in root.elements():
        own = (child.text for child in element.children if isinstance(child, Text))
        for text in (*own, *element.attributes.values()):
            found = _ILLEGAL.search(text)
            if found is not None:
                raise RenderFailed(
                    _(
                        "a Word document cannot hold the character U+{code}",
                        code=f"{ord(found[0]):04X}",
                    ),
                    spans=span_of(element),
                    hint=_("take the character out of the data or the template"),
                )

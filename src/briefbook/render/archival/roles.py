"""Which structure type stands for which element of HTML.

Stage *render*. ISO 32000-1, 14.8.4; the elements are those of the subset
(``docs/templates.md``).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from briefbook.render.archival.node import Node

#: Elements that are no more than the document itself.
TRANSPARENT = frozenset({"html", "body"})
#: Elements of a list, each with a label and a body.
ITEMS = frozenset({"li", "dt", "dd"})
HEADINGS = frozenset({"H1", "H2", "H3"})

_LISTS = frozenset({"ul", "ol"})
_INLINE = frozenset({"strong", "em", "sup", "sub", "abbr", "time", "span", "a", "br"})
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "section": "Sect",
        "nav": "Sect",
        "p": "P",
        "h1": "H1",
        "h2": "H2",
        "h3": "H3",
        "ul": "L",
        "ol": "L",
        "dl": "L",
        "table": "Table",
        "caption": "Caption",
        "figcaption": "Caption",
        "thead": "THead",
        "tbody": "TBody",
        "tr": "TR",
        "th": "TH",
        "td": "TD",
        "img": "Figure",
        "code": "Code",
    }
)
#: The nearest standard value of ListNumbering (14.8.5.5) to a style of CSS.
_NUMBERINGS: Mapping[str, str] = MappingProxyType(
    {
        "none": "None",
        "disc": "Disc",
        "circle": "Circle",
        "square": "Square",
        "decimal": "Decimal",
        "upper-roman": "UpperRoman",
        "lower-roman": "LowerRoman",
        "upper-alpha": "UpperAlpha",
        "lower-alpha": "LowerAlpha",
    }
)


def kind_of(element: Any, node: Node) -> str:
    """Return the structure type of an element that stands in ``node``.

    A table of contents holds nothing but items (table 333), so a heading before
    its list makes a section of it.
    """
    tag = element.tag
    if tag == "nav" and element.get("data-role") == "toc":
        return "Sect" if any(each.tag in _LISTS for each in element) else "TOC"
    if tag in _LISTS and (node.kind == "TOCI" or (node.kind == "Sect" and node.role == "toc")):
        return "TOC"
    if tag == "p" and node.kind == "TOC":
        return "TOCI"
    return "Span" if tag in _INLINE else _KINDS.get(tag, "Div")


def says_nothing(element: Any, node: Node) -> bool:
    """Whether an element stands in a line and has nothing to say beside its text."""
    if element.tag not in _INLINE:
        return False
    language = element.get("lang")
    return language in (None, node.language) and not expansion(element)


def expansion(element: Any) -> str:
    """Return what an abbreviation stands for (14.9.5), or an empty text."""
    return (element.get("title") or "") if element.tag == "abbr" else ""


def numbering(element: Any, style: Any) -> str:
    """Return the ListNumbering of a list; ``style`` is the value of ``list-style-type``."""
    ordinary = "Decimal" if element.tag == "ol" else "Disc"
    return _NUMBERINGS.get(style, ordinary) if isinstance(style, str) else ordinary


def scope(element: Any) -> str:
    """Return what a head cell is the head of (table 349)."""
    return "Row" if (element.get("scope") or "col").startswith("row") else "Column"

"""Text as it is written, before it is a tree of lxml's: the stage *render*, DOCX.

To make elements one by one takes lxml more time than all that is written into them. So
text is written in sketches, and a whole body of them is read at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TypeAlias, cast
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import element_class_lookup, oxml_parser
from lxml import etree

from briefbook.render.docx.ooxml import ORDERS, BaseOxmlElement

__all__ = ["Sketch", "Sketched", "build", "grown", "parsed", "properties", "relate"]

#: What a parser would make something else of, if it were not escaped.
_IN_TEXTS = {"\r": "&#13;"}

_PARSER = etree.XMLParser(resolve_entities=False)
_PARSER.set_element_class_lookup(element_class_lookup)
_ROOT = "".join(f' xmlns:{prefix}="{nsmap[prefix]}"' for prefix in ("w", "r"))


class Sketch:
    """An element with names as they are written: ``w:p``, ``r:id``."""

    __slots__ = ("attributes", "children", "tag", "text")

    def __init__(self, tag: str, attributes: dict[str, str], children: list[Sketched]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children = children
        self.text = ""

    def find(self, tag: str) -> Sketch | None:
        """Return the first child of this name."""
        found = (each for each in self.children if isinstance(each, Sketch) and each.tag == tag)
        return next(found, None)

    def __str__(self) -> str:
        """The element as XML."""
        tag, attributes = self.tag, ""
        for name, value in self.attributes.items():
            quoted = f'"{value}"' if value.isalnum() else quoteattr(value)
            attributes = f"{attributes} {name}={quoted}"
        inner = "".join(map(str, self.children))
        if self.text:
            inner = escape(self.text, _IN_TEXTS)
        return f"<{tag}{attributes}>{inner}</{tag}>" if inner else f"<{tag}{attributes}/>"

    def holds_element(self) -> bool:
        """Tell whether an element of lxml's is below this one."""
        return any(not isinstance(each, Sketch) or each.holds_element() for each in self.children)


#: What may stand in a sketch: others, and elements that python-docx makes, as pictures.
Sketched: TypeAlias = "Sketch | BaseOxmlElement"


def build(tag: str, *children: Sketched, **attributes: str | float) -> Sketch:
    """Return the element ``tag`` (``w:p``) with children; attributes get the prefix ``w:``."""
    return Sketch(tag, {f"w:{n}": str(value) for n, value in attributes.items()}, [*children])


def properties(tag: str, children: Iterable[Sketch]) -> Sketch:
    """Return ``tag`` (``w:pPr``, ``w:rPr``, …) with its children in the order of the schema."""
    ranks = _ranks(tag)
    return Sketch(tag, {}, [*sorted(children, key=lambda child: ranks[child.tag])])


@cache
def _ranks(tag: str) -> Mapping[str, int]:
    return {name: rank for rank, name in enumerate(ORDERS[tag])}


def relate(element: Sketch, relationship: str) -> Sketch:
    """Tie ``element`` to a relationship of its part (``r:id``) and return it."""
    element.attributes["r:id"] = relationship
    return element


def parsed(sketches: Iterable[Sketch]) -> list[BaseOxmlElement]:
    """Return the elements of sketches, which are to stand where ``w`` and ``r`` are declared."""
    written = list(sketches)
    if any(each.holds_element() for each in written):
        return list(grown(written))
    text = f"<w:body{_ROOT}>{''.join(map(str, written))}</w:body>"
    return cast(list[BaseOxmlElement], list(etree.fromstring(text.encode(), _PARSER)))


def grown(sketches: Iterable[Sketched]) -> Iterator[BaseOxmlElement]:
    """Yield the elements of sketches, made one by one, so that they may stand anywhere."""
    for sketch in sketches:
        yield _element(sketch) if isinstance(sketch, Sketch) else sketch


def _element(sketch: Sketch) -> BaseOxmlElement:
    namespaces = {"w": nsmap["w"]}
    name = _qualified(sketch.tag)
    made = cast(BaseOxmlElement, oxml_parser.makeelement(name, None, namespaces))
    for name, value in sketch.attributes.items():
        made.set(_qualified(name), value)
    made.extend(list(grown(sketch.children)))
    if sketch.text:
        made.text = sketch.text
    return made


@cache
def _qualified(name: str) -> str:
    return qn(name)

"""The semantic tree as WeasyPrint walks it: elements, without a way through a text.

Stage *render*. WeasyPrint would write nothing other: the subset of HTML has no element that
a parser closes, moves or makes up (https://html.spec.whatwg.org/multipage/parsing.html), so
that parsing what :func:`briefbook.render.markup.serialize` writes gives these very elements.

WeasyPrint is imported with this module: see ``FontLibrary.configuration``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.html import UA

from briefbook.render.tree import Element, Text
from briefbook.render.weasy import BASE

if TYPE_CHECKING:
    from briefbook.render.weasy import AssetFetcher

__all__ = ["elements_of", "html_of"]


#: Rules for the calls and numbers of notes, each on a line of its own.
_OF_NOTES = re.compile(r"^::(?:footnote|note)-[^\n]*\n", re.MULTILINE)


def html_of(root: Element, fetcher: AssetFetcher, *, notes: bool = True) -> HTML:
    """Return a document for WeasyPrint, whose files ``fetcher`` serves.

    Without ``notes``, no element may become one: WeasyPrint prepares a call and a number for
    each element otherwise, two hundred styles in a brief, in case it is made a note.
    """
    return _Html(root, fetcher, notes=notes)


def elements_of(element: Element) -> ET.Element:
    """Return an element with all below it; its attributes are in the order of their names."""
    made = ET.Element(element.tag, dict(sorted(element.attributes.items())))
    last: ET.Element | None = None
    for child in element.children:
        if isinstance(child, Text):
            _add(made, last, child.text)
        else:
            last = elements_of(child)
            made.append(last)
    return made


def _add(element: ET.Element, last: ET.Element | None, text: str) -> None:
    """Add a text to an element: after its last child, if it has one."""
    if last is None:
        element.text = (element.text or "") + text
    else:
        last.tail = (last.tail or "") + text


class _Html(HTML):  # type: ignore[misc]
    """A document that was not parsed."""

    def __init__(self, root: Element, fetcher: AssetFetcher, *, notes: bool) -> None:
        self._notes = notes
        self.base_url = BASE
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(
            elements_of(root), content_language=None
        )
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: FBT001, FBT002
        """Return what a browser says of all documents, as WeasyPrint asks for it."""
        if self._notes or forms:
            sheets: list[CSS] = super()._ua_stylesheets(forms)
            return sheets
        return [_without_notes()]


@cache
def _without_notes() -> CSS:
    return CSS(string=_OF_NOTES.sub("", UA), counter_style=CounterStyle())

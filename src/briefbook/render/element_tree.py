"""The semantic tree as WeasyPrint walks it: elements, without a way through a text.

Stage *render*. WeasyPrint would write nothing other: the subset of HTML has no element that
a parser closes, moves or makes up (https://html.spec.whatwg.org/multipage/parsing.html), so
that parsing what :func:`briefbook.render.markup.serialize` writes gives these very elements.

WeasyPrint is imported with this module: see ``FontLibrary.configuration``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from cssselect2 import ElementWrapper
from weasyprint import HTML

from briefbook.render.tree import Element, Text
from briefbook.render.weasy import BASE

if TYPE_CHECKING:
    from briefbook.render.weasy import AssetFetcher

__all__ = ["elements_of", "html_of"]


def html_of(root: Element, fetcher: AssetFetcher) -> HTML:
    """Return a document for WeasyPrint, whose files ``fetcher`` serves."""
    return _Html(root, fetcher)


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

    def __init__(self, root: Element, fetcher: AssetFetcher) -> None:
        self.base_url = BASE
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(
            elements_of(root), content_language=None
        )
        self.etree_element = self.wrapper_element.etree_element

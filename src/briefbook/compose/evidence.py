"""Which facts each block of a document shows.

Stage *compose*. A printed fact leaves a mark in the markup (:mod:`briefbook.localize.shown`);
here the marks are taken out again, and each is tied to the block it stood in.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping

from briefbook.dataset.values import FrozenMap
from briefbook.localize.shown import has_marks, take_marks
from briefbook.render.folding import is_note, is_text_block
from briefbook.render.tree import Element, Node, Text

Facts = tuple[tuple[str, ...], ...]


def take_facts(root: Element) -> tuple[Element, Facts]:
    """Strip all marks from a tree.

    Returns the tree without them and, for each of its blocks in document order (lines of
    text, and pictures), the paths of the facts that the block shows, attributes of its
    elements included. Marks in attributes outside any block are dropped: they show nothing.
    """
    facts: list[tuple[str, ...]] = []
    return _stripped(root, facts), tuple(facts)


def _stripped(element: Element, facts: list[tuple[str, ...]]) -> Element:
    """Strip an element, adding the facts of each block below it."""
    if is_text_block(element) or element.tag == "img":
        return _stripped_block(element, facts)
    children = tuple(
        _stripped(child, facts) if isinstance(child, Element) else _plain(child, {})
        for child in element.children
    )
    return _with(element, _attributes(element, {}), children)


def _stripped_block(block: Element, facts: list[tuple[str, ...]]) -> Element:
    """Strip a text block; its footnotes follow it with facts of their own."""
    found: dict[str, None] = {}
    below: list[tuple[str, ...]] = []
    stripped = _stripped_inline(block, found, below)
    facts.extend((tuple(found), *below))
    return stripped


def _stripped_inline(
    element: Element, found: dict[str, None], below: list[tuple[str, ...]]
) -> Element:
    """Strip an element within a block, collecting the paths of its marks in order."""
    attributes = _attributes(element, found)
    children: list[Node] = []
    for child in element.children:
        if isinstance(child, Text):
            children.append(_plain(child, found))
        elif is_note(child):
            children.append(_stripped_block(child, below))
        else:
            children.append(_stripped_inline(child, found, below))
    return _with(element, attributes, tuple(children))


def _with(element: Element, attributes: Mapping[str, str], children: tuple[Node, ...]) -> Element:
    """Return an element with these attributes and children: itself, if it has them."""
    own = element.children
    if attributes is element.attributes and all(map(operator.is_, children, own)):
        return element
    return Element(element.tag, attributes, children, element.origin)


def _attributes(element: Element, found: dict[str, None]) -> Mapping[str, str]:
    """Strip the values of an element's attributes."""
    if not any(map(has_marks, element.attributes.values())):
        return element.attributes
    return FrozenMap({name: _taken(value, found) for name, value in element.attributes.items()})


def _plain(text: Text, found: dict[str, None]) -> Node:
    """Strip a text."""
    return Text(_taken(text.text, found)) if has_marks(text.text) else text


def _taken(text: str, found: dict[str, None]) -> str:
    """Strip one text and note the paths it bore."""
    plain, paths = take_marks(text)
    found.update(dict.fromkeys(paths))
    return plain

"""Texts that stand in for a missing translation become elements of their language.

Stage *compose*. What :func:`~briefbook.localize.shown.standing_in` marked is
``[ru: <span lang="ru">Комиссия</span>]`` in a block, so that hyphenation, typography and
screen readers know the language, and plain text where no element may stand: in titles and
attributes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from briefbook.dataset.values import FrozenMap
from briefbook.localize.shown import split_stand_ins
from briefbook.render.tree import Element, Node, Text

_PLAIN = frozenset({"title"})


def set_stand_ins(element: Element) -> Element:
    """Return the tree with an element around each text that stands in."""
    attributes = {name: _plain(value) for name, value in element.attributes.items()}
    children = tuple(node for child in element.children for node in _set(child, element))
    return replace(element, attributes=FrozenMap(attributes), children=children)


def _set(node: Node, around: Element) -> Iterator[Node]:
    if isinstance(node, Element):
        yield set_stand_ins(node)
    elif around.tag in _PLAIN:
        yield Text(_plain(node.text))
    else:
        yield from _spans(split_stand_ins(node.text), around)


def _spans(parts: list[str], around: Element) -> Iterator[Node]:
    """Yield texts and elements; every third part is a language, the next is in it."""
    before = parts[0]
    for place in range(1, len(parts), 3):
        language, text, after = parts[place : place + 3]
        yield Text(f"{before}[{language}:\N{NO-BREAK SPACE}")
        attributes = FrozenMap({"lang": language})
        yield Element("span", attributes, (Text(text),), around.origin)
        before = f"]{after}"
    yield Text(before)


def _plain(text: str) -> str:
    """Return a text with marks that are read and nothing else."""
    before, *parts = split_stand_ins(text)
    stand_ins = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return before + "".join(f"[{language}: {text}]{after}" for language, text, after in stand_ins)

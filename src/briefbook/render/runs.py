"""The texts of a block as runs, for the steps of *compose* that work on whole lines.

Stage *render*. A sentence may pass through several inline elements, and a quote
may open in one and close in the next: typography is given all of a block's runs
at once, with the language and the protection of each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from briefbook.render.folding import (
    Piece,
    is_text_block,
    line_text,
    notes,
    pieces,
    with_children,
    with_notes,
    with_text,
    with_texts,
)
from briefbook.render.tree import Element, Text

#: A run: its text, whether it must stay as it is, and its language (BCP 47).
TextRun = tuple[str, bool, str]

#: Stands in a run for a blank to fill in or a page number.
SOLID = "\ufffc"

_PROTECTED = frozenset({"code", "time"})
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:\S+|www\.\S+|[^\s@]+@[^\s@]+\.[^\s@]+)", re.I)


def blocks(root: Element) -> Iterator[Element]:
    """Yield the elements that say something: lines of text, and pictures, in document order.

    A footnote follows the block that calls it.
    """
    if is_text_block(root) or root.tag == "img":
        yield root
        yield from notes(root)
        return
    for child in root.children:
        if isinstance(child, Element):
            yield from blocks(child)


def words_of(block: Element) -> str:
    """Return what a block says: its text without footnotes, or what stands for a picture."""
    return block.attributes.get("alt", "") if block.tag == "img" else line_text(block)


def map_block_texts(
    root: Element, function: Callable[[tuple[TextRun, ...]], Sequence[str]]
) -> Element:
    r"""Return the tree with the texts of every block changed by ``function``.

    It is called for each block with the runs of consecutive text in one
    language, and returns as many texts in the same order. A line break (or the
    edge of a signature's post or name) is given as a protected run ``"\n"``, a
    blank, page number or call of a footnote as a protected :data:`SOLID`. Protected are
    also ``code``, ``time`` and a link whose text is an address; what is returned for a
    protected run is ignored. A footnote is a block of its own.

    Raises ``ValueError`` when another number of texts is returned.
    """
    return _mapped(root, function, root.attributes.get("lang", ""))


def _mapped(
    element: Element, function: Callable[[tuple[TextRun, ...]], Sequence[str]], language: str
) -> Element:
    language = element.attributes.get("lang", language)
    if is_text_block(element):
        return _mapped_block(element, function, language)
    children = tuple(
        _mapped(child, function, language) if isinstance(child, Element) else child
        for child in element.children
    )
    return with_children(element, children)


def _mapped_block(
    block: Element, function: Callable[[tuple[TextRun, ...]], Sequence[str]], language: str
) -> Element:
    children = block.children
    if len(children) == 1 and isinstance(children[0], Text):
        only = ((children[0].text, False, language),)
        [(_, text)] = zip(only, function(only), strict=True)
        return with_children(block, (with_text(children[0], text),) if text else ())
    found = tuple(pieces(block))
    runs = [_run(piece, language) for piece in found]
    changed: list[str] = []
    for _, group in groupby(runs, key=lambda run: run[2]):
        given = tuple(group)
        answer = function(given)
        changed.extend(run[0] if run[1] else text for run, text in zip(given, answer, strict=True))
    texts = [text for piece, text in zip(found, changed, strict=True) if piece.text is not None]
    whole = with_texts(block, texts)
    if not any(notes(whole)):
        return whole
    return with_notes(whole, lambda note, inner: _mapped_block(note, function, inner), language)


def _run(piece: Piece, language: str) -> TextRun:
    for element in piece.path:
        language = element.attributes.get("lang", language)
    if piece.text is None:
        return ("\n" if piece.is_break else SOLID, True, language)
    return (piece.text, any(_protects(element) for element in piece.path), language)


def _protects(element: Element) -> bool:
    if element.tag == "a":
        text = element.text().strip()
        shortened = "." in text and text in element.attributes.get("href", "")
        return shortened or _ADDRESS.fullmatch(text) is not None
    return element.tag in _PROTECTED

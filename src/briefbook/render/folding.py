"""White space as HTML means it, settled once for *compose* and both renderers.

Stage *render*. The rules are those of CSS for ``white-space: normal``,
https://www.w3.org/TR/css-text-3/#white-space-rules: blanks, tabs and line feeds
fold into one blank across inline elements and vanish at the edges of a block
and around a line break. The no-break space (U+00A0) is no white space.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from briefbook.render.subset import EMPTY_SPANS, FOOTNOTE, ITEM_BLOCKS, TEXT_BLOCKS
from briefbook.render.tree import Element, Node, Text

_WHITE = re.compile(r"[ \t\n]+")

#: Spans that are set apart from their neighbours, each a line of its own.
_SET_APART = frozenset({"post", "name"})


def normalize(root: Element) -> Element:
    """Fold white space in every block and drop what stands between blocks.

    The result has no empty texts and no two texts side by side; folding it
    again changes nothing. Text where only blocks may stand is kept, folded:
    refusing it is the task of the check.
    """
    if is_text_block(root):
        return _folded_block(root)
    children: list[Node] = []
    for child in root.children:
        if isinstance(child, Element):
            children.append(normalize(child))
        elif text := _WHITE.sub(" ", child.text).strip(" "):
            children.append(with_text(child, text))
    return with_children(root, tuple(children))


def with_children(element: Element, children: tuple[Node, ...]) -> Element:
    """Return an element with other children: itself, if they are its own.

    It is made anew, which is twice as fast as replaced.
    """
    own = element.children
    if len(children) == len(own) and all(map(operator.is_, children, own)):
        return element
    return Element(element.tag, element.attributes, children, element.origin)


def with_text(known: Text, text: str) -> Text:
    """Return a text; the known one, if it is the same."""
    return known if known.text == text else Text(text)


def is_text_block(element: Element) -> bool:
    """Say whether an element holds a line of text, not blocks."""
    if element.tag == "li":
        return not any(
            isinstance(child, Element) and child.tag in ITEM_BLOCKS for child in element.children
        )
    return element.tag in TEXT_BLOCKS


def is_note(node: Node) -> bool:
    """Say whether a node is a footnote: a block of its own, called within a line."""
    return isinstance(node, Element) and node.role == FOOTNOTE


def notes(block: Element) -> Iterator[Element]:
    """Yield the footnotes that a block calls, in their order."""
    for child in block.children:
        if isinstance(child, Element):
            if is_note(child):
                yield child
            else:
                yield from notes(child)


def line_text(block: Element) -> str:
    """Return the text of a block without that of its footnotes."""
    return "".join(
        child.text if isinstance(child, Text) else "" if is_note(child) else line_text(child)
        for child in block.children
    )


def with_notes(
    block: Element, change: Callable[[Element, str], Element], language: str = ""
) -> Element:
    """Return the block with its footnotes changed; ``change`` is given the language around each."""
    children: list[Node] = []
    for child in block.children:
        if isinstance(child, Element):
            inner = child.attributes.get("lang", language)
            changed = change(child, inner) if is_note(child) else with_notes(child, change, inner)
            children.append(changed)
        else:
            children.append(child)
    return with_children(block, tuple(children))


@dataclass(frozen=True, slots=True)
class Piece:
    """What a line of text is made of, in order: a text, a break or a solid thing.

    ``path`` are the elements around it below the block, the outermost first. A
    text has ``text``; a line break or the edge of a part that is set apart is a
    ``break``; a blank to fill in, a page number or the call of a footnote is ``solid``.
    """

    path: tuple[Element, ...]
    text: str | None = None
    is_break: bool = False


def pieces(block: Element, path: tuple[Element, ...] = ()) -> Iterator[Piece]:
    """Yield the pieces of a block's content in document order."""
    for child in block.children:
        if isinstance(child, Text):
            yield Piece(path, text=child.text)
        elif child.tag == "br":
            yield Piece((*path, child), is_break=True)
        elif _is_solid(child):
            yield Piece((*path, child))
        elif child.role in _SET_APART:
            yield Piece((*path, child), is_break=True)
            yield from pieces(child, (*path, child))
            yield Piece((*path, child), is_break=True)
        else:
            yield from pieces(child, (*path, child))


def with_texts(block: Element, texts: Sequence[str]) -> Element:
    """Return the block with its texts, in document order, replaced by ``texts``.

    Texts that became empty are left out. Raises ``ValueError`` when the number
    of texts is not the number of the block's texts.
    """
    stack = list(reversed(texts))
    try:
        result = _rebuilt(block, stack)
    except IndexError:
        raise ValueError("there are more texts in the block than were given") from None
    if stack:
        raise ValueError("there are fewer texts in the block than were given")
    return result


def _rebuilt(element: Element, stack: list[str]) -> Element:
    children: list[Node] = []
    for child in element.children:
        if isinstance(child, Element):
            children.append(child if _is_solid(child) else _rebuilt(child, stack))
        elif text := stack.pop():
            children.append(with_text(child, text))
    return with_children(element, tuple(children))


def _is_solid(child: Element) -> bool:
    return child.role in EMPTY_SPANS or is_note(child)


def _folded_block(block: Element) -> Element:
    """Fold a block's white space: first at the beginnings of its lines, then at the ends."""
    if len(block.children) == 1 and isinstance(block.children[0], Text):
        text = _WHITE.sub(" ", block.children[0].text).strip(" ")
        return with_children(block, (with_text(block.children[0], text),) if text else ())
    line = tuple(pieces(block))
    folded = _without_trailing(line, _without_leading(line))
    texts = [text for piece, text in zip(line, folded, strict=True) if piece.text is not None]
    whole = _merged(with_texts(block, texts))
    return with_notes(whole, lambda note, _: _folded_block(note)) if any(notes(whole)) else whole


def _without_leading(line: Sequence[Piece]) -> list[str]:
    """Fold each text; drop its first blank after a blank, a break or the beginning."""
    folded: list[str] = []
    after_blank = True
    for piece in line:
        text = _WHITE.sub(" ", piece.text or "")
        text = text.lstrip(" ") if after_blank else text
        if piece.text is None:
            after_blank = piece.is_break
        elif text:
            after_blank = text.endswith(" ")
        folded.append(text)
    return folded


def _without_trailing(line: Sequence[Piece], texts: Sequence[str]) -> list[str]:
    """Drop the blanks that stand before a break, the call of a footnote or the end."""
    kept: list[str] = []
    at_edge = True
    for piece, text in zip(reversed(line), reversed(texts), strict=True):
        shown = text.rstrip(" ") if at_edge else text
        at_edge = _takes_no_blank(piece) if piece.text is None else at_edge and not shown
        kept.append(shown)
    kept.reverse()
    return kept


def _takes_no_blank(piece: Piece) -> bool:
    return piece.is_break or any(is_note(each) for each in piece.path[-1:])


def _merged(element: Element) -> Element:
    """Join texts that came to stand side by side."""
    children: list[Node] = []
    for child in element.children:
        last = children[-1] if children else None
        if isinstance(child, Element):
            children.append(_merged(child))
        elif isinstance(last, Text):
            children[-1] = Text(last.text + child.text)
        else:
            children.append(child)
    return with_children(element, tuple(children))

"""Whether the code of a phrase came back whole, each piece in a place where it may stand.

An expression may move within the sentence it stands in; a border (``if``, ``for``,
``endif``, the ends of a spoken attribute) keeps its place among the borders, and what
stood between two of them stays there, so that no branch loses or gains a fact. The
pieces of one tag, between which words stand, stay together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefbook.compose.passages import Piece, take_apart
from briefbook.exchange.returned import Part
from briefbook.wording import Message, _

__all__ = ["Slip", "put_back"]

_BREAKS_OUT = re.compile(r"\{[{%#]|[}%#]\}|<[/!A-Za-z]|[{<]\Z")
_DIFFERENCE = re.compile(r"\{%[-+]?\s*differs\b")
_BREAKS_OUT_OF_QUOTES = re.compile(r"[\\\n]")


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with a returned phrase; ``code`` tells whether it is a placeholder."""

    message: Message
    hint: Message
    code: bool = True


_WORDS_ONLY = _("write words only; a quotation mark is “ ” or « »")
_AS_EXPORTED = _("put the placeholders back as they were exported")


def put_back(parts: Sequence[Part], wanted: Sequence[Piece]) -> tuple[Piece, ...] | list[Slip]:
    """Put the book's own code in the place of the returned placeholders.

    ``wanted`` is the code that must come back, each piece once. Returns the pieces of
    the phrase, or all that is wrong with it. No code is ever taken from the file.
    """
    slips = list(_miscounted(parts, wanted))
    if not slips:
        known = {piece.name: piece for piece in wanted}
        pieces = tuple(
            known[part.code] if part.code else Piece(part.text or "", "text") for part in parts
        )
        slips = [*_changed(parts, known), *_moved(pieces, wanted)]
        slips = slips or list(_broken_texts(pieces)) or list(_missing_words(pieces))
        if not slips:
            return pieces
    return slips


def _miscounted(parts: Sequence[Part], wanted: Sequence[Piece]) -> Iterator[Slip]:
    """Yield each placeholder that is missing, strange or there more than once."""
    found = Counter(part.code for part in parts if part.code)
    names = [piece.name for piece in wanted]
    for name in names:
        if not found[name]:
            yield Slip(_("the placeholder {name} is missing", name=_shown(name)), _AS_EXPORTED)
        elif found[name] > 1:
            message = _("the placeholder {name} stands there more than once", name=_shown(name))
            yield Slip(message, _AS_EXPORTED)
    for name in found:
        if name not in names:
            message = _("there is no placeholder {name} in this unit", name=_shown(name))
            yield Slip(message, _AS_EXPORTED)


def _shown(name: str) -> str:
    return "{" + name + "}"


def _changed(parts: Sequence[Part], known: dict[str, Piece]) -> Iterator[Slip]:
    """Yield each placeholder whose code was altered; tools may lay its white space anew."""
    for part in parts:
        if part.text is None or not part.code:
            continue
        if part.text.split() != known[part.code].text.split():
            message = _("the code of the placeholder {name} was changed", name=_shown(part.code))
            yield Slip(message, _AS_EXPORTED)


@dataclass(frozen=True, slots=True)
class _Tag:
    """The code that stays together: the pieces of one tag, by their names."""

    names: tuple[str, ...]
    kind: str
    fixed: bool


def _moved(pieces: Sequence[Piece], wanted: Sequence[Piece]) -> Iterator[Slip]:
    """Yield the first piece of code that stands where it may not."""
    before, after = list(_tags(wanted)), list(_tags([p for p in pieces if p.is_code]))
    if Counter(before) != Counter(after):
        torn = next(tag for tag in after if tag not in before)
        yield _out_of_place(torn.names[0])
        return
    for number, (known, found) in enumerate(zip(_sections(before), _sections(after), strict=True)):
        misplaced = found[:1] if number and known[0] != found[0] else []
        misplaced += Counter(found) - Counter(known)
        if not misplaced and _markup(known) != _markup(found):
            misplaced = _markup(found)
        if misplaced:
            yield _out_of_place(misplaced[0].names[0])
            return


def _out_of_place(name: str) -> Slip:
    message = _("the placeholder {name} stands in another place than before", name=_shown(name))
    hint = _("an expression may move within its own stretch of text, other code may not move")
    return Slip(message, hint)


def _tags(code: Sequence[Piece]) -> Iterator[_Tag]:
    """Join the pieces of each tag that stand together."""
    names: list[str] = []
    for number, piece in enumerate(code):
        names.append(piece.name)
        following = code[number + 1] if number + 1 < len(code) else None
        if following is None or piece.tag < 0 or following.tag != piece.tag:
            yield _Tag(tuple(names), piece.kind, piece.fixed)
            names = []


def _sections(tags: Sequence[_Tag]) -> list[list[_Tag]]:
    """Divide tags into sections, each beginning with a border that nothing crosses."""
    sections: list[list[_Tag]] = [[]]
    for tag in tags:
        if tag.fixed:
            sections.append([tag])
        else:
            sections[-1].append(tag)
    return sections


def _markup(tags: Sequence[_Tag]) -> list[_Tag]:
    return [tag for tag in tags if tag.kind == "markup"]


def _broken_texts(pieces: Sequence[Piece]) -> Iterator[Slip]:
    """Yield each text that would be read as code, by the place it stands in."""
    before: Piece | None = None
    in_attribute = False
    for number, piece in enumerate(pieces):
        if piece.is_code:
            before = piece
            if piece.kind == "markup":
                in_attribute = piece.fixed and piece.text.endswith('="')
            continue
        after = next((one for one in pieces[number + 1 :] if one.is_code), None)
        quoted = before is not None and after is not None and 0 <= before.tag == after.tag
        mark = before.text[-1:] if quoted and before else '"' if in_attribute else ""
        pattern = _BREAKS_OUT_OF_QUOTES if quoted else _BREAKS_OUT
        if pattern.search(piece.text) or (mark and mark in piece.text):
            text = " ".join(piece.text.split())
            yield Slip(_("“{text}” would be read as code", text=text), _WORDS_ONLY, code=False)


def _missing_words(pieces: Sequence[Piece]) -> Iterator[Slip]:
    """Yield that the phrase, read again, is not what was put together.

    Either it has other code, where Jinja takes a line break that comes to stand behind a
    statement for its own; or a difference has lost its reason.
    """
    code = [piece.text.strip() for piece in pieces if piece.is_code]
    text = "".join(piece.text for piece in pieces)
    again = sorted(one.text.strip() for one in take_apart(text) if one.is_code)
    if sorted(code) != again or _has_silent_difference(pieces):
        message = _("a word that stands within code is missing, or would be read as code")
        yield Slip(message, _WORDS_ONLY, code=False)


def _has_silent_difference(pieces: Sequence[Piece]) -> bool:
    """Tell whether nothing is said between the two pieces of the beginning of a difference."""
    said = [piece for piece in pieces if piece.is_code or piece.text.strip()]
    return any(
        _DIFFERENCE.match(one.text) and 0 <= one.tag == following.tag
        for one, following in pairwise(said)
    )

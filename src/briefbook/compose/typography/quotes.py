"""Quotation marks, a step of *compose*: straight and foreign marks become a language's own.

Marks are first told apart as opening, closing or apostrophe by what stands on either side, across
the elements of the block; then they are paired; then each pair is set by its depth. A mark without
a partner (inches, a quotation that goes on in another block) stays as it was typed. Which marks a
language uses: Unicode CLDR, https://cldr.unicode.org/, element ``delimiters``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from briefbook.compose.typography.rules import NBSP, ScanRule
from briefbook.compose.typography.runs import HELD, Edit

APOSTROPHE = "\u2019"

_MARK = re.compile("[\"'«»‹›„“”‟‚‘’‛]")
_NO_MARK = re.compile("[^\"'«»‹›„“”‟‚‘’‛]")
_SINGLE = frozenset("'‹›‚‘’‛")
_OPENS = frozenset("«„‟‹‚‘‛")
_CLOSES = frozenset("»”›’")

# What may stand before an opening mark, and after a closing one.
_BEFORE_OPENING = frozenset("([{-–—/")
_AFTER_CLOSING = frozenset(".,;:!?)]}–—")
_DECADE = re.compile(r"\d\ds\b")


class _Role(Enum):
    OPENING = auto()
    CLOSING = auto()
    APOSTROPHE = auto()


@dataclass(frozen=True, slots=True)
class QuoteStyle:
    """The marks of a language: ``outer`` and, inside them, ``inner``; opening, then closing.

    ``keeps_single``: single marks that were typed stay single. ``sixes_open``: “ is an opening
    mark, as in English, and not a closing one.
    """

    outer: tuple[str, str]
    inner: tuple[str, str]
    keeps_single: bool = False
    sixes_open: bool = False


@dataclass(frozen=True, slots=True)
class _Pair:
    opening: int
    closing: int
    single: bool


def quote_rule(style: QuoteStyle) -> ScanRule:
    """Make the rule that sets the quotations of a text in ``style``."""
    return ScanRule("quotation marks", lambda text: _edits(text, style), needs=(_MARK,))


def _edits(text: str, style: QuoteStyle) -> Iterator[Edit]:
    reader = _Reader(text, style)
    for match in _MARK.finditer(text):
        reader.read(match.start())
    edits = {place: Edit(place, place + 1, APOSTROPHE) for place in reader.apostrophes}
    for pair, marks in _set(reader.pairs, style):
        keeps_blanks = pair.single and style.keeps_single
        cuts = () if keeps_blanks else _blanks_inside(text, pair)
        edits |= {edit.start: edit for edit in (*_marks_of(pair, marks), *cuts)}
    return (edits[start] for start in sorted(edits) if _changes(text, edits[start]))


def _changes(text: str, edit: Edit) -> bool:
    return text[edit.start : edit.end] != edit.text


def _marks_of(pair: _Pair, marks: tuple[str, str]) -> Iterator[Edit]:
    yield Edit(pair.opening, pair.opening + 1, marks[0])
    yield Edit(pair.closing, pair.closing + 1, marks[1])


def _blanks_inside(text: str, pair: _Pair) -> Iterator[Edit]:
    """Close up the blanks next to the marks of a pair, each in a cut of its own."""
    inside = text[pair.opening + 1 : pair.closing]
    # A mark before the pair was read by this blank: without it, it might be read otherwise.
    after_mark = pair.opening > 0 and _MARK.match(text, pair.opening - 1)
    leading = 0 if after_mark else len(inside) - len(inside.lstrip(f" {NBSP}"))
    trailing = len(inside) - len(inside.rstrip(f" {NBSP}"))
    for offset in range(leading):
        yield Edit(pair.opening + 1 + offset, pair.opening + 2 + offset, "")
    for offset in range(trailing):
        yield Edit(pair.closing - 1 - offset, pair.closing - offset, "")


def _set(pairs: Sequence[_Pair], style: QuoteStyle) -> Iterator[tuple[_Pair, tuple[str, str]]]:
    """Give each pair its marks: the outer ones unless a pair around it has them already."""
    outer_end = -1
    for pair in sorted(pairs, key=lambda pair: pair.opening):
        if (pair.single and style.keeps_single) or pair.opening < outer_end:
            yield pair, style.inner
        else:
            outer_end = pair.closing
            yield pair, style.outer


class _Reader:
    """Reads the marks of one text from left to right."""

    def __init__(self, text: str, style: QuoteStyle) -> None:
        self.text = text
        self.style = style
        self.roles: dict[int, _Role] = {}
        self.open: list[int] = []
        self.pairs: list[_Pair] = []
        self.apostrophes: list[int] = []
        self.group_end = 0

    def read(self, place: int) -> None:
        """Decide what the mark at ``place`` is, and pair it if it closes."""
        role = self._role(place)
        if role is _Role.CLOSING:
            self._close(place)
        elif role is _Role.OPENING:
            self.open.append(place)
        elif role is _Role.APOSTROPHE:
            self.apostrophes.append(place)
        if role is not None:
            self.roles[place] = role

    def _role(self, place: int) -> _Role | None:
        mark = self.text[place]
        if mark in _SINGLE:
            return self._single_role(place)
        if mark == "“":
            return self._sixes_role(place)
        if mark in _OPENS:
            return _Role.OPENING
        return _Role.CLOSING if mark in _CLOSES else self._role_by_place(place)

    def _sixes_role(self, place: int) -> _Role:
        """Tell whether “ opens, as in English, or closes what „ has opened."""
        if self.style.sixes_open:
            return _Role.OPENING
        if self._last_open("„") is not None:
            return _Role.CLOSING
        return self._role_by_place(place)

    def _single_role(self, place: int) -> _Role | None:
        mark = self.text[place]
        before, after = self._before(place), self.text[place + 1 : place + 2]
        if mark in "'’" and _wordlike(before) and _wordlike(after):
            return _Role.APOSTROPHE
        if mark in _OPENS:
            return _Role.OPENING
        if mark == "'" and self._role_by_place(place) is _Role.OPENING:
            return _Role.APOSTROPHE if _DECADE.match(self.text, place + 1) else _Role.OPENING
        if self.open and self.text[self.open[-1]] in _SINGLE:
            return _Role.CLOSING
        return _Role.APOSTROPHE if before.isalpha() and mark != "›" else None

    def _role_by_place(self, place: int) -> _Role:
        """Tell the role of a mark that says nothing itself from what stands on either side."""
        before, after = self._before(place), self._after(place)
        may_open = not before or before.isspace() or before in _BEFORE_OPENING
        ends = not after or after.isspace() or after in _AFTER_CLOSING
        if may_open and not ends:
            return _Role.OPENING
        if ends and not may_open:
            return _Role.CLOSING
        return _Role.CLOSING if self.open else _Role.OPENING

    def _before(self, place: int) -> str:
        """The character before, where an opening mark counts as an opening bracket."""
        if self.roles.get(place - 1) is _Role.OPENING:
            return "("
        return self.text[place - 1 : place] if place else ""

    def _after(self, place: int) -> str:
        """The first character after that is not a quotation mark."""
        if place >= self.group_end:
            found = _NO_MARK.search(self.text, place)
            self.group_end = found.start() if found else len(self.text)
        return self.text[self.group_end : self.group_end + 1]

    def _close(self, place: int) -> None:
        """Pair the mark at ``place``; marks left open between the two stay without a partner."""
        mark = self.text[place]
        single = mark in _SINGLE
        partners = {closing: opening for opening, closing in (self.style.outer, self.style.inner)}
        level = self._last_open(partners[mark]) if mark in partners else None
        if level is None:
            level = self._last_open(None, single=single)
        if level is not None:
            self.pairs.append(_Pair(self.open[level], place, single))
            del self.open[level:]

    def _last_open(self, wanted: str | None, *, single: bool = False) -> int | None:
        """Find the last open mark: ``wanted``, or any that a mark of this kind may close."""
        for level in range(len(self.open) - 1, -1, -1):
            mark = self.text[self.open[level]]
            kind_fits = not self.style.keeps_single or (mark in _SINGLE) == single
            if mark == wanted or (wanted is None and kind_fits):
                return level
        return None


def _wordlike(character: str) -> bool:
    return character.isalnum() or character == HELD

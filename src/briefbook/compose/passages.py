"""Phrases taken apart: what a translator writes, and the code around it.

Stage *compose*. The macros and tables of a phrases file are cut along Jinja's own
tokens (https://jinja.palletsprojects.com/en/stable/api/#jinja2.Environment.lex)
into text and code, so that the text can be changed and every other character
stays. Words inside an expression, ``agree("избран", "избрана", …)``, are text too;
the names of cases, keys of tables and what is compared are code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from briefbook.compose.environment import make_environment

__all__ = ["Passage", "Piece", "PieceKind", "code_names", "passages", "take_apart"]

PieceKind = Literal["text", "expression", "statement", "markup", "comment"]
PassageKind = Literal["macro", "table"]
_State = Literal["outside", "tag", "attribute"]

#: Filters whose arguments are words of the language.
_WORDY_FILTERS = frozenset({"agree", "conjunction", "counted", "default", "disjunction"})
#: Keywords of such filters: CLDR's plural categories, and ours.
_WORDY_KEYWORDS = frozenset({"zero", "one", "two", "few", "many", "other", "preposition"})
_COMPARING = frozenset({"==", "!=", "<", ">", "<=", ">=", "in", "is", "not"})
_NAMING = frozenset({"import", "from", "include", "extends", "block"})
_CODE_WORD = re.compile(r"[A-Za-z0-9_-]*")
_TAG = re.compile(r"</?[A-Za-z!]")
_SPOKEN_ATTRIBUTE = re.compile(r"\b(?:title|alt|aria-label)=\"")
_LETTER = re.compile(r"[^\W\d_]")
_RAW = frozenset({"raw_begin", "raw_end"})
_BEGINNINGS = frozenset({"variable_begin", "block_begin", "comment_begin"}) | _RAW
_ENDINGS = frozenset({"variable_end", "block_end", "comment_end"}) | _RAW


class _Token(NamedTuple):
    kind: str
    value: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.value)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a phrase: text, or code that bears a name.

    ``tag`` counts the Jinja tags of the phrase: the pieces of one tag, between which
    words stand, have the same number; it is -1 for text and markup. What is ``fixed``
    is a border that nothing may cross: a statement, and the two ends of a spoken
    attribute.
    """

    text: str
    kind: PieceKind
    name: str = ""
    tag: int = -1
    fixed: bool = False

    @property
    def is_code(self) -> bool:
        """Whether a translator must leave it as it is."""
        return self.kind != "text"


@dataclass(frozen=True, slots=True)
class Passage:
    """A macro or table of a phrases file.

    ``start`` and ``end`` are where its text stands in the file (the body of a macro,
    the whole tag of a table), ``whole`` where the macro stands with its head and tail;
    ``line`` is that of its name; ``note`` is the comment right before it.
    """

    name: str
    kind: PassageKind
    text: str = field(repr=False)
    start: int
    end: int
    whole: tuple[int, int]
    line: int
    note: str = ""
    pieces: tuple[Piece, ...] = field(default=(), repr=False)

    @property
    def has_words(self) -> bool:
        """Whether there is anything to translate."""
        return any(_LETTER.search(piece.text) for piece in self.pieces if not piece.is_code)


def passages(source: str) -> tuple[Passage, ...]:
    """Take the macros and tables of a phrases file apart, in their order.

    ``source`` has line feeds only. Raises :class:`jinja2.TemplateSyntaxError` for a
    text that is no template.
    """
    make_environment({}).parse(source)
    tokens = tuple(_tokens(source))
    return tuple(_Reader(source, tokens).passages())


def take_apart(text: str) -> tuple[Piece, ...]:
    """Cut the body of a macro, or the tag of a table, into pieces."""
    cutter = _Cutter(text, tuple(_tokens(text)))
    return tuple(_named(tuple(_joined(cutter.cut()))))


def _tokens(source: str) -> Iterator[_Token]:
    """Yield Jinja's tokens with their places; white space that it drops is skipped."""
    position = 0
    for _, kind, value in make_environment({}).lex(source):
        start = source.index(value, position)
        yield _Token(kind, value, start)
        position = start + len(value)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Finds the passages of one file."""

    source: str
    tokens: Sequence[_Token]

    def passages(self) -> Iterator[Passage]:
        """Yield what stands outside of everything else: macros, and tables with words."""
        number, note = 0, ""
        while number < len(self.tokens):
            token = self.tokens[number]
            if token.kind == "comment":
                note = token.value.strip(" -\n")
            elif token.kind == "block_begin":
                close = self._close(number)
                word, name = self._words(number, close)
                if word == "macro":
                    last = self._end_of_macro(close)
                    inside = self.tokens[close].end, self.tokens[last].start
                    close = self._close(last)
                    yield self._passage(name, "macro", inside, (number, close), note)
                elif word == "set" and self._assigns(number, close):
                    end = self.tokens[close].start + len(self.tokens[close].value.rstrip())
                    tag = self.tokens[number].start, end
                    found = self._passage(name, "table", tag, (number, close), note)
                    if found.has_words:
                        yield found
                number = close
                note = ""
            elif token.kind == "data" and token.value.strip():
                note = ""
            number += 1

    def _close(self, number: int) -> int:
        """Return where the tag that begins at a token ends."""
        while self.tokens[number].kind not in _ENDINGS:
            number += 1
        return number

    def _words(self, number: int, close: int) -> tuple[str, str]:
        """Return the first two names in a tag."""
        names = [token.value for token in self.tokens[number:close] if token.kind == "name"]
        first, second, *_ = [*names, "", ""]
        return first, second

    def _assigns(self, number: int, close: int) -> bool:
        return any(token.value == "=" for token in self.tokens[number:close])

    def _end_of_macro(self, number: int) -> int:
        """Return the token at which the tag that ends a macro begins."""
        depth = 1
        while depth:
            number += 1
            if self.tokens[number].kind == "block_begin":
                word = self._words(number, self._close(number))[0]
                depth += {"macro": 1, "endmacro": -1}.get(word, 0)
        return number

    def _passage(
        self,
        name: str,
        kind: PassageKind,
        inside: tuple[int, int],
        tokens: tuple[int, int],
        note: str,
    ) -> Passage:
        """Make a passage: where its text stands, and its first and last tokens."""
        first, last = (self.tokens[number] for number in tokens)
        text = self.source[slice(*inside)]
        line = self.source.count("\n", 0, first.start) + 1
        pieces = take_apart(text)
        return Passage(name, kind, text, *inside, (first.start, last.end), line, note, pieces)


class _Cutter:
    """Cuts the text of a phrase; knows whether it is inside a tag of HTML."""

    def __init__(self, text: str, tokens: Sequence[_Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.state: _State = "outside"
        self.tags = 0
        self.markup = ""
        self.after_attribute = False

    def cut(self) -> Iterator[Piece]:
        """Yield the pieces in their order."""
        position = number = 0
        while number < len(self.tokens):
            token = self.tokens[number]
            if token.kind in _BEGINNINGS:
                yield from self._literal(self.text[position : token.start])
                close = number
                while self.tokens[close].kind not in _ENDINGS:
                    close += 1
                yield from self._tag(number, close)
                position, number = self.tokens[close].end, close
            number += 1
        yield from self._literal(self.text[position:])
        if self.markup:
            yield self._whole_markup(opens=False)

    def _tag(self, first: int, last: int) -> Iterator[Piece]:
        """Yield the pieces of a Jinja tag: code, and the words in it.

        Within a tag of HTML it is part of that.
        """
        kind = _kind_of(self.tokens[first])
        position = self.tokens[first].start
        if self.state == "tag":
            self.markup += self.text[position : self.tokens[last].end]
            return
        fixed = kind == "statement"
        if kind in {"expression", "statement"}:
            inside = [t for t in self.tokens[first : last + 1] if t.kind != "whitespace"]
            for token in _wordy(inside):
                yield Piece(self.text[position : token.start + 1], kind, "", self.tags, fixed)
                if len(token.value) > 2:
                    yield Piece(token.value[1:-1], "text")
                position = token.end - 1
        yield Piece(self.text[position : self.tokens[last].end], kind, "", self.tags, fixed)
        self.tags += 1

    def _literal(self, text: str) -> Iterator[Piece]:
        """Yield the pieces of literal HTML: text, and its tags."""
        position = 0
        while position < len(text):
            if self.state == "tag":
                end, after = _end_of_markup(text, position)
                self.markup += text[position:end]
                if after != "tag":
                    yield self._whole_markup(opens=after == "attribute")
            else:
                end, after = self._end_of_text(text, position)
                if end > position:
                    yield Piece(text[position:end], "text")
            position, self.state = end, after

    def _end_of_text(self, text: str, position: int) -> tuple[int, _State]:
        """Return where a text ends, or the spoken attribute that it stands in."""
        if self.state == "outside":
            found = _TAG.search(text, position)
            return (found.start(), "tag") if found else (len(text), "outside")
        end = text.find('"', position)
        if end < 0:
            return len(text), "attribute"
        self.after_attribute = True
        return end, "tag"

    def _whole_markup(self, *, opens: bool) -> Piece:
        """Return the tag of HTML gathered so far; ``opens`` if a spoken attribute follows."""
        piece = Piece(self.markup, "markup", fixed=opens or self.after_attribute)
        self.markup, self.after_attribute = "", False
        return piece


def _end_of_markup(text: str, position: int) -> tuple[int, _State]:
    """Return where the rest of a tag of HTML ends, or an attribute that is spoken begins."""
    close = text.find(">", position)
    spoken = _SPOKEN_ATTRIBUTE.search(text, position)
    if spoken and (close < 0 or spoken.end() <= close):
        return spoken.end(), "attribute"
    return (close + 1, "outside") if close >= 0 else (len(text), "tag")


def _kind_of(token: _Token) -> PieceKind:
    """Return what a tag of Jinja is."""
    if token.kind == "variable_begin":
        return "expression"
    return "comment" if token.kind == "comment_begin" else "statement"


def _wordy(tokens: Sequence[_Token]) -> Iterator[_Token]:
    """Yield the literals in a tag that are words of the language."""
    if len(tokens) > 1 and tokens[1].value in _NAMING:
        return
    calls: list[str] = []
    for number, token in enumerate(tokens):
        if token.value in {"(", "[", "{"}:
            calls.append(_opener(tokens, number))
        elif token.value in {")", "]", "}"} and calls:
            calls.pop()
        elif token.kind == "string" and _is_wordy(tokens, number, calls[-1] if calls else ""):
            yield token


def _opener(tokens: Sequence[_Token], number: int) -> str:
    """Say what a bracket opens: ``|agree``, ``call``, ``list``, ``key``, ``table``, ``group``."""
    before, token = tokens[number - 1], tokens[number]
    if token.value == "{":
        return "table"
    follows_value = before.kind == "name" or before.value in {")", "]", "}"}
    if token.value == "[":
        return "key" if follows_value else "list"
    if before.kind != "name" or before.value in _COMPARING | {"and", "or", "if", "else"}:
        return "group"
    return f"|{before.value}" if tokens[number - 2].value == "|" else "call"


def _is_wordy(tokens: Sequence[_Token], number: int, around: str) -> bool:
    """Tell whether the literal at a token is printed, by what stands around it."""
    word = tokens[number].value[1:-1]
    before, after = tokens[number - 1].value, tokens[number + 1].value
    if "\\" in word or around == "key":
        return False
    if before in _COMPARING or after in _COMPARING or (around == "table" and after == ":"):
        return False
    if before == "=" and around not in {"", "table"}:
        return tokens[number - 2].value in _WORDY_KEYWORDS
    if around.startswith("|") and around[1:] in _WORDY_FILTERS:
        return True
    if around == "call" or around.startswith("|"):
        return not _CODE_WORD.fullmatch(word)
    return True


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join stretches of text that touch."""
    last: Piece | None = None
    for piece in pieces:
        if last is None or last.is_code or piece.is_code:
            if last is not None:
                yield last
            last = piece
        else:
            last = Piece(last.text + piece.text, "text")
    if last is not None:
        yield last


_NAME_PARTS = re.compile(r"\w+")
_LONGEST_NAME = 40


def _named(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Name each piece of code by its words; the pieces of one tag share a name."""
    seen: dict[str, int] = {}
    tag, base, number = -1, "", 0
    for piece in pieces:
        if not piece.is_code:
            yield piece
            continue
        if piece.tag < 0 or piece.tag != tag:
            tag, number = piece.tag, 0
            base = _base_name([other for other in pieces if other.tag == tag >= 0] or [piece])
            seen[base] = seen.get(base, 0) + 1
            base = base if seen[base] == 1 else f"{base}.{seen[base]}"
        number += 1
        name = base if number == 1 else f"{base}/{number}"
        yield Piece(piece.text, piece.kind, name, tag, piece.fixed)


def _base_name(pieces: Sequence[Piece]) -> str:
    """Make a name of the words in a tag."""
    words = _NAME_PARTS.findall(" ".join(piece.text for piece in pieces))
    name = "_".join(words)[:_LONGEST_NAME].strip("_") or pieces[0].kind
    return f"end_{name}" if pieces[0].text.startswith("</") else name


def code_names(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Return the names of the code among pieces, in their order."""
    return tuple(piece.name for piece in pieces if piece.is_code)

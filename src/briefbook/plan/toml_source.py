"""TOML with the place of every key: the stage *plan* reads a book's settings.

The standard library reads TOML 1.0 (https://toml.io/en/v1.0.0) but keeps no
positions. A second, lenient pass over text that is known to be valid finds the
line and column of each key and of each item of an array, so that a problem can
be shown where it stands.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from briefbook.errors import BookError, InvalidBook, Span
from briefbook.wording import _, verbatim

#: Where a value stands: the keys of its tables and the indexes of its arrays.
TomlPath = tuple[str | int, ...]

_KEY_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEY = re.compile(rf"{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART})*")
_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{1,2})?'
    r"|'''.*?'''(?:'{1,2})?"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE_VALUE = re.compile(r"[^,\]}#\n]*")
_PLACE_IN_MESSAGE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class TomlSource:
    """A TOML file that was read: its values, and the place of each.

    ``file`` is relative to the book; ``values`` is the table at the top;
    ``marks`` maps a path to the line and column (from 1) where its key, its
    table's header or its array item begins.
    """

    file: str
    values: Mapping[str, Any]
    marks: Mapping[TomlPath, tuple[int, int]]
    lines: tuple[str, ...]

    def span(self, *path: str | int) -> Span:
        """Return the place of ``path``, else of the nearest table around it."""
        for length in range(len(path), 0, -1):
            mark = self.marks.get(path[:length])
            if mark is not None:
                return Span(self.file, *mark, excerpt=self.lines[mark[0] - 1])
        return Span(self.file)


def read_toml(text: str, file: str, problem: type[BookError]) -> TomlSource:
    """Read TOML from ``text``; a byte order mark at its start is passed over.

    Raises :class:`~briefbook.errors.InvalidBook` with one ``problem`` that shows
    the place, when the text is not TOML.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    lines = tuple(text.split("\n"))
    try:
        values = tomllib.loads(text)
        marks = _Locator(text).locate()
    except RecursionError:
        message = _("the file nests arrays or tables too deeply")
        raise InvalidBook([problem(message, spans=[Span(file)])]) from None
    except ValueError as error:
        raise InvalidBook([_syntax_problem(error, lines, file, problem)]) from None
    return TomlSource(file, values, marks, lines)


def _syntax_problem(
    error: ValueError, lines: tuple[str, ...], file: str, problem: type[BookError]
) -> BookError:
    """Turn what the standard library says of bad TOML into a problem with its place."""
    said = str(error)
    place = _PLACE_IN_MESSAGE.search(said)
    span = Span(file)
    if place is not None:
        last = len(lines), len(lines[-1]) + 1
        line, column = (int(place[1]), int(place[2])) if place[1] else last
        span = Span(file, line, column, lines[line - 1])
        said = said[: place.start()]
    return problem(
        _("the file is not valid TOML: {reason}", reason=verbatim(f"{said[:1].lower()}{said[1:]}")),
        spans=[span],
        hint=_("texts stand in quotes, lists in square brackets, and each key is set once"),
    )


#: What the standard library says of bad TOML, so that it is gathered
#: (https://docs.python.org/3/library/tomllib.html); more telling ones name a key.
_SAID = (
    _("cannot overwrite a value"),
    _("escaped character is not a Unicode scalar value"),
    _("expected '=' after a key in a key/value pair"),
    _("expected ']' at the end of a table declaration"),
    _("expected ']]' at the end of an array declaration"),
    _("expected newline or end of document after a statement"),
    _("invalid date or datetime"),
    _("invalid hex value"),
    _("invalid initial character for a key part"),
    _("invalid statement"),
    _("invalid value"),
    _("unclosed array"),
    _("unclosed inline table"),
    _("unescaped '\\' in a string"),
    _("unterminated string"),
)


class _Locator:
    """Walks over valid TOML from top to bottom and notes where each key begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.marks: dict[TomlPath, tuple[int, int]] = {}
        self.last_index: dict[TomlPath, int] = {}
        self.line_starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def locate(self) -> dict[TomlPath, tuple[int, int]]:
        """Return the marks of the whole text."""
        table: TomlPath = ()
        self.skip(_GAP)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_GAP)
        return self.marks

    def header(self) -> TomlPath:
        """Read ``[a.b]`` or ``[[a.b]]``; return the path of the table it opens."""
        start = self.at
        brackets = 2 if self.text.startswith("[[", start) else 1
        self.at += brackets
        self.skip(_BLANK)
        parts = self.key()
        self.skip(_BLANK)
        self.at += brackets
        table: TomlPath = ()
        for part in parts[:-1]:
            table = self.enter((*table, part), start)
        table = (*table, parts[-1])
        if brackets == 1:
            self.mark(table, start)
            return table
        self.last_index[table] = self.last_index.get(table, -1) + 1
        return self.enter(table, start)

    def enter(self, path: TomlPath, start: int) -> TomlPath:
        """Mark ``path``; where it is an array of tables, go on to its latest table."""
        self.mark(path, start)
        if path in self.last_index:
            path = (*path, self.last_index[path])
            self.mark(path, start)
        return path

    def pair(self, table: TomlPath) -> None:
        """Read ``key = value`` inside ``table``."""
        start = self.at
        path = table
        for part in self.key():
            path = (*path, part)
            self.mark(path, start)
        self.skip(_BLANK)
        self.at += 1  # the equals sign
        self.skip(_BLANK)
        self.value(path)

    def key(self) -> tuple[str, ...]:
        """Read a key, dotted or not, quoted or not."""
        start = self.at
        self.skip(_KEY)
        node: Any = tomllib.loads(f"{self.text[start : self.at]} = 0")
        parts = []
        while isinstance(node, dict):
            ((part, node),) = node.items()
            parts.append(part)
        return tuple(parts)

    def value(self, path: TomlPath) -> None:
        """Read one value; its own keys and items are marked below ``path``."""
        opening = self.text[self.at]
        if opening == "[":
            self.array(path)
        elif opening == "{":
            self.inline_table(path)
        else:
            self.skip(_STRING if opening in "\"'" else _BARE_VALUE)

    def array(self, path: TomlPath) -> None:
        """Read ``[a, b]``, which may run over several lines."""
        for index, _item in enumerate(self.items("]")):
            self.mark((*path, index), self.at)
            self.value((*path, index))

    def inline_table(self, path: TomlPath) -> None:
        """Read ``{a = 1, b = 2}``."""
        for _item in self.items("}"):
            self.pair(path)

    def items(self, closing: str) -> Iterator[None]:
        """Go past an opening bracket; stop before each item until ``closing`` is passed."""
        self.at += 1
        self.skip(_GAP)
        while self.text[self.at] != closing:
            yield
            self.skip(_GAP)
            if self.text[self.at] == ",":
                self.at += 1
                self.skip(_GAP)
        self.at += 1

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Go to the end of what ``pattern`` matches here."""
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def mark(self, path: TomlPath, offset: int) -> None:
        """Note the first place of ``path``."""
        if path not in self.marks:
            line = bisect_right(self.line_starts, offset)
            self.marks[path] = line, offset - self.line_starts[line - 1] + 1

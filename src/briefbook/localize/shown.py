"""Facts on their way to the page: values that know which facts they show.

Stage *localize*. A text or number that a template gets from the dataset carries
the paths of the facts behind it, through filters, until it is printed; there it
leaves a mark, so that the block it ends up in can say what it rests on. The marks
are noncharacters, which no dataset may hold, and are gone before anything is
rendered or compared. A figure that a filter wrote travels in the same way: its note
begins with a sign that no path has, and says under which number it was noted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import total_ordering
from typing import Any, Final

from markupsafe import Markup, escape

from briefbook.dataset.values import PartialDate, Period
from briefbook.errors import TemplateFailed
from briefbook.wording import _

#: U+FDD0 and U+FDD1: noncharacters for internal use (Unicode Standard, section 23.7).
_OPEN: Final = "\ufdd0"
_CLOSE: Final = "\ufdd1"
_MARK: Final = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
#: What begins a note that is no path: of a figure, and of where a declared difference
#: begins and ends.
FIGURE: Final = "="
BEGINS: Final = "("
ENDS: Final = ")"
_NOTE: Final = re.compile(f"{_OPEN}[{FIGURE}{BEGINS}{ENDS}][^{_CLOSE}]*{_CLOSE}")

#: U+FDD2 and U+FDD3 stand around a text that stands in for a missing translation.
_STANDS_IN: Final = "\ufdd2"
_STOOD_IN: Final = "\ufdd3"
_STAND_IN: Final = re.compile(f"{_STANDS_IN}\\[([^:]+): ([^{_STOOD_IN}]*)]{_STOOD_IN}")

Measured = date | PartialDate | Period | Decimal | float


class ShownText(str):
    """A text that shows facts; ``paths`` are theirs."""

    paths: tuple[str, ...]

    def __new__(cls, text: str, paths: Iterable[str]) -> ShownText:
        """Make a text that shows the facts at ``paths``."""
        made = str.__new__(cls, text)
        each = paths if isinstance(paths, tuple) else tuple(paths)
        made.paths = each if len(each) == 1 else tuple(dict.fromkeys(each))
        return made

    def __html__(self) -> Markup:
        return _marked(str(self), self.paths)

    def __add__(self, other: str) -> str:
        if hasattr(other, "__html__") and not isinstance(other, ShownText):
            return NotImplemented
        return ShownText(str(self) + str(other), paths_of(self, other))

    def __radd__(self, other: str) -> str:
        return ShownText(other + str(self), self.paths)

    def __reduce__(self) -> tuple[Any, ...]:
        return ShownText, (str(self), self.paths)


class ShownNumber(int):
    """A whole number that shows facts, also when it is reckoned with; ``paths`` are theirs."""

    paths: tuple[str, ...]

    def __new__(cls, number: int, paths: Iterable[str]) -> ShownNumber:
        """Make a number that shows the facts at ``paths``."""
        made = super().__new__(cls, number)
        made.paths = tuple(dict.fromkeys(paths))
        return made

    def __str__(self) -> str:
        return ShownText(int.__repr__(self), self.paths)

    def __html__(self) -> Markup:
        return _marked(int.__repr__(self), self.paths)

    def __add__(self, other: int) -> int:
        return _reckoned(int.__add__, self, other)

    def __radd__(self, other: int) -> int:
        return _reckoned(int.__radd__, self, other)

    def __sub__(self, other: int) -> int:
        return _reckoned(int.__sub__, self, other)

    def __rsub__(self, other: int) -> int:
        return _reckoned(int.__rsub__, self, other)

    def __mul__(self, other: int) -> int:
        return _reckoned(int.__mul__, self, other)

    def __rmul__(self, other: int) -> int:
        return _reckoned(int.__rmul__, self, other)

    def __reduce__(self) -> tuple[Any, ...]:
        return ShownNumber, (int(self), self.paths)


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class ShownValue:
    """A date, a period or a decimal number that shows a fact: a filter writes it out."""

    value: Measured
    paths: tuple[str, ...]

    def __eq__(self, other: object) -> bool:
        return self.value == plain_value(other)

    def __lt__(self, other: object) -> bool:
        return bool(self.value < plain_value(other))  # type: ignore[operator]  # Python refuses what has no order

    def __hash__(self) -> int:
        return hash(self.value)

    def __str__(self) -> str:
        raise TemplateFailed(
            _("{path} cannot be joined to a text as it is", path=self.paths[0]),
            hint=_("choose a filter, such as date, years or number"),
        )


#: Values that know the facts that they show.
_SHOWN = (ShownText, ShownNumber, ShownValue)
_SEVERAL = (list, tuple)


def shown(value: str | int | Measured, path: str) -> object:
    """Let a value know the path of the fact it is; a truth value shows nothing."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return ShownText(value, (path,))
    if isinstance(value, int):
        return ShownNumber(value, (path,))
    return ShownValue(value, (path,))


def plain_value(value: object) -> object:
    """Take the value out of a :class:`ShownValue`; leave others as they are."""
    return value.value if isinstance(value, ShownValue) else value


def paths_of(*values: object) -> tuple[str, ...]:
    """Return the paths of all facts that the values show, each once."""
    found: dict[str, None] = {}
    for value in values:
        if isinstance(value, _SHOWN):
            found.update(dict.fromkeys(value.paths))
        elif isinstance(value, Markup):
            marks = marks_in(value)
            found.update(dict.fromkeys(each for each in marks if each[0] not in {BEGINS, ENDS}))
        elif isinstance(value, _SEVERAL):
            found.update(dict.fromkeys(paths_of(*value)))
    return tuple(found)


def showing(text: str, *values: object) -> str:
    """Let a text made from values show what they showed."""
    paths = paths_of(*values)
    return ShownText(text, paths) if paths and type(text) is str else text


def standing_in(text: str, language: str) -> str:
    """Mark a text of another language that stands in for a missing translation.

    The mark is read: ``[ru: Комиссия]``. It leaves the text's language to be found again.
    """
    return showing(f"{_STANDS_IN}[{language}: {text}]{_STOOD_IN}", text)


def has_stand_ins(text: str) -> bool:
    """Tell whether anything in a text stands in for a missing translation."""
    return _STANDS_IN in text


def split_stand_ins(text: str) -> list[str]:
    """Split a text around those that stand in: text, language, text in it, text, ….

    A text in which nothing stands in for a translation is returned alone.
    """
    return _STAND_IN.split(text) if _STANDS_IN in text else [text]


def has_marks(text: str) -> bool:
    """Tell whether a text bears marks."""
    return _OPEN in text


def take_marks(text: str) -> tuple[str, tuple[str, ...]]:
    """Strip the marks from a text; return it with the paths that they bore."""
    if _OPEN not in text:
        return text, ()
    return _MARK.sub("", text), tuple(dict.fromkeys(_MARK.findall(without_notes(text))))


def marks_in(text: str) -> list[str]:
    """Return what the marks in a text bear, paths and notes, in their order."""
    return _MARK.findall(text) if _OPEN in text else []


def without_notes(text: str) -> str:
    """Strip the notes that are no paths; the marks of facts stay."""
    return _NOTE.sub("", text) if _OPEN in text else text


def mark(note: str) -> Markup:
    """Write a mark by itself, for a note that belongs to no text."""
    return Markup(f"{_OPEN}{note}{_CLOSE}")  # noqa: S704  # notes hold no markup


def after_marks(text: str) -> int:
    """Return where a text begins after the marks before it."""
    position = 0
    while found := _MARK.match(text, position):
        position = found.end()
    return position


def _reckoned(operation: Callable[[int, int], int], number: ShownNumber, other: int) -> int:
    """Reckon with a number; the result shows what both showed."""
    result = operation(number, other)
    return result if result is NotImplemented else ShownNumber(result, paths_of(number, other))


def _marked(text: str, paths: tuple[str, ...]) -> Markup:
    """Write a text with a mark for each fact before it."""
    marks = "".join([f"{_OPEN}{path}{_CLOSE}" for path in paths])
    return Markup(f"{marks}{escape(text)}")  # noqa: S704  # paths hold no markup

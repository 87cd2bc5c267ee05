"""Frozen values: what the rest of the program sees of a dataset.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
Nothing here knows pydantic or YAML. All values are immutable, hashable, compare
by content and pickle cheaply, because a whole dataset travels to the workers: each
says by ``__reduce__`` how it is made, which unpickles three times faster than the
fields of a dataclass set one by one.

Dates with a precision follow ISO 8601-1 reduced representations
(https://www.iso.org/standard/70907.html): ``2018``, ``2018-12``, ``2018-12-07``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NoReturn, TypeAlias, TypeVar

from briefbook.errors import Span

__all__ = [
    "ID_PATTERN",
    "META_KEYS",
    "Dataset",
    "FrozenMap",
    "Meta",
    "Node",
    "Origin",
    "PartialDate",
    "Period",
    "Precision",
    "Reference",
    "Value",
]

Precision = Literal["year", "month", "day"]
ID_PATTERN = r"^[a-z][a-z0-9_]*$"
META_KEYS = ("source", "as_of", "review_by", "private")

_K = TypeVar("_K")
_V = TypeVar("_V")


class FrozenMap(dict[_K, _V]):
    """A mapping that cannot be changed, keeps its order, and pickles.

    ``types.MappingProxyType`` would do but for pickling. It is a ``dict``, so that no Python
    runs where a fact is looked up.
    """

    __slots__ = ()

    def _refuse(self, *_arguments: Any, **_named: Any) -> NoReturn:
        raise TypeError("a frozen mapping cannot be changed")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        return f"FrozenMap({super().__repr__()})"

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenMap, (dict(self),)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, to the month or to the day.

    Raises :class:`ValueError` for a date that the calendar does not have.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("a day needs a month")
        date(self.year, self.month or 1, self.day or 1)

    @property
    def precision(self) -> Precision:
        """How exactly the date is known."""
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def first_day(self) -> date:
        """The earliest day that the date can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The latest day that the date can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{n:02}" for n in (self.month, self.day) if n)]
        return "-".join(parts)

    def __reduce__(self) -> tuple[Any, ...]:
        return PartialDate, (self.year, self.month, self.day)


_PRECISIONS: tuple[Precision, ...] = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time whose last day belongs to it; without ``end`` it goes on.

    Raises :class:`ValueError` when it ends before it starts.
    """

    start: PartialDate
    end: PartialDate | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end.last_day < self.start.first_day:
            raise ValueError("the period ends before it starts")

    @property
    def precision(self) -> Precision:
        """The coarser precision of its two ends."""
        ends = [self.start] if self.end is None else [self.start, self.end]
        return min((end.precision for end in ends), key=_PRECISIONS.index)

    @property
    def first_day(self) -> date:
        """The first day of the period."""
        return self.start.first_day

    @property
    def last_day(self) -> date | None:
        """The last day, which belongs to the period; ``None`` when it goes on."""
        return None if self.end is None else self.end.last_day

    @property
    def years(self) -> int | None:
        """How many calendar years it touches: 2002–2005 touches 4."""
        return None if self.end is None else self.end.year - self.start.year + 1

    def contains(self, day: date) -> bool:
        """Tell whether ``day`` lies in the period, its two ends included."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def overlaps(self, other: Period) -> bool:
        """Tell whether the two periods share at least one day."""
        return (self.last_day is None or other.first_day <= self.last_day) and (
            other.last_day is None or self.first_day <= other.last_day
        )

    def __str__(self) -> str:
        return f"{self.start}–{self.end or ''}"

    def __reduce__(self) -> tuple[Any, ...]:
        return Period, (self.start, self.end)


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to a record: the name of its register and its id."""

    register: str
    id: str

    @property
    def path(self) -> str:
        """The path of the record, ``bodies.cnd``."""
        return f"{self.register}.{self.id}"

    def __str__(self) -> str:
        return self.path

    def __reduce__(self) -> tuple[Any, ...]:
        return Reference, (self.register, self.id)


@dataclass(frozen=True, slots=True)
class Node:
    """A record, a part of one, or a text in several languages.

    ``type`` is the name of its class in the schema, ``path`` its place in the
    dataset (``organizations.unodc``, ``memberships.by_cnd.terms.0``), ``fields``
    its values in the order of the schema; an optional field that is not filled
    is there and holds ``None``. A text in several languages (``Localized``,
    ``Term``, ``PersonName``) is a node whose fields are the languages written.
    Meta keys are not fields: see :meth:`Dataset.meta`.
    """

    type: str
    path: str
    fields: Mapping[str, Value]

    def __reduce__(self) -> tuple[Any, ...]:
        return Node, (self.type, self.path, self.fields)


Scalar: TypeAlias = "str | int | float | bool | Decimal | date | PartialDate | Period | Reference"
Value: TypeAlias = "Scalar | Node | tuple[Value, ...] | None"


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known about a fact, apart from its value.

    ``source`` is the record it was read in, ``as_of`` the day it was true,
    ``review_by`` the last day before it must be looked at again; a ``private``
    fact is readable by no template.
    """

    source: Reference | None = None
    as_of: date | None = None
    review_by: date | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """The file of a record and the places of its values in it.

    ``file`` is relative to the book; ``marks`` maps the rest of a path (``""``
    for the record itself, ``terms.0``) to line and column, counted from 1.
    """

    file: str
    text: str
    marks: Mapping[str, tuple[int, int]]

    def span(self, rest: str) -> Span:
        """Return the place of a value, or of the nearest thing around it."""
        while rest and rest not in self.marks:
            rest = rest.rpartition(".")[0]
        line, column = self.marks.get(rest, (1, 1))
        lines = self.text.split("\n", line)
        return Span(self.file, line, column, lines[line - 1] if line <= len(lines) else "")

    def __reduce__(self) -> tuple[Any, ...]:
        return Origin, (self.file, self.text, self.marks)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The validated records of a book, with the place and meta of every value.

    ``registers`` maps a register to its records by id, in the order of the ids;
    ``origins`` maps the path of a record to its file; ``metas`` holds, by path,
    the meta keys written there, before inheritance.
    """

    registers: Mapping[str, Mapping[str, Node]]
    origins: Mapping[str, Origin] = field(default_factory=FrozenMap, repr=False)
    metas: Mapping[str, Mapping[str, Any]] = field(default_factory=FrozenMap, repr=False)
    #: What :meth:`meta` has answered so far: every fact read asks for it.
    _answered: dict[str, Meta] = field(init=False, compare=False, repr=False, default_factory=dict)

    def get(self, path: str) -> Value:
        """Return the value at ``path``; a register alone is not a value.

        Raises :class:`KeyError` with the path when nothing is there.
        """
        register, _, rest = path.partition(".")
        identifier, *parts = rest.split(".")
        try:
            value: Value = self.registers[register][identifier]
            for part in parts:
                value = _step(value, part)
        except (LookupError, ValueError):
            raise KeyError(path) from None
        return value

    def record(self, reference: Reference) -> Node:
        """Return the record that a reference points to.

        Raises :class:`KeyError` when there is none; a loaded dataset has them all.
        """
        return self.registers[reference.register][reference.id]

    def mark(self, path: str) -> Span:
        """Return the place of the value at ``path``, or of what is nearest around it."""
        register, _, rest = path.partition(".")
        identifier, _, rest = rest.partition(".")
        origin = self.origins.get(f"{register}.{identifier}")
        if origin is None:
            return Span(f"data/{register}" if register in self.registers else "data")
        return origin.span(rest)

    def meta(self, path: str) -> Meta:
        """Return the meta of the value at ``path``: the nearest written key counts."""
        known = self._answered.get(path)
        if known is None:
            around = path.rpartition(".")[0]
            known = self.meta(around) if around else Meta()
            written = self.metas.get(path)
            if written is not None:
                known = replace(known, **written)
            self._answered[path] = known
        return known

    def __reduce__(self) -> tuple[Any, ...]:
        return Dataset, (self.registers, self.origins, self.metas)


def _step(value: Value, part: str) -> Value:
    """Go one part of a path down; raise LookupError or ValueError when there is none."""
    if isinstance(value, Node):
        return value.fields[part]
    if isinstance(value, tuple) and part.isascii() and part.isdigit():
        return value[int(part)]
    raise LookupError(part)

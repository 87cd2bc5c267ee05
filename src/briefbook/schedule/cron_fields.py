"""The numbers that the fields of a cron expression stand for."""

from __future__ import annotations

from dataclasses import dataclass

from briefbook.plan.schedules import MONTHS, WEEKDAYS

__all__ = ["FULL", "Fields", "fields_of"]


@dataclass(frozen=True, slots=True)
class Fields:
    """A sound expression, field by field; Sunday is 0.

    ``either_day`` says that a day of the month or a weekday is enough: neither field
    begins with ``*``.
    """

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool = False


#: What ``*`` stands for in each field.
FULL = Fields(
    frozenset(range(60)),
    frozenset(range(24)),
    frozenset(range(1, 32)),
    frozenset(range(1, 13)),
    frozenset(range(7)),
)


def fields_of(cron: str) -> Fields:
    """Take an expression apart that was found sound when the settings were read."""
    minute, hour, day, month, weekday = cron.split()
    return Fields(
        _numbers(minute, 0, 59),
        _numbers(hour, 0, 23),
        _numbers(day, 1, 31),
        _numbers(month, 1, 12, MONTHS, 1),
        frozenset(number % 7 for number in _numbers(weekday, 0, 7, WEEKDAYS)),
        either_day=not (day.startswith("*") or weekday.startswith("*")),
    )


def _numbers(
    field: str, low: int, high: int, names: tuple[str, ...] = (), first: int = 0
) -> frozenset[int]:
    found: set[int] = set()
    for term in field.split(","):
        span, _, step = term.partition("/")
        begin, hyphen, end = span.partition("-")
        if span == "*":
            ends = low, high
        else:
            ends = _number(begin, names, first), _number(end if hyphen else begin, names, first)
        found.update(range(ends[0], ends[1] + 1, int(step or 1)))
    return frozenset(found)


def _number(text: str, names: tuple[str, ...], first: int) -> int:
    return names.index(text) + first if text in names else int(text)

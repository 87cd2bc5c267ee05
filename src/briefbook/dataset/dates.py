"""Dates and periods as people write them, read into frozen values.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
A date is an ISO 8601-1 calendar date, whole or reduced to the month or the year
(https://www.iso.org/standard/70907.html).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from briefbook.dataset.refusals import problem
from briefbook.dataset.values import PartialDate, Period
from briefbook.wording import Message, _

__all__ = [
    "Day",
    "PartialDateField",
    "PeriodField",
    "read_day",
    "read_partial_date",
    "read_period",
]

_A_DATE = _("a date: 2018, 2018-12 or 2018-12-07")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_RANGE = re.compile(r"(\S+)\s*–\s*(\S*)|([0-9]{4})\s*-\s*([0-9]{4})|(\S+)\s+-\s+(\S+)")


def read_day(value: object) -> object:
    """Read ``2018-12-07``; leave anything else for pydantic to refuse."""
    if isinstance(value, date):
        return value
    found = _read_partial(value)
    if found.precision != "day":
        raise _not_a_date(_("a full date such as 2018-12-07"))
    return found.first_day


def read_partial_date(value: object) -> PartialDate:
    """Read ``2018``, ``2018-12`` or ``2018-12-07``."""
    return value if isinstance(value, PartialDate) else _read_partial(value)


def read_period(value: object) -> Period:
    """Read ``2002–2005``, ``1997–`` (it goes on), ``2018``, or ``{start: …, end: …}``."""
    if isinstance(value, Period):
        return value
    if isinstance(value, Mapping):
        return _period_of_mapping(value)
    found = _RANGE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        only = _read_partial(value, _("a period such as 2002–2005, 1997– or 2018-12"))
        return Period(only, only)
    start, end = (part for part in found.groups() if part is not None)
    return _period(_read_partial(start), _read_partial(end) if end else None)


def _period_of_mapping(value: Mapping[Any, Any]) -> Period:
    """Read the long form of a period."""
    unknown = [str(key) for key in value if key not in {"start", "end"}]
    if unknown:
        raise problem(
            "unknown-key",
            _("a period has no key {key}", key=unknown[0]),
            _("write start and end"),
        )
    if value.get("start") is None:
        raise problem("missing-value", _("a period needs its start"), _("add start: and a date"))
    end = value.get("end")
    return _period(_read_partial(value["start"]), None if end is None else _read_partial(end))


def _period(start: PartialDate, end: PartialDate | None) -> Period:
    """Join two dates, refusing an end before the start."""
    if end is not None and end.last_day < start.first_day:
        raise problem(
            "end-before-start",
            _("the period ends ({end}) before it starts ({start})", end=end, start=start),
            _("swap them"),
        )
    return Period(start, end)


def _read_partial(value: object, wanted: Message = _A_DATE) -> PartialDate:
    """Read a date of any precision from a year or a text."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _not_a_date(wanted)
    found = _DATE.fullmatch(str(value).strip())
    if found is None:
        raise _not_a_date(wanted)
    try:
        return PartialDate(*(int(part) for part in found.groups() if part is not None))
    except ValueError:
        raise problem(
            "wrong-value", _("the calendar has no {value}", value=value), _("correct the date")
        ) from None


def _not_a_date(wanted: Message) -> PydanticCustomError:
    """Say what a date looks like."""
    return problem("wrong-value", wanted=wanted, hint=_("write the year first, then month and day"))


_DATE_SCHEMA: JsonSchemaValue = {
    "anyOf": [
        {"type": "integer", "minimum": 1, "maximum": 9999},
        {"type": "string", "pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
    ]
}
_PERIOD_SCHEMA: JsonSchemaValue = {
    "anyOf": [
        {"type": "integer", "minimum": 1, "maximum": 9999},
        {"type": "string", "pattern": r"^[0-9]{4}[0-9 –-]*$"},
        {
            "type": "object",
            "properties": {"start": _DATE_SCHEMA, "end": _DATE_SCHEMA},
            "required": ["start"],
            "additionalProperties": False,
        },
    ]
}
_DAY_SCHEMA: JsonSchemaValue = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


@dataclass(frozen=True, slots=True, eq=False)
class _Instance:
    """Let pydantic accept a frozen value of ours, made by a reader."""

    reader: Callable[[object], Any]
    shape: Mapping[str, Any]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.reader)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return dict(self.shape)


Day = Annotated[date, BeforeValidator(read_day), WithJsonSchema(_DAY_SCHEMA)]
PartialDateField = Annotated[PartialDate, _Instance(read_partial_date, _DATE_SCHEMA)]
PeriodField = Annotated[Period, _Instance(read_period, _PERIOD_SCHEMA)]

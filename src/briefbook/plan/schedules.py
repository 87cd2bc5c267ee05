"""The tables ``[schedules.NAME]``: when what is made, and where it goes. Stage *plan*.

A cron expression is read as POSIX crontab has it
(https://pubs.opengroup.org/onlinepubs/9699919799/utilities/crontab.html), with the
names of months and weekdays, steps, and 7 for Sunday beside 0, as Vixie's cron added
them (https://manpages.debian.org/bookworm/cron/crontab.5.en.html).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from briefbook.errors import Span
from briefbook.plan.naming import choices_hint, did_you_mean, quoted
from briefbook.plan.reading import TableReader
from briefbook.wording import NOTHING, Message, _, ngettext

_NAME = r"[a-z][a-z0-9_-]{0,63}"
_NAME_HINT = _("use small Latin letters, digits, hyphens and underscores, a letter first")
_ANY = r"(?s).*"
_HOLIDAY_HINT = _("write 2027-01-07, 2027-01-01/2027-01-08, or --05-09 for every year")

#: The fields of an expression: what they are called, their least and greatest number,
#: and the names that may stand for numbers.
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS: tuple[tuple[Message, int, int, tuple[str, ...]], ...] = (
    (_("minute"), 0, 59, ()),
    (_("hour"), 0, 23, ()),
    (_("day of the month"), 1, 31, ()),
    (_("month"), 1, 12, MONTHS),
    (_("weekday"), 0, 7, WEEKDAYS),
)
_TERM = re.compile(r"(?:(?P<all>\*)|(?P<low>\w+)(?:-(?P<high>\w+))?)(?:/(?P<step>\d{1,2}))?")
_EVERY_YEAR = re.compile(r"--(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days on which a schedule rests, both ends included.

    Of a day that comes ``yearly`` only month and day count; its year is a leap year.
    """

    first: date
    last: date
    yearly: bool = False

    def covers(self, day: date) -> bool:
        """Tell whether ``day`` is one of them."""
        if self.yearly:
            return (day.month, day.day) == (self.first.month, self.first.day)
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Schedule:
    """A table ``[schedules.NAME]``.

    ``cron`` has five fields, one space between them; ``timezone`` is a key of the IANA
    database, in which the expression and the holidays in ``skip`` are read. An empty
    selection means everything of its kind. ``deliver`` and ``deliver_on_failure`` name
    tables ``[deliveries.NAME]``. After a failure an attempt is made again, ``retries``
    times, the first time after ``retry_after`` seconds, then after twice as long each
    time. ``catch_up`` says whether what was missed is made up for. ``span`` is the place
    of the table, ``subject_spans`` those of the subjects.
    """

    name: str
    cron: str
    timezone: str
    documents: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    deliver: tuple[str, ...] = ()
    deliver_on_failure: tuple[str, ...] = ()
    skip: tuple[Holiday, ...] = ()
    retries: int = 3
    retry_after: float = 60.0
    catch_up: bool = True
    span: Span = field(default=Span("briefbook.toml"), compare=False)
    subject_spans: tuple[Span, ...] = field(default=(), compare=False)

    def rests_on(self, day: date) -> bool:
        """Tell whether a day in the zone of the schedule is a holiday."""
        return any(holiday.covers(day) for holiday in self.skip)


@dataclass(frozen=True, slots=True)
class Names:
    """What schedules may name, and the time zone of the book."""

    documents: Collection[str]
    languages: Collection[str]
    deliveries: Collection[str]
    timezone: str


def read_schedules(reader: TableReader, known: Names) -> tuple[Schedule, ...]:
    """Read all tables ``[schedules.NAME]``, in the order of the file."""
    return tuple(_schedule(reader, name, known) for name in reader.values)


def _schedule(schedules: TableReader, name: str, known: Names) -> Schedule:
    reader = schedules.table(name)
    if not re.fullmatch(_NAME, name):
        message = _("{name} cannot be the name of a schedule", name=quoted(name))
        schedules.report(message, name, hint=_NAME_HINT)
    subjects = _names(reader, "subjects", None, _("subjects"))
    schedule = Schedule(
        name=name,
        cron=_cron(reader),
        timezone=_timezone(reader, known.timezone),
        documents=_names(reader, "documents", known.documents, _("documents")),
        subjects=subjects,
        languages=_names(reader, "languages", known.languages, _("languages")),
        deliver=_names(reader, "deliver", known.deliveries, _("deliveries")),
        deliver_on_failure=_names(reader, "deliver_on_failure", known.deliveries, _("deliveries")),
        skip=tuple(_holidays(reader)),
        retries=int(reader.number("retries", 0, 20, _("times"), 3)),
        retry_after=reader.number("retry_after", 1, 3600, _("seconds"), 60),
        catch_up=reader.flag("catch_up") if reader.has("catch_up") else True,
        span=reader.source.span(*reader.path),
        subject_spans=tuple(
            reader.source.span(*reader.path, *reader.position("subjects", one)) for one in subjects
        ),
    )
    reader.finish()
    return schedule


def _names(
    reader: TableReader, key: str, known: Collection[str] | None, what: Message
) -> tuple[str, ...]:
    """Read an optional list of names; each must be one of ``known``, unless that is None."""
    if not reader.has(key):
        return ()
    names = reader.texts(key, r"(?s)\S.*", _("name {what}, or leave the key out", what=what))
    for name in names:
        if known is not None and name not in known:
            message = _(
                "{key} in {name} names {value}, which the book does not have",
                key=repr(key),
                name=reader.name,
                value=quoted(name),
            )
            hint = (
                choices_hint(name, known, what) if known else _("the book has no {what}", what=what)
            )
            reader.report(message, *reader.position(key, name), hint=hint)
    return names


def _timezone(reader: TableReader, default: str) -> str:
    key = reader.text("timezone") if reader.has("timezone") else default
    if key and key != default and not is_timezone(key):
        hint = did_you_mean(key, available_timezones()) or _("write it like Europe/Minsk, or UTC")
        message = _("{key} is no time zone of the IANA database", key=quoted(key))
        reader.report(message, "timezone", hint=hint)
    return key


def is_timezone(key: str) -> bool:
    """Tell whether ``key`` is a time zone of the IANA database."""
    try:
        ZoneInfo(key)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _cron(reader: TableReader) -> str:
    """Read the expression, its fields separated by one space each, in small letters."""
    fields = reader.text("cron", _ANY).lower().split()
    if not fields:
        if "cron" in reader.values and isinstance(reader.values["cron"], str):
            reader.report(
                _("'cron' in {name} is empty", name=reader.name), "cron", hint=_cron_hint(())
            )
        return ""
    found = problem_of(fields)
    if found:
        message = _(
            "'cron' in {name} cannot be {fields}: {found}",
            name=reader.name,
            fields=quoted(" ".join(fields)),
            found=found,
        )
        reader.report(message, "cron", hint=_cron_hint(fields))
    return " ".join(fields)


def _cron_hint(fields: Sequence[str]) -> Message:
    if any("-" in one and re.search("[a-z]", one) for one in fields):
        return _("weekdays count from sun (0 or 7) and ranges go upwards, such as mon-sat,sun")
    return _("write minute, hour, day, month and weekday, such as 0 6 * * 1-5 for 6:00 on weekdays")


def problem_of(fields: Sequence[str]) -> Message:
    """Say what is wrong with the fields of a cron expression; nothing if it is sound."""
    if len(fields) != len(_FIELDS):
        return ngettext(
            "it has {count} field, not five", "it has {count} fields, not five", len(fields)
        )
    for text, (name, low, high, names) in zip(fields, _FIELDS, strict=True):
        for term in text.split(","):
            wrong = _wrong_term(term, low, high, names)
            if wrong:
                return _("the {field} {wrong}", field=name, wrong=wrong)
    try:
        next(CronSim(" ".join(fields), datetime(2000, 1, 1)))  # noqa: DTZ001  # any zone will do
    except (CronSimError, StopIteration):
        return _("there is no such day")
    return NOTHING


def _wrong_term(term: str, low: int, high: int, names: Sequence[str]) -> Message:
    """Say what is wrong with one term of a field: ``5``, ``mon-fri``, ``*/15``."""
    found = _TERM.fullmatch(term)
    if not found:
        return _("cannot be {term}", term=quoted(term))
    ends = [_number(end, names) for end in (found["low"], found["high"]) if end]
    if any(end is None or not low <= end <= high for end in ends):
        return _(
            "cannot be {term}: it is a number from {low} to {high}",
            term=quoted(term),
            low=low,
            high=high,
        )
    if len(ends) == 2 and (ends[0] or 0) > (ends[1] or 0):
        return _("cannot be {term}: the range goes backwards", term=quoted(term))
    if found["step"] and (len(ends) == 1 or not 1 <= int(found["step"]) <= high):
        return _(
            "cannot be {term}: a step follows * or a range, such as */{step}",
            term=quoted(term),
            step=max(2, low),
        )
    return NOTHING


def _number(text: str, names: Sequence[str]) -> int | None:
    """Return what a number or a name stands for; months count from 1, weekdays from 0."""
    if text in names:
        return names.index(text) + (1 if len(names) == 12 else 0)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 2 else None


def _holidays(reader: TableReader) -> Iterator[Holiday]:
    """Read ``skip``: dates of TOML or texts, single days, ranges, days of every year."""
    if not reader.has("skip"):
        return
    items = reader.values["skip"]
    if not isinstance(items, list):
        message = _("'skip' in {name} must be a list of days", name=reader.name)
        reader.report(message, "skip", hint=_HOLIDAY_HINT)
        return
    for index, item in enumerate(items):
        try:
            yield _holiday(item)
        except ValueError:
            message = _(
                "'skip' in {name} cannot hold {item}", name=reader.name, item=quoted(str(item))
            )
            reader.report(message, "skip", index, hint=_HOLIDAY_HINT)


def _holiday(item: Any) -> Holiday:
    """Read one entry of ``skip``; raises ``ValueError`` for what is none."""
    if isinstance(item, date) and not isinstance(item, datetime):
        return Holiday(item, item)
    text = item if isinstance(item, str) else ""
    yearly = _EVERY_YEAR.fullmatch(text)
    if yearly:
        day = date(2000, int(yearly[1]), int(yearly[2]))
        return Holiday(day, day, yearly=True)
    first, slash, last = text.partition("/")
    days = _day(first), _day(last if slash else first)
    if days[0] > days[1]:
        raise ValueError(text)
    return Holiday(*days)


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError(text)
    return date.fromisoformat(text)

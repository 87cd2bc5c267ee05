"""The schedules of a book, each with its next times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from briefbook.build.book import CONFIG_FILE, read_settings
from briefbook.errors import UnknownName
from briefbook.plan.config import read_config
from briefbook.plan.naming import choices_hint, quoted
from briefbook.plan.schedules import Schedule
from briefbook.schedule.times import working_times_after
from briefbook.wording import _

#: How many times are shown of each schedule.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Listed:
    """A schedule and its next times, in its zone; holidays are left out."""

    schedule: Schedule
    times: tuple[datetime, ...]


def read_schedules_of(folder: Path) -> tuple[Schedule, ...]:
    """Read the schedules of the book in a folder, in the order of its settings.

    Raises :class:`~briefbook.errors.InvalidBook` for settings that cannot be used.
    """
    return read_config(read_settings(folder), CONFIG_FILE).schedules


def listed(folder: Path, now: datetime) -> tuple[Listed, ...]:
    """Return each schedule of the book with its times after ``now``.

    Raises :class:`~briefbook.errors.InvalidBook` for settings that cannot be used.
    """
    return tuple(_with_times(schedule, now) for schedule in read_schedules_of(folder))


def _with_times(schedule: Schedule, now: datetime) -> Listed:
    zone = ZoneInfo(schedule.timezone)
    times = islice(working_times_after(schedule, now), SHOWN)
    return Listed(schedule, tuple(one.astimezone(zone) for one in times))


def named(schedules: tuple[Schedule, ...], name: str | None) -> tuple[Schedule, ...]:
    """Return the schedule of that name alone, or all of them where no name is given.

    Raises :class:`~briefbook.errors.UnknownName` for a name that no schedule has.
    """
    if name is None:
        return schedules
    found = tuple(one for one in schedules if one.name == name)
    if not found:
        known = [one.name for one in schedules]
        hint = choices_hint(name, known, _("schedules")) if known else _("briefbook.toml has none")
        raise UnknownName(_("the book has no schedule {name}", name=quoted(name)), hint=hint)
    return found

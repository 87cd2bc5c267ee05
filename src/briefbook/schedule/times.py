"""The times of a schedule: which moments it plans.

Daylight saving is treated as Debian's cron treats it
(https://manpages.debian.org/bookworm/cron/cron.8.en.html, “Notes”), and here it is
cronsim that computes it. An expression with a fixed minute and hour speaks of the clock
on the wall: a time that the clock leaps over comes at the first moment after the leap,
a time that it shows twice comes once, the first time. An expression whose minute or
hour begins with ``*`` speaks of time that passes: every quarter of an hour is every
quarter of an hour, also in the hour that the clock shows twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from briefbook.plan.schedules import Schedule

#: What was planned longer ago than this is not made up for, and not counted.
HORIZON = timedelta(days=370)

#: How many of the times in a stretch are told one by one: the last ones.
TOLD = 1000

#: How far back the last time of a schedule is looked for: the 29th of February comes
#: every four years, but once in eight at the turn of most centuries.
_LOOKING_BACK = tuple(timedelta(days=days) for days in (1 / 24, 1, 32, 370, 8 * 366))

_FORESEEN = timedelta(days=3653)


def times_after(schedule: Schedule, moment: datetime) -> Iterator[datetime]:
    """Yield the planned times after ``moment``, each later than the one before, in UTC.

    ``moment`` is aware of its zone. There are as many as one asks for; an expression
    that has no time for fifty years has no more.
    """
    last = moment
    for found in CronSim(schedule.cron, _noon_before(moment, ZoneInfo(schedule.timezone))):
        planned = found.astimezone(UTC)
        if planned > last:
            last = planned
            yield planned


def _noon_before(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return noon of the day before in a zone.

    What follows must not depend on where one begins, and in an hour that the clock
    shows twice it would. No clock is set at noon.
    """
    day = moment.astimezone(zone).date() - timedelta(days=1)
    return datetime.combine(day, time(12), zone)


def times_between(schedule: Schedule, after: datetime, until: datetime) -> tuple[datetime, ...]:
    """Return the planned times after ``after`` up to ``until``: the last :data:`TOLD`.

    Those longer before ``until`` than :data:`HORIZON` are left out.
    """
    found: deque[datetime] = deque(maxlen=TOLD)
    for planned in times_after(schedule, max(after, until - HORIZON)):
        if planned > until:
            break
        found.append(planned)
    return tuple(found)


def last_time(schedule: Schedule, until: datetime) -> datetime | None:
    """Return the latest planned time that is not after ``until``; None if there is none."""
    for stretch in _LOOKING_BACK:
        found: datetime | None = None
        for planned in times_after(schedule, until - stretch):
            if planned > until:
                break
            found = planned
        if found is not None:
            return found
    return None


def is_holiday(schedule: Schedule, planned: datetime) -> bool:
    """Tell whether the schedule rests on the day, in its zone, of a planned time."""
    return schedule.rests_on(planned.astimezone(ZoneInfo(schedule.timezone)).date())


def working_times_after(schedule: Schedule, moment: datetime) -> Iterator[datetime]:
    """Yield the planned times of the ten years after ``moment`` that fall on no holiday."""
    for planned in times_after(schedule, moment):
        if planned > moment + _FORESEEN:
            return
        if not is_holiday(schedule, planned):
            yield planned

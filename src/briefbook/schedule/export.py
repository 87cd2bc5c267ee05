"""Schedules for timers from outside: systemd units and crontab lines.

Both call ``briefbook schedule run NAME --once``, which does nothing where nothing is due.
So a timer may fire too often, and does where that makes up for what it cannot express:

- systemd (https://www.freedesktop.org/software/systemd/man/252/systemd.time.html) knows
  time zones, passes over a wall time that a leap of the clock leaves out, and fires once
  for one that comes twice.
- cron (https://manpages.debian.org/bookworm/cron/crontab.5.en.html) goes by the time of
  its machine. A schedule in another zone fires at all hours at which it may be due.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

from briefbook.plan.schedules import Schedule, is_timezone
from briefbook.schedule.cron_fields import FULL, fields_of
from briefbook.schedule.times import times_after

__all__ = ["HEAD", "Exported", "crontab", "machine_zone", "program", "systemd_units"]

#: How every exported file begins: what bears it may be written anew.
HEAD = "# Written by `briefbook schedule export`"

_DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_YEAR = timedelta(days=400)
#: So many times of a schedule are looked at; more only repeat the pattern of a month.
_SAMPLES = 20_000

_SERVICE = """\
{head}
[Unit]
Description=briefbook: the schedule {name} of {folder}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
# Passwords and secrets of deliveries, one NAME=value a line.
EnvironmentFile=-/etc/briefbook/environment
ExecStart={command}
# Asked to stop, it finishes the output that is under way.
TimeoutStopSec=120
"""
_TIMER = """\
{head}
[Unit]
Description=briefbook: when the schedule {name} of {folder} is due

[Timer]
{times}
AccuracySec=1s
Persistent={persistent}

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file for systemd or cron: its name, without a folder, and its text."""

    name: str
    text: str


def systemd_units(
    schedules: Sequence[Schedule], folder: Path, command: Sequence[str], now: datetime
) -> tuple[Exported, ...]:
    """Return a service and a timer for each schedule of the book in ``folder``.

    ``command`` is how briefbook is called. Clock changes are looked up in the year after
    ``now``.
    """
    return tuple(unit for one in schedules for unit in _units(one, folder, command, now))


def _units(
    schedule: Schedule, folder: Path, command: Sequence[str], now: datetime
) -> Iterator[Exported]:
    stem = f"briefbook-{_slug(folder)}-{schedule.name}"
    shown = {"head": HEAD, "name": schedule.name, "folder": _unit_text(str(folder))}
    called = " ".join(map(_unit_word, _call(command, folder, schedule)))
    yield Exported(f"{stem}.service", _SERVICE.format(**shown, command=called))
    lines = (*_calendar(schedule), *_after_leaps(schedule, now))
    times = "\n".join(f"OnCalendar={line}" for line in lines)
    persistent = "true" if schedule.catch_up else "false"
    yield Exported(f"{stem}.timer", _TIMER.format(**shown, times=times, persistent=persistent))


def crontab(
    schedules: Sequence[Schedule], folder: Path, command: Sequence[str], zone: str, now: datetime
) -> Exported:
    """Return the crontab lines of the schedules, for a machine in the time zone ``zone``."""
    lines = [f"{HEAD}, for a machine in the time zone {zone}"]
    for schedule in schedules:
        when = schedule.cron
        lines.append(f"# {schedule.name}: {schedule.cron} in {schedule.timezone}")
        if schedule.timezone != zone:
            when = _in_zone(schedule, ZoneInfo(zone), now)
            lines.append(
                "# It fires whenever it may be due; where nothing is due, nothing is done."
            )
        called = shlex.join(_call((*command, "--quiet"), folder, schedule))
        lines.append(f"{when} {called.replace('%', chr(92) + '%')}")
    return Exported(f"briefbook-{_slug(folder)}.crontab", "\n".join(lines) + "\n")


def program() -> tuple[str, ...]:
    """Return how this briefbook is called from anywhere."""
    script = Path(sys.executable).with_name("briefbook")
    return (str(script),) if script.exists() else (sys.executable, "-m", "briefbook")


def machine_zone() -> str:
    """Return the time zone that cron goes by on this machine; UTC if it cannot be told."""
    linked = os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    found = linked.removeprefix("posix/")
    return _SAME.get(found, found) if found and is_timezone(found) else "UTC"


#: Names of one zone (https://data.iana.org/time-zones/tzdb/backward).
_SAME = dict.fromkeys(("Etc/UTC", "Etc/UCT", "Etc/Zulu", "UCT", "Zulu", "Etc/GMT", "GMT"), "UTC")


def _call(command: Sequence[str], folder: Path, schedule: Schedule) -> tuple[str, ...]:
    return (*command, "--book", str(folder), "schedule", "run", schedule.name, "--once")


def _slug(folder: Path) -> str:
    """Return the name of a book's folder as it may stand in the name of a unit."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", folder.name).strip("-.") or "book"


def _unit_text(text: str) -> str:
    """Return a text of one line for a unit file; per cent signs would be specifiers."""
    return text.replace("%", "%%").replace("\n", " ")


def _unit_word(word: str) -> str:
    """Return a word of a command line for a unit file, in quotes where it needs them."""
    escaped = _unit_text(word).replace("\\", "\\\\").replace("$", "$$").replace('"', '\\"')
    return escaped if re.fullmatch(r"[\w./@:%+=,-]+", word, re.ASCII) else f'"{escaped}"'


def _calendar(schedule: Schedule) -> Iterator[str]:
    """Yield calendar events that come when the schedule does, clock changes aside."""
    fields = fields_of(schedule.cron)
    time = f"{_numbers(fields.hours, FULL.hours)}:{_numbers(fields.minutes, FULL.minutes)}:00"
    months = _numbers(fields.months, FULL.months)
    days = _numbers(fields.days, FULL.days)
    weekdays = "" if fields.weekdays == FULL.weekdays else _weekdays(fields.weekdays) + " "
    zone = schedule.timezone
    if fields.either_day and days != "*" and weekdays:
        yield f"*-{months}-{days} {time} {zone}"
        yield f"{weekdays}*-{months}-* {time} {zone}"
    else:
        yield f"{weekdays}*-{months}-{days} {time} {zone}"


def _after_leaps(schedule: Schedule, now: datetime) -> Iterator[str]:
    """Yield events, in UTC, for the times around clock changes that systemd passes over."""
    missed: dict[int, list[datetime]] = {}
    for planned in _around_leaps(schedule, now):
        if _passed_over(schedule, planned):
            missed.setdefault(planned.month, []).append(planned)
    for month, times in sorted(missed.items()):
        hours = _numbers({one.hour for one in times}, FULL.hours)
        minutes = _numbers({one.minute for one in times}, FULL.minutes)
        yield f"*-{month:02}-* {hours}:{minutes}:00 UTC"


def _around_leaps(schedule: Schedule, now: datetime) -> Iterator[datetime]:
    """Yield the planned times of the days on which the clock of the zone changes."""
    zone = ZoneInfo(schedule.timezone)
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    for day in range(_YEAR.days):
        begin, end = (noon + timedelta(days=day + more) for more in (0, 1))
        if begin.astimezone(zone).utcoffset() != end.astimezone(zone).utcoffset():
            yield from takewhile(lambda one, end=end: one <= end, times_after(schedule, begin))  # type: ignore[misc]  # the end of this day


def _passed_over(schedule: Schedule, planned: datetime) -> bool:
    """Tell whether systemd does not fire: another wall time, or the second of two."""
    fields, wall = fields_of(schedule.cron), planned.astimezone(ZoneInfo(schedule.timezone))
    return bool(wall.fold) or wall.hour not in fields.hours or wall.minute not in fields.minutes


def _in_zone(schedule: Schedule, zone: ZoneInfo, now: datetime) -> str:
    """Return an expression by the clock of another zone that is never late.

    A day there may be another day here, so days of the month and months are left open.
    """
    fields = fields_of(schedule.cron)
    found = takewhile(lambda one: one < now + _YEAR, times_after(schedule, now))
    times = list(islice(found, _SAMPLES)) or list(islice(times_after(schedule, now), 1))
    walls = [one.astimezone(zone) for one in times]
    whole = len(times) < _SAMPLES
    minutes = {wall.minute for wall in walls}
    hours = {wall.hour for wall in walls} if whole else FULL.hours
    weekdays: Collection[int] = FULL.weekdays
    if whole and fields.days == FULL.days:
        weekdays = {wall.isoweekday() % 7 for wall in walls}
    parts = (
        _cron_numbers(minutes, FULL.minutes),
        _cron_numbers(hours, FULL.hours),
        "*",
        "*",
        _cron_numbers(weekdays, FULL.weekdays),
    )
    return " ".join(parts)


def _weekdays(numbers: Collection[int]) -> str:
    """Name days of the week, from Monday on."""
    return ",".join(_DAYS[number] for number in sorted(numbers, key=lambda one: (one - 1) % 7))


def _numbers(numbers: Collection[int], full: Collection[int]) -> str:
    """Write numbers as systemd does, with two digits; all of them are ``*``."""
    return _ranges(numbers, full, "..", 2)


def _cron_numbers(numbers: Collection[int], full: Collection[int]) -> str:
    """Write numbers as cron does; all of them are ``*``."""
    return _ranges(numbers, full, "-", 1)


def _ranges(numbers: Collection[int], full: Collection[int], to: str, digits: int) -> str:
    if set(numbers) == set(full):
        return "*"
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    written = []
    for run in runs:
        shown = [f"{number:0{digits}}" for number in run]
        written += [f"{shown[0]}{to}{shown[-1]}"] if len(run) > 2 else shown
    return ",".join(written)

"""Timers for systemd and cron: read by systemd itself and by a parser of crontabs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from crontab import CronTab

from briefbook.plan.schedules import Schedule
from briefbook.schedule.cron_fields import fields_of
from briefbook.schedule.export import HEAD, crontab, machine_zone, program, systemd_units
from briefbook.schedule.times import times_after

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BOOK = Path("/srv/my book 100%")
CRONS = (
    "0 6 * * 1-5",
    "30 2 * * *",
    "*/15 8-18 * * mon,wed",
    "0 */6 1,15 * *",
    "5 4 13 * 5",
    "0 6 29 2 *",
    "10-50/20 0 * jan-mar,12 7",
    "* * * * *",
)
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed"
)


def schedule(cron: str, zone: str = "Europe/Minsk") -> Schedule:
    return Schedule("morning", cron, zone)


def times(one: Schedule, count: int, after: datetime = NOW) -> list[datetime]:
    """Return so many planned times, in this century."""
    return list(islice(takewhile(lambda time: time.year < 2100, times_after(one, after)), count))


# systemd


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    schedules = [
        Schedule(f"s{number}", cron, zone)
        for number, cron in enumerate(CRONS)
        for zone in ["Europe/Berlin"]
    ]
    for unit in systemd_units(schedules, BOOK, ("/bin/true",), NOW):
        (tmp_path / unit.name).write_text(unit.text, encoding="utf-8")
    units = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = [
        line for line in done.stderr.splitlines() if str(tmp_path) in line or "briefbook" in line
    ]
    assert said == []
    assert done.returncode == 0, done.stderr


@needs_systemd
def test_systemd_finds_a_unit_that_is_wrong(tmp_path: Path) -> None:
    """The check is one that can fail."""
    timer = systemd_units([schedule("0 6 * * *")], BOOK, ("/bin/true",), NOW)[1]
    file = tmp_path / timer.name
    file.write_text(timer.text.replace("06:00:00", "36:00:00"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(file)], capture_output=True, check=False
    )
    assert b"bad unit file setting" in done.stderr


def events(one: Schedule) -> list[str]:
    timer = systemd_units([one], BOOK, ("/bin/true",), NOW)[1]
    lines = [line for line in timer.text.splitlines() if line.startswith("OnCalendar=")]
    return [line.removeprefix("OnCalendar=") for line in lines]


def test_a_time_on_weekdays() -> None:
    assert events(schedule("0 6 * * 1-5")) == ["Mon,Tue,Wed,Thu,Fri *-*-* 06:00:00 Europe/Minsk"]


def test_steps_ranges_and_months() -> None:
    found = events(schedule("*/20 8-11 1 jan-mar *"))
    assert found == ["*-01..03-01 08..11:00,20,40:00 Europe/Minsk"]


def test_day_of_the_month_or_weekday_are_two_events() -> None:
    assert events(schedule("5 4 13 * 5")) == [
        "*-*-13 04:05:00 Europe/Minsk",
        "Fri *-*-* 04:05:00 Europe/Minsk",
    ]


def fired(event: str, begin: datetime, count: int) -> Iterator[datetime]:
    """Let systemd say when a calendar event comes."""
    base = f"{begin - timedelta(seconds=1):%Y-%m-%d %H:%M:%S} UTC"
    command = ["systemd-analyze", "calendar", f"--base-time={base}", f"--iterations={count}", event]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=True, env={"TZ": "UTC"}
    )
    for line in done.stdout.splitlines():
        head, _, rest = line.partition(": ")
        if head.strip().startswith(("Next elapse", "Iter. #")) and rest.strip() != "never":
            _, day, clock, _ = rest.split()
            yield datetime.fromisoformat(f"{day}T{clock}+00:00")


@needs_systemd
@pytest.mark.parametrize("cron", CRONS)
@pytest.mark.parametrize(
    ("zone", "begin"),
    [
        ("Europe/Berlin", datetime(2027, 3, 27, 18, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2027, 10, 30, 18, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 3, 13, 18, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 11, 6, 18, tzinfo=UTC)),
    ],
)
def test_systemd_fires_at_every_planned_time(cron: str, zone: str, begin: datetime) -> None:
    """It may fire more often, never less, also on the days when the clock changes."""
    one = schedule(cron, zone)
    end = begin + timedelta(hours=18)
    planned = list(takewhile(lambda time: time <= end, times_after(one, begin)))
    if not planned:
        planned = times(one, 1, begin)
        begin = planned[0] - timedelta(minutes=1)
    count = 3 * len(planned) + 60
    found = {time for event in events(one) for time in fired(event, begin, count)}
    assert set(planned) <= found


def test_a_unit_calls_the_slot_of_its_schedule() -> None:
    service, timer = systemd_units([schedule("0 6 * * *")], BOOK, ("/opt/b/briefbook",), NOW)
    assert service.name == "briefbook-my-book-100-morning.service"
    assert timer.name == "briefbook-my-book-100-morning.timer"
    call = 'ExecStart=/opt/b/briefbook --book "/srv/my book 100%%" schedule run morning --once\n'
    assert call in service.text
    assert service.text.startswith(HEAD)
    assert "Persistent=true" in timer.text


def test_a_schedule_that_does_not_catch_up_is_not_persistent() -> None:
    lazy = Schedule("lazy", "0 6 * * *", "UTC", catch_up=False)
    assert "Persistent=false" in systemd_units([lazy], BOOK, ("/bin/true",), NOW)[1].text


# cron


def lines_of(one: Schedule, zone: str) -> CronTab:
    return CronTab(tab=crontab([one], BOOK, ("/opt/b/briefbook",), zone, NOW).text)


@pytest.mark.parametrize("cron", CRONS)
def test_a_parser_of_crontabs_reads_the_line(cron: str) -> None:
    (job,) = lines_of(schedule(cron), "Europe/Minsk")
    assert job.is_valid()
    assert job.is_enabled()
    assert fields_of(str(job.slices).lower()) == fields_of(cron)
    assert job.command == (
        "/opt/b/briefbook --quiet --book '/srv/my book 100%' schedule run morning --once"
    )


@pytest.mark.parametrize("cron", CRONS)
@pytest.mark.parametrize(
    ("zone", "machine"),
    [
        ("Europe/Minsk", "UTC"),
        ("Europe/Berlin", "UTC"),
        ("UTC", "America/New_York"),
        ("Europe/Minsk", "Asia/Kathmandu"),
        ("Pacific/Kiritimati", "America/New_York"),
    ],
)
def test_in_another_zone_a_line_fires_at_every_planned_time(
    cron: str, zone: str, machine: str
) -> None:
    """It may fire more often, never less."""
    one = schedule(cron, zone)
    (job,) = lines_of(one, machine)
    assert job.is_valid()
    fields = fields_of(str(job.slices).lower())
    for planned in times(one, 3000):
        wall = planned.astimezone(ZoneInfo(machine))
        assert wall.minute in fields.minutes, planned
        assert wall.hour in fields.hours, planned
        assert wall.day in fields.days, planned
        assert wall.month in fields.months, planned
        assert wall.isoweekday() % 7 in fields.weekdays, planned


def test_in_another_zone_a_daily_line_fires_at_the_hours_of_summer_and_winter() -> None:
    (job,) = lines_of(schedule("30 6 * * 1-5", "Europe/Berlin"), "UTC")
    assert str(job.slices) == "30 4,5 * * 1-5"


def test_the_zone_of_this_machine_is_one() -> None:
    assert ZoneInfo(machine_zone())


def test_the_program_is_called_by_its_whole_path() -> None:
    assert Path(program()[0]).is_absolute()
    assert Path(program()[0]).exists()

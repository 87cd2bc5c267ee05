"""The moments that a schedule plans: weekdays, daylight saving, leap days, holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from briefbook.plan.schedules import Holiday, Schedule
from briefbook.schedule.times import (
    TOLD,
    is_holiday,
    last_time,
    times_after,
    times_between,
    working_times_after,
)

BERLIN, NEW_YORK, MINSK = "Europe/Berlin", "America/New_York", "Europe/Minsk"


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def following(cron: str, zone: str, after: str, count: int) -> list[str]:
    """Return the times after a moment on the wall, as local time and offset."""
    schedule = Schedule("s", cron, zone)
    found = islice(times_after(schedule, local(after, zone)), count)
    return [f"{one.astimezone(ZoneInfo(zone)):%m-%d %H:%M%z}" for one in found]


def days(cron: str) -> list[str]:
    found = islice(times_after(Schedule("s", cron, "UTC"), datetime(2026, 11, 22, tzinfo=UTC)), 4)
    return [f"{one:%a}" for one in found]


WEEKDAYS = (
    ("0 6 * * 0", ["Sun", "Sun", "Sun", "Sun"]),
    ("0 6 * * 7", ["Sun", "Sun", "Sun", "Sun"]),
    ("0 6 * * sun", ["Sun", "Sun", "Sun", "Sun"]),
    ("0 6 * * 1", ["Mon", "Mon", "Mon", "Mon"]),
    ("0 6 * * 6", ["Sat", "Sat", "Sat", "Sat"]),
    ("0 6 * * 1-5", ["Mon", "Tue", "Wed", "Thu"]),
    ("0 6 * * 5-7", ["Sun", "Fri", "Sat", "Sun"]),
    ("0 6 * * mon,wed", ["Mon", "Wed", "Mon", "Wed"]),
    ("0 6 * * */2", ["Sun", "Tue", "Thu", "Sat"]),
)


@pytest.mark.parametrize(("cron", "expected"), WEEKDAYS)
def test_weekdays_are_those_of_cron(cron: str, expected: list[str]) -> None:
    assert days(cron) == expected


def test_a_day_of_the_month_or_a_weekday_is_enough_where_both_are_named() -> None:
    found = following("0 6 13 * 5", "UTC", "2026-11-01T00:00", 5)
    assert found == [f"11-{day} 06:00+0000" for day in ("06", "13", "20", "27")] + [
        "12-04 06:00+0000"
    ]


#: Expression, zone, the moment before, what follows.
SUMMER_BEGINS = (
    # 2:30 does not exist: the first moment after the leap.
    ("30 2 * * *", BERLIN, "2026-03-28T12:00", ["03-29 03:00+0200", "03-30 02:30+0200"]),
    ("30 2 * * *", NEW_YORK, "2026-03-07T12:00", ["03-08 03:00-0400", "03-09 02:30-0400"]),
    # Two that fall together there are one.
    ("0 2,3 * * *", BERLIN, "2026-03-29T00:00", ["03-29 03:00+0200", "03-30 02:00+0200"]),
    ("0 6 * * *", BERLIN, "2026-03-28T12:00", ["03-29 06:00+0200", "03-30 06:00+0200"]),
    # What follows the time that passes knows no leap.
    ("0 * * * *", BERLIN, "2026-03-29T00:30", ["03-29 01:00+0100", "03-29 03:00+0200"]),
    ("*/30 * * * *", NEW_YORK, "2026-03-08T01:15", ["03-08 01:30-0500", "03-08 03:00-0400"]),
    # Minsk keeps one time all the year.
    ("30 2 * * *", MINSK, "2026-03-28T12:00", ["03-29 02:30+0300", "03-30 02:30+0300"]),
)
SUMMER_ENDS = (
    # 2:30 comes twice: the first counts.
    ("30 2 * * *", BERLIN, "2026-10-24T12:00", ["10-25 02:30+0200", "10-26 02:30+0100"]),
    ("30 1 * * *", NEW_YORK, "2026-10-31T12:00", ["11-01 01:30-0400", "11-02 01:30-0500"]),
    ("0 6 * * *", BERLIN, "2026-10-24T12:00", ["10-25 06:00+0100", "10-26 06:00+0100"]),
    ("0 * * * *", BERLIN, "2026-10-25T01:30", ["10-25 02:00+0200", "10-25 02:00+0100"]),
    ("*/30 * * * *", NEW_YORK, "2026-11-01T01:15", ["11-01 01:30-0400", "11-01 01:00-0500"]),
    ("30 2 * * *", MINSK, "2026-10-24T12:00", ["10-25 02:30+0300", "10-26 02:30+0300"]),
)
LEAP_DAYS = (
    ("0 6 29 2 *", "UTC", "2026-11-24T00:00", ["02-29 06:00+0000", "02-29 06:00+0000"]),
    ("0 6 * 2 *", "UTC", "2028-02-28T12:00", ["02-29 06:00+0000", "02-01 06:00+0000"]),
    ("0 6 * * *", "UTC", "2028-02-28T12:00", ["02-29 06:00+0000", "03-01 06:00+0000"]),
    ("0 6 31 * *", "UTC", "2026-01-31T12:00", ["03-31 06:00+0000", "05-31 06:00+0000"]),
)


@pytest.mark.parametrize(
    ("cron", "zone", "after", "expected"), [*SUMMER_BEGINS, *SUMMER_ENDS, *LEAP_DAYS]
)
def test_what_follows(cron: str, zone: str, after: str, expected: list[str]) -> None:
    assert following(cron, zone, after, 2) == expected


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, MINSK, "Australia/Lord_Howe", "Asia/Beirut"])
@pytest.mark.parametrize("cron", ["30 2 * * *", "0 * * * *", "*/20 2 * * *", "15 0,1,2 * * *"])
def test_the_times_are_the_same_from_wherever_one_begins(cron: str, zone: str) -> None:
    """None is told twice, none is left out, whether one asks once or every hour."""
    schedule = Schedule("s", cron, zone)
    for month, day in ((3, 7), (3, 27), (4, 3), (10, 2), (10, 23), (10, 30)):
        begin = datetime(2026, month, day, tzinfo=UTC)
        end = begin + timedelta(days=4)
        whole = times_between(schedule, begin, end)
        asked: list[datetime] = []
        moment = begin
        while moment < end:
            later = moment + timedelta(minutes=50)
            asked += times_between(schedule, moment, min(later, end))
            moment = later
        assert tuple(asked) == whole
        assert sorted(set(whole)) == list(whole)


def test_a_moment_in_the_second_of_two_equal_hours_looks_forward_only() -> None:
    moment = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 2:10 for the second time
    found = next(times_after(Schedule("s", "30 2 * * *", BERLIN), moment))
    assert found == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_a_stretch_takes_its_end_and_not_its_beginning() -> None:
    schedule = Schedule("s", "0 6 * * *", "UTC")
    first = datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert times_between(schedule, first, first + timedelta(days=1)) == (first + timedelta(days=1),)
    assert times_between(schedule, first, first) == ()


def test_of_a_long_stretch_the_last_times_are_told() -> None:
    schedule = Schedule("s", "* * * * *", "UTC")
    end = datetime(2026, 11, 24, 6, tzinfo=UTC)
    found = times_between(schedule, end - timedelta(days=3), end)
    assert len(found) == TOLD
    assert found[-1] == end


def test_the_last_time_is_found_however_rare_it_is() -> None:
    now = datetime(2027, 11, 24, 6, 0, 30, tzinfo=UTC)
    assert last_time(Schedule("s", "* * * * *", "UTC"), now) == now.replace(second=0)
    assert last_time(Schedule("s", "0 6 1 * *", "UTC"), now) == datetime(2027, 11, 1, 6, tzinfo=UTC)
    leap = Schedule("s", "0 6 29 2 *", "UTC")
    assert last_time(leap, now) == datetime(2024, 2, 29, 6, tzinfo=UTC)


def test_holidays_are_days_of_the_zone() -> None:
    day = date(2027, 1, 7)
    schedule = Schedule("s", "0 1 * * *", MINSK, skip=(Holiday(day, day),))
    rest = datetime(2027, 1, 6, 22, tzinfo=UTC)  # one o'clock of 7 January in Minsk
    assert is_holiday(schedule, rest)
    assert not is_holiday(schedule, rest + timedelta(days=1))
    assert next(working_times_after(schedule, rest - timedelta(hours=1))) == rest + timedelta(1)


def test_a_schedule_that_always_rests_has_no_working_times() -> None:
    always = Holiday(date.min, date.max)
    schedule = Schedule("s", "0 1 * * *", "UTC", skip=(always,))
    assert list(working_times_after(schedule, datetime(2026, 1, 1, tzinfo=UTC))) == []

"""Which slots come due and what becomes of them: decided without a clock and a ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from briefbook.plan.schedules import Holiday, Schedule
from briefbook.record.slots import Slot
from briefbook.schedule.planning import Plan, Standing, next_attempt, plan

HOURLY = Schedule("hourly", "0 * * * *", "UTC")
SIX = datetime(2026, 11, 24, 6, tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def planned(
    now: datetime,
    seen_until: datetime | None = SIX - timedelta(seconds=1),
    open_slot: Slot | None = None,
    schedule: Schedule = HOURLY,
    *,
    once: bool = False,
    known: frozenset[datetime] = frozenset(),
) -> Plan:
    return plan(schedule, Standing(seen_until, open_slot, known), now, once=once)


def told(found: Plan) -> list[tuple[int, str]]:
    """Return the hour and the state of each slot, in the order of time."""
    return sorted((slot.planned.hour, slot.state) for slot in found.slots)


def waiting(at: datetime, retry_at: datetime) -> Slot:
    return Slot("hourly", at, "waiting", at, begun=at, failures=1, retry_at=retry_at)


def test_nothing_is_due_before_its_time() -> None:
    found = planned(SIX - timedelta(milliseconds=1))
    assert (found.slots, found.due) == ((), None)


def test_a_slot_is_due_at_its_time() -> None:
    found = planned(SIX)
    assert told(found) == [(6, "running")]
    assert found.due == Slot("hourly", SIX, "running", SIX, begun=SIX)
    assert found.seen_until == SIX
    assert not found.resumed


def test_after_downtime_there_is_one_run() -> None:
    found = planned(SIX + hours(3.5))
    assert told(found) == [
        (6, "coalesced"),
        (7, "coalesced"),
        (8, "coalesced"),
        (9, "running"),
    ]
    assert {slot.detail for slot in found.slots if slot.ended} == {
        "into hourly@2026-11-24T09:00Z",
    }


def test_a_new_schedule_begins_now() -> None:
    found = planned(SIX + hours(0.5), seen_until=None)
    assert (found.slots, found.due) == ((), None)
    assert found.seen_until == SIX + hours(0.5)


def test_a_new_schedule_that_a_timer_calls_begins_with_its_last_time() -> None:
    found = planned(SIX + timedelta(seconds=2), seen_until=None, once=True)
    assert told(found) == [(6, "running")]


def test_what_has_a_slot_does_not_come_again_when_the_clock_is_set_back() -> None:
    seen = SIX + hours(2.5)
    back = planned(SIX - hours(1.5), seen_until=seen)
    assert (back.slots, back.due) == ((), None)
    assert back.seen_until == SIX - hours(1.5)
    known = frozenset({SIX, SIX + hours(1)})
    again = planned(SIX + hours(2), seen_until=back.seen_until, known=known)
    assert told(again) == [(5, "coalesced"), (8, "running")]


def test_a_clock_set_forward_is_like_downtime() -> None:
    assert told(planned(SIX + hours(2), seen_until=SIX)) == [(7, "coalesced"), (8, "running")]


def test_holidays_are_skipped_and_say_so() -> None:
    day = date(2026, 11, 24)
    schedule = replace(HOURLY, skip=(Holiday(day, day),))
    found = planned(SIX + hours(1), schedule=schedule)
    assert told(found) == [(6, "skipped"), (7, "skipped")]
    assert found.due is None
    assert found.slots[0].detail == "its day is a holiday"


def test_what_came_before_a_holiday_is_still_made_up_for() -> None:
    day = date(2026, 11, 25)
    daily = Schedule("hourly", "0 6 * * *", "UTC", skip=(Holiday(day, day),))
    found = planned(SIX + hours(25), schedule=daily)
    assert {slot.planned.day: slot.state for slot in found.slots} == {24: "running", 25: "skipped"}


def test_a_schedule_that_does_not_catch_up_skips_what_is_late() -> None:
    schedule = replace(HOURLY, catch_up=False)
    found = planned(SIX + hours(2.5), schedule=schedule)
    assert told(found) == [(6, "skipped"), (7, "skipped"), (8, "running")]
    assert "was missed" in found.slots[0].detail


def test_a_slot_that_was_cut_short_is_resumed_under_its_name() -> None:
    cut = Slot("hourly", SIX, "running", SIX, begun=SIX, failures=1)
    found = planned(SIX + hours(0.2), seen_until=SIX, open_slot=cut)
    assert found.resumed
    assert found.due == replace(cut, changed=SIX + hours(0.2))


def test_what_comes_due_meanwhile_is_coalesced_into_the_slot_that_is_resumed() -> None:
    cut = Slot("hourly", SIX, "running", SIX, begun=SIX)
    found = planned(SIX + hours(2), seen_until=SIX, open_slot=cut)
    assert told(found) == [(6, "running"), (7, "coalesced"), (8, "coalesced")]
    assert found.slots[0].detail == "into hourly@2026-11-24T06:00Z"


def test_a_slot_that_waits_is_not_due_before_its_time() -> None:
    slot = waiting(SIX, SIX + timedelta(minutes=2))
    found = planned(SIX + timedelta(minutes=1), seen_until=SIX, open_slot=slot)
    assert (found.slots, found.due) == ((), None)
    assert found.retry_at == slot.retry_at


def test_a_slot_that_waits_is_due_at_its_time() -> None:
    slot = waiting(SIX, SIX + timedelta(minutes=2))
    found = planned(SIX + timedelta(minutes=2), seen_until=SIX, open_slot=slot)
    assert found.due is not None
    assert (found.due.planned, found.due.failures, found.due.retry_at) == (SIX, 1, None)
    assert not found.resumed


def test_a_later_slot_brings_a_waiting_one_forward() -> None:
    slot = waiting(SIX + hours(0.9), SIX + hours(1.5))
    slot = replace(slot, planned=SIX)
    found = planned(SIX + hours(1), seen_until=SIX, open_slot=slot)
    assert told(found) == [(6, "running"), (7, "coalesced")]


def test_a_timer_does_not_wait_for_the_next_attempt() -> None:
    slot = waiting(SIX, SIX + timedelta(minutes=2))
    found = planned(SIX + timedelta(minutes=1), seen_until=SIX, open_slot=slot, once=True)
    assert found.due is not None


def test_a_slot_does_not_wait_for_years_when_the_clock_was_set_back() -> None:
    slot = waiting(SIX + timedelta(days=900), SIX + timedelta(days=900, minutes=2))
    found = planned(SIX, seen_until=SIX + timedelta(days=900), open_slot=slot)
    assert found.due is not None


@pytest.mark.parametrize(
    ("failures", "pause"), [(0, 60), (1, 120), (2, 240), (5, 1920), (6, 3600), (15, 3600)]
)
def test_attempts_are_ever_further_apart(failures: int, pause: float) -> None:
    schedule = replace(HOURLY, retries=20)
    slot = Slot("hourly", SIX, "running", SIX, failures=failures)
    later = next_attempt(schedule, slot, SIX)
    assert (later.state, later.failures) == ("waiting", failures + 1)
    assert later.retry_at == SIX + timedelta(seconds=pause)


def test_after_the_last_attempt_a_slot_has_failed() -> None:
    slot = Slot("hourly", SIX, "running", SIX, failures=3)
    ended = next_attempt(HOURLY, slot, SIX)
    assert (ended.state, ended.failures, ended.retry_at) == ("failed", 4, None)
    assert next_attempt(replace(HOURLY, retries=0), replace(slot, failures=0), SIX).ended


#: Zone, the wall time of a daily slot, the days around the change, how many come due.
CHANGES = (
    ("Europe/Berlin", "30 2 * * *", datetime(2026, 3, 28, tzinfo=UTC)),
    ("Europe/Berlin", "30 2 * * *", datetime(2026, 10, 24, tzinfo=UTC)),
    ("America/New_York", "30 1 * * *", datetime(2026, 3, 7, tzinfo=UTC)),
    ("America/New_York", "30 1 * * *", datetime(2026, 10, 31, tzinfo=UTC)),
    ("Europe/Minsk", "30 2 * * *", datetime(2026, 3, 28, tzinfo=UTC)),
)


@pytest.mark.parametrize(("zone", "cron", "begin"), CHANGES)
def test_a_daily_slot_comes_once_a_day_also_when_the_clock_changes(
    zone: str, cron: str, begin: datetime
) -> None:
    schedule = Schedule("daily", cron, zone)
    seen, slots = begin, list[Slot]()
    while seen < begin + timedelta(days=4):
        found = plan(schedule, Standing(seen, None), seen + timedelta(minutes=7))
        slots += found.slots
        seen = found.seen_until
    assert len(slots) == 4
    assert len({slot.id for slot in slots}) == 4

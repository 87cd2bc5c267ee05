"""The service over days and nights that pass in no time: what it makes, delivers and tells."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.books import NOTES, OUTPUTS, append, edit, write
from tests.schedule.clocks import START, Bench, bench, with_schedule

from briefbook.deliver.dispatch import deliver
from briefbook.errors import RenderFailed
from briefbook.events import (
    ClockSet,
    Event,
    OutputBuilt,
    OutputFailed,
    RunStarted,
    SchedulesRead,
    SchedulesRefused,
    ServiceStarted,
    ServiceStopped,
    SlotBegun,
    SlotEnded,
    SlotFailed,
    SlotWaits,
)
from briefbook.record.ledger import Ledger
from briefbook.record.rows import RunRecord
from briefbook.record.slots import Slot
from briefbook.schedule.attempt import lock_of
from briefbook.schedule.clock import LONGEST_WAIT
from briefbook.schedule.service import run_once, serve
from briefbook.schedule.stopping import Stopped
from briefbook.wording import verbatim

DELIVERIES = """
[deliveries.registry]
kind = "folder"
path = "sent"
[deliveries.desk]
kind = "folder"
path = "desk"
"""
MORNING = """
[schedules.morning]
cron = "0 6 * * *"
documents = ["note"]
deliver = ["registry"]
deliver_on_failure = ["desk"]
"""
TEMPLATE = "templates/note.html.jinja"
BROKEN = ("<p>{{ subject.site }}</p>", "<p>{{ subject.syte }}</p>")


@pytest.fixture
def scheduled(built_book: Path) -> Path:
    """A built book with one schedule at six in the morning."""
    return with_schedule(built_book, DELIVERIES + MORNING)


def slots_of(book: Path, schedule: str = "morning") -> list[Slot]:
    """Return the slots of a schedule, the oldest first."""
    ledger = Ledger.read(book / "output/.briefbook/ledger.db")
    assert ledger is not None
    with ledger:
        return list(reversed(ledger.slots.recent(schedule, 2000)))


def ends(book: Path, schedule: str = "morning") -> list[str]:
    return [f"{slot.planned:%d %H:%M} {slot.state}" for slot in slots_of(book, schedule)]


def runs(book: Path) -> list[RunRecord]:
    ledger = Ledger.read(book / "output/.briefbook/ledger.db")
    assert ledger is not None
    with ledger:
        return list(ledger.runs())


def kinds(tools: Bench) -> list[type[Event]]:
    """Return the kinds of the events of the service, those of its builds left out."""
    of_service = (ServiceStarted, SlotBegun, SlotWaits, SlotFailed, SlotEnded, ServiceStopped)
    return [type(event) for event in tools.events if isinstance(event, of_service)]


# A day like any other


def test_a_slot_is_built_and_delivered_at_its_time(scheduled: Path) -> None:
    edit(scheduled / "data/organizations/office.yaml", "1997", "1998")
    tools = bench(scheduled, timedelta(minutes=5))
    serve(tools.place)
    assert ends(scheduled) == ["24 06:00 completed"]
    assert {event.output for event in tools.events if isinstance(event, OutputBuilt)} == set(NOTES)
    ((names, cause),) = tools.deliveries.causes
    assert names == ("registry",)
    assert (cause.name, cause.failures) == ("morning@2026-11-24T06:00Z", ())
    assert cause.selection.documents == ("note",)
    assert kinds(tools) == [ServiceStarted, SlotBegun, SlotEnded, ServiceStopped]


def test_a_run_says_which_slot_began_it(scheduled: Path) -> None:
    serve(bench(scheduled, timedelta(minutes=5)).place)
    assert runs(scheduled)[0].command == "schedule morning@2026-11-24T06:00Z"
    assert slots_of(scheduled)[0].run == runs(scheduled)[0].id


def test_every_day_has_its_slot(scheduled: Path) -> None:
    serve(bench(scheduled, timedelta(days=3)).place)
    assert ends(scheduled) == [f"{day} 06:00 completed" for day in (24, 25, 26)]


def test_the_date_is_that_of_the_clock_in_the_zone_of_the_book(scheduled: Path) -> None:
    edit(scheduled / "briefbook.toml", 'timezone = "UTC"', 'timezone = "Pacific/Kiritimati"')
    edit(scheduled / "briefbook.toml", 'cron = "0 6', 'timezone = "UTC"\ncron = "0 12')
    serve(bench(scheduled, timedelta(hours=7)).place)
    assert runs(scheduled)[0].as_of.isoformat() == "2026-11-25"


def test_the_service_never_sleeps_for_long(scheduled: Path) -> None:
    tools = bench(scheduled, timedelta(hours=1), patience=LONGEST_WAIT)
    serve(tools.place)
    assert max(tools.clock.waits) <= 30


def test_two_schedules_are_done_one_after_the_other(scheduled: Path) -> None:
    append(scheduled / "briefbook.toml", MORNING.replace("morning", "other"))
    tools = bench(scheduled, timedelta(minutes=5))
    serve(tools.place)
    assert ends(scheduled) == ends(scheduled, "other") == ["24 06:00 completed"]
    assert kinds(tools)[1:-1] == [SlotBegun, SlotEnded, SlotBegun, SlotEnded]


def test_one_schedule_may_be_served_alone(scheduled: Path) -> None:
    append(scheduled / "briefbook.toml", MORNING.replace("morning", "other"))
    serve(bench(scheduled, timedelta(minutes=5)).place, "other")
    assert ends(scheduled) == []
    assert ends(scheduled, "other") == ["24 06:00 completed"]


# Downtime, and clocks that are set


def test_after_downtime_there_is_one_run_for_all_that_was_missed(scheduled: Path) -> None:
    serve(bench(scheduled, timedelta(minutes=5)).place)
    before = len(runs(scheduled))
    tools = bench(scheduled, timedelta(minutes=5), START + timedelta(days=4, hours=3))
    serve(tools.place)
    assert ends(scheduled) == [
        "24 06:00 completed",
        *(f"{day} 06:00 coalesced" for day in (25, 26, 27)),
        "28 06:00 completed",
    ]
    assert len(runs(scheduled)) == before + 1


def test_a_machine_that_slept_catches_up_when_it_wakes(scheduled: Path) -> None:
    tools = bench(scheduled, timedelta(days=1, hours=2))
    night = START + timedelta(hours=12)
    tools.clock.steps = {night: timedelta(days=2)}
    serve(tools.place)
    assert ends(scheduled) == [
        "24 06:00 completed",
        "25 06:00 coalesced",
        "26 06:00 completed",
        "27 06:00 completed",
    ]
    (event,) = tools.told(ClockSet)
    assert isinstance(event, ClockSet)
    assert event.seconds == timedelta(days=2).total_seconds()


def test_a_clock_set_back_repeats_nothing(scheduled: Path) -> None:
    tools = bench(scheduled, timedelta(days=1, hours=4))
    tools.clock.steps = {START + timedelta(hours=1): timedelta(hours=-3)}
    serve(tools.place)
    assert ends(scheduled) == ["24 06:00 completed", "25 06:00 completed"]


def test_a_clock_that_was_years_ahead_does_not_stop_the_service(scheduled: Path) -> None:
    tools = bench(scheduled, timedelta(days=3))
    ahead = timedelta(days=1000)
    tools.clock.steps = {
        START + timedelta(hours=1): ahead,
        START + ahead + timedelta(hours=2): -ahead,
    }
    serve(tools.place)
    found = {slot.planned: slot.state for slot in slots_of(scheduled)}
    for day in range(3):
        planned = START.replace(hour=6, minute=0) + timedelta(days=day)
        assert found[planned] == "completed", planned


# Failure


def test_a_failed_output_is_tried_again_and_again_ever_later(scheduled: Path) -> None:
    edit(scheduled / TEMPLATE, *BROKEN)
    tools = bench(scheduled, timedelta(hours=1))
    serve(tools.place)
    waits = [event.seconds for event in tools.events if isinstance(event, SlotWaits)]
    assert waits == [60, 120, 240]
    (slot,) = slots_of(scheduled)
    assert (slot.state, slot.failures) == ("failed", 4)
    assert slot.changed == START + timedelta(minutes=1 + 7)
    assert slot.detail == "0 outputs built; 2 outputs failed; 1 delivery"


def test_people_are_told_once_of_a_slot_that_failed_for_good(scheduled: Path) -> None:
    edit(scheduled / TEMPLATE, *BROKEN)
    tools = bench(scheduled, timedelta(hours=1))
    serve(tools.place)
    told = [(names, cause) for names, cause in tools.deliveries.causes if cause.failures]
    ((names, cause),) = told
    assert names == ("desk",)
    assert {failure.output for failure in cause.failures} == set(NOTES)
    assert {failure.error.code for failure in cause.failures} == {"undefined-name"}


def test_what_can_be_made_is_delivered_although_something_fails(scheduled: Path) -> None:
    edit(scheduled / TEMPLATE, *BROKEN)
    tools = bench(scheduled, timedelta(minutes=1, seconds=30))
    serve(tools.place)
    assert [names for names, _ in tools.deliveries.causes] == [("registry",)]


def test_a_failure_that_is_mended_meanwhile_completes_the_slot(scheduled: Path) -> None:
    edit(scheduled / TEMPLATE, *BROKEN)
    tools = bench(scheduled, timedelta(hours=1))
    mend = [START + timedelta(minutes=2)]

    def look(now: datetime) -> None:
        if mend and now >= mend[0]:
            mend.clear()
            edit(scheduled / TEMPLATE, *reversed(BROKEN))

    tools.clock.on_wait = look
    serve(tools.place)
    (slot,) = slots_of(scheduled)
    assert (slot.state, slot.failures) == ("completed", 2)
    assert not any(cause.failures for _, cause in tools.deliveries.causes)


def test_an_invalid_book_fails_the_slot_and_not_the_service(scheduled: Path) -> None:
    write(scheduled / "data/states/ruritania.yaml", "name: [")
    tools = bench(scheduled, timedelta(hours=25))
    serve(tools.place)
    assert ends(scheduled) == ["24 06:00 failed", "25 06:00 failed"]
    told = [cause for _, cause in tools.deliveries.causes]
    assert [one.output for cause in told for one in cause.failures] == [
        "data/states/ruritania.yaml"
    ] * 2
    assert tools.told(OutputFailed) == []


def test_a_delivery_that_fails_is_tried_again_for_the_same_slot(scheduled: Path) -> None:
    tools = bench(scheduled, timedelta(hours=1))
    tools.deliveries.errors = [RenderFailed(verbatim("the server is away"))] * 2
    serve(tools.place)
    (slot,) = slots_of(scheduled)
    assert (slot.state, slot.failures) == ("completed", 2)
    assert {cause.name for _, cause in tools.deliveries.causes} == {slot.id}
    assert len(tools.deliveries.causes) == 3


def test_a_defect_in_a_delivery_fails_the_slot_and_not_the_service(scheduled: Path) -> None:
    tools = bench(scheduled, timedelta(hours=25))

    def broken(*_: object) -> object:
        raise ZeroDivisionError

    serve(replace(tools.place, deliver=broken))  # type: ignore[arg-type]  # it is to break
    assert ends(scheduled) == ["24 06:00 failed", "25 06:00 failed"]
    failed = [event for event in tools.events if isinstance(event, SlotFailed)]
    assert {event.error.code for event in failed} == {"internal-error"}


def test_a_stale_file_altered_by_hand_fails_the_slot_at_once(scheduled: Path) -> None:
    (scheduled / NOTES[0]).write_bytes(b"by hand")
    edit(scheduled / "data/organizations/office.yaml", "1997", "1998")
    tools = bench(scheduled, timedelta(hours=1))
    serve(tools.place)
    (slot,) = slots_of(scheduled)
    assert (slot.state, slot.failures) == ("failed", 1)
    assert "1 stale output altered by hand" in slot.detail


def test_a_ledger_that_cannot_be_written_is_tried_again_later(scheduled: Path) -> None:
    private = scheduled / "output/.briefbook"
    away = scheduled / "away"
    tools = bench(scheduled, timedelta(hours=1), patience=300)

    def look(now: datetime) -> None:
        if now == START:
            private.rename(away)
            private.write_text("in the way", encoding="utf-8")
        elif now >= START + timedelta(minutes=10) and away.exists():
            private.unlink()
            away.rename(private)

    tools.clock.on_wait = look
    serve(tools.place)
    failed = [event for event in tools.events if isinstance(event, SlotFailed)]
    assert {(event.slot, event.error.code) for event in failed} == {("morning", "output-folder")}
    assert ends(scheduled) == ["24 06:00 completed"]


# Interruption


def interrupted(book: Path) -> Bench:
    """Let a service be cut short in the middle of its slot."""
    tools = bench(book, timedelta(minutes=5))

    def die(event: Event) -> None:
        if isinstance(event, RunStarted):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        serve(replace(tools.place, listener=die))
    return tools


def test_a_slot_that_was_cut_short_is_resumed(scheduled: Path) -> None:
    interrupted(scheduled)
    assert ends(scheduled) == ["24 06:00 running"]
    tools = bench(scheduled, timedelta(minutes=5), START + timedelta(minutes=10))
    serve(tools.place)
    assert ends(scheduled) == ["24 06:00 completed"]
    begun = [event for event in tools.events if isinstance(event, SlotBegun)]
    assert begun == [SlotBegun("morning@2026-11-24T06:00Z", 1, resumed=True)]


def test_what_was_missed_meanwhile_is_coalesced_into_it(scheduled: Path) -> None:
    interrupted(scheduled)
    tools = bench(scheduled, timedelta(minutes=5), START + timedelta(days=2, minutes=2))
    serve(tools.place)
    assert ends(scheduled) == ["24 06:00 completed", "25 06:00 coalesced", "26 06:00 coalesced"]
    assert len(tools.deliveries.causes) == 1


def test_asked_to_stop_it_finishes_the_output_under_way(scheduled: Path) -> None:
    shutil.rmtree(scheduled / "output")
    edit(scheduled / "briefbook.toml", 'documents = ["note"]\n', "")
    tools = bench(scheduled, timedelta(minutes=5))

    def listen(event: Event) -> None:
        tools.events.append(event)
        if isinstance(event, RunStarted):
            tools.place.stop.request()

    serve(replace(tools.place, listener=listen))
    assert len(tools.told(OutputBuilt)) == 1
    assert ends(scheduled) == ["24 06:00 running"]
    assert tools.told(ServiceStopped)
    assert runs(scheduled)[0].interrupted
    again = bench(scheduled, timedelta(minutes=5), START + timedelta(minutes=10))
    serve(again.place)
    assert len(again.told(OutputBuilt)) == len(OUTPUTS) - 1
    assert ends(scheduled) == ["24 06:00 completed"]


def test_asked_twice_it_stops_at_once(scheduled: Path) -> None:
    tools = bench(scheduled)
    tools.place.stop.request()
    with pytest.raises(Stopped):
        tools.place.stop.request()


# Settings that change


def test_changed_settings_are_taken_up(scheduled: Path) -> None:
    tools = bench(scheduled, timedelta(hours=6))

    def look(now: datetime) -> None:
        if now >= START + timedelta(minutes=5) and not tools.told(SchedulesRead):
            text = (scheduled / "briefbook.toml").read_text(encoding="utf-8")
            write(scheduled / "briefbook.toml", text.replace("0 6 * * *", "0 8 * * *"))

    tools.clock.on_wait = look
    serve(tools.place)
    assert ends(scheduled) == ["24 06:00 completed", "24 08:00 completed"]
    assert tools.told(SchedulesRead) == [SchedulesRead(("morning",))]


def test_with_settings_that_cannot_be_used_the_schedules_stay(scheduled: Path) -> None:
    tools = bench(scheduled, timedelta(days=1, hours=1))

    def look(now: datetime) -> None:
        if now >= START + timedelta(minutes=5):
            write(scheduled / "briefbook.toml", "[book")

    tools.clock.on_wait = look
    serve(tools.place)
    assert len(tools.told(SchedulesRefused)) == 1
    assert ends(scheduled) == ["24 06:00 completed", "25 06:00 failed"]


def test_the_open_slot_of_a_schedule_that_is_gone_ends(scheduled: Path) -> None:
    interrupted(scheduled)
    edit(scheduled / "briefbook.toml", "[schedules.morning]", "[schedules.other]")
    serve(bench(scheduled, timedelta(minutes=5), START + timedelta(minutes=10)).place)
    (slot,) = slots_of(scheduled)
    assert (slot.state, slot.detail) == ("skipped", "the book has no such schedule any more")


# For timers from outside


def test_once_does_the_due_slot_and_ends(scheduled: Path) -> None:
    tools = bench(scheduled, start=START + timedelta(minutes=2))
    (done,) = run_once(tools.place, "morning")
    assert done.slot is not None
    assert (done.slot.id, done.slot.state) == ("morning@2026-11-24T06:00Z", "completed")
    assert len(tools.deliveries.causes) == 1


def test_once_does_nothing_where_nothing_is_due(scheduled: Path) -> None:
    run_once(bench(scheduled, start=START + timedelta(minutes=2)).place, "morning")
    tools = bench(scheduled, start=START + timedelta(minutes=3))
    (done,) = run_once(tools.place, "morning")
    assert done.slot is None
    assert tools.deliveries.causes == []
    assert ends(scheduled) == ["24 06:00 completed"]


def test_once_tries_again_until_the_slot_has_ended(scheduled: Path) -> None:
    edit(scheduled / TEMPLATE, *BROKEN)
    tools = bench(scheduled, start=START + timedelta(minutes=2))
    (done,) = run_once(tools.place, None)
    assert done.slot is not None
    assert (done.slot.state, done.slot.failures) == ("failed", 4)
    assert sum(tools.clock.waits) == 60 + 120 + 240


def test_a_schedule_is_worked_on_by_one_process_at_a_time(scheduled: Path) -> None:
    tools = bench(scheduled, timedelta(minutes=5))
    held: list[bool] = []

    def listen(event: Event) -> None:
        if isinstance(event, RunStarted):
            other = lock_of(scheduled, "morning")
            held.append(not other._try())

    serve(replace(tools.place, listener=listen))
    assert held == [True]


# With the real deliveries


def test_people_are_really_told_that_the_book_is_invalid(scheduled: Path) -> None:
    edit(scheduled / "briefbook.toml", "deliver_on_failure", "retries = 0\ndeliver_on_failure")
    write(scheduled / "data/states/ruritania.yaml", "name: [")
    (scheduled / "desk").mkdir()
    tools = bench(scheduled, timedelta(minutes=5))
    serve(replace(tools.place, deliver=deliver))
    assert ends(scheduled) == ["24 06:00 failed"]
    (note,) = (scheduled / "desk" / "changes").iterdir()
    assert "data/states/ruritania.yaml" in note.read_text("utf-8")

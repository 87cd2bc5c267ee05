"""What the ledger keeps of the planned times of schedules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefbook.record.ledger import Ledger
from briefbook.record.slots import ENDED, KEPT_SLOTS, Slot, Slots
from briefbook.wording import _

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SLOT = Slot("morning", NOON, "running", NOON + timedelta(seconds=1), begun=NOON)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def slots(path: Path) -> Iterator[Slots]:
    with Ledger.open(path) as ledger:
        yield ledger.slots


def test_a_slot_is_named_after_schedule_and_planned_time() -> None:
    assert SLOT.id == "morning@2026-11-24T12:00Z"


def test_a_schedule_that_nobody_has_looked_at_is_not_known(slots: Slots) -> None:
    assert slots.seen_until("morning") is None
    assert slots.open_slot("morning") is None
    assert slots.last_worked("morning") is None


def test_slots_and_the_moment_that_was_looked_at_come_together(slots: Slots, path: Path) -> None:
    waiting = replace(
        SLOT,
        state="waiting",
        failures=2,
        retry_at=NOON + timedelta(minutes=2),
        run=7,
        detail=_("{slot} failed", slot="x"),
    )
    slots.plan("morning", [waiting], NOON + timedelta(seconds=5))
    with Ledger.open(path) as again:
        assert again.slots.seen_until("morning") == NOON + timedelta(seconds=5)
        assert again.slots.open_slot("morning") == waiting
        assert again.slots.find("morning", NOON) == waiting
        assert again.slots.open_slot("evening") is None


@pytest.mark.parametrize("end", sorted(ENDED))
def test_a_slot_that_has_ended_never_changes_again(slots: Slots, end: str) -> None:
    ended = replace(SLOT, state=end)  # type: ignore[arg-type]  # one of the literals
    slots.put(ended)
    with pytest.raises(ValueError, match="has ended before"):
        slots.put(SLOT)
    with pytest.raises(ValueError, match="has ended before"):
        slots.plan("morning", [SLOT], NOON + timedelta(days=1))
    assert slots.find("morning", NOON) == ended
    assert slots.seen_until("morning") is None  # nothing of it was committed


def test_an_open_slot_goes_through_its_states(slots: Slots) -> None:
    slots.put(SLOT)
    slots.put(replace(SLOT, state="waiting", failures=1))
    slots.put(replace(SLOT, failures=1))
    slots.put(replace(SLOT, state="completed", failures=1))
    assert slots.open_slot("morning") is None
    assert slots.last_worked("morning") == replace(SLOT, state="completed", failures=1)


def test_the_last_slot_that_was_worked_on_is_no_skipped_one(slots: Slots) -> None:
    for day, state in enumerate(("completed", "failed", "skipped", "coalesced")):
        planned = NOON + timedelta(days=day)
        slots.put(replace(SLOT, planned=planned, state=state))  # type: ignore[arg-type]  # as above
    last = slots.last_worked("morning")
    assert last is not None
    assert last.state == "failed"
    found = [one.state for one in slots.recent("morning")]
    assert found == ["coalesced", "skipped", "failed", "completed"]


def test_the_oldest_slots_are_forgotten_but_never_an_open_one(slots: Slots) -> None:
    slots.put(SLOT)
    later = [
        Slot("morning", NOON + timedelta(minutes=n + 1), "skipped", NOON)
        for n in range(KEPT_SLOTS + 5)
    ]
    slots.plan("morning", later, NOON + timedelta(days=1))
    slots.plan("evening", [replace(SLOT, schedule="evening", state="completed")], NOON)
    assert len(slots.planned_since("morning", NOON - timedelta(days=1))) == KEPT_SLOTS + 1
    assert slots.open_slot("morning") == SLOT
    assert slots.last_worked("evening") is not None


def test_open_slots_of_all_schedules_are_found(slots: Slots) -> None:
    slots.put(SLOT)
    slots.put(replace(SLOT, schedule="evening"))
    slots.put(replace(SLOT, schedule="noon", state="completed"))
    assert {one.schedule for one in slots.all_open()} == {"morning", "evening"}


def test_a_damaged_row_is_not_believed(slots: Slots, path: Path) -> None:
    slots.put(replace(SLOT, state="completed"))
    slots._connection.execute("UPDATE slots SET state = 'running'")
    slots._connection.close()
    snapshot = Ledger.read(path)
    assert snapshot is not None
    with snapshot:
        assert snapshot.fresh is not None
        assert "the table slots has changed" in snapshot.fresh

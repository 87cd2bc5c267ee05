"""What a monitor is told of the schedules: from the ledger, with or without a service."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.schedule.clocks import START

from briefbook.build.builder import LEDGER
from briefbook.record.ledger import Ledger
from briefbook.record.slots import Slot
from briefbook.schedule.heartbeat import beat, heartbeats, still
from briefbook.schedule.status import Standing, status_of
from briefbook.wording import verbatim

SIX = START.replace(hour=6, minute=0)
GRACE = timedelta(minutes=15)
SLOT = Slot("morning", SIX, "completed", SIX, begun=SIX)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "briefbook.toml").write_text(
        """
[book]
schema = "organizations"
languages = ["en"]
source_language = "en"
timezone = "UTC"
[documents.note]
about = "organizations"
formats = ["pdf"]
profile = "house"
[schedules.morning]
cron = "0 6 * * *"
skip = [2026-11-26]
""",
        encoding="utf-8",
    )
    return tmp_path


def known(folder: Path, *slots: Slot, seen: timedelta = timedelta(0)) -> None:
    """Let the ledger know slots, and that the schedule was looked at so long after six."""
    with Ledger.open(folder / LEDGER) as ledger:
        ledger.slots.plan("morning", slots, SIX + seen)


def standing(folder: Path, later: timedelta) -> Standing:
    found = status_of(folder, SIX + later, GRACE)
    assert found.ok == (found.schedules[0].condition == "on_time")
    return found.schedules[0]


def test_a_completed_slot_is_on_time(folder: Path) -> None:
    known(folder, SLOT)
    one = standing(folder, timedelta(hours=3))
    assert (one.condition, one.problem) == ("on_time", "")
    assert one.last == SLOT
    assert one.next_time == SIX + timedelta(days=1)


def test_a_slot_that_nobody_has_worked_on_is_overdue_after_the_grace(folder: Path) -> None:
    known(folder, SLOT)
    assert standing(folder, timedelta(days=1, minutes=14)).condition == "on_time"
    late = standing(folder, timedelta(days=1, minutes=15))
    assert late.condition == "overdue"
    assert late.problem == "morning@2026-11-25T06:00Z is overdue: nobody has worked on it"


def test_a_holiday_is_never_overdue(folder: Path) -> None:
    known(folder, SLOT, replace(SLOT, planned=SIX + timedelta(days=1)), seen=timedelta(days=1))
    assert standing(folder, timedelta(days=2, hours=12)).condition == "on_time"
    assert standing(folder, timedelta(days=3, hours=1)).condition == "overdue"


def test_a_slot_that_was_begun_and_does_not_end_is_overdue(folder: Path) -> None:
    known(folder, replace(SLOT, state="running"))
    assert standing(folder, timedelta(minutes=14)).condition == "on_time"
    late = standing(folder, timedelta(minutes=16))
    assert late.condition == "overdue"
    assert "was begun at 2026-11-24 06:00 UTC and has not ended" in late.problem


def test_a_slot_that_is_tried_again_and_again_is_overdue(folder: Path) -> None:
    waiting = replace(SLOT, state="waiting", failures=2, detail=verbatim("2 outputs failed"))
    known(folder, waiting)
    late = standing(folder, timedelta(minutes=16))
    assert late.condition == "overdue"
    assert "to be tried again (2 outputs failed)" in late.problem


def test_a_failed_slot_is_told_until_another_one_succeeds(folder: Path) -> None:
    failed = replace(SLOT, state="failed", detail=verbatim("1 output failed"))
    known(folder, failed)
    one = standing(folder, timedelta(hours=3))
    assert one.condition == "failed"
    assert one.problem == "morning@2026-11-24T06:00Z failed: 1 output failed"
    known(folder, replace(SLOT, planned=SIX + timedelta(days=1)), seen=timedelta(days=1))
    assert standing(folder, timedelta(days=1, hours=1)).condition == "on_time"


def test_a_schedule_that_nobody_has_looked_at_is_a_problem(folder: Path) -> None:
    assert standing(folder, timedelta(0)).condition == "unattended"


def test_a_service_is_told_with_its_sign_of_life(folder: Path) -> None:
    (folder / "output/.briefbook").mkdir(parents=True)
    beat(folder, None, START, SIX)
    (one,) = heartbeats(folder)
    assert (one.since, one.at, one.alive) == (START, SIX, True)
    still(folder, None)
    assert heartbeats(folder) == ()


def test_a_service_that_died_without_a_word_is_told_as_dead(folder: Path) -> None:
    (folder / "output/.briefbook").mkdir(parents=True)
    beat(folder, "morning", START, SIX)
    note = folder / "output/.briefbook/service-morning.json"
    note.write_text(note.read_text("utf-8").replace('"process": "', '"process": "9'), "utf-8")
    assert [one.alive for one in heartbeats(folder)] == [False]
    note.write_text("{", encoding="utf-8")
    assert heartbeats(folder) == ()


def test_status_writes_nothing(folder: Path) -> None:
    status_of(folder, SIX, GRACE)
    assert sorted(path.name for path in folder.rglob("*")) == ["briefbook.toml"]

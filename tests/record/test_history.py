"""Who or what began a run, and what was delivered after it."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from briefbook.record.deliveries import DeliveryRecord
from briefbook.record.ledger import Ledger
from briefbook.record.rows import RunRecord

DAY = date(2026, 11, 24)
SLOT = "morning@2026-11-24T06:00Z"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db") as opened:
        yield opened


def run(ledger: Ledger, command: str) -> int:
    number = ledger.start_run(command, DAY, "digest")
    ledger.finish_run(number, built=1, current=0, kept=0, failed=0, seconds=1.0)
    return number


def found(ledger: Ledger, number: int) -> RunRecord:
    one = ledger.run(number)
    assert one is not None
    assert one in ledger.runs()
    return one


def send(ledger: Ledger, key: str, slot: str = SLOT, ended: datetime | None = None) -> None:
    """Record a delivery that was intended now and has arrived, where it ``ended``."""
    now = datetime.now(UTC)
    record = DeliveryRecord(
        key, "registry", "North", "documents", slot, (("x", "1"),), "intended", now
    )
    ledger.deliveries.intend(record)
    if ended is not None:
        sent = DeliveryRecord(
            key, "registry", "North", "documents", slot, (("x", "1"),), "delivered", now, ended, 1
        )
        ledger.deliveries.settle(sent)


def test_a_run_knows_whose_it_was(ledger: Ledger) -> None:
    assert found(ledger, run(ledger, "build")).user == getpass.getuser()


def test_a_user_without_a_name_is_his_number(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nameless() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert found(ledger, run(ledger, "build")).user.isdecimal()


@pytest.mark.parametrize("command", ["build", "watch", "preview"])
def test_other_runs_have_no_slot_and_no_deliveries(ledger: Ledger, command: str) -> None:
    one = found(ledger, run(ledger, command))
    assert (one.command, one.slot, one.delivered) == (command, None, 0)


def test_a_run_of_a_slot_has_what_was_delivered(ledger: Ledger) -> None:
    number = run(ledger, f"schedule {SLOT}")
    send(ledger, "a", ended=datetime.now(UTC))
    send(ledger, "other", "evening@2026-11-24T18:00Z", datetime.now(UTC))
    one = found(ledger, number)
    assert one.slot == SLOT
    assert [each.key for each in one.deliveries] == ["a"]
    assert one.delivered == 1


def test_each_delivery_belongs_to_the_attempt_that_made_it(ledger: Ledger) -> None:
    first = run(ledger, f"schedule {SLOT}")
    send(ledger, "a", ended=datetime.now(UTC))
    second = run(ledger, f"schedule {SLOT}")
    send(ledger, "b", ended=datetime.now(UTC))
    send(ledger, "c")
    assert [each.key for each in found(ledger, first).deliveries] == ["a"]
    assert [each.key for each in found(ledger, second).deliveries] == ["b", "c"]
    assert found(ledger, second).delivered == 1


def test_a_clock_that_was_set_back_loses_no_delivery(ledger: Ledger) -> None:
    number = run(ledger, f"schedule {SLOT}")
    send(ledger, "a", ended=datetime.now(UTC) - timedelta(days=1))
    assert found(ledger, number).delivered == 1


def test_who_began_very_old_runs_is_forgotten_with_them(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefbook.record.runs.KEPT_RUNS", 2)
    for _number in range(5):
        run(ledger, "build")
    rows = ledger._connection.execute("SELECT run FROM starters ORDER BY run").fetchall()
    assert rows == [(4,), (5,)]


def test_a_run_of_an_older_briefbook_has_no_user(ledger: Ledger) -> None:
    number = run(ledger, "build")
    ledger._connection.execute("DELETE FROM starters")
    assert found(ledger, number).user == ""

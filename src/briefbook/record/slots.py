"""What became of each planned time: the part of the ledger for schedules. Stage *record*.

A slot is a schedule and a planned time. Its row is written when the time has come, in
one transaction with the moment up to which the schedule was looked at, so that no slot is
lost and none comes twice. A slot that has ended is never changed again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from briefbook.record import marked
from briefbook.record.codec import decode_message, encode_message
from briefbook.record.store import transaction
from briefbook.wording import NOTHING, Message

__all__ = ["ENDED", "KEPT_SLOTS", "Slot", "SlotState", "Slots", "slot_id"]

#: ``running``: an attempt is under way, or was cut short. ``waiting``: it is to be tried
#: again. The others are ends; of a ``coalesced`` slot another one did the work.
SlotState = Literal["running", "waiting", "completed", "failed", "coalesced", "skipped"]

ENDED: frozenset[SlotState] = frozenset({"completed", "failed", "coalesced", "skipped"})

#: Slots of each schedule that the history goes back to.
KEPT_SLOTS = 1000


@dataclass(frozen=True, slots=True)
class Slot:
    """One planned time of one schedule; all moments are in UTC.

    ``changed`` is when it came into its state, ``begun`` when work on it began.
    ``failures`` counts attempts that failed, ``retry_at`` is when the next one is due.
    ``run`` is the last run that it began. ``detail`` says into which slot it was
    coalesced, why it was skipped, or what failed.
    """

    schedule: str
    planned: datetime
    state: SlotState
    changed: datetime
    begun: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    run: int | None = None
    detail: Message = NOTHING

    @property
    def id(self) -> str:
        """Its name, the same whenever and however often it is tried."""
        return slot_id(self.schedule, self.planned)

    @property
    def ended(self) -> bool:
        """Whether nothing will be done about it any more."""
        return self.state in ENDED


def slot_id(schedule: str, planned: datetime) -> str:
    """Return the name of a slot; ``planned`` is in UTC: ``morning@2026-11-25T03:00Z``."""
    return f"{schedule}@{planned:%Y-%m-%dT%H:%MZ}"


class Slots:
    """The slots that a ledger knows; its methods that write are one transaction each."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def seen_until(self, schedule: str) -> datetime | None:
        """Return up to which moment the times of a schedule have become slots."""
        query = "SELECT * FROM schedules WHERE schedule = ?"
        rows = marked.sound_rows(self._connection, query, (schedule,))
        return datetime.fromisoformat(rows[0][1]) if rows else None

    def plan(self, schedule: str, slots: Iterable[Slot], seen_until: datetime) -> None:
        """Record slots whose time has come, and up to when the schedule was looked at.

        Old slots are forgotten. Raises ``ValueError`` for a slot that has ended before.
        """
        with transaction(self._connection):
            for slot in slots:
                self._store(slot)
            marked.put(self._connection, "schedules", [(schedule, seen_until.isoformat())])
            self._forget_old(schedule)

    def put(self, slot: Slot) -> None:
        """Record a change of a slot; raises ``ValueError`` if it has ended before."""
        with transaction(self._connection):
            self._store(slot)

    def find(self, schedule: str, planned: datetime) -> Slot | None:
        """Return a slot by its planned time."""
        query = "SELECT * FROM slots WHERE schedule = ? AND planned = ?"
        return next(iter(self._slots(query, (schedule, planned.isoformat()))), None)

    def open_slot(self, schedule: str) -> Slot | None:
        """Return the slot of a schedule that has not ended; there is one at most."""
        query = "SELECT * FROM slots WHERE schedule = ? AND state IN ('running', 'waiting')"
        return next(iter(self._slots(query, (schedule,))), None)

    def all_open(self) -> tuple[Slot, ...]:
        """Return all slots that have not ended."""
        return self._slots("SELECT * FROM slots WHERE state IN ('running', 'waiting')", ())

    def planned_since(self, schedule: str, moment: datetime) -> frozenset[datetime]:
        """Return the planned times of the slots that are after ``moment``."""
        query = "SELECT planned FROM slots WHERE schedule = ? AND planned > ?"
        rows = self._connection.execute(query, (schedule, moment.isoformat())).fetchall()
        return frozenset(datetime.fromisoformat(planned) for (planned,) in rows)

    def recent(self, schedule: str, limit: int = 50) -> tuple[Slot, ...]:
        """Return the last slots of a schedule, the newest first."""
        query = "SELECT * FROM slots WHERE schedule = ? ORDER BY planned DESC LIMIT ?"
        return self._slots(query, (schedule, limit))

    def last_worked(self, schedule: str) -> Slot | None:
        """Return the last slot of a schedule that was done, or failed."""
        query = (
            "SELECT * FROM slots WHERE schedule = ? AND state IN ('completed', 'failed')"
            " ORDER BY planned DESC LIMIT 1"
        )
        return next(iter(self._slots(query, (schedule,))), None)

    def _store(self, slot: Slot) -> None:
        before = self.find(slot.schedule, slot.planned)
        if before is not None and before.ended:
            raise ValueError(f"{slot.id} has ended before: {before.state}")
        marked.put(self._connection, "slots", [_row(slot)])

    def _slots(self, query: str, values: marked.Row) -> tuple[Slot, ...]:
        return tuple(map(_slot, marked.sound_rows(self._connection, query, values)))

    def _forget_old(self, schedule: str) -> None:
        self._connection.execute(
            "DELETE FROM slots WHERE schedule = ? AND state NOT IN ('running', 'waiting')"
            " AND planned NOT IN"
            " (SELECT planned FROM slots WHERE schedule = ? ORDER BY planned DESC LIMIT ?)",
            (schedule, schedule, KEPT_SLOTS),
        )


def _row(slot: Slot) -> marked.Row:
    return (
        slot.schedule,
        slot.planned.isoformat(),
        slot.state,
        slot.changed.isoformat(),
        None if slot.begun is None else slot.begun.isoformat(),
        slot.failures,
        None if slot.retry_at is None else slot.retry_at.isoformat(),
        slot.run,
        marked.printable(encode_message(slot.detail)),
    )


def _slot(row: marked.Row) -> Slot:
    schedule, planned, state, changed, begun, failures, retry_at, run, detail = row
    slot = Slot(
        schedule,
        datetime.fromisoformat(planned),
        state,
        datetime.fromisoformat(changed),
        failures=failures,
        run=run,
        detail=decode_message(detail),
    )
    return replace(
        slot,
        begun=None if begun is None else datetime.fromisoformat(begun),
        retry_at=None if retry_at is None else datetime.fromisoformat(retry_at),
    )

"""Who or what began a run, and what was delivered after it: the stage *record*.

Deliveries know the slot that set them off, not the run: a slot that is tried again has
several runs. A delivery belongs to the last run of its slot that had begun by then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace

from briefbook.record.deliveries import Deliveries, DeliveryRecord
from briefbook.record.marked import sound_rows
from briefbook.record.rows import RunRecord
from briefbook.record.runs import run_from

__all__ = ["told_whole"]


def told_whole(connection: sqlite3.Connection, runs: Sequence[RunRecord]) -> tuple[RunRecord, ...]:
    """Return runs, the newest first, with who began them and what was delivered."""
    lowest = min((run.id for run in runs), default=0)
    query = "SELECT * FROM starters WHERE run >= ?"
    users: dict[int, str] = dict(sound_rows(connection, query, (lowest,)))
    sent = _deliveries(connection, runs)
    return tuple(
        replace(run, user=users.get(run.id, ""), deliveries=sent.get(run.id, ())) for run in runs
    )


def _deliveries(
    connection: sqlite3.Connection, runs: Iterable[RunRecord]
) -> dict[int, tuple[DeliveryRecord, ...]]:
    """Return the deliveries of each run by its number, in their order."""
    known = Deliveries(connection)
    found: dict[int, tuple[DeliveryRecord, ...]] = {}
    for slot in {run.slot for run in runs if run.slot is not None}:
        query = "SELECT * FROM runs WHERE command = ? ORDER BY id"
        rows = sound_rows(connection, query, (f"{RunRecord.OF_SLOT}{slot}",))
        of_slot = [run_from(row) for row in rows]
        for record in known.of_occasion(slot):
            run = _run_of(record, of_slot)
            found[run.id] = (*found.get(run.id, ()), record)
    return found


def _run_of(record: DeliveryRecord, runs: Sequence[RunRecord]) -> RunRecord:
    """Return the run after which a delivery ended, else was intended."""
    moment = record.ended or record.intended
    before = [run for run in runs if run.started <= moment]
    return before[-1] if before else runs[0]

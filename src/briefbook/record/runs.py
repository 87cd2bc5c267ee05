"""Runs as rows of the ledger, and how one begins: the stage *record*.

Apart from the rest of the ledger, so that a build that finds nothing to do writes itself
down without waiting for what reads outputs.
"""

from __future__ import annotations

import getpass
import os
import sqlite3
from datetime import UTC, date, datetime

from briefbook.record.marked import Row, printable, put
from briefbook.record.rows import RunRecord

__all__ = ["KEPT_RUNS", "begin_run", "last_run", "put_run", "run_from", "run_row"]

#: Runs that the history goes back to.
KEPT_RUNS = 1000


def last_run(connection: sqlite3.Connection) -> int:
    """Return the number of the last run; 0 if there was none."""
    (last,) = connection.execute("SELECT max(id) FROM runs").fetchone()
    return last or 0


def begin_run(
    connection: sqlite3.Connection, command: str, as_of: date, dataset_digest: str
) -> RunRecord:
    """Write down, within a transaction, that a run begins now; forget very old ones."""
    number = last_run(connection) + 1
    run = RunRecord(number, datetime.now(UTC), command, as_of, dataset_digest)
    put_run(connection, run)
    put(connection, "starters", [(number, printable(_user()))])
    oldest = (number - KEPT_RUNS,)
    connection.execute("DELETE FROM runs WHERE id <= ?", oldest)
    connection.execute("DELETE FROM run_outputs WHERE run <= ?", oldest)
    connection.execute("DELETE FROM starters WHERE run <= ?", oldest)
    return run


def put_run(connection: sqlite3.Connection, run: RunRecord) -> None:
    """Write, within a transaction, how a run stands."""
    put(connection, "runs", [run_row(run)])


def run_row(run: RunRecord) -> Row:
    """Write a run without its outcomes as a row of ``runs``."""
    return (
        run.id,
        run.started.isoformat(),
        printable(run.command),
        run.as_of.isoformat(),
        run.dataset_digest,
        run.built,
        run.current,
        run.kept,
        run.failed,
        None if run.seconds is None else float(run.seconds),
        int(run.interrupted),
    )


def run_from(row: Row) -> RunRecord:
    """Read a row of ``runs``."""
    number, started, command, as_of, dataset_digest = row[:5]
    built, current, kept, failed, seconds, interrupted = row[5:]
    return RunRecord(
        number,
        datetime.fromisoformat(started),
        command,
        date.fromisoformat(as_of),
        dataset_digest,
        built,
        current,
        kept,
        failed,
        seconds,
        bool(interrupted),
    )


def _user() -> str:
    """Return the name of the user whose process this is, else his number."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return str(os.getuid())

"""Rows of the ledger ↔ values: the stage *record*.

Every row carries a mark, the CRC-32 of its other columns
(https://www.rfc-editor.org/rfc/rfc1952#section-8): SQLite does not notice a bit that
flips inside a text, and a wrong digest would pass for a document altered by hand.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from briefbook.errors import BriefbookError
from briefbook.record.codec import decode_error, decode_message, encode_error, encode_message
from briefbook.record.digests import FileRecord, FileState
from briefbook.record.rows import Attempt, OutputRecord, RunOutcome, RunRecord
from briefbook.record.store import Unsound
from briefbook.wording import _

Row = tuple[Any, ...]

#: The tables on which decisions rest; ``run_outputs`` only tells of the past, and a
#: damaged basis shows when it is decoded.
_DECISIVE = (
    "outputs",
    "attempts",
    "announcements",
    "pages",
    "files",
    "notes",
    "runs",
    "deliveries",
    "received",
    "correspondence",
    "slots",
    "schedules",
)


#: The tables that tell of outputs as they stand, each with a column ``output``.
OF_OUTPUTS = (
    "outputs",
    "pages",
    "attempts",
    "bases",
    "reaches",
    "announcements",
    "accounts",
    "breaches",
)


def put(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Write rows with their marks, in the place of rows with the same key."""
    exact = [tuple(map(_exact, row)) for row in rows]
    marked = [(*row, _mark(row)) for row in exact]
    if marked:
        places = ",".join("?" * len(marked[0]))
        connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", marked)  # noqa: S608  # names of our own tables


def sound_rows(connection: sqlite3.Connection, query: str, values: Row = ()) -> list[Row]:
    """Return whole rows without their marks; rows that have changed are left out.

    For the past: the decisive tables are checked as a whole when the ledger is opened.
    """
    try:
        rows = connection.execute(query, values).fetchall()
    except sqlite3.OperationalError as error:
        if hasattr(error, "sqlite_errorcode"):
            raise
        return []  # Python's own error: a text is no UTF-8 any more
    return [row[:-1] for row in rows if _mark(row[:-1]) == row[-1]]


def check(connection: sqlite3.Connection) -> None:
    """Raise :class:`Unsound` if a row on which decisions rest is not as it was written.

    A mark is a CRC-32, which no single flipped bit escapes.
    """
    for table in _DECISIVE:
        for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608  # as above
            if _mark(row[:-1]) != row[-1]:
                raise Unsound("damaged", _("a row of the table {table} has changed", table=table))


def attempt_row(output: str, role: str, attempt: Attempt) -> Row:
    """Write an attempt as a row of ``attempts``."""
    return (
        output,
        role,
        attempt.key,
        attempt.input_digest,
        printable(encode_message(attempt.reason)),
        float(attempt.seconds),
        attempt.run,
        attempt.dataset_digest,
        attempt.today.isoformat(),
        _error_text(attempt.error),
    )


def output_row(record: OutputRecord) -> Row:
    """Write an output without its attempts as a row of ``outputs``."""
    return (
        record.output,
        record.document,
        record.subject,
        record.language,
        record.format,
        record.file_digest,
    )


def outputs(connection: sqlite3.Connection) -> dict[str, OutputRecord]:
    """Read all outputs with their attempts, by path."""
    attempts: dict[tuple[str, str], Attempt] = {}
    for row in connection.execute("SELECT * FROM attempts").fetchall():
        attempts[row[:2]] = _attempt(row)
    found = {}
    for row in connection.execute("SELECT * FROM outputs ORDER BY output").fetchall():
        output, document, subject, language, kind, file_digest, _ = row
        built, failed = attempts.get((output, "built")), attempts.get((output, "failed"))
        found[output] = OutputRecord(
            output, document, subject, language, kind, built, file_digest, failed
        )
    return found


def announcements(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """Read the announced digests of each output."""
    found: dict[str, frozenset[str]] = {}
    query = "SELECT output, digest FROM announcements"
    for output, digest in connection.execute(query).fetchall():
        found[output] = found.get(output, frozenset()) | {digest}
    return found


def pages(connection: sqlite3.Connection) -> dict[str, int]:
    """Read how many pages each finished file has."""
    return dict(connection.execute("SELECT output, pages FROM pages").fetchall())


def doubt(connection: sqlite3.Connection, outputs: Iterable[str]) -> None:
    """Let the traces of outputs be asked again: for no dataset were they seen to hold."""
    for output in outputs:
        query = "SELECT * FROM attempts WHERE output = ?"
        for row in sound_rows(connection, query, (output,)):
            put(connection, "attempts", [(*row[:7], "", *row[8:])])


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


def outcome_row(run: int, outcome: RunOutcome) -> Row:
    """Write what a run did with an output as a row of ``run_outputs``."""
    return (
        run,
        outcome.output,
        outcome.outcome,
        printable(encode_message(outcome.reason)),
        float(outcome.seconds),
        _error_text(outcome.error),
    )


def outcome_from(row: Row) -> RunOutcome:
    """Read a row of ``run_outputs``."""
    _, output, outcome, reason, seconds, error = row
    return RunOutcome(output, outcome, decode_message(reason), seconds, _error(error))


def file_row(name: str, file: FileRecord) -> Row:
    """Write a file's digest as a row of ``files``.

    Its state is one text, because a time or an inode may need more than 63 bits.
    """
    state = file.state
    figures = f"{state.size} {state.mtime_ns} {state.inode} {state.ctime_ns}"
    return (name, figures, file.digest, file.recorded_ns)


def files(connection: sqlite3.Connection) -> dict[str, FileRecord]:
    """Read the digests of all files, by name."""
    found = {}
    query = "SELECT name, state, digest, recorded_ns FROM files"
    for name, state, digest, recorded_ns in connection.execute(query).fetchall():
        found[name] = FileRecord(FileState(*map(int, state.split())), digest, recorded_ns)
    return found


def names(values: Iterable[str]) -> Iterator[tuple[str]]:
    """Yield each name as the one parameter of a statement."""
    return ((value,) for value in values)


def _attempt(row: Row) -> Attempt:
    _, _, key, input_digest, reason, seconds, run, dataset_digest, today, error, _ = row
    return Attempt(
        key,
        input_digest,
        decode_message(reason),
        seconds,
        run,
        dataset_digest,
        date.fromisoformat(today),
        _error(error),
    )


def _mark(row: Row) -> int:
    """Return the checksum of a row, the same before it is written and after it is read.

    ``ascii`` writes equal values equally in every version of Python; ``repr`` does not.
    """
    return zlib.crc32(ascii(row).encode("ascii"))


def _exact(value: Any) -> str | int | float | None:
    """Return a value as SQLite will: a member of an enumeration as its text, say."""
    for kind in (str, int, float):
        if isinstance(value, kind):
            return kind(value)
    return None


def printable(text: str) -> str:
    """Make a text one that SQLite takes: lone surrogates are written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _error_text(error: BriefbookError | None) -> str | None:
    return None if error is None else encode_error(error)


def _error(text: str | None) -> BriefbookError | None:
    return None if text is None else decode_error(text)


def is_text(name: str) -> bool:
    """Tell whether a name has no lone surrogates, which stand for bytes that are no text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True

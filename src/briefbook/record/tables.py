"""Rows of the ledger ↔ values: the stage *record*."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date

from briefbook.errors import BriefbookError
from briefbook.record.codec import decode_error, decode_message, encode_error, encode_message
from briefbook.record.digests import FileRecord, FileState
from briefbook.record.marked import Row, mark, printable, put, sound_rows
from briefbook.record.rows import Attempt, OutputRecord, RunOutcome
from briefbook.record.store import Unsound
from briefbook.wording import Message, _

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


def check(connection: sqlite3.Connection) -> None:
    """Raise :class:`Unsound` if a row on which decisions rest is not as it was written.

    A mark is a CRC-32, which no single flipped bit escapes.
    """
    for table in _DECISIVE:
        for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608  # as above
            if mark(row[:-1]) != row[-1]:
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
    reasons: dict[str, Message] = {}  # thousands of attempts have few
    for row in connection.execute("SELECT * FROM attempts").fetchall():
        attempts[row[:2]] = _attempt(row, reasons)
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


def attempts_seen(
    connection: sqlite3.Connection, outputs: Iterable[str], role: str, digest: str, today: date
) -> list[Row]:
    """Return the rows of attempts at outputs as ones that hold for a dataset and a date.

    Raises ``ValueError`` for an output without such an attempt.
    """
    rows = []
    query = "SELECT * FROM attempts WHERE output = ? AND role = ?"
    for output in outputs:
        row = connection.execute(query, (output, role)).fetchone()
        if row is None:
            raise ValueError(f"{output} has no attempt that is {role}")
        rows.append((*row[:7], digest, today.isoformat(), row[9]))
    return rows


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
    return (name, file.state.text, file.digest, file.recorded_ns)


def files(connection: sqlite3.Connection) -> dict[str, FileRecord]:
    """Read the digests of all files, by name."""
    query = "SELECT name, state, digest, recorded_ns FROM files"
    return {row[0]: file_from(row) for row in connection.execute(query).fetchall()}


def file_from(row: Row) -> FileRecord:
    """Read a row of ``files``, without its mark."""
    _, state, digest, recorded_ns = row
    return FileRecord(FileState(*map(int, state.split())), digest, recorded_ns)


def names(values: Iterable[str]) -> Iterator[tuple[str]]:
    """Yield each name as the one parameter of a statement."""
    return ((value,) for value in values)


def _attempt(row: Row, reasons: dict[str, Message]) -> Attempt:
    _, _, key, input_digest, reason, seconds, run, dataset_digest, today, error, _ = row
    if reason not in reasons:
        reasons[reason] = decode_message(reason)
    return Attempt(
        key,
        input_digest,
        reasons[reason],
        seconds,
        run,
        dataset_digest,
        date.fromisoformat(today),
        _error(error),
    )


def _error_text(error: BriefbookError | None) -> str | None:
    return None if error is None else encode_error(error)


def _error(text: str | None) -> BriefbookError | None:
    return None if text is None else decode_error(text)

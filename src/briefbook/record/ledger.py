"""The ledger: what was made, from what, and when. Stage *record*.

dataset → plan → localize → compose → render → publish → record. The builder is its
only writer, one at a time, under the lock of the book; all others read. The order that
keeps documents safe is: announce the digest, replace the file, record. Whenever a
build is killed, a file then bears a digest that was recorded or announced, unless
somebody altered it.

Each method that writes is one transaction, committed to the disk when it returns, and
raises :class:`~briefbook.errors.OutputFolder` if that cannot be done; the ledger is then
as it was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from briefbook.errors import BriefbookError
from briefbook.record import accounts, history, marked, runs, tables
from briefbook.record.codec import (
    BasisDecoder,
    DamagedBasis,
    ReachDecoder,
    encode_reach,
)
from briefbook.record.deliveries import Deliveries
from briefbook.record.digests import FileRecord
from briefbook.record.packing import Packed
from briefbook.record.rows import (
    Attempt,
    Basis,
    Outcome,
    OutputRecord,
    Role,
    RunOutcome,
    RunRecord,
)
from briefbook.record.slots import Slots
from briefbook.record.store import open_for_writing, snapshot, transaction
from briefbook.tracking.account import Account, Gist
from briefbook.tracking.reach import Reach
from briefbook.wording import Message

Made = Sequence[tuple[OutputRecord, Packed]]


class Ledger:
    """The ledger of one book; opened by :meth:`open` or :meth:`read`.

    ``fresh`` is ``None``, or the sentence that says why the ledger was started anew.
    Use it in one thread at a time.
    """

    def __init__(self, connection: sqlite3.Connection, fresh: Message | None) -> None:
        self.fresh = fresh
        self._connection = connection
        self._decoder = BasisDecoder()
        self._outputs: dict[str, OutputRecord] | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the ledger at ``path`` for writing; the caller holds the book's lock.

        A missing ledger is made, an old one migrated. A damaged one, or one of a later
        version, is set aside under a free name beside it and started anew.

        Raises :class:`~briefbook.errors.OutputFolder` if it cannot be written.
        """
        opened = open_for_writing(path, tables.check)
        return cls(opened.connection, opened.fresh)

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Take a snapshot of the ledger at ``path``, or return ``None`` if there is none.

        Writes nothing, waits for no build, and later changes do not show. A damaged
        ledger gives an empty snapshot whose ``fresh`` says so.

        Raises :class:`~briefbook.errors.UnreadableFile` if the file may not be read.
        """
        opened = snapshot(path, tables.check)
        return None if opened is None else cls(opened.connection, opened.fresh)

    def close(self) -> None:
        """Close the file; all that was recorded is already on the disk."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def deliveries(self) -> Deliveries:
        """What was sent to whom, and what each recipient has."""
        return Deliveries(self._connection)

    @property
    def slots(self) -> Slots:
        """What became of the planned times of schedules."""
        return Slots(self._connection)

    def start_run(self, command: str, as_of: date, dataset_digest: str) -> int:
        """Record that a run begins now; return its number. Very old runs are forgotten."""
        with transaction(self._connection):
            return runs.begin_run(self._connection, command, as_of, dataset_digest).id

    def finish_run(
        self,
        run: int,
        *,
        built: int,
        current: int,
        kept: int,
        failed: int,
        seconds: float,
        interrupted: bool = False,
    ) -> None:
        """Record how a run ended: how many outputs were what, after how many seconds."""
        begun = self.run(run)
        if begun is None:
            raise ValueError(f"there is no run {run}")
        ended = replace(
            begun,
            built=built,
            current=current,
            kept=kept,
            failed=failed,
            seconds=seconds,
            interrupted=interrupted,
        )
        with transaction(self._connection):
            runs.put_run(self._connection, ended)

    def runs(self, limit: int = 50) -> tuple[RunRecord, ...]:
        """Return the last ``limit`` runs, the newest first, without their outcomes."""
        query = "SELECT * FROM runs ORDER BY id DESC LIMIT ?"
        rows = marked.sound_rows(self._connection, query, (limit,))
        return history.told_whole(self._connection, [runs.run_from(row) for row in rows])

    def run(self, number: int) -> RunRecord | None:
        """Return one run with its outcomes, in the order of their outputs."""
        query = "SELECT * FROM runs WHERE id = ?"
        rows = marked.sound_rows(self._connection, query, (number,))
        if not rows:
            return None
        query = "SELECT * FROM run_outputs WHERE run = ? ORDER BY output"
        outcomes = marked.sound_rows(self._connection, query, (number,))
        (run,) = history.told_whole(self._connection, [runs.run_from(rows[0])])
        return replace(run, outcomes=tuple(map(tables.outcome_from, outcomes)))

    def outputs(self) -> dict[str, OutputRecord]:
        """Return what is known of each output, by its path."""
        if self._outputs is None:
            self._outputs = tables.outputs(self._connection)
        return dict(self._outputs)

    def basis(self, output: str, of: Role = "built") -> Basis | None:
        """Return what the attempt ``of`` an output rested on.

        ``None`` if there was no such attempt, it left no trace, or its basis is
        damaged: then nothing is known to hold.
        """
        query = "SELECT basis FROM bases WHERE output = ? AND role = ?"
        row = self._connection.execute(query, (output, of)).fetchone()
        try:
            return None if row is None else self._decoder.decode(row[0])
        except DamagedBasis:
            return None

    def reach(self, output: str, of: Role = "built") -> Reach | None:
        """Return where the trace of the attempt ``of`` an output has been, if it is known."""
        query = "SELECT * FROM reaches WHERE output = ? AND role = ?"
        rows = marked.sound_rows(self._connection, query, (output, of))
        return ReachDecoder().decode(*rows[0][2:]) if rows else None

    def glances(self, of: Role = "built") -> dict[str, Reach]:
        """Return the reaches of all attempts ``of`` outputs, without their derived values.

        Those take most of the time, and are seldom asked for: see :meth:`reach`.
        """
        query = "SELECT * FROM reaches WHERE role = ?"
        rows = marked.sound_rows(self._connection, query, (of,))
        decode = ReachDecoder().decode
        return {
            output: decode(digest, places, "[]", pages, day)
            for output, _role, digest, places, _derived, pages, day in rows
        }

    def account(self, output: str) -> Account | None:
        """Return what a published document says; None if that is not known."""
        return accounts.account(self._connection, output)

    def gist(self, output: str) -> Gist | None:
        """Return what a published document speaks of; None if that is not known."""
        return accounts.gist(self._connection, output)

    def breaches(self) -> dict[str, tuple[BriefbookError, ...]]:
        """Return, by output, what its document says otherwise than another language."""
        return accounts.breaches(self._connection)

    def record_breaches(self, found: Mapping[str, Sequence[BriefbookError]]) -> None:
        """Record of outputs what they say otherwise; nothing takes back what was recorded."""
        with transaction(self._connection):
            accounts.put_breaches(self._connection, found)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Commit all that the block records at once: each commit waits for the disk."""
        with transaction(self._connection):
            yield

    def announcements(self) -> dict[str, frozenset[str]]:
        """Return the digests announced for outputs and not recorded since.

        A file that bears one was published by a build that was killed before it could
        record it: not altered by hand, but nothing is known of what it rests on.
        """
        return tables.announcements(self._connection)

    def announce(self, digests: Mapping[str, str]) -> None:
        """Record, before files are replaced, the digests that they are about to have.

        Announcements add up until the output is recorded: the build that is killed
        between two of them may have published either.
        """
        with transaction(self._connection):
            marked.put(self._connection, "announcements", digests.items())

    def record_built(self, made: Made) -> None:
        """Record outputs that were published; their announcements and failures go.

        Each record must have ``built``, with the number of the run, and ``file_digest``.
        """
        with self._changing():
            self._store_success(made, "built")
            self._delete(("announcements",), (record.output for record, _ in made))

    def pages(self) -> dict[str, int]:
        """Return how many pages the finished file of each output has, where that is known."""
        return tables.pages(self._connection)

    def record_pages(self, output: str, pages: int, counted_by: Iterable[str]) -> None:
        """Record how many pages a file has now; whether those that count them hold is open."""
        with self._changing():
            marked.put(self._connection, "pages", [(output, pages)])
            tables.doubt(self._connection, counted_by)

    def record_unchanged(self, made: Made) -> None:
        """Record outputs that were composed anew to the same input of render.

        The file stands; what it rests on and the failures of before are replaced.
        """
        with self._changing():
            self._store_success(made, "current")

    def record_failed(self, failures: Sequence[tuple[OutputRecord, Packed | None]]) -> None:
        """Record failed attempts beside what is known of the published files.

        Only ``failed`` of each record counts. Without a basis (a limit was passed, a
        worker died) nothing tells whether the failure would come again.
        """
        known = self.outputs()
        with self._changing():
            for record, basis in failures:
                if record.failed is None:
                    raise ValueError(f"{record.output} has no failed attempt")
                if record.output not in known:
                    bare = replace(record, file_digest=None)
                    marked.put(self._connection, "outputs", [tables.output_row(bare)])
                self._store_attempt(record.output, "failed", record.failed, basis)
                self._store_outcome(record.output, record.failed, "failed")

    def record_current(
        self,
        outputs: Mapping[str, Reach | None],
        *,
        dataset_digest: str,
        today: date,
        of: Role = "built",
    ) -> None:
        """Record that the traces of outputs hold for this dataset and date too.

        With each output goes where its trace has been, or None if that is as recorded.
        """
        rows = tables.attempts_seen(self._connection, outputs, of, dataset_digest, today)
        with self._changing():
            marked.put(self._connection, "attempts", rows)
            reaches = [
                (output, of, *encode_reach(reach)) for output, reach in outputs.items() if reach
            ]
            marked.put(self._connection, "reaches", reaches)

    def record_outcomes(self, run: int, outcomes: Iterable[RunOutcome]) -> None:
        """Add outcomes to the history of a run that leave the outputs as they are."""
        with transaction(self._connection):
            rows = [tables.outcome_row(run, outcome) for outcome in outcomes]
            marked.put(self._connection, "run_outputs", rows)

    def forget(self, outputs: Iterable[str]) -> None:
        """Forget outputs; the history of the runs keeps them."""
        with self._changing():
            self._delete(tables.OF_OUTPUTS, outputs)

    def file_digests(self) -> dict[str, FileRecord]:
        """Return the remembered digests of files, by their paths relative to the book."""
        return tables.files(self._connection)

    def remember_files(self, files: Mapping[str, FileRecord]) -> None:
        """Remember digests of files, in the place of older ones.

        A file whose name is no text, of bytes that are not UTF-8, is passed over: it is
        read each time.
        """
        rows = [tables.file_row(name, file) for name, file in files.items() if marked.is_text(name)]
        with transaction(self._connection):
            marked.put(self._connection, "files", rows)

    def forget_files(self, names: Iterable[str]) -> None:
        """Forget the digests of files."""
        with transaction(self._connection):
            query = "DELETE FROM files WHERE name = ?"
            self._connection.executemany(query, tables.names(names))

    def value(self, name: str) -> str | None:
        """Return a small text that was kept under a name, or ``None``."""
        query = "SELECT * FROM notes WHERE name = ?"
        rows = marked.sound_rows(self._connection, query, (name,))
        return rows[0][1] if rows else None

    def set_value(self, name: str, text: str) -> None:
        """Keep a small text under a name, in the place of an older one."""
        with transaction(self._connection):
            marked.put(self._connection, "notes", [(name, text)])

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Commit changes to outputs; what was read of them before no longer counts."""
        self._outputs = None
        with transaction(self._connection):
            yield

    def _store_success(self, made: Made, outcome: Outcome) -> None:
        for record, basis in made:
            if record.built is None or record.file_digest is None:
                raise ValueError(f"{record.output} was not published")
            marked.put(self._connection, "outputs", [tables.output_row(record)])
            self._store_attempt(record.output, "built", record.built, basis)
            accounts.put_account(self._connection, record.output, basis.account)
            self._store_outcome(record.output, record.built, outcome)
        failed = [(record.output, "failed") for record, _ in made]
        for table in ("attempts", "bases", "reaches"):
            query = f"DELETE FROM {table} WHERE output = ? AND role = ?"  # noqa: S608  # ours
            self._connection.executemany(query, failed)

    def _store_attempt(
        self, output: str, role: Role, attempt: Attempt, basis: Packed | None
    ) -> None:
        marked.put(self._connection, "attempts", [tables.attempt_row(output, role, attempt)])
        for table in ("bases", "reaches"):
            query = f"DELETE FROM {table} WHERE output = ? AND role = ?"  # noqa: S608  # ours
            self._connection.execute(query, (output, role))
        if basis is not None:
            row = (output, role, basis.basis)
            self._connection.execute("INSERT INTO bases VALUES (?, ?, ?)", row)
            if basis.reach is not None:
                marked.put(self._connection, "reaches", [(output, role, *basis.reach)])

    def _store_outcome(self, output: str, attempt: Attempt, outcome: Outcome) -> None:
        told = RunOutcome(output, outcome, attempt.reason, attempt.seconds, attempt.error)
        row = tables.outcome_row(attempt.run, told)
        marked.put(self._connection, "run_outputs", [row])

    def _delete(self, names_of_tables: Iterable[str], outputs: Iterable[str]) -> None:
        keys = list(tables.names(outputs))
        for table in names_of_tables:
            query = f"DELETE FROM {table} WHERE output = ?"  # noqa: S608  # ours
            self._connection.executemany(query, keys)

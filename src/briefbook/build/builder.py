"""Making stale outputs current: who may, and where what was made is written down.

Stages *plan* to *record*. One build at a time holds a book, its ledger is opened, and
a :class:`~briefbook.build.run.Run` does the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from briefbook.build.clerk import Clerk
from briefbook.build.dispatch import Options
from briefbook.build.report import Built, Failed, Kept, Report, Warned
from briefbook.build.rest import Idle, leave_note, leave_sight
from briefbook.build.run import Run
from briefbook.build.snapshot import Snapshot
from briefbook.build.verdicts import Judge
from briefbook.events import (
    Holder,
    LedgerStartedAnew,
    Listener,
    RunStarted,
    WaitingForLock,
    ignore,
)
from briefbook.plan.outputs import OUTPUT_FOLDER, Output, select, with_enclosed
from briefbook.publish import (
    PRIVATE_FOLDER,
    BuildLock,
    prepare_folder,
    remove_leftovers,
)
from briefbook.record.digests import FileDigests
from briefbook.record.ledger import Ledger

__all__ = [
    "LEDGER",
    "SOUNDNESS",
    "Built",
    "Failed",
    "Kept",
    "Report",
    "Warned",
    "build",
    "judge_for",
    "locked",
    "opened_ledger",
]

LEDGER = f"{OUTPUT_FOLDER}/{PRIVATE_FOLDER}/ledger.db"

#: The name under which the ledger keeps the digest of what was last found sound.
SOUNDNESS = "soundness"


def build(
    folder: Path,
    snapshot: Snapshot,
    options: Options,
    listener: Listener = ignore,
    *,
    files: FileDigests | None = None,
    read_again: Callable[[], Snapshot] | None = None,
) -> Report:
    """Make the selected outputs of the book in ``folder`` current.

    ``files`` are the digests learned while the book was read; the ledger is to keep
    them. ``read_again`` reads the book anew when another build was waited for, since
    it may have changed meanwhile. Raises :class:`UnknownName` for a selection that
    the book does not have and :class:`OutputFolder` when its outputs or ledger cannot
    be written; whatever happens to one output is in the report.
    """
    begun = time.monotonic()
    outputs = _wanted(snapshot, options)
    target = folder / OUTPUT_FOLDER
    prepare_folder(target)
    with locked(target, listener) as waited:
        with opened_ledger(folder, listener) as ledger:
            if waited and read_again is not None:
                snapshot = read_again()
                outputs = _wanted(snapshot, options)
            remove_leftovers(target)
            run = ledger.start_run(options.command, snapshot.today, snapshot.dataset_digest)
            pages = ledger.pages()
            judge = judge_for(folder, snapshot, ledger, thorough=False, pages=pages)
            report = Report(run)
            clerk = Clerk(folder, snapshot, options.force, listener, ledger, judge, report, pages)
            work = Run(clerk, options)
            listener(RunStarted(run, tuple(str(output) for output in outputs)))
            try:
                work.do(outputs)
            finally:
                with ledger.together():
                    ledger.remember_files(files.learned() if files else {})
                    ledger.set_value(SOUNDNESS, snapshot.soundness)
                    work.finish(time.monotonic() - begun)
        leave_sight(folder, snapshot.sight)
        if _had_nothing_to_do(report, len(outputs)):
            _note_rest(work)
    return report


def _had_nothing_to_do(report: Report, outputs: int) -> bool:
    """Tell whether a run found all its outputs current, and had nothing to warn of."""
    other = report.built or report.kept or report.failed or report.warnings
    return not other and len(report.current) == outputs


def _note_rest(work: Run) -> None:
    """Let the next build know at a glance that it has nothing to do, if that is so."""
    snapshot, report, chosen = work.snapshot, work.report, work.options.selection
    states = {name: work.judge.files.vouched(name) for name in report.current}
    files = [(name, state.text) for name, state in states.items() if state is not None]
    if len(files) == len(report.current):
        idle = Idle(
            run=report.run,
            wanted=(chosen.documents, chosen.subjects, chosen.languages, chosen.formats),
            today=snapshot.today,
            zone=snapshot.config.book.timezone,
            dataset_digest=snapshot.dataset_digest,
            files=tuple(files),
        )
        leave_note(work.clerk.folder, idle, snapshot.sight)


def _wanted(snapshot: Snapshot, options: Options) -> tuple[Output, ...]:
    """Return the selected outputs, and before them those that they enclose."""
    config = snapshot.config
    selected = select(snapshot.outputs(), options.selection, config, snapshot.subjects)
    return with_enclosed(selected, config)


@contextmanager
def locked(target: Path, listener: Listener) -> Iterator[bool]:
    """Hold the book's lock, telling once for whom this build waits; yield whether it did."""
    lock = BuildLock(target / PRIVATE_FOLDER / "lock")
    waits: list[WaitingForLock] = []

    def wait(holder: Holder) -> None:
        waits.append(WaitingForLock(holder))
        listener(waits[-1])

    lock.acquire(wait)
    try:
        yield bool(waits)
    finally:
        lock.release()


@contextmanager
def opened_ledger(folder: Path, listener: Listener) -> Iterator[Ledger]:
    """Open the ledger, telling if it had to be started anew."""
    first = not (folder / LEDGER).exists() and not _has_documents(folder / OUTPUT_FOLDER)
    ledger = Ledger.open(folder / LEDGER)
    if ledger.fresh is not None and not first:
        listener(LedgerStartedAnew(ledger.fresh))
    try:
        yield ledger
    finally:
        ledger.close()


def _has_documents(target: Path) -> bool:
    """Tell whether there are files in the folder of the outputs, hidden ones aside."""
    return any(not path.name.startswith(".") for path in target.iterdir())


def judge_for(
    folder: Path,
    snapshot: Snapshot,
    ledger: Ledger | None,
    *,
    thorough: bool,
    pages: Mapping[str, int] | None = None,
) -> Judge:
    """Make the judge of a book's outputs, as they stand now.

    ``pages`` counts those of finished files, by default as the ledger knows them.
    """
    if pages is None:
        pages = ledger.pages() if ledger else {}
    return Judge(
        root=folder,
        ledger=ledger,
        keys=snapshot.keys(),
        world=partial(snapshot.world, pages),
        today=snapshot.today,
        files=FileDigests(ledger.file_digests() if ledger else {}),
        dataset_digest=snapshot.dataset_digest,
        surroundings=snapshot.surroundings(),
        thorough=thorough,
    )

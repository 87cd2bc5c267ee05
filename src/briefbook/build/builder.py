"""Making the outputs of a book: plan, dispatch, publish.

Stages *plan* to *publish*. The builder decides what is made, hands the jobs to an
executor and is the only one to write files. One failed output does not stop the
others, and its old file stays.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from briefbook.build.book import Snapshot
from briefbook.build.job import make, open_workshop
from briefbook.errors import BriefbookError, OutputError
from briefbook.events import (
    Listener,
    OutputBuilt,
    OutputFailed,
    RunFinished,
    RunStarted,
    WaitingForLock,
    ignore,
)
from briefbook.executors.base import Completion, Executor, Limits, Task
from briefbook.executors.inline import InlineExecutor
from briefbook.executors.processes import ProcessExecutor
from briefbook.plan.outputs import OUTPUT_FOLDER, Output, Selection, select
from briefbook.publish import (
    PRIVATE_FOLDER,
    BuildLock,
    prepare_folder,
    publish,
    remove_leftovers,
)

ExecutorName = Literal["inline", "processes"]
EXECUTORS: tuple[ExecutorName, ...] = ("inline", "processes")

_MEBIBYTE = 1024 * 1024
_PRELOAD = ("briefbook.build.job",)


@dataclass(frozen=True, slots=True)
class Options:
    """How to build: ``workers`` is the number of processes, the machine's cores by default."""

    selection: Selection = field(default_factory=Selection)
    executor: ExecutorName = "processes"
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """An output that was made, why, and in how many seconds."""

    output: str
    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """An output that could not be made; its old file is as it was."""

    output: str
    error: BriefbookError


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a run: the outputs in the order in which they ended."""

    run: int
    built: tuple[Built, ...]
    failed: tuple[Failed, ...]
    seconds: float


def build(
    folder: Path, snapshot: Snapshot, options: Options, listener: Listener = ignore
) -> Report:
    """Make the selected outputs of the book in ``folder`` and publish them.

    Raises :class:`UnknownName` for a selection that the book does not have and
    :class:`OutputFolder` when its outputs cannot be written; whatever happens to
    one output is in the report.
    """
    begun = time.monotonic()
    outputs = select(snapshot.outputs(), options.selection, snapshot.config, snapshot.subjects)
    target = folder / OUTPUT_FOLDER
    prepare_folder(target)
    with _locked(target, listener):
        remove_leftovers(target)
        listener(RunStarted(1, tuple(str(output) for output in outputs)))
        built: list[Built] = []
        failed: list[Failed] = []
        for completion in _completions(snapshot, outputs, options):
            _settle(completion, target, built, failed, listener)
    seconds = time.monotonic() - begun
    listener(RunFinished(1, len(built), 0, 0, len(failed), seconds))
    return Report(1, tuple(built), tuple(failed), seconds)


@contextmanager
def _locked(target: Path, listener: Listener) -> Iterator[None]:
    """Hold the book's lock, telling once for whom this build waits."""
    lock = BuildLock(target / PRIVATE_FOLDER / "lock")
    lock.acquire(lambda holder: listener(WaitingForLock(holder)))
    try:
        yield
    finally:
        lock.release()


def _completions(
    snapshot: Snapshot, outputs: Sequence[Output], options: Options
) -> Iterator[Completion[Output, bytes]]:
    """Run the jobs and yield what became of each."""
    tasks = [Task(str(output), output) for output in outputs]
    return _executor(snapshot, options).run(open_workshop, snapshot, make, tasks)


def _executor(snapshot: Snapshot, options: Options) -> Executor:
    """Choose where the jobs run."""
    if options.executor == "inline":
        return InlineExecutor()
    limits = snapshot.config.book.limits
    return ProcessExecutor(
        workers=options.workers or os.cpu_count() or 1,
        limits=Limits(seconds=limits.seconds, memory=limits.memory * _MEBIBYTE),
        preload=_PRELOAD,
    )


def _settle(
    completion: Completion[Output, bytes],
    target: Path,
    built: list[Built],
    failed: list[Failed],
    listener: Listener,
) -> None:
    """Publish a finished output, or note why there is none."""
    name, error = completion.task.name, completion.error
    if completion.result is not None:
        try:
            publish(completion.result, target / completion.task.job.path, inside=target)
        except OutputError as failure:
            error = failure
    if error is not None:
        failed.append(Failed(name, error))
        listener(OutputFailed(name, error))
        return
    built.append(Built(name, "made", completion.seconds))
    listener(OutputBuilt(name, "made", completion.seconds))

"""Where the jobs of a run are done: in this process, in others, on other machines.

Stages *localize* to *render*, seen from the builder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from briefbook.build.outcome import Job, Outcome
from briefbook.build.snapshot import Snapshot
from briefbook.build.toolchain import toolchain
from briefbook.events import Listener, WorkerRefused, ignore
from briefbook.executors.base import Completion, Executor, Limits, Task
from briefbook.executors.dask import DaskExecutor
from briefbook.executors.inline import InlineExecutor
from briefbook.executors.processes import ProcessExecutor
from briefbook.executors.standing import StandingExecutor
from briefbook.plan.outputs import Selection

ExecutorName = Literal["inline", "processes", "dask"]
EXECUTORS: tuple[ExecutorName, ...] = ("inline", "processes", "dask")

_MEBIBYTE = 1024 * 1024
_PRELOAD = ("briefbook.build.job",)


@dataclass(frozen=True, slots=True)
class Options:
    """What to build and how.

    ``workers`` is the number of processes, by default one per core; ``scheduler`` the
    address of a Dask scheduler, None for a cluster within this process. With ``force``
    outputs are made even if they are current, and files altered by hand are moved
    beside and replaced. ``standing`` are worker processes that a caller keeps from run
    to run; ``processes`` then means them. ``command`` is what the ledger says began the run.
    """

    selection: Selection = field(default_factory=Selection)
    executor: ExecutorName = "processes"
    workers: int | None = None
    scheduler: str | None = None
    force: bool = False
    standing: StandingExecutor | None = None
    command: str = "build"


def completions(
    snapshot: Snapshot, jobs: Sequence[Job], options: Options, listener: Listener = ignore
) -> Iterator[Completion[Job, Outcome]]:
    """Do the jobs and yield what became of each, as they end."""
    if not jobs:
        return iter(())
    from briefbook.build.job import make, open_workshop  # noqa: PLC0415  # heavy, only to make

    tasks = [Task(str(job.output), job) for job in jobs]
    return executor_for(snapshot, options, listener).run(open_workshop, snapshot, make, tasks)


def executor_for(snapshot: Snapshot, options: Options, listener: Listener = ignore) -> Executor:
    """Choose the executor that the options name, with the limits of the book.

    The listener hears of workers that are refused. Raises
    :class:`ExecutorUnavailable` when the executor is not installed.
    """
    if options.executor == "inline":
        return InlineExecutor()
    book = snapshot.config.book.limits
    limits = Limits(seconds=book.seconds, memory=book.memory * _MEBIBYTE)
    workers = options.workers or os.cpu_count() or 1
    if options.executor == "processes" and options.standing is not None:
        options.standing.limit(limits)
        return options.standing
    if options.executor == "processes":
        return ProcessExecutor(workers=workers, limits=limits, preload=_PRELOAD)
    return DaskExecutor(
        options.scheduler,
        limits,
        workers=workers,
        toolchain=toolchain,
        preload=_PRELOAD,
        on_refused=lambda refused: listener(WorkerRefused(refused.message)),
    )


def standing_executor(workers: int | None = None) -> StandingExecutor:
    """Return worker processes for many runs: one per core unless ``workers`` says otherwise.

    Each run holds them to the limits of its book. Close it to end them.
    """
    return StandingExecutor(workers or os.cpu_count() or 1, Limits(), _PRELOAD)

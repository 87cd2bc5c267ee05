"""Where the jobs of a run are done: in this process, in others, on other machines.

Stages *localize* to *render*, seen from the builder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from briefbook.build.book import Snapshot
from briefbook.build.job import Job, Outcome, make, open_workshop
from briefbook.executors.base import Completion, Executor, Limits, Task
from briefbook.executors.inline import InlineExecutor
from briefbook.executors.processes import ProcessExecutor
from briefbook.plan.outputs import Selection

ExecutorName = Literal["inline", "processes"]
EXECUTORS: tuple[ExecutorName, ...] = ("inline", "processes")

_MEBIBYTE = 1024 * 1024
_PRELOAD = ("briefbook.build.job",)


@dataclass(frozen=True, slots=True)
class Options:
    """What to build and how.

    ``workers`` is the number of processes, by default one per core. With ``force``
    outputs are made even if they are current, and files altered by hand are moved
    beside and replaced.
    """

    selection: Selection = field(default_factory=Selection)
    executor: ExecutorName = "processes"
    workers: int | None = None
    force: bool = False


def completions(
    snapshot: Snapshot, jobs: Sequence[Job], options: Options
) -> Iterator[Completion[Job, Outcome]]:
    """Do the jobs and yield what became of each, as they end."""
    tasks = [Task(str(job.output), job) for job in jobs]
    return executor_for(snapshot, options).run(open_workshop, snapshot, make, tasks)


def executor_for(snapshot: Snapshot, options: Options) -> Executor:
    """Choose the executor that the options name, with the limits of the book."""
    if options.executor == "inline":
        return InlineExecutor()
    limits = snapshot.config.book.limits
    return ProcessExecutor(
        workers=options.workers or os.cpu_count() or 1,
        limits=Limits(seconds=limits.seconds, memory=limits.memory * _MEBIBYTE),
        preload=_PRELOAD,
    )

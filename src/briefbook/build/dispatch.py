"""Where the jobs of a run are done: in this process, in others, on other machines.

Stages *localize* to *render*, seen from the builder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from briefbook.build.outcome import Job, Outcome, Piece, Result
from briefbook.build.snapshot import Snapshot
from briefbook.build.toolchain import toolchain
from briefbook.build.workers import PRELOAD, make, open_workshop
from briefbook.events import Listener, WorkerRefused, ignore
from briefbook.executors.base import Completion, Executor, Limits, Session, Task
from briefbook.executors.head_start import HeadStart
from briefbook.executors.inline import InlineExecutor
from briefbook.executors.processes import ProcessExecutor
from briefbook.plan.outputs import Selection

if TYPE_CHECKING:
    from briefbook.build.job import Workshop
    from briefbook.executors.standing import StandingExecutor

ExecutorName = Literal["inline", "processes", "dask"]
EXECUTORS: tuple[ExecutorName, ...] = ("inline", "processes", "dask")

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Options:
    """What to build and how.

    ``workers`` is the number of processes, by default one per core; ``scheduler`` the
    address of a Dask scheduler, None for a cluster within this process. With ``force``
    outputs are made even if they are current, and files altered by hand are moved
    beside and replaced. With ``strict`` an output with a warning is not published.
    ``standing`` are worker processes that a caller keeps from run to run; ``processes``
    then means them; ``ahead`` is one that may have started already. ``command`` is what
    the ledger says began the run.
    """

    selection: Selection = field(default_factory=Selection)
    executor: ExecutorName = "processes"
    workers: int | None = None
    scheduler: str | None = None
    force: bool = False
    strict: bool = False
    standing: StandingExecutor | None = None
    ahead: HeadStart | None = None
    command: str = "build"


Made = Callable[["Workshop", Job], tuple[Outcome, ...]]
#: What became of the pieces of a job.
Ended = tuple[Result, ...]
#: Jobs that an executor has done, one or several.
Done = Sequence[Completion[Job, tuple[Outcome, ...]]]


class Workplace:
    """Where the jobs of one run are done; workers stay from wave to wave, until it is closed.

    ``function`` is what does a job: by default :func:`~briefbook.build.workers.make`. None
    is called, and no worker is started, before there are jobs.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        options: Options,
        listener: Listener = ignore,
        function: Made | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._options = options
        self._listener = listener
        self._function = function or make
        self._open = ExitStack()
        self._session: Session[Job, tuple[Outcome, ...]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._open.__exit__(kind, error, traceback)

    def results(self, jobs: Sequence[Job]) -> Iterator[list[Ended]]:
        """Do jobs and yield what became of the pieces of each, as they end.

        Each time all jobs are yielded that ended while the caller was busy. A job of
        several pieces that passes a limit or loses its worker is done again piece by
        piece, so that none of them suffers for another.
        """
        lost: list[Job] = []
        for group in self._done(jobs):
            lost.extend(one.task.job for one in group if _is_lost_whole(one))
            yield [_results(one) for one in group if not _is_lost_whole(one)]
        yield from _apart(lost, self._done)

    def _done(self, jobs: Sequence[Job]) -> Iterator[Done]:
        if not jobs:
            return
        if self._session is None:
            executor = executor_for(self._snapshot, self._options, self._listener)
            session = executor.session(open_workshop, self._snapshot, self._function)
            self._session = self._open.enter_context(session)
        yield from self._session([Task(job.name, job) for job in jobs])


def _apart(
    lost: Sequence[Job], done: Callable[[Sequence[Job]], Iterator[Done]]
) -> Iterator[list[Ended]]:
    """Do jobs piece by piece; yield what became of each job when all its pieces ended."""
    if not lost:
        return
    waiting = {piece: job for job in lost for piece in job.pieces}
    ended: dict[Piece, Result] = {}
    for group in done([Job((piece,)) for piece in waiting]):
        results = [result for one in group for result in _results(one)]
        ended.update((result.piece, result) for result in results)
        whole = dict.fromkeys(waiting[result.piece] for result in results)
        yield [
            tuple(ended[piece] for piece in job.pieces)
            for job in whole
            if all(piece in ended for piece in job.pieces)
        ]


def _is_lost_whole(completion: Completion[Job, tuple[Outcome, ...]]) -> bool:
    """Tell whether the pieces of a job suffered for one of them."""
    return completion.result is None and len(completion.task.job.pieces) > 1


def _results(completion: Completion[Job, tuple[Outcome, ...]]) -> Ended:
    """Tell the pieces of a job apart."""
    pieces = completion.task.job.pieces
    if completion.result is None:
        return tuple(Result(piece, None, completion.error, completion.seconds) for piece in pieces)
    return tuple(
        Result(piece, outcome, None, outcome.seconds)
        for piece, outcome in zip(pieces, completion.result, strict=True)
    )


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
        return ProcessExecutor(workers, limits, PRELOAD, ahead=options.ahead)
    from briefbook.executors.dask import DaskExecutor  # noqa: PLC0415  # seldom needed

    return DaskExecutor(
        options.scheduler,
        limits,
        workers=workers,
        toolchain=toolchain,
        preload=PRELOAD,
        on_refused=lambda refused: listener(WorkerRefused(refused.message)),
    )


def standing_executor(workers: int | None = None) -> StandingExecutor:
    """Return worker processes for many runs: one per core unless ``workers`` says otherwise.

    Each run holds them to the limits of its book. Close it to end them.
    """
    from briefbook.executors.standing import StandingExecutor  # noqa: PLC0415  # seldom needed

    return StandingExecutor(workers or os.cpu_count() or 1, Limits(), PRELOAD)

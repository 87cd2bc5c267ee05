"""The executor whose workers are processes (serves the stages compose and render).

What the workers do, and what becomes of one that does too much, is in
:mod:`briefbook.executors.crew`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TypeVar

from briefbook.errors import BriefbookError
from briefbook.executors.base import Completion, Groups, Limits, Session, Task, internal_error
from briefbook.executors.crew import Crew
from briefbook.executors.head_start import HeadStart
from briefbook.executors.member import setup_file
from briefbook.executors.worker import Setup
from briefbook.wording import _

__all__ = ["ProcessExecutor"]

P = TypeVar("P")
C = TypeVar("C")
J = TypeVar("J")
R = TypeVar("R")


class ProcessExecutor:
    """Does tasks in worker processes, each within its limits.

    ``workers`` is the greatest number of processes; no more are started than
    there are tasks. ``preload`` names modules that a worker imports before it
    prepares; ``ahead`` may be a worker that has started already. After
    ``tasks_per_worker`` tasks a worker is replaced. A worker has
    ``startup_seconds`` to start and prepare. Raises ``ValueError`` for a number
    below one.

    Workers get no standard input, and what they print goes to standard error.
    The prepare function, the payload, the function, the jobs and the results
    are pickled; a task whose job or result cannot be is an ``InternalError``.
    """

    def __init__(
        self,
        workers: int,
        limits: Limits,
        preload: Sequence[str] = (),
        *,
        tasks_per_worker: int = 500,
        startup_seconds: float = 60.0,
        ahead: HeadStart | None = None,
    ) -> None:
        if workers < 1 or tasks_per_worker < 1:
            raise ValueError("there must be at least one worker, and one task for it")
        self.workers = workers
        self.limits = limits
        self.preload = tuple(preload)
        self.tasks_per_worker = tasks_per_worker
        self.startup_seconds = startup_seconds
        self.ahead = ahead

    def run(
        self,
        prepare: Callable[[P], C],
        payload: P,
        function: Callable[[C, J], R],
        tasks: Sequence[Task[J]],
    ) -> Iterator[Completion[J, R]]:
        """Yield the completions as they come; see :class:`Executor`.

        When the iterator is closed, by an exception or an interrupt in the
        caller too, all workers are killed and waited for. Limits are watched
        in a thread of its own, whatever the caller does between two completions.
        """
        if not tasks:
            return
        with self.session(prepare, payload, function) as do:
            for ended in do(tasks):
                yield from ended

    @contextmanager
    def session(
        self, prepare: Callable[[P], C], payload: P, function: Callable[[C, J], R]
    ) -> Iterator[Session[J, R]]:
        """Keep the workers from call to call; see :class:`Executor`.

        They are asked to leave at the end, and killed if the context ends otherwise.
        """
        setup = Setup(prepare, payload, function, self.preload, self.limits.memory)
        with ExitStack() as stack:
            try:
                written = None if self.ahead is None else self.ahead.written(setup)
                descriptor = stack.enter_context(setup_file(setup)) if written is None else written
            except Exception as error:  # noqa: BLE001 - objects may refuse pickling in any way
                defect = internal_error(_("the work cannot be handed to a worker process"), error)
                yield partial(_all_failed, defect)
                return
            crew: Crew[J, R] = Crew(self, descriptor)
            stack.callback(crew.kill)
            if self.ahead is not None and written is not None:
                crew.members.append(self.ahead.take(time.monotonic() + self.startup_seconds))
                crew.started_ahead = True
            yield crew.serve
            crew.leave()


def _all_failed(error: BriefbookError, tasks: Sequence[Task[J]]) -> Groups[J, R]:
    """Yield the completions of tasks that none of can be done."""
    if tasks:
        yield [Completion(task, None, error, 0.0) for task in tasks]

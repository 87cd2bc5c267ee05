"""The executor that stays in its own process (serves the stages compose and render).

For debugging, for tests, and for callers that hold the job's limits themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from time import perf_counter
from typing import TypeVar

from briefbook.executors.base import Completion, Session, Task, attempt, one_by_one

__all__ = ["InlineExecutor"]

P = TypeVar("P")
C = TypeVar("C")
J = TypeVar("J")
R = TypeVar("R")


class InlineExecutor:
    """Does the tasks one after another in this process.

    It has no limits: a task that loops for ever is never stopped, one that eats
    memory takes the program with it, and a crash in a C library ends the
    program. Payload, jobs and results are not pickled.
    """

    def run(
        self,
        prepare: Callable[[P], C],
        payload: P,
        function: Callable[[C, J], R],
        tasks: Sequence[Task[J]],
    ) -> Iterator[Completion[J, R]]:
        """Yield the completions in the order of ``tasks``; see :class:`Executor`."""
        with self.session(prepare, payload, function) as do:
            for ended in do(tasks):
                yield from ended

    @contextmanager
    def session(
        self, prepare: Callable[[P], C], payload: P, function: Callable[[C, J], R]
    ) -> Iterator[Session[J, R]]:
        """Prepare once for all tasks; see :class:`Executor`."""
        prepared = cache(lambda: attempt("the preparation", lambda: (prepare(payload),)))

        def complete(task: Task[J]) -> Completion[J, R]:
            context, failure = prepared()
            if context is None:
                return Completion(task, None, failure, 0.0)
            return _complete(function, context[0], task)

        yield lambda tasks: one_by_one(map(complete, tasks))


def _complete(function: Callable[[C, J], R], context: C, task: Task[J]) -> Completion[J, R]:
    started = perf_counter()
    result, error = attempt(task.name, lambda: function(context, task.job))
    return Completion(task, result, error, perf_counter() - started)

"""The executor that stays in its own process (serves the stages compose and render).

For debugging, for tests, and for callers that hold the job's limits themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import TypeVar

from briefbook.executors.base import Completion, Task, attempt

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
        if not tasks:
            return
        context, failure = attempt("the preparation", lambda: (prepare(payload),))
        for task in tasks:
            if context is None:
                yield Completion(task, None, failure, 0.0)
                continue
            yield _complete(function, context[0], task)


def _complete(function: Callable[[C, J], R], context: C, task: Task[J]) -> Completion[J, R]:
    started = perf_counter()
    result, error = attempt(task.name, lambda: function(context, task.job))
    return Completion(task, result, error, perf_counter() - started)

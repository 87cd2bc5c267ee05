"""The executor whose worker processes stay from run to run (serves compose and render).

For whoever builds again and again and has somebody waiting, such as ``watch``: a worker
that has its libraries loaded begins at once. Between two runs the workers sleep. What a
run hands to them travels with each of its tasks, and a worker prepares once for a run.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, suppress
from dataclasses import dataclass
from functools import partial
from threading import Event
from types import TracebackType
from typing import Any, Self, TypeVar

from briefbook.errors import BriefbookError
from briefbook.executors.base import (
    Completion,
    Groups,
    Limits,
    Session,
    Task,
    attempt,
    internal_error,
    separate_runs,
)
from briefbook.executors.crew import Crew
from briefbook.executors.member import Member, setup_file
from briefbook.executors.processes import ProcessExecutor
from briefbook.executors.worker import Setup
from briefbook.wording import _

__all__ = ["Halted", "StandingExecutor"]

P = TypeVar("P")
C = TypeVar("C")
J = TypeVar("J")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Errand:
    """A job with all that it needs: ``order`` is the pickled preparation, payload and function."""

    stamp: str
    order: bytes
    job: Any


@dataclass(frozen=True, slots=True)
class Unprepared:
    """The preparation of a run failed; ``error`` is that of each of its tasks."""

    error: BriefbookError


class Desk:
    """What a worker has ready: the function and the context of the last run it served."""

    def __init__(self) -> None:
        self.stamp = ""
        self.ready: tuple[Callable[[Any, Any], Any], Any] | None = None
        self.error: BriefbookError | None = None

    def take_up(self, errand: Errand) -> None:
        """Prepare for the run of an errand, unless that was done."""
        if errand.stamp == self.stamp:
            return
        self.ready = None  # what the last run needed goes before this one's comes
        self.ready, self.error = attempt("the preparation", lambda: _prepared(errand.order))
        self.stamp = errand.stamp


def open_desk(_payload: None) -> Desk:
    """Prepare a worker that does not know yet what it will do."""
    return Desk()


def run_errand(desk: Desk, errand: Errand) -> Any:
    """Do the job of an errand."""
    desk.take_up(errand)
    if desk.ready is None:
        assert desk.error is not None  # noqa: S101  # there is a result or an error
        return Unprepared(desk.error)
    function, context = desk.ready
    return function(context, errand.job)


def _prepared(order: bytes) -> tuple[Callable[[Any, Any], Any], Any]:
    prepare, payload, function = pickle.loads(order)  # noqa: S301 - written by the parent
    return function, prepare(payload)


class Halted(BaseException):
    """A run was given up, for whoever wanted it is leaving; no error of the run itself."""


class StandingExecutor:
    """Does tasks in worker processes that outlive the run; close it to end them.

    ``workers`` and ``preload`` are those of :class:`ProcessExecutor`. One run at a time.
    The preparation counts as part of a worker's first task of a run, for its limits too.
    A run that is broken off ends the workers; the next run starts others.
    """

    def __init__(self, workers: int, limits: Limits, preload: Sequence[str] = ()) -> None:
        self._plan = ProcessExecutor(workers, limits, preload)
        self._open = ExitStack()
        self._crew: StandingCrew | None = None
        self._halted = Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers and wait for them; a later run starts others."""
        self._crew = None
        self._open.close()

    def halt(self) -> None:
        """Have a run that is under way in another thread end within a moment.

        It raises :class:`Halted` there; so does every later run.
        """
        self._halted.set()

    def limit(self, limits: Limits) -> None:
        """Hold the runs to come to these limits."""
        if limits != self._plan.limits:
            self.close()
            self._plan.limits = limits

    def warm_up(self) -> None:
        """Start the workers now, so that the next run finds them ready."""
        self._standing_crew().start_all()

    def run(
        self,
        prepare: Callable[[P], C],
        payload: P,
        function: Callable[[C, J], R],
        tasks: Sequence[Task[J]],
    ) -> Iterator[Completion[J, R]]:
        """Yield the completions as they come; see :class:`Executor`."""
        with closing(self._groups(prepare, payload, function, tasks)) as groups:
            for ended in groups:
                yield from ended

    def session(
        self, prepare: Callable[[P], C], payload: P, function: Callable[[C, J], R]
    ) -> AbstractContextManager[Session[J, R]]:
        """Make a run of each call: the workers stay anyway; see :class:`Executor`."""
        return separate_runs(partial(self._groups, prepare, payload, function))

    def _groups(
        self,
        prepare: Callable[[P], C],
        payload: P,
        function: Callable[[C, J], R],
        tasks: Sequence[Task[J]],
    ) -> Groups[J, R]:
        """Do tasks and yield their completions, each time all that came meanwhile."""
        if not tasks:
            return
        try:
            order = pickle.dumps((prepare, payload, function), pickle.HIGHEST_PROTOCOL)
        except Exception as error:  # noqa: BLE001 - objects may refuse pickling in any way
            defect = internal_error(_("the work cannot be handed to a worker process"), error)
            yield [Completion(task, None, defect, 0.0) for task in tasks]
            return
        stamp = hashlib.sha256(order).hexdigest()
        sent = [Task(task.name, Errand(stamp, order, task.job)) for task in tasks]
        originals = {id(errand): task for errand, task in zip(sent, tasks, strict=True)}
        with closing(self._served(sent)) as served:
            for ended in served:
                yield [_told(originals[id(one.task)], one) for one in ended]

    def _served(self, sent: Sequence[Task[Errand]]) -> Groups[Errand, Any]:
        """Have the workers do the tasks; a run that is broken off costs them their lives."""
        crew = self._standing_crew()
        whole = False
        try:
            yield from crew.serve(sent)
            whole = True
        finally:
            if not whole:
                self.close()

    def _standing_crew(self) -> StandingCrew:
        """Return the crew, gathered if there is none."""
        if self._crew is None:
            setup = Setup(open_desk, None, run_errand, self._plan.preload, self._plan.limits.memory)
            setup_at = self._open.enter_context(setup_file(setup))
            crew = StandingCrew(self._plan, setup_at, self._halted)
            self._open.callback(crew.kill)
            self._crew = crew
        return self._crew


class StandingCrew(Crew[Errand, Any]):
    """Workers that can be started before there is anything to do, and interrupted."""

    def __init__(self, executor: ProcessExecutor, setup: int, halted: Event) -> None:
        super().__init__(executor, setup)
        self.halted = halted

    def turn(self, *, more: bool) -> None:
        """Look after the workers once; raise :class:`Halted` on demand."""
        if self.halted.is_set():
            raise Halted
        super().turn(more=more)

    def start_all(self) -> None:
        """Start as many workers as there may be; they get ready while nobody waits."""
        for _place in range(self.executor.workers - len(self.members)):
            with suppress(OSError):  # the next run tells it, if it lasts
                self.members.append(Member(self.setup, None))


def _told(task: Task[J], completion: Completion[Errand, Any]) -> Completion[J, Any]:
    """Say what became of the job of an errand."""
    result, error, seconds = completion.result, completion.error, completion.seconds
    if isinstance(result, Unprepared):
        return Completion(task, None, result.error, 0.0)
    return Completion(task, result, error, seconds)

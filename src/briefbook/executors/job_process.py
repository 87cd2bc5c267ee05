"""The process in which one worker of a cluster does its jobs (serves compose and render).

A cluster's worker is a process with threads, sockets and other people's modules in
it: no place for a task that may loop, eat memory or crash. So each has a process of
its own beside it, the same that :mod:`briefbook.executors.processes` uses, with the
same limits and the same messages. Everything arrives and leaves as bytes and is read
only in that process and by whoever asked: the cluster's worker imports none of it.

Before it reads its work, the process compares its tools with those of the one who
asks: the tools that count are those of the process that does the job.
"""

from __future__ import annotations

import enum
import importlib
import pickle
import weakref
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from briefbook.errors import BriefbookError
from briefbook.executors.base import Completion, Limits, Task
from briefbook.executors.crew import Crew
from briefbook.executors.member import Member, setup_file
from briefbook.executors.processes import ProcessExecutor
from briefbook.executors.worker import Setup
from briefbook.wording import Message, _

__all__ = ["Answer", "Blame", "Difference", "Order", "Station", "differences"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A tool whose version is ``found`` where ``wanted`` was expected; empty is "none"."""

    tool: str
    wanted: str
    found: str

    def __str__(self) -> str:
        return str(self.sentence())

    def sentence(self) -> Message:
        """Say what is there in the place of what."""
        return _(
            "{tool} {found} instead of {wanted}",
            tool=self.tool,
            found=self.found or _("is missing"),
            wanted=self.wanted or _("none"),
        )


@dataclass(frozen=True, slots=True)
class Order:
    """All that travels before the first job, once to each worker.

    ``work`` is the pickled triple of prepare, payload and function; it is read only
    if ``toolchain``, a pickled function without arguments, returns ``expected``.
    ``preload`` names modules to import first. The rest is as in
    :class:`~briefbook.executors.processes.ProcessExecutor`; times in seconds.
    """

    work: bytes
    toolchain: bytes
    expected: Mapping[str, str]
    preload: tuple[str, ...]
    limits: Limits
    tasks_per_worker: int
    startup_seconds: float


class Blame(enum.Enum):
    """Whom an answer speaks of."""

    TASK = enum.auto()  # what became of this task
    WORK = enum.auto()  # the preparation failed, as it would everywhere
    PLACE = enum.auto()  # no process can be had here, or one with other tools


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a task: a pickled result, an error, or the tools that differ."""

    result: bytes | None
    error: BriefbookError | None
    seconds: float
    blame: Blame = Blame.TASK
    differences: tuple[Difference, ...] = ()


class Station:
    """A place for one job at a time, in a process that is prepared once.

    The process starts with the first job. It is killed by :meth:`close`, or when
    nothing refers to the station any more. A station cannot be pickled, and it is not
    safe for use by two threads at once.
    """

    def __init__(self, order: Order) -> None:
        setup = Setup(_equip, order, _perform, (), order.limits.memory)
        executor = ProcessExecutor(
            1,
            order.limits,
            tasks_per_worker=order.tasks_per_worker,
            startup_seconds=order.startup_seconds,
        )
        with ExitStack() as stack:
            self._crew = _Solo(executor, stack.enter_context(setup_file(setup)))
            stack.callback(self._crew.kill)
            self.close = weakref.finalize(self, stack.pop_all().close)

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a station stays in the process that opened it")

    def probe(self, wanted: Callable[[], bool]) -> Answer | None:
        """Start and prepare the process now, and say whether it can be used."""
        return self._do(Task("the preparation", _PROBE), wanted)

    def do(self, name: str, job: bytes, wanted: Callable[[], bool]) -> Answer | None:
        """Do one pickled job; return ``None`` as soon as it is not wanted any more."""
        return self._do(Task(name, job), wanted)

    def _do(self, task: Task[bytes], wanted: Callable[[], bool]) -> Answer | None:
        crew = self._crew
        completion = crew.despair(task) or crew.do(task, wanted)
        if completion is None:
            return None
        if isinstance(completion.result, tuple):
            return Answer(None, None, 0.0, Blame.PLACE, completion.result)
        blame = crew.blame if completion.error is crew.verdict else Blame.TASK
        return Answer(completion.result, completion.error, completion.seconds, blame)


class _Solo(Crew[bytes, Any]):
    """A crew of one that is given its tasks one by one, their jobs pickled already."""

    verdict: BriefbookError | None = None  # why nothing can be done here
    blame = Blame.TASK

    def do(self, task: Task[bytes], wanted: Callable[[], bool]) -> Completion[bytes, Any] | None:
        """Do one task within its limits; kill it when it is not wanted any more."""
        self.queue.append(task)
        while not self.finished:
            if not wanted():
                self.queue.clear()
                self.kill()
                return None
            self.hire()
            self.assign()
            self.hear()
            self.inspect()
        return self.finished.pop()

    def despair(self, task: Task[bytes]) -> Completion[bytes, Any] | None:
        """Return what is sure to become of a task, if that is known."""
        return None if self.verdict is None else Completion(task, None, self.verdict, 0.0)

    def give(self, member: Member, task: Task[bytes]) -> None:
        """Send a task as it came."""
        member.assign(task, task.job, self.limits.seconds)

    def unprepared(self, member: Member, data: bytes) -> None:
        """Note that the work itself is at fault."""
        self.blame = Blame.WORK
        super().unprepared(member, data)

    def abandon(self, error: BriefbookError) -> None:
        """Note why nothing can be done here."""
        if self.blame is Blame.TASK:
            self.blame = Blame.PLACE
        self.verdict = error
        super().abandon(error)


# In the process beside


class _Probe(enum.Enum):
    PROBE = enum.auto()


_PROBE = pickle.dumps(_Probe.PROBE, pickle.HIGHEST_PROTOCOL)


@dataclass(frozen=True, slots=True)
class _Equipped:
    function: Callable[[Any, Any], Any]
    context: Any


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A result that is pickled into bytes, so that no one on its way needs to read it."""

    result: Any

    def __reduce__(self) -> tuple[Any, ...]:
        return bytes, (pickle.dumps(self.result, pickle.HIGHEST_PROTOCOL),)


def _equip(order: Order) -> _Equipped | tuple[Difference, ...]:
    """Prepare as the order says, unless the tools here are others."""
    found = _tools(order.toolchain)
    if different := differences(order.expected, found):
        return different
    for module in order.preload:
        importlib.import_module(module)
    prepare, payload, function = pickle.loads(order.work)  # noqa: S301 - from whoever runs the cluster
    return _Equipped(function, prepare(payload))


def _perform(context: _Equipped | tuple[Difference, ...], job: Any) -> Any:
    if not isinstance(context, _Equipped):
        return context
    if job is _Probe.PROBE:
        return None
    return _Sealed(context.function(context.context, job))


def _tools(pickled: bytes) -> dict[str, str]:
    """Return the tools here; that they cannot be told is itself a difference."""
    try:
        return dict(pickle.loads(pickled)())  # noqa: S301 - from whoever runs the cluster
    except Exception as error:  # noqa: BLE001 - another version may fail in any way
        return {"toolchain": f"that cannot be told ({type(error).__name__}: {error})"}


def differences(expected: Mapping[str, str], found: Mapping[str, str]) -> tuple[Difference, ...]:
    """Return what differs between two toolchains, by name.

    A tool that only one of them has differs too. A toolchain that could not be told
    is the only difference.
    """
    if "toolchain" in found and "toolchain" not in expected:
        return (Difference("toolchain", "a known one", found["toolchain"]),)
    names = sorted({*expected, *found})
    pairs = [(name, expected.get(name, ""), found.get(name, "")) for name in names]
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])

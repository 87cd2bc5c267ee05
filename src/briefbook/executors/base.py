"""What every executor promises (serves the stages compose and render).

An executor calls a function for many jobs and hands back what became of each.
It knows nothing of documents: any callable, any job. Executors differ in where
the calls happen and in whether limits can be enforced there.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from briefbook.errors import BriefbookError, InternalError, MemoryLimit
from briefbook.wording import Message, _

__all__ = [
    "Completion",
    "Executor",
    "Groups",
    "Limits",
    "Session",
    "Task",
    "attempt",
    "internal_error",
    "one_by_one",
    "separate_runs",
]

P = TypeVar("P")  # the payload that a context is prepared from
C = TypeVar("C")  # the context that every call receives
J = TypeVar("J")  # the job of one task
R = TypeVar("R")  # the result of one task


@dataclass(frozen=True, slots=True)
class Task(Generic[J]):
    """One job and the name under which messages speak of it.

    ``job`` must be picklable, because it may be done in another process.
    """

    name: str
    job: J


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use; ``None`` is no limit.

    ``seconds`` is wall-clock time. ``memory`` is in bytes: what a task may add
    to the address space of its process. Raises ``ValueError`` for a limit that
    is not above zero.
    """

    seconds: float | None = None
    memory: int | None = None

    def __post_init__(self) -> None:
        if self.seconds is not None and not self.seconds > 0:
            raise ValueError("a limit of time must be above zero")
        if self.memory is not None and not self.memory > 0:
            raise ValueError("a limit of memory must be above zero")


@dataclass(frozen=True, slots=True)
class Completion(Generic[J, R]):
    """What became of a task: a result, or the error that took its place.

    ``error`` is ``None`` when the task succeeded; ``result`` is ``None`` when
    it failed. ``seconds`` is the wall-clock time that the task took; zero if
    it was never begun.
    """

    task: Task[J]
    result: R | None
    error: BriefbookError | None
    seconds: float


#: Completions as they come, each time all that came meanwhile, at least one.
Groups = Generator[Sequence[Completion[J, R]], None, None]
#: Does some tasks; once they have all ended it may be called again.
Session = Callable[[Sequence[Task[J]]], Groups[J, R]]


class Executor(Protocol):
    """Calls a function for many jobs, in whatever place and order."""

    def run(
        self,
        prepare: Callable[[P], C],
        payload: P,
        function: Callable[[C, J], R],
        tasks: Sequence[Task[J]],
    ) -> Iterator[Completion[J, R]]:
        """Yield one completion per task, as they finish, in no given order.

        ``prepare(payload)`` is called once per worker, and what it returns is
        the first argument of every call of ``function``. Both are functions of
        a module other than ``__main__``. If ``prepare`` fails, its error is the
        error of every task. Nothing that a task does raises here.

        The work begins when the first completion is asked for. Closing the
        iterator ends the work at once.
        """
        ...

    def session(
        self, prepare: Callable[[P], C], payload: P, function: Callable[[C, J], R]
    ) -> AbstractContextManager[Session[J, R]]:
        """Do tasks again and again, as :meth:`run` does, for as long as the context lasts.

        Their completions are yielded in groups: whoever is slow gets several at once.
        Workers that have prepared stay from call to call, where the executor can keep
        them. None is started before there are tasks.
        """
        ...


@contextmanager
def separate_runs(run: Session[J, R]) -> Iterator[Session[J, R]]:
    """Make a session for which each call is a run of its own.

    A run that is not at its end when the context is left is closed.
    """
    with ExitStack() as stack:
        yield lambda tasks: stack.enter_context(closing(run(tasks)))


def one_by_one(completions: Iterator[Completion[J, R]]) -> Groups[J, R]:
    """Yield completions as groups of one."""
    yield from ((completion,) for completion in completions)


def attempt(name: str, call: Callable[[], R]) -> tuple[R | None, BriefbookError | None]:
    """Return the result of ``call`` or, in its place, the error that it ended with.

    An error of ours is passed on; running out of memory, even where a library
    dressed it as something else, is :class:`MemoryLimit`; any other exception,
    ``SystemExit`` included, is a defect: :class:`InternalError`. ``name`` says
    in messages what was being done. ``KeyboardInterrupt`` is let through.
    """
    try:
        return call(), None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a task may fail in any way
        return None, _as_ours(name, error)


def internal_error(message: Message, error: BaseException) -> InternalError:
    """Return a defect told in one sentence, with the traceback of ``error``.

    The text of the traceback is in the attribute ``traceback``; it survives
    pickling, which a traceback does not.
    """
    text = "".join(traceback.format_exception(error))
    lines = str(error).strip().splitlines()
    summary = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    defect = InternalError(
        _("{message}: {reason}", message=message, reason=summary),
        hint=_("this is a defect of the program; report it with its traceback"),
    )
    defect.traceback = text
    return defect


def _as_ours(name: str, error: BaseException) -> BriefbookError:
    if _came_of_memory(error):
        return MemoryLimit(
            _("{name} asked for more memory than it was given", name=name),
            spans=error.spans if isinstance(error, BriefbookError) else (),
            hint=_("look for a loop that keeps adding, or allow more memory"),
        )
    if isinstance(error, BriefbookError):
        return error
    return internal_error(_("{name} failed", name=name), error)


def _came_of_memory(error: BaseException) -> bool:
    """Say whether a MemoryError stands anywhere in the chain of causes."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        if isinstance(link, MemoryError):
            return True
        seen.add(id(link))
        link = link.__cause__ or link.__context__
    return False

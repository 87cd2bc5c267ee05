"""The executor whose workers are those of a Dask cluster (serves compose and render).

Jobs and results travel as bytes; nothing is shared, no folder and no database. Each
worker of the cluster does one job at a time in a process beside it
(:mod:`briefbook.executors.job_process`), so that limits hold there as they do here.
The scheduler's protocol is that of https://distributed.dask.org; the extra
``briefbook[dask]`` brings it. This module can be imported without it.
"""

from __future__ import annotations

import pickle
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TypeVar

from briefbook.errors import ExecutorUnavailable
from briefbook.executors.base import (
    Completion,
    Limits,
    Session,
    Task,
    internal_error,
    one_by_one,
    separate_runs,
)
from briefbook.executors.job_process import Difference, Order
from briefbook.wording import Message, _

__all__ = ["DaskExecutor", "Refused", "python_version", "unavailable"]

P = TypeVar("P")
C = TypeVar("C")
J = TypeVar("J")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Refused:
    """A worker of the cluster that is given no work, and why, in one sentence.

    ``worker`` is its name in the cluster. ``differences`` are its tools that are not
    ours; they are empty when it failed in another way.
    """

    worker: str
    address: str
    message: Message
    differences: tuple[Difference, ...] = ()


def python_version() -> dict[str, str]:
    """Return the least toolchain: the version of Python."""
    return {"Python": platform.python_version()}


def unavailable(message: Message, hint: Message) -> ExecutorUnavailable:
    """Return the error of a run that has no worker to give its work to."""
    return ExecutorUnavailable(message, hint=hint)


class DaskExecutor:
    """Does tasks on the workers of a Dask cluster, each within its limits.

    ``scheduler`` is the address of a running scheduler, ``tcp://host:8786``, or
    ``tls://…`` with the certificates of Dask's own configuration; ``None`` starts a
    cluster of ``workers`` workers in this process, which opens no port. With an
    address, ``workers`` is not looked at: all workers are used that have the same
    ``toolchain``. That is a function of a module, without arguments, that returns the
    versions of everything that decides the result; a worker where it returns anything
    else is refused, and ``on_refused`` is told, in the thread that advances the run.

    ``preload``, ``tasks_per_worker`` and ``startup_seconds`` are those of
    :class:`~briefbook.executors.processes.ProcessExecutor`. The scheduler has
    ``connect_seconds`` to answer; when no worker is there, the run waits
    ``patience_seconds`` for one. Raises ``ValueError`` for a number
    below one, and what :func:`unavailable` returns if Dask is not installed.
    """

    def __init__(
        self,
        scheduler: str | None,
        limits: Limits,
        *,
        workers: int = 1,
        toolchain: Callable[[], Mapping[str, str]] = python_version,
        preload: Sequence[str] = (),
        on_refused: Callable[[Refused], None] | None = None,
        tasks_per_worker: int = 500,
        startup_seconds: float = 60.0,
        connect_seconds: float = 8.0,
        patience_seconds: float = 20.0,
    ) -> None:
        if workers < 1 or tasks_per_worker < 1:
            raise ValueError("there must be at least one worker, and one task for it")
        if not _installed():
            raise unavailable(
                _("the executor dask is not installed"),
                _("install briefbook with its extra: [dask]"),
            )
        self.scheduler = scheduler
        self.limits = limits
        self.workers = workers
        self.toolchain = toolchain
        self.preload = tuple(preload)
        self.on_refused = on_refused
        self.tasks_per_worker = tasks_per_worker
        self.startup_seconds = startup_seconds
        self.connect_seconds = connect_seconds
        self.patience_seconds = patience_seconds

    def run(
        self,
        prepare: Callable[[P], C],
        payload: P,
        function: Callable[[C, J], R],
        tasks: Sequence[Task[J]],
    ) -> Iterator[Completion[J, R]]:
        """Yield the completions as they come; see :class:`Executor`.

        A task whose Dask worker is lost is done again by another; one that loses two
        is ``ExecutorUnavailable``. When the iterator is closed, by an exception or an interrupt
        in the caller too, what runs in the cluster is ended. Raises what
        :func:`unavailable` returns if the scheduler cannot be reached, or if no worker of
        the cluster can be used from the start.
        """
        if not tasks:
            return
        try:
            order = self._order(prepare, payload, function)
        except Exception as error:  # noqa: BLE001 - objects may refuse pickling in any way
            defect = internal_error(_("the work cannot be handed to a worker process"), error)
            yield from (Completion(task, None, defect, 0.0) for task in tasks)
            return
        from briefbook.executors.dask_run import run_on_cluster  # noqa: PLC0415 - needs the extra

        yield from run_on_cluster(self, order, tasks)

    def session(
        self, prepare: Callable[[P], C], payload: P, function: Callable[[C, J], R]
    ) -> AbstractContextManager[Session[J, R]]:
        """Make a run of each call; see :class:`Executor`."""
        return separate_runs(lambda tasks: one_by_one(self.run(prepare, payload, function, tasks)))

    def _order(self, prepare: Callable[[P], C], payload: P, function: Callable[[C, J], R]) -> bytes:
        """Return all that a worker needs before its first job."""
        order = Order(
            work=pickle.dumps((prepare, payload, function), pickle.HIGHEST_PROTOCOL),
            toolchain=pickle.dumps(self.toolchain, pickle.HIGHEST_PROTOCOL),
            expected=dict(self.toolchain()),
            preload=self.preload,
            limits=self.limits,
            tasks_per_worker=self.tasks_per_worker,
            startup_seconds=self.startup_seconds,
        )
        return pickle.dumps(order, pickle.HIGHEST_PROTOCOL)


def _installed() -> bool:
    try:
        return find_spec("distributed") is not None
    except ValueError:  # it was barred from being imported
        return False

"""The far side of :mod:`briefbook.executors.dask_run`: what a Dask worker does.

It does one job at a time in the process of its station, and stops it as soon as the
client has let go of it, or is gone: the scheduler then takes the task back
(https://distributed.dask.org/en/stable/worker-state.html).
"""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from distributed import Status, Worker, get_worker

from briefbook.executors.job_process import Station

__all__ = ["open_station", "serve"]

TURN_SECONDS = 0.2  # between two looks at whether a job that waits is still wanted

# One job at a time per Dask worker, whatever its threads and whoever asks: the one
# thing that has to be known across the runs of a process.
_turns: WeakKeyDictionary[Worker, threading.Lock] = WeakKeyDictionary()
_turns_guard = threading.Lock()


def open_station(order: bytes) -> Station:
    """Open the place of one run in this Dask worker."""
    return Station(pickle.loads(order))  # noqa: S301 - from the client of the cluster


def serve(station: Station, name: str, job: bytes | None) -> bytes:
    """Do a job, or probe the station if there is none; return a pickled ``Answer``.

    ``None`` instead of an answer says that the job was not wanted any more.
    """
    worker = get_worker()
    key = worker.get_current_task()

    def wanted() -> bool:
        state = worker.state.tasks.get(key)
        if state is None or state.state not in {"executing", "long-running"}:
            return False  # the client has let go of it, or is gone
        return worker.status not in {Status.closing, Status.closed, Status.failed}

    with _turn(worker, wanted):
        answer = station.probe(wanted) if job is None else station.do(name, job, wanted)
    return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)


@contextmanager
def _turn(worker: Worker, wanted: Callable[[], bool]) -> Iterator[None]:
    """Wait until no other thread of this Dask worker does a job, or this one is unwanted."""
    with _turns_guard:
        lock = _turns.setdefault(worker, threading.Lock())
    held = lock.acquire(timeout=TURN_SECONDS)
    while not held and wanted():
        held = lock.acquire(timeout=TURN_SECONDS)
    try:
        yield
    finally:
        if held:
            lock.release()

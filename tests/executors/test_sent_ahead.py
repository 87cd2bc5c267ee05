"""Tasks that are sent to a worker before it has answered: nobody waits, nobody suffers."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.executors import jobs

from briefbook.errors import BriefbookError, MemoryLimit, TimeLimit, WorkerDied
from briefbook.executors.base import Limits, Task
from briefbook.executors.crew import AHEAD_BYTES
from briefbook.executors.processes import ProcessExecutor

MEBIBYTE = 2**20


@pytest.mark.parametrize(
    ("culprit", "error"),
    [("loop", TimeLimit), ("segfault", WorkerDied), ("bytearray", MemoryLimit)],
)
@pytest.mark.parametrize("workers", [1, 2])
def test_what_waits_behind_a_culprit_is_done_by_another(
    culprit: str, error: type[BriefbookError], workers: int
) -> None:
    wanted = ["well", culprit, "well", "well", culprit, culprit, "well", "well", "well"]
    executor = ProcessExecutor(workers, Limits(1.0, 64 * MEBIBYTE))
    given = [Task(f"{number} {job}", job) for number, job in enumerate(wanted)]
    done = list(executor.run(jobs.same, None, jobs.misbehave, given))
    assert sorted(one.task.name for one in done) == [task.name for task in given]
    for one in done:
        if one.task.job == culprit:
            assert isinstance(one.error, error)
        else:
            assert one.result == "done"


def test_a_worker_goes_on_while_nobody_listens(tmp_path: Path) -> None:
    given = [Task(str(number), str(tmp_path / str(number))) for number in range(6)]
    run = ProcessExecutor(1, Limits()).run(jobs.same, None, jobs.note_pid, given)
    next(run)
    limit = time.monotonic() + 10
    while not (tmp_path / "2").exists():
        assert time.monotonic() < limit, "the worker waits"
        time.sleep(0.01)
    assert len(list(run)) == 5


def test_a_task_has_its_whole_time_whenever_it_was_sent() -> None:
    given = [Task(str(number), 0.4) for number in range(6)]
    run = ProcessExecutor(1, Limits(seconds=0.7)).run(jobs.same, None, jobs.sleep, given)
    assert [one.error for one in run] == [None] * 6


def test_a_worker_leaves_after_as_many_tasks_as_it_may_do() -> None:
    given = [Task(str(number), number) for number in range(9)]
    executor = ProcessExecutor(1, Limits(), tasks_per_worker=2)
    workers = [one.result for one in executor.run(jobs.same, None, jobs.pid, given)]
    assert all(workers.count(worker) <= 2 for worker in workers)


def test_great_jobs_wait_until_their_worker_reads() -> None:
    given = [Task(str(number), b"x" * (AHEAD_BYTES + 1 + number)) for number in range(40)]
    done = list(ProcessExecutor(2, Limits()).run(jobs.same, None, jobs.echo, given))
    assert {len(one.result or b"") for one in done} == {len(task.job) for task in given}

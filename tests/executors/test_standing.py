"""Workers that stay between two runs, so that the second begins at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.executors import jobs
from tests.program import is_alive, wait_until

from briefbook.errors import TimeLimit
from briefbook.executors.base import Limits, Task
from briefbook.executors.standing import StandingExecutor


@pytest.fixture
def standing() -> Iterator[StandingExecutor]:
    with StandingExecutor(1, Limits(seconds=30)) as executor:
        yield executor


def results(standing: StandingExecutor, payload: Any, function: Any, *wanted: Any) -> list[Any]:
    tasks = [Task(f"output {number}", job) for number, job in enumerate(wanted)]
    return [done.result for done in standing.run(jobs.same, payload, function, tasks)]


def test_the_next_run_is_served_by_the_same_process(standing: StandingExecutor) -> None:
    first = results(standing, None, jobs.pid, 1, 2)
    second = results(standing, 7, jobs.pid, 3)
    assert {*first} == {*second}
    assert is_alive(first[0])


def test_each_run_has_its_own_payload(standing: StandingExecutor) -> None:
    assert results(standing, 3, jobs.product, 2) == [6]
    assert results(standing, 5, jobs.product, 2, 4) == [10, 20]


def test_the_workers_end_when_it_is_closed(standing: StandingExecutor) -> None:
    (worker,) = results(standing, None, jobs.pid, 1)
    standing.close()
    assert not is_alive(worker)


def test_workers_that_were_warmed_up_are_used(standing: StandingExecutor) -> None:
    standing.warm_up()
    time.sleep(0.2)
    started = time.monotonic()
    (first,) = results(standing, None, jobs.pid, 1)
    standing.warm_up()
    assert results(standing, None, jobs.pid, 1) == [first]
    assert time.monotonic() - started < 20


def test_a_run_that_is_broken_off_leaves_no_worker(standing: StandingExecutor) -> None:
    (worker,) = results(standing, None, jobs.pid, 1)
    run = standing.run(jobs.same, None, jobs.sleep, [Task("a", 0.0), Task("b", 60.0)])
    next(run)
    run.close()  # type: ignore[attr-defined]  # a generator
    assert not is_alive(worker)
    assert results(standing, None, jobs.echo, "again") == ["again"]


def test_a_task_past_its_limit_costs_its_worker_and_no_more(standing: StandingExecutor) -> None:
    standing.limit(Limits(seconds=0.5))
    tasks = [Task("slow", 60.0), Task("quick", 0.0)]
    done = {one.task.name: one for one in standing.run(jobs.same, None, jobs.sleep, tasks)}
    assert isinstance(done["slow"].error, TimeLimit)
    assert done["quick"].result == 0.0


def test_a_worker_that_died_between_two_runs_is_replaced(standing: StandingExecutor) -> None:
    import os
    import signal

    (worker,) = results(standing, None, jobs.pid, 1)
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: not is_alive(worker))
    (other,) = results(standing, None, jobs.pid, 1)
    assert other not in {None, worker}

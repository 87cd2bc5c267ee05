"""Workers that stay from one call of a session to the next."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.executors import jobs
from tests.executors.system import children, gone_within, wait_for

from briefbook.errors import InternalError, TimeLimit
from briefbook.executors.base import Executor, Groups, Limits, Task
from briefbook.executors.inline import InlineExecutor
from briefbook.executors.processes import ProcessExecutor
from briefbook.executors.standing import StandingExecutor


@pytest.fixture(params=["inline", "processes", "standing"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    if request.param == "standing":
        with StandingExecutor(2, Limits()) as standing:
            yield standing
    elif request.param == "inline":
        yield InlineExecutor()
    else:
        yield ProcessExecutor(2, Limits())


def tasks(*wanted: Any) -> list[Task[Any]]:
    return [Task(f"output {number}", job) for number, job in enumerate(wanted)]


def told(groups: Groups[Any, Any]) -> set[Any]:
    return {completion.result for group in groups for completion in group}


def test_calls_follow_each_other(executor: Executor) -> None:
    with executor.session(jobs.same, 3, jobs.product) as do:
        assert told(do(tasks(1, 2))) == {3, 6}
        assert told(do([])) == set()
        assert told(do(tasks(5))) == {15}


def test_a_worker_prepares_once_for_all_of_them(executor: Executor) -> None:
    with executor.session(jobs.prepared_in, None, jobs.context_of) as do:
        first = told(do(tasks(1, 2, 3)))
        assert told(do(tasks(4, 5, 6))) <= first or len(first) == 1
        assert len(first) <= 2


def test_nothing_is_prepared_for_no_tasks(executor: Executor) -> None:
    with executor.session(jobs.prepare_broken, "x", jobs.echo) as do:
        assert list(do([])) == []


def test_a_preparation_that_fails_fails_every_call(executor: Executor) -> None:
    with executor.session(jobs.prepare_broken, "x", jobs.echo) as do:
        for _call in range(2):
            ((completion,),) = do(tasks(1))
            assert isinstance(completion.error, InternalError)


def test_work_that_cannot_be_handed_over_fails_every_call() -> None:
    with ProcessExecutor(1, Limits()).session(jobs.same, lambda: None, jobs.echo) as do:
        for _call in range(2):
            ((completion,),) = do(tasks(1))
            assert isinstance(completion.error, InternalError)


def test_a_worker_lost_in_one_call_is_replaced_in_the_next() -> None:
    with ProcessExecutor(1, Limits(seconds=0.4)).session(jobs.same, None, jobs.misbehave) as do:
        ((completion,),) = do(tasks("loop"))
        assert isinstance(completion.error, TimeLimit)
        assert told(do(tasks("well"))) == {"done"}


def test_a_worker_that_dies_between_two_calls_costs_no_task() -> None:
    with ProcessExecutor(1, Limits()).session(jobs.same, None, jobs.pid) as do:
        (worker,) = told(do(tasks(1)))
        os.kill(worker, signal.SIGKILL)
        (other,) = told(do(tasks(2)))
        assert other not in {None, worker}


def test_a_run_that_is_given_up_in_the_middle_ends_its_workers(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    given = [Task("well", str(tmp_path / "well")), Task("loop", str(noted))]
    with (
        suppress(KeyboardInterrupt),
        ProcessExecutor(2, Limits()).session(jobs.same, None, jobs.note_pid_or_loop) as do,
    ):
        groups = do(given)
        next(groups)
        worker = wait_for(noted)
        raise KeyboardInterrupt
    assert gone_within([worker], 2)
    assert list(groups) == []


def test_a_run_interrupted_as_it_begins_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starting, others = Thread.start, children()

    def start(thread: Thread) -> None:
        starting(thread)
        raise KeyboardInterrupt

    monkeypatch.setattr(Thread, "start", start)
    given = [Task("loop", str(tmp_path / "loop"))]
    with (
        suppress(KeyboardInterrupt),
        ProcessExecutor(1, Limits()).session(jobs.same, None, jobs.note_pid_or_loop) as do,
    ):
        next(do(given))
    assert "briefbook workers" not in {thread.name for thread in threading.enumerate()}
    assert children() == others


def test_workers_leave_by_themselves_when_it_ends(tmp_path: Path) -> None:
    mark = tmp_path / "tidied"
    with ProcessExecutor(2, Limits()).session(jobs.same, None, jobs.tidy_at_exit) as do:
        told(do(tasks(mark)))
        assert not mark.exists()
    assert mark.exists()


def test_workers_are_killed_when_it_is_broken_off() -> None:
    workers: list[int] = []
    with (
        suppress(KeyboardInterrupt),
        ProcessExecutor(2, Limits()).session(jobs.same, None, jobs.pid) as do,
    ):
        workers += told(do(tasks(1, 2, 3)))
        raise KeyboardInterrupt
    assert workers
    assert gone_within(workers, 2)

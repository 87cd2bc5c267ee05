"""A worker that starts before it is known what it will do."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from tests.executors import jobs
from tests.executors.system import children, descriptors

from briefbook.errors import InternalError
from briefbook.executors.base import Limits, Task
from briefbook.executors.crew import WORTH_A_START
from briefbook.executors.head_start import HeadStart
from briefbook.executors.processes import ProcessExecutor

PRELOAD = ("tests.executors.jobs",)


def pids(executor: ProcessExecutor, tasks: int) -> list[int | None]:
    """Return which process did each of some tasks."""
    given = [Task(str(number), number) for number in range(tasks)]
    return [each.result for each in executor.run(jobs.same, None, jobs.pid, given)]


def test_the_worker_that_started_does_the_tasks() -> None:
    before, others = descriptors(), children()
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        ahead.begin()
        (worker,) = set(children()) - set(others)
        done = pids(ProcessExecutor(2, Limits(), PRELOAD, ahead=ahead), WORTH_A_START)
        assert set(done) == {worker}
        assert children() == others
    assert descriptors() == before


def test_it_is_given_the_payload_of_the_run() -> None:
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        executor = ProcessExecutor(1, Limits(), ahead=ahead)
        (done,) = executor.run(jobs.same, 6, jobs.product, [Task("a", 7)])
        assert done.result == 42


def test_where_there_is_much_to_do_others_help() -> None:
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        executor = ProcessExecutor(2, Limits(), PRELOAD, ahead=ahead)
        given = [Task(str(number), 0.1) for number in range(30)]
        others = children()
        seen = set()
        for _done in executor.run(jobs.same, None, jobs.sleep, given):
            seen.update(children())
        assert len(seen | set(others)) == 2


def test_a_second_run_starts_workers_of_its_own() -> None:
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        executor = ProcessExecutor(1, Limits(), PRELOAD, ahead=ahead)
        (first,), (second,) = pids(executor, 1), pids(executor, 1)
        assert first != second
        (done,) = executor.run(jobs.same, 6, jobs.product, [Task("a", 7)])
        assert done.result == 42


def test_without_a_start_all_is_as_ever() -> None:
    others = children()
    with HeadStart(PRELOAD) as ahead:
        assert children() == others
        assert len(pids(ProcessExecutor(1, Limits(), ahead=ahead), 2)) == 2


def test_a_worker_that_nobody_wants_is_ended() -> None:
    before, others = descriptors(), children()
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        assert children() != others
    assert children() == others
    assert descriptors() == before


def test_a_worker_that_died_is_replaced() -> None:
    others = children()
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        (worker,) = set(children()) - set(others)
        os.kill(worker, signal.SIGKILL)
        (done,) = pids(ProcessExecutor(1, Limits(), PRELOAD, ahead=ahead), 1)
        assert done not in {None, worker}


def test_what_cannot_be_imported_is_told_as_ever() -> None:
    preload = ("no_such_module",)
    with HeadStart(preload) as ahead:
        ahead.begin()
        executor = ProcessExecutor(1, Limits(), preload, ahead=ahead)
        (done,) = executor.run(jobs.same, None, jobs.pid, [Task("a", 1)])
        assert isinstance(done.error, InternalError)
        assert "no_such_module" in str(done.error)


def test_what_cannot_be_pickled_leaves_no_worker() -> None:
    others = children()
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        unpicklable: Any = lambda context, job: None  # noqa: E731  # it is to be refused
        executor = ProcessExecutor(1, Limits(), ahead=ahead)
        (done,) = executor.run(jobs.same, None, unpicklable, [Task("a", 1)])
        assert isinstance(done.error, InternalError)
    assert children() == others


def test_a_worker_that_still_starts_when_all_is_done_is_not_waited_for() -> None:
    others = children()
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        executor = ProcessExecutor(1, Limits(), PRELOAD, ahead=ahead)
        with executor.session(jobs.prepare_for_ever, None, jobs.pid):
            assert children() != others
        assert children() == others


def test_told_to_begin_it_imports_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow_module.py").write_text("import time\ntime.sleep(1)\n", encoding="utf-8")
    (tmp_path / "later_module.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with HeadStart(("slow_module", "later_module")) as ahead:
        ahead.begin()
        executor = ProcessExecutor(1, Limits(), PRELOAD, ahead=ahead)
        (done,) = executor.run(jobs.same, None, jobs.imported, [Task("a", "later_module")])
        assert done.result is False


def test_what_it_got_ready_with_is_given_to_the_preparation() -> None:
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        ahead.equip(jobs.readied, 3)
        executor = ProcessExecutor(1, Limits(), ahead=ahead)
        (done,) = executor.run(jobs.prepared_with, 4, jobs.context_of, [Task("a", 0)])
        assert done.result == (4, "ready with 3")


def test_other_workers_of_the_run_prepare_without_it() -> None:
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        ahead.equip(jobs.readied, 3)
        executor = ProcessExecutor(2, Limits(), tasks_per_worker=1, ahead=ahead)
        tasks = [Task(str(number), 0) for number in range(3)]
        done = {each.result for each in executor.run(jobs.prepared_with, 4, jobs.context_of, tasks)}
        assert done == {(4, "ready with 3"), (4, None)}


def test_where_it_cannot_get_ready_it_prepares_as_ever() -> None:
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        ahead.equip(jobs.never_ready, 3)
        executor = ProcessExecutor(1, Limits(), ahead=ahead)
        (done,) = executor.run(jobs.prepared_with, 4, jobs.context_of, [Task("a", 0)])
        assert done.result == (4, None)


def test_equipment_that_cannot_be_pickled_is_done_without() -> None:
    unpicklable: Any = lambda payload, in_time: payload  # noqa: E731  # it is to be refused
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        ahead.equip(unpicklable, 3)
        executor = ProcessExecutor(1, Limits(), ahead=ahead)
        (done,) = executor.run(jobs.prepared_with, 4, jobs.context_of, [Task("a", 0)])
        assert done.result == (4, None)


def test_it_gets_ready_once() -> None:
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        for payload in (3, 5):
            ahead.equip(jobs.readied, payload)
        executor = ProcessExecutor(1, Limits(), ahead=ahead)
        (done,) = executor.run(jobs.prepared_with, 4, jobs.context_of, [Task("a", 0)])
        assert done.result == (4, "ready with 3")


def test_told_to_begin_it_is_out_of_time() -> None:
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        ahead.equip(jobs.ready_when_out_of_time, None)
        executor = ProcessExecutor(1, Limits(), ahead=ahead)
        (done,) = executor.run(jobs.prepared_with, 4, jobs.context_of, [Task("a", 0)])
        assert done.result == (4, "out of time")


def test_a_worker_that_got_ready_for_nothing_tidies_up(tmp_path: Path) -> None:
    before, others = descriptors(), children()
    with HeadStart(PRELOAD) as ahead:
        ahead.begin()
        ahead.equip(jobs.leaves_a_trace, tmp_path)
        while not list(tmp_path.iterdir()):
            time.sleep(0.01)
    assert not list(tmp_path.iterdir())
    assert children() == others
    assert descriptors() == before

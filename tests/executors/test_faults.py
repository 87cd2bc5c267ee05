"""Tasks that run away, eat memory or crash; workers that die at a bad moment."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from tests.executors import jobs
from tests.executors.system import gone_within

from briefbook.errors import InternalError, MemoryLimit, TimeLimit, WorkerDied
from briefbook.executors.base import Completion, Limits, Task
from briefbook.executors.processes import ProcessExecutor

MEBIBYTE = 2**20


def misbehave(
    *wanted: str, seconds: float | None = 20, memory: int | None = None, workers: int = 1
) -> dict[str, Completion[str, Any]]:
    executor = ProcessExecutor(workers, Limits(seconds, memory))
    given = [Task(job, job) for job in wanted]
    return {
        completion.task.name: completion
        for completion in executor.run(jobs.same, None, jobs.misbehave, given)
    }


# Time


@pytest.mark.parametrize("job", ["loop", "loop in C", "sleep", "stop"])
def test_a_task_past_its_time_is_stopped_and_the_others_go_on(job: str) -> None:
    done = misbehave(job, "well", seconds=0.4)
    assert done["well"].result == "done"
    assert isinstance(done[job].error, TimeLimit)
    assert str(done[job].error) == f"{job} took longer than 0.4 seconds and was stopped"
    assert 0.4 <= done[job].seconds < 3


def test_the_children_of_a_stopped_task_are_stopped_too(tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    executor = ProcessExecutor(1, Limits(seconds=1.5))
    (completion,) = executor.run(jobs.same, None, jobs.loop_with_child, [Task("brief", str(noted))])
    assert isinstance(completion.error, TimeLimit)
    assert gone_within([int(process) for process in noted.read_text().split()], 2)


def test_a_slow_caller_does_not_cost_a_finished_task_its_result() -> None:
    executor = ProcessExecutor(2, Limits(seconds=0.5))
    given = [Task("quick", 0.0), Task("slow", 0.2)]
    done = []
    for completion in executor.run(jobs.same, None, jobs.sleep, given):
        done.append(completion.error)
        time.sleep(0.8)
    assert done == [None, None]


# Memory


@pytest.mark.parametrize("job", ["bytearray", "objects", "slowly"])
def test_a_task_that_eats_memory_is_stopped_and_the_others_go_on(job: str) -> None:
    done = misbehave(job, "well", memory=48 * MEBIBYTE)
    assert done["well"].result == "done"
    assert isinstance(done[job].error, MemoryLimit)
    assert str(done[job].error) == f"{job} asked for more than 48 MiB of memory and was stopped"


def test_c_code_that_crashes_at_the_limit_is_stopped_and_the_others_go_on() -> None:
    done = misbehave("C", "well", memory=48 * MEBIBYTE)
    assert done["well"].result == "done"
    error = done["C"].error
    # Whether the parent saw it grow before it crashed depends on how busy the machine is.
    assert isinstance(error, MemoryLimit | WorkerDied)
    assert "48 MiB of memory" in f"{error} {error.hint}"


def test_the_limit_is_room_per_task_beyond_what_the_worker_holds() -> None:
    ballast = bytes(64 * MEBIBYTE)
    executor = ProcessExecutor(1, Limits(memory=32 * MEBIBYTE))
    given = [Task(str(size), size * MEBIBYTE) for size in (24, 40, 25)]
    done = list(executor.run(jobs.same, ballast, jobs.hold_and_return, given))
    assert [completion.result for completion in done] == [24 * MEBIBYTE, None, 25 * MEBIBYTE]
    assert isinstance(done[1].error, MemoryLimit)


def test_a_worker_that_ran_out_of_memory_is_replaced() -> None:
    given = [Task("a", "pid"), Task("b", "memory"), Task("c", "pid")]
    done = list(ProcessExecutor(1, Limits()).run(jobs.same, None, jobs.pid_or_memory, given))
    assert isinstance(done[1].error, MemoryLimit)
    assert done[0].result != done[2].result


def test_a_task_that_mends_its_own_shortage_succeeds() -> None:
    assert misbehave("swallow", memory=48 * MEBIBYTE)["swallow"].result == "went on"


# Death


@pytest.mark.parametrize(
    ("job", "end"),
    [
        ("exit", "ended with exit code 3"),
        ("segfault", "was ended by SIGSEGV"),
        ("kill", "was ended by SIGKILL"),
        ("close everything", "ended with exit code 1"),
    ],
)
def test_a_worker_that_dies_fails_its_task_and_no_other(job: str, end: str) -> None:
    done = misbehave(job, "well", memory=512 * MEBIBYTE)
    assert done["well"].result == "done"
    assert isinstance(done[job].error, WorkerDied)
    assert str(done[job].error) == f"the process that made {job} {end}"
    assert done[job].error.hint  # type: ignore[union-attr]  # an error is known to be there


def test_a_worker_ignores_the_interrupt_of_the_terminal() -> None:
    assert misbehave("interrupt")["interrupt"].error is None


def test_a_worker_that_dies_between_tasks_loses_none() -> None:
    given = [Task("a", "sabotage"), Task("b", "pid"), Task("c", "pid")]
    done = list(ProcessExecutor(1, Limits()).run(jobs.same, None, jobs.pid_or_sabotage, given))
    assert [completion.error for completion in done] == [None, None, None]
    assert [completion.task.name for completion in done] == ["a", "b", "c"]
    assert done[0].result != done[1].result == done[2].result


def test_workers_that_always_die_between_tasks_are_given_up() -> None:
    given = [Task("a", 1), Task("b", 2)]
    done = list(ProcessExecutor(1, Limits()).run(jobs.sabotage, None, jobs.echo, given))
    assert [type(completion.error) for completion in done] == [WorkerDied, WorkerDied]


def test_a_worker_that_will_not_leave_is_killed() -> None:
    started = time.monotonic()
    (completion,) = ProcessExecutor(1, Limits()).run(
        jobs.same, None, jobs.linger_at_exit, [Task("a", 1)]
    )
    assert completion.error is None
    assert time.monotonic() - started < 20


def test_a_worker_may_tidy_up_when_it_leaves(tmp_path: Path) -> None:
    mark = tmp_path / "tidied"
    list(ProcessExecutor(1, Limits()).run(jobs.same, None, jobs.tidy_at_exit, [Task("a", mark)]))
    assert mark.exists()


def test_an_idle_worker_whose_connection_stays_open_elsewhere_is_missed() -> None:
    """A child of the task holds the worker's end of the connection."""
    given = [Task("a", "leave a child"), Task("b", "well")]
    done = list(ProcessExecutor(1, Limits()).run(jobs.same, None, jobs.fork_and_die, given))
    assert isinstance(done[0].error, WorkerDied)
    assert done[0].error.message.endswith("exit code 9")
    assert done[1].result == "well"


def test_a_worker_killed_while_it_prepares_is_replaced(tmp_path: Path) -> None:
    executor = ProcessExecutor(1, Limits())
    mark = str(tmp_path / "mark")
    done = executor.run(jobs.prepare_dies_once, mark, jobs.echo, [Task("a", 1), Task("b", 2)])
    assert {completion.result for completion in done} == {1, 2}


def test_a_preparation_that_always_dies_is_not_tried_for_ever() -> None:
    executor = ProcessExecutor(2, Limits())
    given = [Task(str(job), job) for job in range(5)]
    done = list(executor.run(jobs.prepare_exit, None, jobs.echo, given))
    assert len(done) == 5
    for completion in done:
        assert isinstance(completion.error, WorkerDied)
        assert "3 worker processes in a row were lost" in completion.error.message
        assert completion.error.message.endswith("the last ended with exit code 7")


def test_a_preparation_that_never_ends_is_given_up() -> None:
    executor = ProcessExecutor(2, Limits(), startup_seconds=0.5)
    (completion,) = executor.run(jobs.prepare_for_ever, None, jobs.echo, [Task("a", 1)])
    assert isinstance(completion.error, WorkerDied)
    assert completion.error.message.endswith("the last was not ready after 0.5 seconds")


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/no/such/python")
    (completion,) = ProcessExecutor(1, Limits()).run(jobs.same, None, jobs.echo, [Task("a", 1)])
    assert isinstance(completion.error, WorkerDied)
    assert "no worker process can be started: no such file" in completion.error.message


# What cannot be pickled


def test_a_job_that_cannot_be_pickled_fails_alone() -> None:
    given: list[Task[Any]] = [Task("bad", jobs.Unpicklable()), Task("good", 1)]
    done = list(ProcessExecutor(1, Limits()).run(jobs.same, None, jobs.echo, given))
    assert isinstance(done[0].error, InternalError)
    assert done[0].error.message.startswith("bad cannot be handed to a worker process: TypeError")
    assert done[1].result == 1


def test_a_job_that_breaks_when_it_is_read_fails_alone() -> None:
    unreadable: list[Any] = [jobs.BreaksWhenRead(), jobs.EndsItsReader()]
    given = [Task(str(job), job) for job in [*unreadable, 1]]
    done = list(ProcessExecutor(1, Limits()).run(jobs.same, None, jobs.echo, given))
    assert [type(completion.error) for completion in done] == [
        InternalError,
        WorkerDied,
        type(None),
    ]


@pytest.mark.parametrize("function", [jobs.unpicklable_result, jobs.unreadable_result])
def test_a_result_that_cannot_travel_fails_alone(function: Any) -> None:
    given = [Task("bad", job=True), Task("good", job=False)]
    done = list(ProcessExecutor(1, Limits()).run(jobs.same, None, function, given))
    assert isinstance(done[0].error, InternalError)
    assert "the result of bad cannot" in done[0].error.message
    assert done[1].result == "fine"


def test_an_error_that_cannot_be_pickled_is_told_as_a_defect() -> None:
    (completion,) = ProcessExecutor(1, Limits()).run(
        jobs.same, None, jobs.unpicklable_error, [Task("bad", 1)]
    )
    assert isinstance(completion.error, InternalError)


def test_work_that_cannot_be_pickled_fails_every_task() -> None:
    given = [Task("a", 1), Task("b", 2)]
    done = list(ProcessExecutor(1, Limits()).run(lambda payload: payload, 0, jobs.echo, given))
    assert [type(completion.error) for completion in done] == [InternalError, InternalError]
    assert done[0].error is not None
    assert "cannot be handed to a worker process" in done[0].error.message


def test_a_preload_that_does_not_exist_is_told() -> None:
    executor = ProcessExecutor(1, Limits(), preload=["no_such_module"])
    (completion,) = executor.run(jobs.same, None, jobs.echo, [Task("a", 1)])
    assert completion.error is not None
    assert "No module named 'no_such_module'" in completion.error.message


# Size and number


def test_large_payloads_jobs_and_results_do_not_block() -> None:
    size = 50 * MEBIBYTE
    executor = ProcessExecutor(2, Limits(seconds=60))
    given = [Task(str(number), size) for number in range(2)]
    done = list(executor.run(len, bytes(size), jobs.bytes_of_size, given))
    assert [len(completion.result or b"") for completion in done] == [size, size]
    (back,) = executor.run(jobs.same, None, jobs.echo, [Task("a", bytes(size))])
    assert back.result == bytes(size)


def test_no_more_workers_than_tasks_or_than_allowed() -> None:
    def workers(executor: ProcessExecutor, count: int) -> int:
        given = [Task(str(number), number) for number in range(count)]
        done = executor.run(jobs.prepared_in, None, jobs.context_of, given)
        return len({completion.result for completion in done})

    assert workers(ProcessExecutor(8, Limits()), 1) == 1
    assert workers(ProcessExecutor(2, Limits()), 40) == 2


def test_a_worker_is_replaced_after_its_share_of_tasks() -> None:
    executor = ProcessExecutor(1, Limits(), tasks_per_worker=2)
    given = [Task(str(number), number) for number in range(5)]
    used = [completion.result for completion in executor.run(jobs.same, None, jobs.pid, given)]
    assert len(set(used)) == 3
    assert os.getpid() not in used

"""The executor dask without an address: limits, faults, and nothing left behind."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from tests.executors import dask_jobs, jobs
from tests.executors.system import gone_within

from briefbook.errors import (
    ExecutorUnavailable,
    InternalError,
    MemoryLimit,
    TimeLimit,
    WorkerDied,
)
from briefbook.executors.base import Completion, Limits, Task
from briefbook.executors.dask import DaskExecutor, Refused

pytest.importorskip("distributed", reason="the extra dask is not installed")

MEBIBYTE = 2**20


def local(workers: int = 1, **limits: Any) -> DaskExecutor:
    return DaskExecutor(None, Limits(**limits), workers=workers)


def tasks(*wanted: Any) -> list[Task[Any]]:
    return [Task(str(job), job) for job in wanted]


def by_name(completions: Any) -> dict[str, Completion[Any, Any]]:
    return {completion.task.name: completion for completion in completions}


def wait_for_pid(file: Path) -> int:
    limit = time.monotonic() + 20
    while not (file.exists() and file.read_text().endswith("\n")):
        assert time.monotonic() < limit, "the work did not begin"
        time.sleep(0.01)
    return int(file.read_text())


# Limits and faults are those of the processes


def test_limits_and_crashes_fail_their_task_alone_in_the_known_words() -> None:
    wanted = ["loop", "bytearray", "C", "exit", "segfault", "well", "kill"]
    executor = local(workers=2, seconds=1.5, memory=48 * MEBIBYTE)
    done = by_name(executor.run(jobs.same, None, jobs.misbehave, tasks(*wanted)))
    assert {name: str(completion.error) for name, completion in done.items()} == {
        "loop": "loop took longer than 1.5 seconds and was stopped",
        "bytearray": "bytearray asked for more than 48 MiB of memory and was stopped",
        "C": "C asked for more than 48 MiB of memory and was stopped",
        "exit": "the process that made exit ended with exit code 3",
        "segfault": "the process that made segfault was ended by SIGSEGV",
        "kill": "the process that made kill was ended by SIGKILL",
        "well": "None",
    }
    assert done["well"].result == "done"
    assert isinstance(done["loop"].error, TimeLimit)
    assert isinstance(done["C"].error, MemoryLimit)
    assert isinstance(done["exit"].error, WorkerDied)


def test_a_worker_process_is_kept_between_tasks_and_replaced_after_its_share() -> None:
    executor = DaskExecutor(None, Limits(), tasks_per_worker=3)
    used = [
        completion.result
        for completion in executor.run(jobs.same, None, jobs.pid, tasks(*range(5)))
    ]
    # The first task of a process is to say whether it can be used.
    assert [used.count(process) for process in dict.fromkeys(used)] == [2, 3]
    assert os.getpid() not in used


def test_a_preparation_that_always_dies_is_not_tried_for_ever() -> None:
    done = list(local(workers=2).run(jobs.prepare_exit, None, jobs.echo, tasks(1, 2, 3)))
    assert len(done) == 3
    for completion in done:
        assert isinstance(completion.error, WorkerDied)
        assert "3 worker processes in a row were lost" in completion.error.message


def test_a_process_lost_between_tasks_loses_none() -> None:
    given = [Task("a", "sabotage"), Task("b", "pid"), Task("c", "pid")]
    done = list(local().run(jobs.same, None, jobs.pid_or_sabotage, given))
    assert [completion.error for completion in done] == [None, None, None]


def test_processes_that_end_after_they_were_prepared_are_given_up() -> None:
    done = list(local().run(jobs.sabotage, None, jobs.echo, tasks(1, 2)))
    assert [type(completion.error) for completion in done] == [WorkerDied, WorkerDied]


# What cannot be pickled


def test_a_job_that_cannot_be_pickled_fails_alone() -> None:
    given: list[Task[Any]] = [Task("bad", jobs.Unpicklable()), Task("good", 1)]
    done = by_name(local().run(jobs.same, None, jobs.echo, given))
    assert isinstance(done["bad"].error, InternalError)
    assert done["bad"].error.message.startswith("bad cannot be handed to a worker process")
    assert done["good"].result == 1


@pytest.mark.parametrize("function", [jobs.unpicklable_result, jobs.unreadable_result])
def test_a_result_that_cannot_travel_fails_alone(function: Any) -> None:
    given = [Task("bad", job=True), Task("good", job=False)]
    done = by_name(local().run(jobs.same, None, function, given))
    assert isinstance(done["bad"].error, InternalError)
    assert "the result of bad cannot" in done["bad"].error.message
    assert done["good"].result == "fine"


def test_work_that_cannot_be_pickled_fails_every_task() -> None:
    done = list(local().run(lambda payload: payload, 0, jobs.echo, tasks(1, 2)))
    assert [type(completion.error) for completion in done] == [InternalError, InternalError]


def test_large_payloads_jobs_and_results_travel() -> None:
    size = 12 * MEBIBYTE
    (there,) = local().run(len, bytes(size), jobs.bytes_of_size, tasks(size))
    assert there.result == bytes(size)
    (back,) = local().run(jobs.same, None, jobs.echo, [Task("a", bytes(size))])
    assert back.result == bytes(size)


def test_modules_are_loaded_before_the_preparation() -> None:
    executor = DaskExecutor(None, Limits(), preload=["no_such_module"])
    (completion,) = executor.run(jobs.same, None, jobs.echo, tasks(1))
    assert completion.error is not None
    assert "No module named 'no_such_module'" in completion.error.message


# Nothing is left behind


def test_closing_the_iterator_ends_what_runs(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    given: list[Task[Any]] = [Task("long", str(mark)), Task("quick", 0)]
    threads = threading.active_count()
    completions = local(workers=2).run(jobs.same, None, dask_jobs.quick_or_long, given)
    assert next(completions).task.name == "quick"
    process = wait_for_pid(mark)
    started = time.monotonic()
    completions.close()  # type: ignore[attr-defined]  # an iterator that is a generator
    assert gone_within([process], 2)
    assert time.monotonic() - started < 5
    assert threading.active_count() <= threads + 4  # pools that Dask keeps for the next run


def test_an_interrupt_ends_what_runs(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    with subprocess.Popen(
        [sys.executable, str(program), str(mark)], stderr=subprocess.PIPE, text=True
    ) as parent:
        process = wait_for_pid(mark)
        parent.send_signal(2)
        _, told = parent.communicate(timeout=20)
    assert told.strip().endswith("KeyboardInterrupt")
    assert told.startswith("Traceback")
    assert gone_within([process], 2)


PROGRAM = f"""
import sys
sys.path[:0] = {[str(Path(__file__).parents[2] / "src"), str(Path(__file__).parents[2])]!r}
from briefbook.executors.base import Limits, Task
from briefbook.executors.dask import DaskExecutor
from tests.executors import dask_jobs, jobs

# Without a guard for the main module: a worker is no second start of the program.
executor = DaskExecutor(None, Limits())
list(executor.run(jobs.same, None, dask_jobs.note_pids_and_sleep, [Task("a", sys.argv[1])]))
"""


def test_a_second_run_leaves_no_more_open_than_the_first() -> None:
    def descriptors_after_a_run() -> int:
        list(local(seconds=1).run(jobs.same, None, jobs.misbehave, tasks("well", "exit")))
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names are wanted

    assert descriptors_after_a_run() == descriptors_after_a_run()


def test_the_local_cluster_opens_no_port_and_says_nothing(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    handlers = [handler.level for handler in logging.getLogger("distributed").handlers]
    completions = local().run(jobs.same, None, jobs.echo, tasks(1, 2))
    next(completions)
    assert listening() == []
    list(completions)
    assert capfd.readouterr() == ("", "")
    assert [handler.level for handler in logging.getLogger("distributed").handlers] == handlers


def listening() -> list[int]:
    """Return the TCP ports on which this process listens."""
    ports = []
    for descriptor in os.listdir("/proc/self/fd"):  # noqa: PTH208 - names are wanted
        try:
            duplicate = socket.socket(fileno=os.dup(int(descriptor)))
        except OSError:
            continue
        with duplicate:
            if duplicate.family in {socket.AF_INET, socket.AF_INET6} and duplicate.getsockopt(
                socket.SOL_SOCKET, socket.SO_ACCEPTCONN
            ):
                ports.append(duplicate.getsockname()[1])
    return ports


# Without a cluster, and without Dask


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:1", "nonsense", "tcp://127.0.0.1", "http://127.0.0.1:1"]
)
def test_a_scheduler_that_is_not_there_is_told_with_its_address(address: str) -> None:
    executor = DaskExecutor(address, Limits(), connect_seconds=1)
    with pytest.raises(ExecutorUnavailable, match="cannot be reached") as told:
        next(executor.run(jobs.same, None, jobs.echo, tasks(1)))
    assert address in told.value.message
    assert "dask scheduler" in told.value.hint


def test_somebody_else_who_listens_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(ExecutorUnavailable, match="cannot be reached"):
            next(
                DaskExecutor(address, Limits(), connect_seconds=1).run(
                    jobs.same, None, jobs.echo, tasks(1)
                )
            )


def test_the_wait_for_a_scheduler_stays_below_ten_seconds() -> None:
    assert DaskExecutor("tcp://127.0.0.1:1", Limits()).connect_seconds <= 9


def test_there_is_at_least_one_worker() -> None:
    with pytest.raises(ValueError, match="at least one worker"):
        DaskExecutor(None, Limits(), workers=0)


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ExecutorUnavailable, match="not installed") as told:
        DaskExecutor(None, Limits())
    assert "[dask]" in told.value.hint


def test_the_module_is_light_until_it_is_used() -> None:
    code = "import sys, briefbook.executors.dask; print({'distributed', 'dask'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


# Tools


def test_a_cluster_that_has_other_tools_is_refused_by_name(monkeypatch: Any) -> None:
    heard: list[Refused] = []
    executor = DaskExecutor(
        None, Limits(), toolchain=dask_jobs.forgetful_tools, on_refused=heard.append
    )
    refusal = "no Dask worker of the local cluster can be used"
    with pytest.raises(ExecutorUnavailable, match=refusal) as told:
        list(executor.run(jobs.same, None, jobs.echo, tasks(1)))
    assert "Renderer is missing instead of" in told.value.message
    assert "same lock file" in told.value.hint
    assert heard[0].differences[0].tool == "Renderer"

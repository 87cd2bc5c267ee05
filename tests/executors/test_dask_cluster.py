"""The executor dask on a real cluster: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.executors import dask_jobs, jobs
from tests.executors.cluster import ROOT, SECONDS, Cluster
from tests.executors.system import gone_within

from briefbook.errors import ExecutorUnavailable, WorkerDied
from briefbook.executors.base import Limits, Task
from briefbook.executors.dask import DaskExecutor, Refused

pytest.importorskip("distributed", reason="the extra dask is not installed")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.stop()


@pytest.fixture
def cluster(shared: Cluster) -> Iterator[Cluster]:
    """A scheduler that every test gives workers of its own."""
    yield shared
    if workers := [process for process in shared.processes if process is not shared.scheduler]:
        shared.stop(*workers)


def executor(cluster: Cluster, **more: Any) -> DaskExecutor:
    return DaskExecutor(cluster.address, Limits(seconds=30), **{"patience_seconds": 20, **more})


def numbered(job: Any, count: int) -> list[Task[Any]]:
    return [Task(str(number), job) for number in range(count)]


def written(file: Path, lines: int = 1) -> list[int]:
    limit = time.monotonic() + SECONDS
    while not (file.exists() and file.read_text().count("\n") >= lines):
        assert time.monotonic() < limit, "the work did not begin"
        time.sleep(0.01)
    return [int(line) for line in file.read_text().split()]


def test_the_loss_of_a_worker_in_mid_run_loses_no_output(cluster: Cluster) -> None:
    first, second = cluster.worker("first"), cluster.worker("second")
    heard: list[Refused] = []
    completions = executor(cluster, on_refused=heard.append).run(
        jobs.same, None, dask_jobs.dask_worker, numbered(0.15, 16)
    )
    done = []
    for completion in completions:
        done.append(completion)
        if {item.result for item in done} == {first.pid, second.pid} and first.poll() is None:
            first.send_signal(signal.SIGKILL)  # two of its tasks are under way
            first.wait()
    assert first.poll() == -signal.SIGKILL
    assert sorted(int(completion.task.name) for completion in done) == list(range(16))
    assert {completion.error for completion in done} == {None}
    assert done[-1].result == second.pid
    assert heard == []


def test_a_task_that_loses_two_workers_is_given_up_and_takes_no_other_with_it(
    cluster: Cluster,
) -> None:
    for name in ("a", "b", "c"):
        cluster.worker(name)
    given = [Task(str(number), "well") for number in range(12)]
    given.insert(3, Task("killer", "kill"))
    done = {
        completion.task.name: completion
        for completion in executor(cluster).run(jobs.same, None, dask_jobs.end_dask_worker, given)
    }
    killer = done.pop("killer").error
    assert isinstance(killer, WorkerDied)
    assert killer.message.startswith("killer was given up: both Dask workers that made it")
    assert [completion.error for completion in done.values()] == [None] * 12


def test_other_tools_are_refused_by_name_and_later_workers_are_asked_too(
    cluster: Cluster,
) -> None:
    cluster.worker("old", {"TEST_RENDERER": "69.0"})
    good = cluster.worker("good")
    heard: list[Refused] = []
    completions = executor(cluster, toolchain=dask_jobs.tools, on_refused=heard.append).run(
        jobs.same, None, dask_jobs.dask_worker, numbered(0.05, 400)
    )
    used = {next(completions).result}
    cluster.worker("late", {"TEST_RENDERER": "71.0"})
    for completion in completions:
        used.add(completion.result)
        if len(heard) == 2:
            break
    completions.close()  # type: ignore[attr-defined]  # an iterator that is a generator
    assert used == {good.pid}
    assert sorted(refusal.worker for refusal in heard) == ["late", "old"]
    (old,) = (refusal for refusal in heard if refusal.worker == "old")
    assert old.address.startswith("tcp://127.0.0.1:")
    assert old.message == (
        f"the Dask worker old at {old.address} is refused: Renderer 69.0 instead of 70.0"
    )


def test_when_every_worker_is_refused_the_run_fails_and_says_why(cluster: Cluster) -> None:
    cluster.worker("odd", {"TEST_RENDERER": "1"})
    heard: list[Refused] = []
    run = executor(cluster, toolchain=dask_jobs.broken_tools, on_refused=heard.append)
    with pytest.raises(ExecutorUnavailable, match="no Dask worker of tcp://") as told:
        list(run.run(jobs.same, None, jobs.echo, numbered(1, 3)))
    assert "odd" in told.value.message
    assert "FileNotFoundError: no library" in told.value.message
    with pytest.raises(ExecutorUnavailable, match="is no Dask scheduler"):
        list(DaskExecutor(heard[0].address, Limits()).run(jobs.same, 1, jobs.echo, numbered(1, 1)))


def test_a_cluster_without_workers_is_told(cluster: Cluster) -> None:
    with pytest.raises(ExecutorUnavailable, match=r"has had no worker for 0\.5 s"):
        list(
            executor(cluster, patience_seconds=0.5).run(jobs.same, None, jobs.echo, numbered(1, 1))
        )


def test_a_worker_with_threads_does_one_job_at_a_time_and_ends_it_when_it_is_let_go(
    cluster: Cluster, tmp_path: Path
) -> None:
    cluster.worker("threads", None, "--no-nanny", "--nthreads=4")
    spans = sorted(
        completion.result or (0.0, 0.0)
        for completion in executor(cluster).run(jobs.same, None, dask_jobs.span, numbered(0.1, 6))
    )
    assert all(ended <= began for (_, ended), (began, _) in pairwise(spans))

    mark = tmp_path / "pid"
    given: list[Task[Any]] = [Task("quick", 0), Task("long", str(mark)), Task("next", str(mark))]
    completions = executor(cluster).run(jobs.same, None, dask_jobs.quick_or_long, given)
    assert next(completions).task.name == "quick"
    processes = written(mark)
    completions.close()  # type: ignore[attr-defined]  # an iterator that is a generator
    assert gone_within(processes, 3)


PROGRAM = f"""
import sys
sys.path[:0] = {[str(ROOT / "src"), str(ROOT)]!r}
from briefbook.executors.base import Limits, Task
from briefbook.executors.dask import DaskExecutor
from tests.executors import dask_jobs, jobs

tasks = [Task("a", sys.argv[2])]
run = DaskExecutor(sys.argv[1], Limits()).run
list(run(jobs.same, None, dask_jobs.note_pids_and_sleep, tasks))
"""


def test_a_client_that_is_killed_leaves_no_process_in_the_cluster(
    cluster: Cluster, tmp_path: Path
) -> None:
    cluster.worker("only")
    mark, program = tmp_path / "pid", tmp_path / "program.py"
    program.write_text(PROGRAM)
    with subprocess.Popen([sys.executable, str(program), cluster.address, str(mark)]) as client:
        processes = written(mark)
        client.send_signal(signal.SIGKILL)
    assert gone_within(processes, 5)


def test_a_worker_that_is_killed_takes_its_process_with_it(
    cluster: Cluster, tmp_path: Path
) -> None:
    only = cluster.worker("only")
    cluster.wait_for_worker()
    mark = tmp_path / "pid"
    given: list[Task[Any]] = [Task("quick", 0), Task("long", str(mark)), Task("next", 0)]
    completions = executor(cluster, patience_seconds=1).run(
        jobs.same, None, dask_jobs.quick_or_long, given
    )
    assert next(completions).error is None
    processes = written(mark)
    only.send_signal(signal.SIGKILL)
    assert gone_within(processes, 2)
    left = [completion.error for completion in completions]
    assert [type(error) for error in left] == [ExecutorUnavailable, ExecutorUnavailable]
    assert "has had no worker for 1 s" in str(left[0])


def test_the_loss_of_the_scheduler_fails_what_is_left(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path)
    try:
        cluster.worker("only")
        completions = executor(cluster).run(
            jobs.same, None, dask_jobs.dask_worker, numbered(0.2, 5)
        )
        assert next(completions).error is None
        cluster.scheduler.send_signal(signal.SIGKILL)
        lost = list(completions)
    finally:
        cluster.stop()
    assert len(lost) == 4
    assert "the connection to the Dask scheduler at tcp://" in str(lost[-1].error)


def test_a_worker_without_briefbook_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    empty = tmp_path / "briefbook"
    empty.mkdir()
    (empty / "__init__.py").touch()
    cluster.worker("bare", {"PYTHONPATH": str(tmp_path)})
    refusal = r"bare at tcp.* it cannot run briefbook.*No module named"
    with pytest.raises(ExecutorUnavailable, match=refusal):
        list(executor(cluster).run(jobs.same, None, jobs.echo, numbered(1, 1)))

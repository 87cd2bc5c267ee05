"""What all executors promise, whatever the place of the work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.executors import jobs

from briefbook.errors import InternalError, InvalidConfig, MemoryLimit, RenderFailed, Span
from briefbook.executors.base import Completion, Executor, Limits, Task
from briefbook.executors.dask import DaskExecutor
from briefbook.executors.inline import InlineExecutor
from briefbook.executors.processes import ProcessExecutor
from briefbook.executors.standing import StandingExecutor

without_dask = pytest.mark.skipif(
    find_spec("distributed") is None, reason="the extra dask is not installed"
)


@pytest.fixture(
    params=["inline", "processes", "standing", pytest.param("dask", marks=without_dask)]
)
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    limits = Limits(seconds=30, memory=None)
    if request.param == "standing":
        with StandingExecutor(2, limits) as standing:
            yield standing
        return
    others: dict[str, Executor] = {
        "inline": InlineExecutor(),
        "processes": ProcessExecutor(2, limits),
        "dask": DaskExecutor(None, limits, workers=2),
    }
    yield others[request.param]


def tasks(*wanted: Any) -> list[Task[Any]]:
    return [Task(f"output {number}", job) for number, job in enumerate(wanted)]


def by_name(completions: Iterator[Completion[Any, Any]]) -> dict[str, Completion[Any, Any]]:
    return {completion.task.name: completion for completion in completions}


def test_every_task_is_completed_with_its_own_result(executor: Executor) -> None:
    done = by_name(executor.run(jobs.same, 3, jobs.product, tasks(1, 2, 3, 4, 5)))
    assert {name: completion.result for name, completion in done.items()} == {
        "output 0": 3,
        "output 1": 6,
        "output 2": 9,
        "output 3": 12,
        "output 4": 15,
    }


def test_a_completion_carries_the_task_that_was_given(executor: Executor) -> None:
    given_tasks = tasks("a")
    (completion,) = executor.run(jobs.same, None, jobs.echo, given_tasks)
    assert completion.task is given_tasks[0]


def test_no_tasks_no_completions_and_no_preparation(executor: Executor) -> None:
    assert list(executor.run(jobs.prepare_broken, "x", jobs.echo, [])) == []


def test_a_result_may_be_none(executor: Executor) -> None:
    (completion,) = executor.run(jobs.same, None, jobs.nothing, tasks(1))
    assert (completion.result, completion.error) == (None, None)


def test_a_worker_prepares_once(executor: Executor) -> None:
    done = executor.run(jobs.prepared_in, None, jobs.context_of, tasks(*range(6)))
    contexts = {completion.result or (0, 0.0) for completion in done}
    assert len(contexts) == len({process for process, _ in contexts})
    assert len(contexts) <= 2


def test_the_time_of_a_task_is_told_in_seconds(executor: Executor) -> None:
    (completion,) = executor.run(jobs.same, None, jobs.sleep, tasks(0.1))
    assert 0.1 <= completion.seconds < 5


def test_an_error_of_ours_comes_back_whole(executor: Executor) -> None:
    (completion,) = executor.run(jobs.same, None, jobs.fail_as_job_says, tasks("ours"))
    assert completion.result is None
    assert isinstance(completion.error, RenderFailed)
    assert completion.error.message == "no page fits"
    assert completion.error.spans == (Span("a.jinja", 3),)
    assert completion.error.hint == "make it smaller"


def test_any_other_exception_is_a_defect_with_its_traceback(executor: Executor) -> None:
    (completion,) = executor.run(jobs.same, None, jobs.fail_as_job_says, tasks("division"))
    assert isinstance(completion.error, InternalError)
    assert completion.error.message.startswith("output 0 failed: ZeroDivisionError: ")
    assert "in fail_as_job_says" in vars(completion.error)["traceback"]


def test_a_task_cannot_end_the_program(executor: Executor) -> None:
    (completion,) = executor.run(jobs.same, None, jobs.fail_as_job_says, tasks("exit"))
    assert isinstance(completion.error, InternalError)
    assert "SystemExit: 4" in completion.error.message


@pytest.mark.parametrize("job", ["memory", "disguised memory"])
def test_running_out_of_memory_is_called_that(executor: Executor, job: str) -> None:
    (completion,) = executor.run(jobs.same, None, jobs.fail_as_job_says, tasks(job))
    assert isinstance(completion.error, MemoryLimit)


def test_a_disguised_memory_error_keeps_its_place(executor: Executor) -> None:
    (completion,) = executor.run(jobs.same, None, jobs.fail_as_job_says, tasks("disguised memory"))
    assert completion.error is not None
    assert completion.error.spans == (Span("b.jinja", 7),)


def test_one_failure_does_not_stop_the_others(executor: Executor) -> None:
    done = by_name(
        executor.run(jobs.same, None, jobs.fail_as_job_says, tasks("x", "ours", "y", "division"))
    )
    assert [done[f"output {number}"].result for number in range(4)] == ["x", None, "y", None]


def test_an_error_of_the_preparation_is_the_error_of_every_task(executor: Executor) -> None:
    done = list(executor.run(jobs.prepare_ours, None, jobs.echo, tasks(1, 2, 3)))
    assert len(done) == 3
    for completion in done:
        assert isinstance(completion.error, InvalidConfig)
        assert completion.error.message == "the font is gone"
        assert completion.seconds == 0


def test_a_defect_of_the_preparation_is_told_as_a_defect(executor: Executor) -> None:
    done = list(executor.run(jobs.prepare_broken, "font", jobs.echo, tasks(1, 2)))
    assert len(done) == 2
    for completion in done:
        assert isinstance(completion.error, InternalError)
        assert completion.error.message == "the preparation failed: KeyError: 'font'"
        assert "in prepare_broken" in vars(completion.error)["traceback"]


def test_the_work_begins_when_it_is_asked_for(executor: Executor, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    completions = executor.run(jobs.same, None, jobs.note_pid, tasks(str(begun)))
    time.sleep(0.3)
    assert not begun.exists()

    assert [done.error for done in completions] == [None]
    assert begun.exists()


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(wanted=st.lists(values, max_size=20))
def test_what_goes_in_comes_out(executor: Executor, wanted: list[Any]) -> None:
    done = by_name(executor.run(jobs.same, None, jobs.echo, tasks(*wanted)))
    assert len(done) == len(wanted)
    assert [done[f"output {number}"].result for number in range(len(wanted))] == wanted


@pytest.mark.parametrize("limit", [0, -1, float("nan")])
def test_a_limit_is_above_zero(limit: float) -> None:
    with pytest.raises(ValueError, match="time must be above zero"):
        Limits(seconds=limit)
    with pytest.raises(ValueError, match="memory must be above zero"):
        Limits(memory=limit)  # type: ignore[arg-type]  # a float stands for any number here


def test_a_process_executor_needs_a_worker() -> None:
    with pytest.raises(ValueError, match="at least one worker"):
        ProcessExecutor(0, Limits())

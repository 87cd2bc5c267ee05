"""The process beside a Dask worker: what it asks of its tools, and what it hands back."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from tests.executors import dask_jobs, jobs

from briefbook.executors import job_process
from briefbook.executors.base import Limits
from briefbook.executors.job_process import Answer, Blame, Difference, Order, Station, differences


def order(function: Any, expected: dict[str, str], toolchain: Any = dask_jobs.tools) -> Order:
    return Order(
        work=pickle.dumps((jobs.same, 3, function)),
        toolchain=pickle.dumps(toolchain),
        expected=expected,
        preload=("json",),
        limits=Limits(seconds=20),
        tasks_per_worker=10,
        startup_seconds=20,
    )


def wanted() -> bool:
    return True


def answered(answer: Answer | None) -> Answer:
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("expected", "found", "words"),
    [
        ({"A": "1"}, {"A": "1"}, []),
        ({"A": "1"}, {"A": "2"}, ["A 2 instead of 1"]),
        ({"A": "1", "B": "1"}, {"A": "1"}, ["B is missing instead of 1"]),
        ({"A": "1"}, {"A": "1", "C": "3"}, ["C 3 instead of none"]),
    ],
)
def test_tools_are_compared_by_name(
    expected: dict[str, str], found: dict[str, str], words: list[str]
) -> None:
    assert [str(difference) for difference in differences(expected, found)] == words


def test_a_station_with_the_right_tools_answers_with_a_pickled_result() -> None:
    station = Station(order(jobs.product, dask_jobs.tools()))
    assert answered(station.probe(wanted)).error is None
    answer = answered(station.do("brief", pickle.dumps(2), wanted))
    assert answer.result == pickle.dumps(6, pickle.HIGHEST_PROTOCOL)
    station.close()


def test_a_station_with_other_tools_reads_nothing_of_its_work() -> None:
    station = Station(order(jobs.BreaksWhenRead(), {"Python": "3", "Renderer": "1"}))
    answer = answered(station.probe(wanted))
    assert answer.blame is Blame.PLACE
    assert answer.differences == (Difference("Renderer", "1", "70.0"),)


def test_a_job_that_is_not_wanted_any_more_has_no_answer() -> None:
    station = Station(order(jobs.product, dask_jobs.tools()))
    assert station.do("brief", pickle.dumps(2), lambda: False) is None
    assert answered(station.do("brief", pickle.dumps(2), wanted)).error is None


def test_a_station_stays_where_it_is() -> None:
    with pytest.raises(TypeError, match="stays in the process"):
        pickle.dumps(Station(order(jobs.product, {})))


def test_the_process_prepares_only_with_the_right_tools() -> None:
    equipped: Any = job_process._equip(order(jobs.product, dask_jobs.tools()))
    assert (equipped.context, equipped.function) == (3, jobs.product)
    sealed = job_process._perform(equipped, 5)
    assert pickle.loads(pickle.loads(pickle.dumps(sealed))) == 15
    assert job_process._perform(equipped, pickle.loads(job_process._PROBE)) is None
    different = job_process._equip(order(jobs.product, {}))
    assert job_process._perform(different, 5) is different


def test_tools_that_cannot_be_told_are_the_only_difference() -> None:
    different: Any = job_process._equip(order(jobs.product, {"A": "1"}, jobs.BreaksWhenRead()))
    assert len(different) == 1
    assert str(different[0]).startswith("toolchain that cannot be told (ValueError:")

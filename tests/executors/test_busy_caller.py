"""Workers are looked after whatever their caller is busy with."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.executors import jobs
from tests.executors.system import gone_within, wait_for

from briefbook.errors import TimeLimit
from briefbook.executors import crew
from briefbook.executors.base import Limits, Task
from briefbook.executors.processes import ProcessExecutor


def notes(folder: Path, number: int) -> list[Task[str]]:
    return [Task(str(each), str(folder / str(each))) for each in range(number)]


def test_what_ended_meanwhile_comes_together(tmp_path: Path) -> None:
    given = notes(tmp_path, 12)
    with ProcessExecutor(1, Limits()).session(jobs.same, None, jobs.note_pid) as do:
        groups = do(given)
        found = [next(groups)]
        for task in given:
            wait_for(Path(task.job))
        found += groups
    names = [one.task.name for group in found for one in group]
    assert sorted(names) == sorted(task.name for task in given)
    assert max(map(len, found)) > 1


def test_a_task_past_its_time_is_stopped_meanwhile(tmp_path: Path) -> None:
    given = [Task("well", str(tmp_path / "well")), Task("loop", str(tmp_path / "loop"))]
    run = ProcessExecutor(1, Limits(seconds=0.5)).run(jobs.same, None, jobs.note_pid_or_loop, given)
    next(run)
    assert gone_within([wait_for(tmp_path / "loop")], 10)
    assert [type(one.error) for one in run] == [TimeLimit]


def test_no_more_is_begun_while_great_results_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "UNTAKEN_BYTES", 1)
    given = notes(tmp_path, 30)
    run = ProcessExecutor(1, Limits()).run(jobs.same, None, jobs.note_pid, given)
    next(run)
    time.sleep(1)
    begun = len(list(tmp_path.iterdir()))
    assert len(list(run)) == len(given) - 1
    assert begun < len(given)

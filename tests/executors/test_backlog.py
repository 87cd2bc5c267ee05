"""What one thread finishes waits for the other in groups."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event

import pytest

from briefbook.executors import backlog
from briefbook.executors.backlog import Aside, Backlog

LONG = 60.0  # seconds that no test waits


def test_what_is_finished_in_a_moment_is_taken_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backlog, "GATHER_SECONDS", 1.0)
    taken = Event()

    def work(finished: Backlog[int], _is_wanted: Callable[[], bool]) -> None:
        finished.add([1], 0)
        finished.add([2, 3], 0)
        assert taken.wait(LONG)
        finished.add([4], 0)

    groups = []
    for group in Aside(work).finished():
        groups.append(group)
        taken.set()

    assert groups == [[1, 2, 3], [4]]


def test_nothing_is_waited_for_after_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backlog, "GATHER_SECONDS", LONG)
    begun = time.monotonic()

    def work(finished: Backlog[str], _is_wanted: Callable[[], bool]) -> None:
        finished.add(["a"], 1)

    groups = list(Aside(work).finished())

    assert groups == [["a"]]
    assert time.monotonic() - begun < LONG / 2


def test_an_error_is_raised_after_all_that_was_finished() -> None:
    def work(finished: Backlog[str], _is_wanted: Callable[[], bool]) -> None:
        finished.add(["a"], 1)
        raise OSError("no more")

    groups = Aside(work).finished()
    assert next(groups) == ["a"]
    with pytest.raises(OSError, match="no more"):
        next(groups)

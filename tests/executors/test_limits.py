"""Room for memory, and the words in which limits are told."""

from __future__ import annotations

import resource
import signal

import pytest

from briefbook.executors.limits import ending, memory_limit, room, time_limit, usage, worker_died

MEBIBYTE = 2**20


def test_room_refuses_what_does_not_fit_and_then_lifts_the_limit() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(MemoryError), room(32 * MEBIBYTE):
        bytearray(512 * MEBIBYTE)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert len(bytearray(64 * MEBIBYTE)) == 64 * MEBIBYTE


def test_room_without_a_limit_leaves_everything_as_it_is() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with room(None):
        assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_room_never_raises_a_limit_that_stands() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    now = usage()
    assert now is not None
    with room(512 * MEBIBYTE):
        outer = resource.getrlimit(resource.RLIMIT_AS)
        with room(4096 * MEBIBYTE):
            assert resource.getrlimit(resource.RLIMIT_AS) == outer
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_usage_tells_the_memory_of_this_process() -> None:
    now = usage()
    assert now is not None
    assert MEBIBYTE < now.resident <= now.size


def test_usage_of_no_process_is_unknown() -> None:
    assert usage("no-such-process") is None


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (0, "ended with exit code 0"),
        (3, "ended with exit code 3"),
        (-signal.SIGABRT, "was ended by SIGABRT"),
        (-50, "was ended by signal 50"),
    ],
)
def test_an_ending_is_told(status: int, words: str) -> None:
    assert ending(status) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 second "), (30.0, "30 seconds "), (0.5, "0.5 seconds ")]
)
def test_a_limit_of_time_is_told_in_seconds(seconds: float, words: str) -> None:
    assert time_limit("memo", seconds).message.startswith(f"memo took longer than {words}")


def test_a_limit_of_memory_is_told_in_mebibytes() -> None:
    assert "512 MiB" in memory_limit("memo", 512 * MEBIBYTE).message
    assert "4096 bytes" in memory_limit("memo", 4096).message


def test_a_crash_under_a_limit_of_memory_hints_at_it() -> None:
    assert "limit of 512 MiB" in worker_died("memo", -signal.SIGABRT, 512 * MEBIBYTE).hint
    assert "limit" not in worker_died("memo", -signal.SIGABRT, None).hint
    assert "runs out of memory" in worker_died("memo", -signal.SIGKILL, None).hint

"""Ctrl-C and SIGTERM: workers die, the lock is released, nothing is half-written."""

from __future__ import annotations

import json
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from tests.books import OUTPUTS, edit, state_of
from tests.program import is_alive, run, start, wait_until, workers_of

from briefbook.events import Holder
from briefbook.publish import BuildLock

_SLOW = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"


@pytest.fixture
def slow_book(built_book: Path) -> Path:
    """A built book whose notes now take for ever."""
    edit(built_book / "templates/note.html.jinja", "<p>{{ subject.site }}</p>", _SLOW)
    return built_book


def stopped(process: subprocess.Popen[bytes], number: int) -> tuple[bytes, bytes]:
    """Ask a process to end, again if need be, as a person would; return what it said.

    A signal may fall into a moment in which Python lets no exception out, such as the
    end of an object; the next one does not.
    """
    for _ in range(4):
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=8)
    raise AssertionError("the process does not end")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("executor", ["processes", "inline"])
def test_a_build_that_is_stopped_leaves_nothing_behind(
    slow_book: Path, number: int, code: int, executor: str
) -> None:
    before = state_of(slow_book)
    process = start("build", "note", "--executor", executor, folder=slow_book)
    note = slow_book / "output/.briefbook/lock.json"
    wait_until(note.exists)
    if executor == "processes":
        wait_until(lambda: workers_of(process))
    workers = workers_of(process)

    output, messages = stopped(process, number)

    assert process.returncode == code
    assert output == b""
    assert b"Traceback" not in messages
    assert state_of(slow_book) == before
    wait_until(lambda: not any(is_alive(worker) for worker in workers))
    waits: list[Holder] = []
    BuildLock(slow_book / "output/.briefbook/lock").acquire(waits.append).release()
    assert waits == []
    assert not note.exists()


def test_a_second_build_says_for_whom_it_waits_and_then_builds(slow_book: Path) -> None:
    first = start("build", "note", folder=slow_book)
    wait_until((slow_book / "output/.briefbook/lock.json").exists)
    second = start("build", "sheet", "--json", folder=slow_book)
    assert second.stderr is not None
    said = second.stderr.readline().decode()

    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=20)
    output, rest = second.communicate(timeout=60)

    assert said.startswith(f"waiting for the build of process {first.pid} (since ")
    assert " UTC, `" in said
    assert said.endswith("build note`)\n")
    assert b"waiting" not in rest
    assert second.returncode == 0
    assert json.loads(output)["failed"] == []


def test_two_builds_at_once_make_every_output_whole(book: Path) -> None:
    builds = [start("--quiet", "build", "--executor", "inline", folder=book) for _ in range(2)]
    for build in builds:
        build.communicate(timeout=60)
    assert [build.returncode for build in builds] == [0, 0]
    files = state_of(book / "output")
    assert sorted(f"output/{name}" for name in files) == sorted(OUTPUTS)


def test_a_build_that_was_killed_is_no_hindrance(slow_book: Path) -> None:
    process = start("build", "note", folder=slow_book)
    wait_until(lambda: workers_of(process))
    workers = workers_of(process)
    process.kill()
    process.communicate(timeout=20)
    wait_until(lambda: not any(is_alive(worker) for worker in workers))
    ended = run("build", "sheet", "--executor", "inline", folder=slow_book)
    assert ended.returncode == 0
    assert "waiting" not in ended.stderr

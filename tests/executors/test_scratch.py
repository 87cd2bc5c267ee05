"""What workers write aside is gone when they are, however they and their parents end."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.executors import jobs
from tests.executors.system import wait_for

from briefbook.executors.base import Completion, Limits, Task
from briefbook.executors.processes import ProcessExecutor
from briefbook.executors.scratch import Scratch, sweep

ROOT = Path(__file__).parents[2]
PARENT = """
import sys
sys.path.insert(0, {root!r})
from tests.executors import jobs
from briefbook.executors.base import Limits, Task
from briefbook.executors.processes import ProcessExecutor
task = Task("a", sys.argv[1])
list(ProcessExecutor(1, Limits()).run(jobs.same, None, jobs.write_aside_and_loop, [task]))
"""


@pytest.fixture(autouse=True)
def aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files that nobody else writes to."""
    folder = tmp_path / "aside"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def made(job: str) -> Completion[str, str]:
    executor = ProcessExecutor(1, Limits(seconds=1.0))
    (completion,) = executor.run(jobs.same, None, jobs.write_aside, [Task("a", job)])
    return completion


@pytest.mark.parametrize("end", ["well", "exit", "segfault", "loop"])
def test_nothing_is_left_of_a_worker(aside: Path, end: str) -> None:
    assert (made(end).error is None) == (end == "well")
    assert left_in(aside) == []


def test_a_worker_writes_aside_into_a_folder_of_its_own(aside: Path) -> None:
    written = Path(made("well").result or "")

    assert written.parent.parent == aside
    assert written.parent.name.startswith("briefbook-worker-")


def test_what_a_killed_parent_left_is_removed_by_the_next(aside: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT.format(root=str(ROOT)), str(mark)],
        env={"TMPDIR": str(aside), "PYTHONPATH": str(ROOT / "src")},
    )
    wait_for(mark)
    sweep()
    assert left_in(aside) != []  # it is at work
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert left_in(aside) != []

    made("well")

    assert left_in(aside) == []


def test_a_folder_that_is_held_is_not_swept(aside: Path) -> None:
    held = Scratch()
    (held.folder / "file").write_bytes(b"1")
    sweep()
    assert left_in(aside) == [held.folder.name, "file"]
    held.remove()
    assert left_in(aside) == []


def test_no_link_is_followed(aside: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").write_bytes(b"1")
    (aside / "briefbook-worker-link").symlink_to(elsewhere)

    sweep()

    assert left_in(elsewhere) == ["file"]

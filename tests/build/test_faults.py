"""Killed, full, read-only, twice at once: no torn file, nothing wrongly current, all made good.

After each fault the same holds: every document is whole, either the old one or the new
one; what status calls current is what a clean build would write; and the next build
completes with the bytes of a clean one.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.books import REPOSITORY, edit
from tests.build.killed_build import STEPS
from tests.build.offices import (
    ALL,
    DAY,
    OFFICE,
    build,
    built,
    bytes_of,
    lay_offices,
    outputs,
    states,
)
from tests.program import environment, run, start

from briefbook.errors import PublishFailed
from briefbook.publish import Batch, BuildLock
from briefbook.wording import verbatim

_EDIT = ("established: 1997", "established: 1998")
NOTE = "output/en/office/note.pdf"
HAND = b"edited by hand"
#: How often a build is killed at random with each executor.
_ROUNDS = int(os.environ.get("BRIEFBOOK_KILLS", "10"))
_BUILD = ("build", "--as-of", DAY.isoformat())


class Expected:
    """A book whose outputs are about to change, and what may be found of them."""

    def __init__(self, folder: Path, new: dict[str, bytes]) -> None:
        self.folder = folder
        self.old = bytes_of(folder)
        self.new = new
        edit(folder / OFFICE, *_EDIT)

    def assert_whole(self) -> None:
        """Every document is whole, and what is called current is what is to be."""
        found = bytes_of(self.folder)
        for name, data in found.items():
            if not name.endswith(".part") and ".kept-" not in name:
                assert data in (self.old.get(name), self.new[name]), f"{name} is torn"
        for name, state in states(self.folder).items():
            if state == "current":
                assert found[name] == self.new[name], f"{name} is called current"

    def assert_made_good(self) -> None:
        """The next build completes; nothing is left of the fault."""
        report = build(self.folder)
        assert report.ok
        assert report.kept == []
        assert bytes_of(self.folder) == self.new
        assert set(states(self.folder).values()) == {"current"}
        assert built(build(self.folder)) == set()


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The outputs of a clean build after the edit."""
    folder = lay_offices(tmp_path_factory.mktemp("new") / "book")
    edit(folder / OFFICE, *_EDIT)
    assert build(folder).ok
    return bytes_of(folder)


@pytest.fixture
def expected(offices: Path, new: dict[str, bytes]) -> Expected:
    """The built book of two offices after an edit that makes two notes stale."""
    return Expected(offices, new)


def _killed_at(folder: Path, step: str, nth: int) -> int:
    command = [sys.executable, "-m", "tests.build.killed_build", str(folder), step, str(nth)]
    process = subprocess.run(
        command, cwd=REPOSITORY, env=environment(), timeout=60, check=False, capture_output=True
    )
    return process.returncode


# killed


#: What is reached once in a run, or once for a document in all its languages.
_ONCE = {
    "before announcing",
    "after announcing",
    "after committing",
    "before a new file is forced to the disk",
    "before the folders are forced to the disk",
    "before remembering what is current",
    "at the end of the run",
}
_INJECTED = [step for step in STEPS if step != "while an edited file is moved beside"]


@pytest.mark.parametrize("step", _INJECTED)
def test_a_build_killed_at_a_step_is_made_good(expected: Expected, step: str) -> None:
    code = _killed_at(expected.folder, step, 1 if step in _ONCE else 2)

    assert code == -9
    expected.assert_whole()
    expected.assert_made_good()


def test_a_build_killed_again_and_again_is_made_good(expected: Expected) -> None:
    for step in ("after announcing", "after the file is replaced", "in the middle of recording"):
        assert _killed_at(expected.folder, step, 1) == -9
        expected.assert_whole()
    expected.assert_made_good()


def test_a_file_published_by_a_killed_build_is_not_taken_for_an_edited_one(
    expected: Expected,
) -> None:
    _killed_at(expected.folder, "after the file is replaced", 1)
    changed = [name for name in ALL if bytes_of(expected.folder)[name] != expected.old[name]]

    assert len(changed) == 1
    assert states(expected.folder)[changed[0]] == "stale"
    edit(expected.folder / OFFICE, "established: 1998", "established: 1999")
    report = build(expected.folder)
    assert report.kept == []
    assert built(report) == outputs("office/note")


def test_a_build_killed_while_it_moves_an_edited_file_loses_no_edit(expected: Expected) -> None:
    (expected.folder / NOTE).write_bytes(HAND)
    assert _killed_at(expected.folder, "while an edited file is moved beside", 1) == -9

    assert HAND in bytes_of(expected.folder).values()
    build(expected.folder, force=True)
    found = bytes_of(expected.folder)
    kept = {name: data for name, data in found.items() if ".kept-" in name}
    assert list(kept.values()) == [HAND]
    assert {name: data for name, data in found.items() if name not in kept} == expected.new


def test_a_first_build_killed_leaves_a_book_that_builds(
    expected: Expected,
) -> None:
    offices = expected.folder
    shutil.rmtree(offices / "output")
    expected.old = {}
    _killed_at(offices, "before recording", 3)

    expected.assert_whole()
    expected.assert_made_good()


@pytest.mark.parametrize("executor", ["inline", "processes"])
def test_builds_killed_at_random_times_are_made_good(expected: Expected, executor: str) -> None:
    chance = random.Random(executor)
    command = (*_BUILD, "--executor", executor, "--force")
    begun = time.monotonic()
    start(*command, folder=expected.folder).communicate(timeout=60)
    longest = time.monotonic() - begun
    years = ["1998", "1997"]
    for _ in range(_ROUNDS):
        edit(expected.folder / OFFICE, f"established: {years[0]}", f"established: {years[1]}")
        years.reverse()
        expected.old, expected.new = expected.new, expected.old
        process = start(*command, folder=expected.folder)
        time.sleep(chance.uniform(0.3, 0.95) * longest)
        process.kill()
        process.communicate(timeout=60)
        expected.assert_whole()
    expected.assert_made_good()


# no room, no right


@pytest.mark.parametrize("room", [3_000, 60_000], ids=["the ledger", "a font"])
def test_a_build_that_cannot_write_a_file_so_large_is_made_good(
    expected: Expected, room: int
) -> None:
    """Fonts are laid out for the renderer in a temporary folder, which may be full too."""
    result = run(
        *_BUILD,
        "--executor",
        "inline",
        folder=expected.folder,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )

    assert result.returncode not in {0, 2}
    assert "Traceback" not in result.stderr
    expected.assert_whole()
    expected.assert_made_good()


def test_a_file_with_no_room_beside_others_is_published_after_them(
    expected: Expected, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new files of a group are all there before the first old one goes."""
    writing = Batch.write
    beside: list[Path] = []

    def write(batch: Batch, data: bytes, target: Path) -> None:
        if beside:
            raise PublishFailed(verbatim("the disk is full"))
        writing(batch, data, target)
        beside.append(target)

    def confirm(batch: Batch) -> dict[Path, PublishFailed]:
        beside.clear()
        return confirming(batch)

    confirming = Batch.confirm
    monkeypatch.setattr(Batch, "write", write)
    monkeypatch.setattr(Batch, "confirm", confirm)
    report = build(expected.folder)

    assert report.failed == []
    assert built(report) == outputs("office/note")
    assert bytes_of(expected.folder) == expected.new


@pytest.mark.parametrize("step", ["force", "confirm"])
def test_a_file_that_the_disk_does_not_confirm_has_failed_alone(
    expected: Expected, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    doing = getattr(Batch, step)
    refused = {expected.folder / NOTE: PublishFailed(verbatim("the disk is ill"))}

    def ill(*given: object) -> dict[Path, PublishFailed]:
        return {**doing(*given), **refused}

    with monkeypatch.context() as patched:
        patched.setattr(Batch, step, ill)
        report = build(expected.folder)
    assert [failed.output for failed in report.failed] == [NOTE]
    assert built(report) == outputs("office/note ru")
    assert (bytes_of(expected.folder)[NOTE] == expected.old[NOTE]) == (step == "force")
    expected.assert_made_good()


@pytest.fixture
def small_disk(expected: Expected) -> Iterator[Expected]:
    """The book with its outputs on a disk of their own, which is full but for a little."""
    output = expected.folder / "output"
    shutil.rmtree(output)
    output.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=112k", "tmpfs", str(output)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("a disk can be mounted only by the superuser")
    try:
        yield expected
    finally:
        subprocess.run(["umount", str(output)], check=True)


def _remount(folder: Path, options: str) -> None:
    command = ["mount", "-o", f"remount,{options}", str(folder / "output")]
    subprocess.run(command, check=True)


def test_a_full_disk_is_said_and_made_good(small_disk: Expected) -> None:
    small_disk.old = {}
    result = run(*_BUILD, "--executor", "inline", folder=small_disk.folder)

    assert result.returncode not in {0, 2}
    assert "Traceback" not in result.stderr
    assert "disk is full" in result.stderr
    small_disk.assert_whole()
    _remount(small_disk.folder, "size=10m")
    small_disk.assert_made_good()


def test_a_read_only_output_is_said_and_still_told_of(small_disk: Expected) -> None:
    folder = small_disk.folder
    _remount(folder, "size=10m")
    assert build(folder).ok
    edit(folder / OFFICE, "established: 1998", "established: 1999")
    small_disk.old, before = small_disk.new, bytes_of(folder)
    _remount(folder, "ro")
    result = run(*_BUILD, folder=folder)

    assert result.returncode not in {0, 2}
    assert "Traceback" not in result.stderr
    assert bytes_of(folder) == before
    assert {n for n, s in states(folder).items() if s == "stale"} == outputs("office/note")
    _remount(folder, "rw")
    assert built(build(folder)) == outputs("office/note")


# two at once


def test_two_builds_at_once_both_succeed_one_after_the_other(expected: Expected) -> None:
    lock = BuildLock(expected.folder / "output/.briefbook/lock").acquire(lambda _: None)
    both = [
        start(*_BUILD, "--force", "--executor", "inline", folder=expected.folder) for _ in range(2)
    ]
    said = []
    for process in both:
        assert process.stderr is not None
        said.append(process.stderr.readline().decode())
    lock.release()
    for process in both:
        process.communicate(timeout=60)

    assert [process.returncode for process in both] == [0, 0]
    assert all("wait" in line for line in said)
    expected.assert_whole()
    expected.assert_made_good()

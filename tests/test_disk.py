"""Files and folders are forced to the disk, each one, whatever becomes of the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from briefbook.disk import Disk


@pytest.fixture
def forced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """What was forced to the disk, as devices and inodes."""
    real = os.fsync
    seen: list[tuple[int, int]] = []

    def sync(descriptor: int) -> None:
        stat = os.fstat(descriptor)
        seen.append((stat.st_dev, stat.st_ino))
        real(descriptor)

    monkeypatch.setattr("os.fsync", sync)
    return seen


def _refusing(number: int, refused: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk fail for one file or folder."""
    real, inode = os.fsync, refused.stat().st_ino

    def sync(descriptor: int) -> None:
        if os.fstat(descriptor).st_ino == inode:
            raise OSError(number, "no")
        real(descriptor)

    monkeypatch.setattr("os.fsync", sync)


def _files(folder: Path, count: int) -> list[Path]:
    files = [folder / str(number) for number in range(count)]
    for file in files:
        file.write_bytes(b"x")
    return files


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_each_file_is_forced_once(
    tmp_path: Path, count: int, forced: list[tuple[int, int]]
) -> None:
    files = _files(tmp_path, count)
    with Disk() as disk:
        assert disk.force_files(files) == {}
    assert sorted(forced) == sorted((file.stat().st_dev, file.stat().st_ino) for file in files)


@pytest.mark.parametrize("count", [1, 5])
def test_what_failed_is_told_of_the_file(
    tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = _files(tmp_path, count)
    _refusing(5, files[0], monkeypatch)
    with Disk() as disk:
        failed = disk.force_files(files)
    assert {path: error.errno for path, error in failed.items()} == {files[0]: 5}


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with Disk() as disk:
        failed = disk.force_files([*_files(tmp_path, 1), tmp_path / "gone"])
    assert [type(error) for error in failed.values()] == [FileNotFoundError]


@pytest.mark.parametrize(("number", "fails"), [(22, False), (95, False), (5, True)])
def test_a_folder_that_cannot_be_forced_need_not_be(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    folders = [tmp_path / name for name in ("ru", "en")]
    for folder in folders:
        folder.mkdir()
    _refusing(number, folders[1], monkeypatch)
    with Disk() as disk:
        failed = disk.force_folders(folders)
    assert list(failed) == ([folders[1]] if fails else [])

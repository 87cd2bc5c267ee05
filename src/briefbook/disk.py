"""Waiting for the disk: what was written, and names in folders, forced to it (publish, record).

While all cores are busy, each wait takes milliseconds, and those that are waited for at
once take hardly longer than one: a journaling file system confirms them together.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

__all__ = ["Disk"]

_AT_ONCE = 16


class Disk:
    """Threads that wait for the disk; they start when there are several things to wait for."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_how: object) -> None:
        if self._threads is not None:
            self._threads.shutdown()
            self._threads = None

    def force_files(self, paths: Sequence[Path]) -> dict[Path, OSError]:
        """Force what is in files to the disk, several at once; return, by path, what failed."""
        return self._each(_force_file, paths)

    def force_folders(self, paths: Sequence[Path]) -> dict[Path, OSError]:
        """Force the names in folders to the disk, where their file system can do that."""
        return self._each(_force_folder, paths)

    def _each(self, force: Callable[[Path], None], paths: Sequence[Path]) -> dict[Path, OSError]:
        attempt = partial(_failure, force)
        failures = map(attempt, paths) if len(paths) < 2 else self._waiting().map(attempt, paths)
        return {path: error for path, error in zip(paths, failures, strict=True) if error}

    def _waiting(self) -> ThreadPoolExecutor:
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  # seldom needed

            self._threads = ThreadPoolExecutor(_AT_ONCE, "briefbook disk")
        return self._threads


def _failure(force: Callable[[Path], None], path: Path) -> OSError | None:
    try:
        force(path)
    except OSError as error:
        return error
    return None


def _force_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _force_folder(path: Path) -> None:
    try:
        _force_file(path)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise

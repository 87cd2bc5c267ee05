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

__all__ = ["force_files", "force_folders"]

_AT_ONCE = 16


def force_files(paths: Sequence[Path]) -> dict[Path, OSError]:
    """Force what is in files to the disk, several at once; return, by path, what failed."""
    return _each(_force_file, paths)


def force_folders(paths: Sequence[Path]) -> dict[Path, OSError]:
    """Force the names in folders to the disk, where their file system can do that."""
    return _each(_force_folder, paths)


def _each(force: Callable[[Path], None], paths: Sequence[Path]) -> dict[Path, OSError]:
    if len(paths) < 2:
        failures = [_failure(force, path) for path in paths]
    else:
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  # one needs none

        with ThreadPoolExecutor(min(len(paths), _AT_ONCE)) as pool:
            failures = list(pool.map(partial(_failure, force), paths))
    return {path: error for path, error in zip(paths, failures, strict=True) if error is not None}


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

"""A folder for what one worker writes aside; it goes with the worker, however that ends.

A worker that is killed cannot tidy up: its parent does. A parent that is killed cannot
either: the next one does, which sees by the lock on a folder that nobody holds it.
Folders are locked as flock(2) does (https://man7.org/linux/man-pages/man2/flock.2.html):
the lock ends with the process that took it.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir, mkdtemp

__all__ = ["Scratch", "sweep"]

_PREFIX = "briefbook-worker-"
_UNLOCKED = "briefbook-new-"  # not to be taken for a folder that nobody holds any more


class Scratch:
    """A private folder that is this process's until :meth:`remove`, or until it ends.

    Raises ``OSError`` where no folder can be made.
    """

    def __init__(self) -> None:
        made = Path(mkdtemp(prefix=_UNLOCKED))
        self._lock = _opened(made)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.folder = made.rename(made.with_name(made.name.replace(_UNLOCKED, _PREFIX)))

    def remove(self) -> None:
        """Remove the folder with all that is in it; what cannot be removed is left."""
        rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


def sweep() -> None:
    """Remove the folders of this user whose processes are gone."""
    for folder in Path(gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # somebody else's, or gone meanwhile
            _remove_if_free(folder)


def _remove_if_free(folder: Path) -> None:
    if folder.stat(follow_symlinks=False).st_uid != os.getuid():
        return
    lock = _opened(folder)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def _opened(folder: Path) -> int:
    """Open a folder, and no link to one, so that no child inherits it."""
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)

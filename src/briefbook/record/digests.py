"""Digests of bytes and of files: the stage *record*.

A file's digest need not be computed again while its size, times and inode are as
they were. A file may change twice within one tick of the clock, though, so an entry
counts only if the file was already old when it was recorded: the care that git takes
(https://git-scm.com/docs/racy-git).

The digest is SHA-256 (https://doi.org/10.6028/NIST.FIPS.180-4): no two documents
share one by accident or by intent, processors compute it in hardware, and anyone can
check it with ``sha256sum``.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

#: Times closer than this are taken for one tick: FAT keeps times to two seconds.
GRAIN_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class FileState:
    """What the file system says of a file; times in nanoseconds since 1970."""

    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int

    @classmethod
    def of(cls, stat: os.stat_result) -> FileState:
        """Take the four figures out of the answer of ``os.stat``."""
        return cls(stat.st_size, stat.st_mtime_ns, stat.st_ino, stat.st_ctime_ns)

    @property
    def text(self) -> str:
        """The four figures as one text."""
        return f"{self.size} {self.mtime_ns} {self.inode} {self.ctime_ns}"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file's digest and its state at the moment ``recorded_ns`` of the clock."""

    state: FileState
    digest: str
    recorded_ns: int

    def settled(self) -> bool:
        """Tell whether a later change must show in the state.

        Not so for a file that was younger than the clock's grain when it was recorded,
        or whose times lay in the future then.
        """
        newest = max(self.state.mtime_ns, self.state.ctime_ns)
        return newest + GRAIN_NS <= self.recorded_ns


def digest(data: bytes) -> str:
    """Return the SHA-256 of ``data``, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


class FileDigests:
    """Digests of files, computed only where the file may have changed.

    ``known`` holds the entries of the ledger by name; a name is the file's path
    relative to the book, with forward slashes. ``now_ns`` tells the time, in
    nanoseconds since 1970.
    """

    def __init__(
        self,
        known: Mapping[str, FileRecord],
        *,
        now_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self._known = known
        self._learned: dict[str, FileRecord] = {}
        self._now_ns = now_ns

    def digest(self, name: str, path: Path | str) -> str:
        """Return the digest of the file at ``path``, reading it only if need be.

        Raises :class:`OSError` if there is no such file or it cannot be read.
        """
        entry = self._learned.get(name) or self._known.get(name)
        if entry is not None and self._holds(entry, FileState.of(os.stat(path))):  # noqa: PTH116  # Path is slow
            return entry.digest
        return self.read(name, Path(path))[1]

    def read(self, name: str, path: Path) -> tuple[bytes, str]:
        """Read a file whatever is known of it; return its bytes and their digest.

        Raises :class:`OSError` if there is no such file or it cannot be read.
        """
        started_ns = self._now_ns()
        with path.open("rb") as file:
            before = FileState.of(os.fstat(file.fileno()))
            data = file.read()
            after = FileState.of(os.fstat(file.fileno()))
        found = digest(data)
        if before == after:  # not changed while it was read
            self._learned[name] = FileRecord(before, found, started_ns)
        return data, found

    def adopt(self, name: str, path: Path, known_digest: str) -> None:
        """Note the digest of a file just written, without reading it back.

        As the file is younger than the clock's grain, it is read once more later.
        """
        now_ns = self._now_ns()
        self._learned[name] = FileRecord(FileState.of(path.stat()), known_digest, now_ns)

    def vouched(self, name: str) -> FileState | None:
        """Return the state of a file by which its digest is known; None if it is too young."""
        entry = self._learned.get(name) or self._known.get(name)
        return entry.state if entry is not None and entry.settled() else None

    def learned(self) -> dict[str, FileRecord]:
        """Return what the ledger should remember: the entries that are new."""
        return dict(self._learned)

    def _holds(self, entry: FileRecord, state: FileState) -> bool:
        """Tell whether an entry still vouches for a file in this state."""
        return entry.state == state and entry.settled() and entry.recorded_ns <= self._now_ns()

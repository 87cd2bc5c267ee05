"""The files that a book is made from, as a watcher sees them: which there are, and since when.

Only the state of the files counts (the numbers that ``stat`` gives,
https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/sys_stat.h.html), never what
told of it: whether an editor writes into a file, renames another over it or goes by way
of temporary files, in the end some file is another one than before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

__all__ = ["changed", "folders_of", "look"]

#: The parts of a book that outputs are made from, in the order of its pipeline.
PARTS = ("briefbook.toml", "data", "templates")

#: What stands for one state of a file: device, inode, size, time of change in nanoseconds.
Mark = tuple[int, int, int, int]


def look(book: Path) -> dict[str, Mark]:
    """Return the mark of each file that the book is made from, by its path in the book.

    Hidden files are left out. Links are followed, for what they lead to counts. A file
    that goes away meanwhile is not there.
    """
    found = {}
    for name, path in _files(book):
        try:
            state = path.stat()
        except OSError:  # gone, or not to be looked at: reading the book tells that
            continue
        found[name] = (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)
    return found


def changed(before: Mapping[str, Mark], now: Mapping[str, Mark]) -> tuple[str, ...]:
    """Return the files that were added, altered or removed, in the order of their paths."""
    names = before.keys() | now.keys()
    return tuple(sorted(name for name in names if before.get(name) != now.get(name)))


def folders_of(book: Path) -> tuple[Path, ...]:
    """Return the folders in which a file of the book may change, its own first."""
    return (book, *(Path(folder) for part in PARTS for folder, _ in _walk(book / part)))


def _files(book: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file of the parts of a book."""
    for part in PARTS:
        if (book / part).is_file():
            yield part, book / part
        for folder, names in _walk(book / part):
            place = PurePosixPath(Path(folder).relative_to(book).as_posix())
            for name in names:
                if not name.startswith("."):
                    yield str(place / name), Path(folder, name)


def _walk(top: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the folders from ``top`` down with the names of their files, each folder once."""
    seen: set[tuple[int, int]] = set()
    for folder, inner, names in os.walk(top, followlinks=True):
        try:
            state = Path(folder).stat()
        except OSError:
            inner.clear()
            continue
        if (state.st_dev, state.st_ino) in seen:  # links in a circle
            inner.clear()
            continue
        seen.add((state.st_dev, state.st_ino))
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        yield folder, sorted(names)

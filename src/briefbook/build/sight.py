"""What the file system says of all that a build reads, as one digest: stage *record*.

Reading a book takes longer than looking at its files. While size, times and inode of each
are as they were, and no name came or went, a build reads the same again; how far such
figures can be trusted is said in :mod:`briefbook.record.digests`.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from briefbook.build.toolchain import library_versions
from briefbook.record.digests import GRAIN_NS

__all__ = ["Sight", "Viewpoint", "look", "state_text"]

_PACKAGE = Path(__file__).parent.parent
_OF_BOOK = ("briefbook.toml", "data", "templates")
#: How the folders end that say which version of a package is installed
#: (https://packaging.python.org/en/latest/specifications/recording-installed-packages/).
_INSTALLED = (".dist-info", "egg-info")

#: A name with what the file system says of the file; of a folder the name alone counts.
_Seen = tuple[str, os.stat_result | None]


@dataclass(frozen=True, slots=True)
class Sight:
    """All that a build reads but the ledger and the outputs, as it stood at ``taken_ns``.

    ``digest`` is one SHA-256 of names and figures; ``newest_ns`` the youngest time of a
    file.
    """

    digest: str
    newest_ns: int
    taken_ns: int

    @property
    def settled(self) -> bool:
        """Whether a later change of a file must show: all were older than the clock's grain."""
        return self.newest_ns + GRAIN_NS <= self.taken_ns

    def is_still(self, later: Sight | None) -> bool:
        """Tell whether all stood unchanged from this sight to a later one."""
        return later is not None and self.settled and self.digest == later.digest


class Viewpoint:
    """Looks at the book in a folder when it is first asked, and not again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def sight(self) -> Sight | None:
        """What :func:`look` saw."""
        return look(self._folder)


class _Opaque(Exception):
    """Something whose changes the figures of the file system would not tell."""


def look(folder: Path) -> Sight | None:
    """Look at everything that a build of the book in ``folder`` reads.

    None if that is not enough to know it again: a link to a folder leads to files that
    are not looked at, and what cannot be looked at may be anything.
    """
    taken_ns = time.time_ns()
    newest_ns = 0
    whole = hashlib.sha256(_program())
    try:
        for name, stat in _everything(folder):
            figures = ""
            if stat is not None:
                newest_ns = max(newest_ns, stat.st_mtime_ns, stat.st_ctime_ns)
                figures = state_text(stat)
            whole.update(f"{name}\0{figures}\n".encode("utf-8", "surrogateescape"))
    except (OSError, _Opaque):
        return None
    return Sight(whole.hexdigest(), newest_ns, taken_ns)


def state_text(stat: os.stat_result) -> str:
    """Write the figures that change when a file does: size, times and inode."""
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ino} {stat.st_ctime_ns}"


def _program() -> bytes:
    """Say which Python and which libraries run the program, but not which packages."""
    libraries = sorted(library_versions().items())
    return repr((sys.version, zlib.ZLIB_RUNTIME_VERSION, libraries)).encode()


def _everything(folder: Path) -> Iterator[_Seen]:
    """Yield the files of the book, those of the program, and what tells of the packages."""
    for name in _OF_BOOK:
        path = folder / name
        yield from _below(f"book {name}", str(path)) if path.is_dir() else _one(name, path)
    yield from _below("program", str(_PACKAGE), but="__pycache__")
    for place in dict.fromkeys(sys.path):
        yield from _packages(place)


def _one(name: str, path: Path) -> Iterator[_Seen]:
    yield name, path.stat()


def _below(name: str, path: str, but: str = "") -> Iterator[_Seen]:
    """Yield the files below a folder in the order of their names; hidden ones are left out."""
    with os.scandir(path) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith(".") or entry.name == but:
            continue
        inner = f"{name}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield f"{inner}/", None
            yield from _below(inner, entry.path, but)
            continue
        if entry.is_symlink():
            if entry.is_dir():
                raise _Opaque
            yield f"{inner} (link)", entry.stat(follow_symlinks=False)
        yield inner, entry.stat()


def _packages(place: str) -> Iterator[_Seen]:
    """Yield what says the versions of the packages in one place where Python looks for them."""
    folder = Path(place)
    if folder.is_file():
        yield f"archive {place}", folder.stat()
    if not folder.is_dir():
        return
    found = (path for path in folder.iterdir() if path.name.lower().endswith(_INSTALLED))
    for path in sorted(found):
        yield f"package {path}", None
        for file in (path, path / "METADATA", path / "PKG-INFO"):
            if file.is_file():
                yield f"package {file}", file.stat()

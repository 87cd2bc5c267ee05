"""What stands under ``data/``, by name and digest, without reading the files.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
Two equal manifests give the same dataset or the same problems. Everything counts
that can change the verdict: also files that do not belong there, and links. Hidden
files, ``README.md`` and ``translations.lock`` are passed over.

Nothing here needs the schema, so that a book in which nothing changed is known as
such before its schema is imported. Links are followed as POSIX.1-2017 says
(https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap04.html#tag_04_13).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from briefbook.dataset.values import ID_PATTERN, FrozenMap
from briefbook.wording import reason_of

__all__ = ["FOLDER", "SUFFIX", "Manifest", "Unread", "scan", "unreadable_reason"]

FOLDER = "data"
SUFFIX = ".yaml"

_PASSED_OVER = frozenset({"README.md", "translations.lock"})
_ID = re.compile(ID_PATTERN)
_UNREADABLE = "unreadable: "


class Unread(StrEnum):
    """What stands in a manifest for an entry that is not read.

    ``FOLDER`` is a folder of ``data/`` or ``data/`` itself; ``INNER_FOLDER`` one
    within a register; ``STRAY`` a file that no record can be by its name or place;
    ``SPECIAL`` a pipe, socket or device; ``OUTSIDE`` a link that leads out of the
    book.
    """

    FOLDER = "folder"
    INNER_FOLDER = "inner folder"
    STRAY = "stray"
    SPECIAL = "special"
    OUTSIDE = "outside"


_UNREAD = frozenset(Unread)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The entries of the data folder, in the order in which they are loaded.

    ``files`` maps a path relative to the book, with forward slashes, to the digest
    of its content, to a word of :class:`Unread`, or to why it cannot be read. The
    path of a folder ends in a slash.
    """

    files: Mapping[str, str]
    #: One SHA-256 of all names and digests, 64 hexadecimal digits.
    digest: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        parts = (f"{name}\0{found}\0" for name, found in self.files.items())
        whole = "".join(parts).encode("utf-8", "surrogateescape")
        object.__setattr__(self, "digest", hashlib.sha256(whole).hexdigest())

    def digest_of(self, place: str) -> str:
        """Return what stands for a record (``bodies.cnd``) or a register's ids (``bodies``).

        For a record it is the digest of its file, empty where there is none.
        """
        register, dot, identifier = place.partition(".")
        if dot:
            return self.files.get(f"{FOLDER}/{register}/{identifier}{SUFFIX}", "")
        return " ".join(self.ids(register))

    def ids(self, register: str) -> tuple[str, ...]:
        """Return the ids of a register's records, those of faulty files included.

        They are in the order of the files' names; an unknown register has none.
        """
        folder = f"{FOLDER}/{register}/"
        return tuple(
            name.removeprefix(folder).removesuffix(SUFFIX)
            for name, found in self.files.items()
            if name.startswith(folder) and name != folder and found not in _UNREAD
        )


def scan(book: Path, digest_of: Callable[[Path], str]) -> Manifest:
    """List what stands under ``data/`` in the folder ``book``.

    ``digest_of`` gives the SHA-256 of a file's bytes as hexadecimal digits, or
    raises :class:`OSError`; it is asked for files of records only. Nothing is
    raised: what cannot be read says so in the manifest.
    """
    return Manifest(FrozenMap(dict(_walk(book, digest_of))))


def unreadable_reason(found: str) -> str | None:
    """Return why an entry with the value ``found`` cannot be read, or None if it can."""
    return found.removeprefix(_UNREADABLE) if found.startswith(_UNREADABLE) else None


def _walk(book: Path, digest_of: Callable[[Path], str]) -> Iterator[tuple[str, str]]:
    """Yield the entries of the data folder and of the folders in it."""
    root = book.resolve()
    try:
        entries = _entries(book / FOLDER)
    except OSError as error:
        yield f"{FOLDER}/", _reason(error)
        return
    yield f"{FOLDER}/", Unread.FOLDER
    for entry in entries:
        if _is_folder(entry):
            yield from _walk_register(root, entry, digest_of)
        else:
            yield f"{FOLDER}/{entry.name}", Unread.STRAY


def _walk_register(
    root: Path, folder: os.DirEntry[str], digest_of: Callable[[Path], str]
) -> Iterator[tuple[str, str]]:
    """Yield one register's folder and its entries."""
    name = f"{FOLDER}/{folder.name}/"
    try:
        entries = _entries(Path(folder.path))
    except OSError as error:
        yield name, _reason(error)
        return
    yield name, Unread.FOLDER
    inside = _is_inside(folder, root)
    for entry in entries:
        if _is_folder(entry):
            yield f"{name}{entry.name}/", Unread.INNER_FOLDER
        else:
            yield (
                f"{name}{entry.name}",
                _unread(entry, root, inside=inside) or _digest(entry, digest_of),
            )


def _unread(entry: os.DirEntry[str], root: Path, *, inside: bool) -> Unread | None:
    """Say why a file in a register is not to be read; None if it is.

    ``inside`` tells whether the register's own folder lies in the book.
    """
    if not entry.name.endswith(SUFFIX):
        return Unread.STRAY
    is_link = entry.is_symlink()
    if not (is_link and _leads_nowhere(entry)):
        if not entry.is_file():
            return Unread.SPECIAL
        if not (_is_inside(entry, root) if is_link else inside):
            return Unread.OUTSIDE
    return None if _ID.fullmatch(entry.name.removesuffix(SUFFIX)) else Unread.STRAY


def _digest(entry: os.DirEntry[str], digest_of: Callable[[Path], str]) -> str:
    try:
        return digest_of(Path(entry.path))
    except OSError as error:
        return _reason(error)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """List a folder by name, without what is passed over."""
    with os.scandir(folder) as found:
        entries = [
            entry
            for entry in found
            if not entry.name.startswith(".") and entry.name not in _PASSED_OVER
        ]
    return sorted(entries, key=lambda entry: entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Tell whether an entry is a folder or a link to one; a link in a circle is not."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_inside(entry: os.DirEntry[str], root: Path) -> bool:
    """Tell whether an entry lies in the folder ``root`` when all links are followed."""
    return Path(entry.path).resolve().is_relative_to(root)


def _leads_nowhere(entry: os.DirEntry[str]) -> bool:
    """Tell whether what a link points to is not there or cannot be looked at."""
    try:
        Path(entry.path).stat()
    except OSError:
        return True
    return False


def _reason(error: OSError) -> str:
    return _UNREADABLE + reason_of(error)

"""Synthetic books, built once and used by several sections."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.documents import Documents, write_documents
from bench.measuring import briefbook, seconds
from bench.peers import Peers
from bench.synthetic import add_subjects, lay_book


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: subjects of the large book, runs of a median, and the rest.

    ``documents`` is the number of subjects whose documents are rendered by every peer,
    ``renders`` the length of the trial of memory, ``sizes`` the books that show growth.
    """

    subjects: int
    runs: int
    documents: int
    renders: int
    sizes: tuple[int, ...]


@dataclass(slots=True)
class Bench:
    """The folder of a run of the bench, its plan, the peers, and the books built so far."""

    folder: Path
    plan: Plan
    peers: Peers
    cold: dict[int, float] = field(default_factory=dict)
    _books: dict[int, Path] = field(default_factory=dict)
    _documents: Documents | None = None

    def built(self, subjects: int) -> Path:
        """Return a built book of so many subjects; its first build is timed in ``cold``."""
        if subjects not in self._books:
            folder = self.folder / f"book-{subjects}"
            lay_book(folder, subjects)
            self._books[subjects] = folder
            self.cold[subjects] = seconds(lambda: build(folder))
        return self._books[subjects]

    def grown(self, subjects: int) -> Path:
        """Return a built book of so many subjects, grown from the largest one there is."""
        if subjects not in self._books:
            largest = max(self._books)
            folder = self._books.pop(largest)
            add_subjects(folder, largest, subjects)
            self._books[subjects] = folder
            build(folder)
        return self._books[subjects]

    def fresh(self, subjects: int) -> Path:
        """Return a book of so many subjects of which nothing is built, to be built often."""
        folder = self.folder / f"fresh-{subjects}"
        if not folder.exists():
            lay_book(folder, subjects)
        forget(folder)
        return folder

    def documents(self) -> Documents:
        """Return the documents that every peer is given, written once."""
        if self._documents is None:
            book = self.fresh(self.plan.documents)
            self._documents = write_documents(book, self.folder / "documents")
        return self._documents


def build(folder: Path, *arguments: str) -> None:
    """Build the book in ``folder``; raises if an output fails."""
    briefbook(folder, "--quiet", "build", *arguments)


def forget(folder: Path) -> None:
    """Remove all outputs and the ledger, so that the next build is a first one."""
    with suppress(FileNotFoundError):
        shutil.rmtree(folder / "output")


def build_anew(folder: Path, *arguments: str) -> float:
    """Build from nothing; return the seconds that the build took."""
    forget(folder)
    return seconds(lambda: build(folder, *arguments))


def states(folder: Path) -> dict[str, tuple[int, int]]:
    """Return what tells a replaced file from one left alone, for each document."""
    return {
        file.relative_to(folder / "output").as_posix(): (stat.st_ino, stat.st_mtime_ns)
        for file in (folder / "output").glob("[!.]*/*/*.*")
        if (stat := file.stat())
    }

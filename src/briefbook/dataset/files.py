"""The folder ``data/``: one folder per register, one YAML file per record.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
Hidden files and ``README.md`` are passed over; any other stray file is a problem,
because a record that nobody reads would be missed in silence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from briefbook.dataset.base import ID_PATTERN
from briefbook.dataset.characters import replace_forbidden
from briefbook.dataset.messages import did_you_mean
from briefbook.errors import BookError, ReservedName, Span, UnknownKey, UnreadableFile

__all__ = ["FOLDER", "RecordFile", "find_files"]

FOLDER = "data"
_PASSED_OVER = frozenset({"README.md"})


@dataclass(frozen=True, slots=True)
class RecordFile:
    """The file of one record; ``name`` is its path relative to the book."""

    register: str
    id: str
    file: Path
    name: str


def find_files(book: Path, registers: Collection[str]) -> tuple[list[RecordFile], list[BookError]]:
    """List the files of a book's records in order, and what does not belong there."""
    records: list[RecordFile] = []
    problems: list[BookError] = []
    for found in _walk(book, registers):
        if isinstance(found, RecordFile):
            records.append(found)
        else:
            problems.append(found)
    return records, problems


def _walk(book: Path, registers: Collection[str]) -> Iterator[RecordFile | BookError]:
    """Look at everything in the data folder and in the folders of the registers."""
    folder = book / FOLDER
    try:
        entries = _entries(folder)
    except OSError as error:
        yield _unreadable(FOLDER, f"the folder cannot be read: {_reason(error)}", "create it")
        return
    for entry in entries:
        if not entry.is_dir():
            hint = "move it into the folder of its register, or remove it"
            yield _unreadable(f"{FOLDER}/{entry.name}", "no record can stand here", hint)
        elif entry.name not in registers:
            yield _unknown_register(entry.name, registers)
        else:
            yield from _walk_register(book, entry)


def _walk_register(book: Path, folder: Path) -> Iterator[RecordFile | BookError]:
    """Look at every entry of one register's folder."""
    try:
        entries = _entries(folder)
    except OSError as error:
        message = f"the folder cannot be read: {_reason(error)}"
        yield _unreadable(f"{FOLDER}/{folder.name}", message, "check its permissions")
        return
    for file in entries:
        name = f"{FOLDER}/{folder.name}/{file.name}"
        yield _problem(book, file, name) or RecordFile(folder.name, file.stem, file, name)


def _problem(book: Path, file: Path, name: str) -> BookError | None:
    """Say why an entry of a register's folder cannot be a record."""
    if file.is_dir():
        return _unreadable(name, "a folder within a register is not read", "move its files up")
    if file.suffix != ".yaml":
        hint = "rename it so" if file.suffix == ".yml" else "remove it or move it elsewhere"
        return _unreadable(name, "the name of a record's file must end in .yaml", hint)
    if file.exists() and not file.is_file():
        return _unreadable(name, "this is no ordinary file", "put a text file in its place")
    if file.exists() and not file.resolve().is_relative_to(book.resolve()):
        return _unreadable(name, "the link leads out of the book", "put the file itself here")
    if re.fullmatch(ID_PATTERN, file.stem) is None:
        message = f"{replace_forbidden(file.stem)} cannot be the id of a record"
        hint = "use small Latin letters, digits and _, and begin with a letter"
        return ReservedName(message, spans=[_span(name)], hint=hint)
    return None


def _unknown_register(name: str, registers: Collection[str]) -> BookError:
    hint = did_you_mean(name, registers) or f"registers: {', '.join(registers)}"
    message = f"the schema has no register {replace_forbidden(name)}"
    return UnknownKey(message, spans=[_span(f"{FOLDER}/{name}")], hint=hint)


def _entries(folder: Path) -> list[Path]:
    """List a folder by name, without what is passed over."""
    return sorted(
        entry
        for entry in folder.iterdir()
        if not entry.name.startswith(".") and entry.name not in _PASSED_OVER
    )


def _unreadable(name: str, message: str, hint: str) -> BookError:
    return UnreadableFile(message, spans=[_span(name)], hint=hint)


def _span(name: str) -> Span:
    """Point at a whole file, whose name may hold anything."""
    return Span(replace_forbidden(name))


def _reason(error: OSError) -> str:
    return (error.strerror or "unknown reason").lower()

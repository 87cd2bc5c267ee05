"""The folder ``data/``: one folder per register, one YAML file per record.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
Hidden files, ``README.md`` and the lock of the translations are passed over; any other
stray file is a problem, because a record that nobody reads would be missed in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from briefbook.dataset.characters import replace_forbidden
from briefbook.dataset.manifest import FOLDER, SUFFIX, Manifest, Unread, unreadable_reason
from briefbook.dataset.messages import did_you_mean
from briefbook.errors import BookError, ReservedName, Span, UnknownKey, UnreadableFile
from briefbook.wording import Message, _, verbatim

__all__ = ["FOLDER", "RecordFile", "find_files"]

_WRONG = {
    Unread.INNER_FOLDER: (_("a folder within a register is not read"), _("move its files up")),
    Unread.SPECIAL: (_("this is no ordinary file"), _("put a text file in its place")),
    Unread.OUTSIDE: (_("the link leads out of the book"), _("put the file itself here")),
}


@dataclass(frozen=True, slots=True)
class RecordFile:
    """The file of one record; ``name`` is its path relative to the book."""

    register: str
    id: str
    name: str


def find_files(
    manifest: Manifest, registers: Collection[str]
) -> tuple[list[RecordFile], list[BookError]]:
    """List the files of a book's records in order, and what does not belong there."""
    records: list[RecordFile] = []
    problems: list[BookError] = []
    for found in _sorted_out(manifest, registers):
        if isinstance(found, RecordFile):
            records.append(found)
        else:
            problems.append(found)
    return records, problems


def _sorted_out(manifest: Manifest, registers: Collection[str]) -> Iterator[RecordFile | BookError]:
    """Tell of each entry whose record it is, or why it is none."""
    for name, found in manifest.files.items():
        register, *rest = name.split("/")[1:]
        if not register or rest == [""]:
            yield from _folder_problems(name.removesuffix("/"), register, found, registers)
        elif not rest or register in registers:
            problem = _problem(name.removesuffix("/"), found)
            yield problem or RecordFile(register, rest[0].removesuffix(SUFFIX), name)


def _folder_problems(
    name: str, register: str, found: str, registers: Collection[str]
) -> Iterator[BookError]:
    """Say what is wrong with the data folder or with the folder of a register."""
    reason = unreadable_reason(found)
    if register and register not in registers:
        yield _unknown_register(register, registers)
    elif reason is not None:
        hint = _("check its permissions") if register else _("create it")
        yield _unreadable(
            name, _("the folder cannot be read: {reason}", reason=verbatim(reason)), hint
        )


def _problem(name: str, found: str) -> BookError | None:
    """Say why a file or an inner folder cannot be a record."""
    if found in _WRONG:
        return _unreadable(name, *_WRONG[Unread(found)])
    return _stray(PurePosixPath(name)) if found == Unread.STRAY else None


def _stray(file: PurePosixPath) -> BookError:
    """Say what in its name or place keeps a file from being a record."""
    if file.parent == PurePosixPath(FOLDER):
        hint = _("move it into the folder of its register, or remove it")
        return _unreadable(str(file), _("no record can stand here"), hint)
    if file.suffix != SUFFIX:
        hint = _("rename it so") if file.suffix == ".yml" else _("remove it or move it elsewhere")
        return _unreadable(str(file), _("the name of a record's file must end in .yaml"), hint)
    message = _("{stem} cannot be the id of a record", stem=replace_forbidden(file.stem))
    hint = _("use small Latin letters, digits and _, and begin with a letter")
    return ReservedName(message, spans=[_span(str(file))], hint=hint)


def _unknown_register(name: str, registers: Collection[str]) -> BookError:
    hint = did_you_mean(name, registers) or _(
        "registers: {registers}", registers=", ".join(registers)
    )
    message = _("the schema has no register {name}", name=replace_forbidden(name))
    return UnknownKey(message, spans=[_span(f"{FOLDER}/{name}")], hint=hint)


def _unreadable(name: str, message: Message, hint: Message) -> BookError:
    return UnreadableFile(message, spans=[_span(name)], hint=hint)


def _span(name: str) -> Span:
    """Point at a whole file, whose name may hold anything."""
    return Span(replace_forbidden(name))

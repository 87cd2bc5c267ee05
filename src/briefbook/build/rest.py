"""A book at rest: nothing changed since a build that had nothing to do. Stage *record*.

Such a build leaves a note of what it saw: the book, the program and the outputs by what
the file system says of them (:mod:`briefbook.build.sight`), the date of the clock, and
the ledger as it closed it. While all of that is so again, the next build would decide the
same about every output; it only writes down that it has been.

Whoever builds something changes the ledger, and the note counts no more: nothing takes it
back. Where anything is in doubt the answer is no, and the whole build is gone through.
A note that is torn, or was written by another version, is none.

Each build leaves, apart from that, the digest of what it saw: where the next one sees
something else, it lets a worker start at once, for there will be something to make.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from briefbook.build.report import Report
from briefbook.build.sight import Sight, Viewpoint, look, state_text
from briefbook.errors import BriefbookError
from briefbook.plan.folders import OUTPUT_FOLDER
from briefbook.publish import PRIVATE_FOLDER, BuildLock, prepare_folder
from briefbook.record.runs import begin_run, last_run, put_run
from briefbook.record.store import open_as_left, transaction

__all__ = ["Idle", "Wanted", "is_news", "leave_note", "leave_sight", "still_at_rest"]

_PRIVATE = f"{OUTPUT_FOLDER}/{PRIVATE_FOLDER}"
_NOTE = f"{_PRIVATE}/rest"
_SIGHT = f"{_PRIVATE}/sight"
_LEDGER = f"{_PRIVATE}/ledger.db"
_MAGIC = "briefbook at rest 1"


#: What a command asks for: the parts of a :class:`~briefbook.plan.outputs.Selection`.
Wanted = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Idle:
    """A run that had nothing to do.

    ``wanted`` is what it was asked for, ``today`` the date of the book's clock in the time
    zone ``zone``; ``files`` are the outputs, each with the figures of its file by which it
    was seen to be as recorded.
    """

    run: int
    wanted: Wanted
    today: date
    zone: str
    dataset_digest: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Note:
    """What a run that had nothing to do saw.

    ``seen`` is the digest of its :class:`Sight` and ``taken_ns`` the moment; ``files`` the
    digest of the figures of the ``outputs``; ``ledger`` those of the ledger when it was
    closed, ``run`` the last run in it. The rest is as in :class:`Idle`.
    """

    wanted: str
    seen: str
    taken_ns: int
    today: str
    zone: str
    dataset_digest: str
    run: int
    ledger: str
    files: str
    outputs: tuple[str, ...]


def still_at_rest(
    folder: Path, wanted: Wanted, as_of: date | None, view: Viewpoint | None = None
) -> Report | None:
    """Write down a run that has nothing to do, and return its report; None if it may have.

    ``view`` is what may have looked at the book already. With None nothing was changed.
    Another build is not waited for: there may be work
    when it ends.
    """
    begun = time.monotonic()
    note = _read(folder)
    if note is None or note.wanted != repr(wanted) or not _is_day(note, as_of):
        return None
    lock = BuildLock(folder / _PRIVATE / "lock")
    try:
        prepare_folder(folder / OUTPUT_FOLDER)
        if not lock.try_to_acquire():
            return None
        with lock:
            if not _is_as_noted(folder, note, view or Viewpoint(folder)):
                return None
            return _written_down(folder, note, begun)
    except (BriefbookError, OSError):
        return None


def leave_note(folder: Path, idle: Idle, sight: Sight | None) -> None:
    """Note that a run had nothing to do; call it with the ledger closed and the lock held.

    ``sight`` was taken before the book was read. Nothing is noted if something changed
    meanwhile, or is too young for a later change to show.
    """
    if sight is None or not sight.settled or not sight.is_still(look(folder)):
        return
    files = dict(idle.files)
    with contextlib.suppress(OSError):
        note = _Note(
            repr(idle.wanted),
            sight.digest,
            sight.taken_ns,
            idle.today.isoformat(),
            idle.zone,
            idle.dataset_digest,
            idle.run,
            _state(folder / _LEDGER),
            _digest(files.values()),
            tuple(files),
        )
        _write(folder, note)


def is_news(folder: Path, sight: Sight | None) -> bool:
    """Tell whether a book is seen not to be as the last build saw it."""
    try:
        last = (folder / _SIGHT).read_text(encoding="ascii", errors="replace")
    except OSError:
        last = ""
    return sight is not None and sight.digest != last


def leave_sight(folder: Path, sight: Sight | None) -> None:
    """Leave the digest of what a build saw to the next one; it decides nothing."""
    if sight is not None and is_news(folder, sight):
        with contextlib.suppress(OSError):
            _replace(folder / _SIGHT, sight.digest.encode())


def _is_day(note: _Note, as_of: date | None) -> bool:
    """Tell whether the clock of the book shows the date of a note."""
    today = as_of or datetime.now(ZoneInfo(note.zone)).date()
    return today.isoformat() == note.today and note.taken_ns <= time.time_ns()


def _is_as_noted(folder: Path, note: _Note, view: Viewpoint) -> bool:
    """Tell whether ledger, outputs, book and program are as they were."""
    if _state(folder / _LEDGER) != note.ledger:
        return False
    files = _digest(_state(f"{folder}/{output}") for output in note.outputs)
    if files != note.files:
        return False
    return view.sight is not None and view.sight.digest == note.seen


def _written_down(folder: Path, note: _Note, begun: float) -> Report | None:
    """Add a run to the ledger, and note how it stands then."""
    connection = open_as_left(folder / _LEDGER)
    with contextlib.closing(connection), transaction(connection):
        if last_run(connection) != note.run:
            return None
        today = date.fromisoformat(note.today)
        run = begin_run(connection, "build", today, note.dataset_digest)
        seconds = time.monotonic() - begun
        put_run(connection, replace(run, current=len(note.outputs), seconds=seconds))
    with contextlib.suppress(OSError):  # without a note the next build looks at everything
        _write(folder, replace(note, run=run.id, ledger=_state(folder / _LEDGER)))
    return Report(run.id, current=list(note.outputs), seconds=seconds)


def _state(path: Path | str) -> str:
    return state_text(os.stat(path))  # noqa: PTH116  # of thousands of files, and Path is slow


def _digest(states: Iterable[str]) -> str:
    return hashlib.sha256(_encoded("\n".join(states))).hexdigest()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _read(folder: Path) -> _Note | None:
    """Read the note of a book; None if there is none that is whole and of this version."""
    try:
        text = (folder / _NOTE).read_bytes().decode("utf-8", "surrogateescape")
        magic, checksum, rest = text.split("\n", 2)
    except (OSError, ValueError):
        return None
    if magic != _MAGIC or checksum != _digest([rest]):
        return None
    return _parsed(rest.split("\n"))


def _parsed(lines: Sequence[str]) -> _Note:
    wanted, seen, taken_ns, today, zone, dataset_digest, run, ledger, files, *outputs = lines
    moment, number = int(taken_ns), int(run)
    return _Note(
        wanted, seen, moment, today, zone, dataset_digest, number, ledger, files, tuple(outputs)
    )


def _write(folder: Path, note: _Note) -> None:
    """Replace the note whole; the disk is not waited for: the checksum tells a torn one."""
    head = (note.wanted, note.seen, str(note.taken_ns), note.today, note.zone)
    tail = (note.dataset_digest, str(note.run), note.ledger, note.files)
    lines = (*head, *tail, *note.outputs)
    if any("\n" in line for line in lines):
        return
    rest = "\n".join(lines)
    _replace(folder / _NOTE, _encoded(f"{_MAGIC}\n{_digest([rest])}\n{rest}"))


def _replace(file: Path, data: bytes) -> None:
    """Replace a file whole; the disk is not waited for."""
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        temporary.write_bytes(data)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)

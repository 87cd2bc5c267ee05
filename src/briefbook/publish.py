"""Putting finished bytes into files: the stage *publish*.

A file is replaced whole or not at all: a temporary file beside it is written,
forced to the disk and renamed over it (``rename`` of POSIX.1-2017 is atomic:
https://pubs.opengroup.org/onlinepubs/9699919799/functions/rename.html). One
build at a time holds the lock of a book.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from briefbook.disk import Disk
from briefbook.errors import OutputFolder, PublishFailed
from briefbook.events import Holder
from briefbook.wording import Message, _, reason_of

#: The folder of the program's own files, below the folder of the outputs.
PRIVATE_FOLDER = ".briefbook"

_PART = ".part"
_LEFTOVER = re.compile(rf"\..+\.[0-9a-f]{{8}}{re.escape(_PART)}", re.DOTALL)

_REASONS = {
    errno.ENOSPC: (_("the disk is full"), _("free some space and build again")),
    errno.EDQUOT: (_("the disk quota is used up"), _("free some space and build again")),
    errno.EFBIG: (
        _("it is larger than files may be here"),
        _("raise the limit on the size of files"),
    ),
    errno.EROFS: (_("the disk is read-only"), _("mount it for writing, or move the book")),
    errno.EACCES: (_("permission is denied"), _("give yourself the right to write there")),
    errno.EPERM: (_("the operation is not permitted"), _("give yourself the right to write there")),
    errno.EISDIR: (_("a folder stands in its place"), _("move that folder away")),
    errno.ENOTDIR: (_("a file stands where a folder must be"), _("move that file away")),
    errno.EEXIST: (_("a file stands where a folder must be"), _("move that file away")),
    errno.ENAMETOOLONG: (_("its name is too long"), _("shorten the id of the subject")),
}


def publish(data: bytes, target: Path, *, inside: Path | None = None) -> None:
    """Replace ``target`` with ``data``, whole or not at all.

    Missing folders are made. The new file's mode follows the umask. A symbolic link
    at ``target`` is itself replaced; what it points to is left alone. With ``inside``,
    a target outside that folder is refused, also where a linked folder leads out.

    Raises :class:`~briefbook.errors.PublishFailed`; the old file is then as it was and
    nothing is left beside it. (Only if the disk fails to confirm the rename itself is
    the new file already in place: the message says so.)
    """
    with Disk() as disk, Batch(inside, disk) as batch:
        batch.write(data, target)
        for failure in batch.force([target]).values():
            raise failure
        batch.replace(target)
        for failure in batch.confirm().values():
            raise failure


class Batch:
    """Files that are replaced together, each whole or not at all, as :func:`publish` does.

    First all are written, then forced to the disk together, then each is replaced, and
    last the folders are forced together: the disk is waited for twice. What was written and
    not replaced is gone when the context is left. The methods raise
    :class:`~briefbook.errors.PublishFailed` for the target that they are asked for, or
    return it by target; the others are as they were.
    """

    def __init__(self, inside: Path | None, disk: Disk) -> None:
        self._inside = inside
        self._disk = disk
        self._beside: dict[Path, Path] = {}
        self._replaced: list[Path] = []
        self._made: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_how: object) -> None:
        for temporary in self._beside.values():
            _discard(temporary)
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):  # it has files
                folder.rmdir()

    def write(self, data: bytes, target: Path) -> None:
        """Write a new file beside its target; missing folders are made."""
        _refuse_escape(target, self._inside)
        with _explained_for(target):
            self._made.extend(_make_folders(target.parent))
            self._beside[target] = _write_beside(target, data)

    def force(self, targets: Sequence[Path]) -> dict[Path, PublishFailed]:
        """Force new files to the disk; return, by target, what failed."""
        errors = self._disk.force_files([self._beside[target] for target in targets])
        failed = ((target, errors.get(self._beside[target])) for target in targets)
        return {target: _not_written(target, error) for target, error in failed if error}

    def replace(self, target: Path) -> None:
        """Put the new file in the place of the old one."""
        with _explained_for(target):
            _replace(self._beside[target], target)
        del self._beside[target]
        self._replaced.append(target)

    def confirm(self) -> dict[Path, PublishFailed]:
        """Force the folders of the replaced files to the disk; return, by target, what failed.

        The new file is then in its place all the same.
        """
        changed = dict.fromkeys(path.parent for path in (*self._replaced, *self._made))
        errors = self._disk.force_folders(list(changed))
        return {
            target: _failure(
                _("{name} was written but the disk did not confirm it", name=target.name), error
            )
            for target in self._replaced
            for folder, error in errors.items()
            if target.is_relative_to(folder)
        }


def prepare_folder(output: Path) -> None:
    """Make sure that files can be written in ``output``; nothing in it changes.

    The folder and its private folder are made if they are missing.

    Raises :class:`~briefbook.errors.OutputFolder` if they cannot be made or written.
    """
    try:
        for folder in (output, output / PRIVATE_FOLDER):
            folder.mkdir(parents=True, exist_ok=True)
            # Has no name where the system allows it, so not even the folder's date changes.
            with tempfile.TemporaryFile(dir=folder):
                pass
    except OSError as error:
        reason, hint = _explained(error)
        message = _(
            "the folder {name} cannot be written: {reason}", name=output.name, reason=reason
        )
        raise OutputFolder(message, hint=hint) from error


def remove_leftovers(output: Path) -> tuple[Path, ...]:
    """Remove the temporary files of runs that were killed; return their paths.

    Call it while holding the lock: the temporary files of a living build look alike.
    Folders reached by symbolic links are left alone.
    """
    removed = []
    for folder, _folders, names in os.walk(output):
        for name in sorted(filter(_LEFTOVER.fullmatch, names)):
            leftover = Path(folder, name)
            with contextlib.suppress(OSError):
                leftover.unlink()
                removed.append(leftover)
    return tuple(removed)


class BuildLock:
    """The lock of a book: one build at a time, released even when its holder is killed.

    ``path`` is the lock file; a note beside it (``lock.json``) says who holds it. The
    note is only for people: the operating system's lock alone decides.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.note = path.with_name(f"{path.name}.json")
        # The builder may let go in another thread than it began in.
        self._lock = FileLock(path, thread_local=False)

    def acquire(self, on_wait: Callable[[Holder], None]) -> Self:
        """Take the lock, waiting as long as another build holds it.

        ``on_wait`` is called once if there is a wait, with whom it is for.

        Raises :class:`~briefbook.errors.OutputFolder` if the lock file cannot be
        written.
        """
        try:
            if not self._try() and not self._try_until_holder_is_known(on_wait):
                self._lock.acquire(poll_interval=0.1)
        except OSError as error:
            reason, hint = _explained(error)
            message = _("the lock of the book cannot be taken: {reason}", reason=reason)
            raise OutputFolder(message, hint=hint) from error
        self._leave_note()
        return self

    def try_to_acquire(self) -> bool:
        """Take the lock for a moment if it is free; tell whether it was.

        No note says who holds it: whoever waits is done waiting before they could read it.
        Raises :class:`OSError` if the lock file cannot be written.
        """
        return self._try()

    def release(self) -> None:
        """Let the lock go; without effect if it is not held."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self.note.unlink()
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()

    def _try(self) -> bool:
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True

    def _try_until_holder_is_known(self, on_wait: Callable[[Holder], None]) -> bool:
        """Tell ``on_wait`` who holds the lock; return whether it was taken meanwhile.

        A holder that has only just begun gets half a second to write its note.
        """
        for _attempt in range(10):
            holder = self._holder()
            if holder is not None:
                break
            time.sleep(0.05)
            if self._try():
                return True
        on_wait(holder or Holder())
        return False

    def _holder(self) -> Holder | None:
        """Return who the note names, unless that process is gone."""
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
            holder = Holder(note["pid"], datetime.fromisoformat(note["since"]), note["command"])
            alive = note["process"] == process_mark(note["pid"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return holder if alive else None

    def _leave_note(self) -> None:
        """Write who holds the lock; a note that cannot be written harms nothing."""
        pid = os.getpid()
        note = {
            "pid": pid,
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
            "process": process_mark(pid),
        }
        with contextlib.suppress(OSError):
            _replace(_write_beside(self.note, json.dumps(note).encode()), self.note)


def process_mark(pid: int) -> str:
    """Return a mark that no later process of the same number has.

    The time a process began, from ``/proc/PID/stat`` (https://man7.org/linux/man-pages/
    man5/proc_pid_stat.5.html); where there is no ``/proc``, only that it is alive.
    Raises ``OSError`` if there is no such process.
    """
    if Path("/proc/self/stat").exists():
        after_name = Path(f"/proc/{pid:d}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        return after_name.split()[19]
    os.kill(pid, 0)
    return ""


def _refuse_escape(target: Path, inside: Path | None) -> None:
    """Raise ``PublishFailed`` for a target that lies, or leads, outside ``inside``."""
    if not _is_file_name(target):
        raise PublishFailed(
            _("{target} cannot be the name of a file", target=repr(str(target))),
            hint=_("rename the subject or the document"),
        )
    if ".." in target.parts or (inside is not None and not _leads_into(target.parent, inside)):
        raise PublishFailed(
            _("{name} would be written outside the folder of the outputs", name=target.name),
            hint=_("remove .. from the names, and links that lead out of the folder"),
        )


def _is_file_name(target: Path) -> bool:
    """Tell whether the system can encode the name: no lone surrogate, no zero byte."""
    try:
        return b"\0" not in os.fsencode(target)
    except UnicodeEncodeError:
        return False


def _leads_into(folder: Path, inside: Path) -> bool:
    """Tell whether ``folder``, all links followed, lies in ``inside``."""
    try:
        return folder.resolve().is_relative_to(inside.resolve())
    except (OSError, RuntimeError):  # links in a circle
        return False


def _make_folders(folder: Path) -> Iterator[Path]:
    """Make ``folder`` and what it stands in; yield those that were made, outer first."""
    if folder.is_dir():
        return
    yield from _make_folders(folder.parent)
    folder.mkdir()
    yield folder


@contextlib.contextmanager
def _explained_for(target: Path) -> Iterator[None]:
    """Turn what the system says of a file into ``PublishFailed``."""
    try:
        yield
    except OSError as error:
        raise _not_written(target, error) from error


def _not_written(target: Path, error: OSError) -> PublishFailed:
    return _failure(_("{name} could not be written", name=target.name), error)


def _write_beside(target: Path, data: bytes) -> Path:
    """Write ``data`` to a new hidden file in the folder of ``target``."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}{_PART}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        finally:
            os.close(descriptor)
    except BaseException:
        _discard(temporary)
        raise
    return temporary


def _replace(temporary: Path, target: Path) -> None:
    """Put ``temporary`` in the place of ``target``, or remove it."""
    try:
        temporary.replace(target)
    except BaseException:
        _discard(temporary)
        raise


def _discard(temporary: Path) -> None:
    with contextlib.suppress(OSError):
        temporary.unlink()


def _explained(error: OSError) -> tuple[Message, Message]:
    """Return what went wrong in plain words, and what to do about it."""
    usual = reason_of(error), _("see to the disk, then build again")
    return _REASONS.get(error.errno or 0, usual)


def _failure(message: Message, error: OSError) -> PublishFailed:
    reason, hint = _explained(error)
    return PublishFailed(_("{message}: {reason}", message=message, reason=reason), hint=hint)

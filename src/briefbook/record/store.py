"""The file of the ledger: opening it, judging it, setting it aside. Stage *record*.

SQLite with a rollback journal (https://www.sqlite.org/atomiccommit.html): a process
may be killed at any moment. A write-ahead log would commit faster, but then even a
reader writes files beside the ledger, and in a read-only folder it cannot read at all
(https://www.sqlite.org/wal.html). Commits take milliseconds, renderings many times
that.

Never open the file but through SQLite: closing it drops the process's locks
(https://www.sqlite.org/howtocorrupt.html, section 2.2).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from briefbook.errors import OutputFolder, UnreadableFile
from briefbook.record.migrations import APPLICATION_ID, MIGRATIONS, applied, migrate
from briefbook.record.surroundings import SURROUNDINGS, TORN, code_of, explained
from briefbook.wording import Message, _, verbatim

#: How long, in seconds, one waits while another process commits.
BUSY_SECONDS = 30.0

#: What SQLite may keep beside a database; the journals must go where it goes.
_COMPANIONS = ("-journal", "-wal", "-shm")

Flaw = Literal["empty", "damaged", "later"]
Mode = Literal["ro", "rw", "rwc"]


class Unsound(Exception):
    """A ledger that cannot be used; ``flaw`` names the kind, the text says why."""

    def __init__(self, flaw: Flaw, why: Message) -> None:
        super().__init__(flaw, why)
        self.flaw = flaw
        self.why = why

    def sentence(self) -> Message:
        """Say what is the matter, as the first half of a sentence."""
        if self.flaw == "empty":
            return _("the ledger was {why}", why=self.why)
        if self.flaw == "later":
            return _("the ledger was written by a later version of briefbook ({why})", why=self.why)
        return _("the ledger is damaged ({why})", why=self.why)


@dataclass(frozen=True, slots=True)
class Opened:
    """An open ledger; ``fresh`` says why it was started anew, or is ``None``."""

    connection: sqlite3.Connection
    fresh: Message | None


Check = Callable[[sqlite3.Connection], None]


def open_for_writing(path: Path, check: Check) -> Opened:
    """Open the ledger at ``path``, or start it anew if it is missing or unsound.

    An unsound one is set aside under a name that was free. ``check`` raises
    :class:`Unsound` if the rows are not sound.

    Raises :class:`~briefbook.errors.OutputFolder` if the ledger cannot be written.
    """
    with _writing_explained():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return Opened(_open(path, check), None)
        except Unsound as unsound:
            fresh = unsound.sentence()
            if unsound.flaw != "empty":
                name = _set_aside(path, unsound.flaw).name
                fresh = _("{flaw}; it was set aside as {name}", flaw=fresh, name=name)
        try:
            return Opened(_create(path, check), fresh)
        except Unsound as unsound:  # only a failing disk damages a ledger just made
            message = _("the ledger cannot be written: {why}", why=unsound.why)
            raise OutputFolder(message, hint=_("see to the disk, then build again")) from unsound


def open_as_left(path: Path) -> sqlite3.Connection:
    """Open a ledger for writing that is known to be as a run of this program closed it.

    Raises :class:`~briefbook.errors.OutputFolder` if it cannot be written.
    """
    with _writing_explained():
        connection = _connect(_address(path, "rw"))
        with _closing_on_error(connection):
            _make_durable(connection)
        return connection


def open_to_look(path: Path) -> sqlite3.Connection:
    """Open a ledger of today's schema for reading as it stands, without judging its contents.

    Raises :class:`Unsound`, :class:`sqlite3.Error` or :class:`OSError` for any other file,
    and for one that an interrupted build left to be put right.
    """
    _refuse_what_is_no_file(path)
    connection = _connect(_address(path, "ro"))
    with _closing_on_error(connection):
        if len(_recognized(connection)) != len(MIGRATIONS):
            raise Unsound("empty", _("its schema is unknown"))
        return connection


def snapshot(path: Path, check: Check) -> Opened | None:
    """Copy the ledger at ``path`` into memory; return ``None`` if there is none.

    The copy is of one moment, blocks no build, and is of today's schema whatever that
    of the file. Nothing is written beside the ledger. From an unsound ledger comes an
    empty copy, and ``fresh`` says so.

    Raises :class:`~briefbook.errors.UnreadableFile` if the file may not be read.
    """
    try:
        try:
            opened = Opened(_copy(path, check), None)
        except Unsound as unsound:
            if unsound.flaw == "empty":
                return None
            fresh = _("{flaw}; the next build sets it aside", flaw=unsound.sentence())
            opened = Opened(_prepare(_connect(":memory:"), check), fresh)
        opened.connection.execute("PRAGMA query_only = ON")
    except (sqlite3.Error, OSError) as error:
        reason, hint = explained(error)
        raise UnreadableFile(
            _("the ledger cannot be read: {reason}", reason=reason), hint=hint
        ) from error
    return opened


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit all that is written in the block, or nothing of it.

    A transaction within another one is a part of it. Raises
    :class:`~briefbook.errors.OutputFolder` if it cannot be written.
    """
    if connection.in_transaction:
        yield
        return
    with _writing_explained():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
            raise


def _open(path: Path, check: Check) -> sqlite3.Connection:
    """Open a ledger for writing and make sure of it; raise :class:`Unsound`."""
    _refuse_what_is_no_file(path)
    with _judging():
        connection = _connect(_address(path, "rw"))
        with _closing_on_error(connection):
            _refuse_empty(connection, path)
            _examine(connection)
            _make_durable(connection)
            _make_sure_of_writing(connection, path)
            return _prepare(connection, check)


def _create(path: Path, check: Check) -> sqlite3.Connection:
    """Make a ledger where there is none, or an empty file."""
    with _judging():
        connection = _connect(_address(path, "rwc"))
        with _closing_on_error(connection):
            _make_durable(connection)
            return _prepare(connection, check)


def _copy(path: Path, check: Check) -> sqlite3.Connection:
    """Copy a ledger into memory and make sure of the copy; raise :class:`Unsound`."""
    _refuse_what_is_no_file(path)
    memory = _connect(":memory:")
    with _closing_on_error(memory), _judging():
        try:
            _back_up(path, "ro", memory)
        except sqlite3.OperationalError as error:
            if code_of(error) != sqlite3.SQLITE_READONLY_ROLLBACK:
                raise
            _back_up_interrupted(path, memory)
        _examine(memory)
        return _prepare(memory, check)


def _refuse_what_is_no_file(path: Path) -> None:
    """Raise :class:`Unsound` if there is nothing at ``path``, or a folder or the like."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise Unsound("empty", _("missing")) from None
    if not stat.S_ISREG(mode):
        raise Unsound("damaged", _("it is not a file"))


def _make_durable(connection: sqlite3.Connection) -> None:
    """Let each commit survive the power failing just after it."""
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = EXTRA")


def _make_sure_of_writing(connection: sqlite3.Connection, path: Path) -> None:
    """Find out at once whether the ledger may be written; if not, tell why."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA user_version = 1")  # fails without a journal beside it
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if code_of(error) == sqlite3.SQLITE_READONLY and _permits_writing(path):
            raise Unsound("damaged", _("its header forbids writing")) from error
        raise


def _permits_writing(path: Path) -> bool:
    """Tell whether the system lets this process write the file."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _back_up(path: Path, mode: Mode, memory: sqlite3.Connection) -> None:
    with contextlib.closing(_connect(_address(path, mode))) as source:
        # The lock taken here stays for the copy, which would wait for ever for its own.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _refuse_empty(source, path)
        source.backup(memory)


def _back_up_interrupted(path: Path, memory: sqlite3.Connection) -> None:
    """Copy a ledger whose last transaction was cut short, and undo that in the copy.

    Only a writer may undo it in place. A build that begins to do so meanwhile changes
    the journal; then the copy is made anew.
    """
    journal = path.with_name(f"{path.name}-journal")
    with tempfile.TemporaryDirectory(prefix="briefbook-") as folder:
        copied = Path(folder, path.name)
        for _ in range(5):
            before = _states(path, journal)
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(journal, Path(folder, journal.name))
                shutil.copyfile(path, copied)
            if before == _states(path, journal):
                break
        _back_up(copied, "rw", memory)


def _states(*paths: Path) -> list[tuple[int, int, int] | None]:
    """Return what changes when the files do; ``None`` for one that is not there."""
    found: list[tuple[int, int, int] | None] = []
    for path in paths:
        try:
            state = path.stat()
        except FileNotFoundError:
            found.append(None)
        else:
            found.append((state.st_ino, state.st_size, state.st_mtime_ns))
    return found


def _address(path: Path, mode: Mode) -> str:
    """Return the address of a file for SQLite (https://www.sqlite.org/uri.html)."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def _connect(address: str) -> sqlite3.Connection:
    """Connect; the builder may let go in another thread than it began in."""
    connection = sqlite3.connect(
        address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    with _closing_on_error(connection):
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _examine(connection: sqlite3.Connection) -> None:
    """Raise :class:`Unsound` for what is no sound ledger of this version or an earlier one."""
    _recognized(connection)
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise Unsound("damaged", verbatim(" ".join(str(verdict).split())))


def _recognized(connection: sqlite3.Connection) -> tuple[tuple[int, str], ...]:
    """Return the migrations that a ledger went through; raise :class:`Unsound` for no ledger."""
    if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
        raise Unsound("damaged", _("it does not bear the mark of a ledger"))
    found = applied(connection)
    if found and found[-1][0] > MIGRATIONS[-1].number:
        raise Unsound(
            "later",
            _(
                "schema {found}, this version knows {number}",
                found=found[-1][0],
                number=MIGRATIONS[-1].number,
            ),
        )
    known = tuple((migration.number, migration.name) for migration in MIGRATIONS)
    if found != known[: len(found)]:
        raise Unsound("damaged", _("its schema is unknown"))
    return found


def _refuse_empty(connection: sqlite3.Connection, path: Path) -> None:
    """Raise :class:`Unsound` for a file that a build killed early left without a page.

    SQLite has by now undone what such a build began.
    """
    if connection.execute("PRAGMA page_count").fetchone() == (0,):
        if path.stat().st_size:
            raise Unsound("damaged", _("it is too short"))
        raise Unsound("empty", _("empty"))


def _prepare(connection: sqlite3.Connection, check: Check) -> sqlite3.Connection:
    """Bring a sound ledger to today's schema, and check its rows."""
    with _closing_on_error(connection):
        migrate(connection)
        with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
            migrate(model)
            if _schema(connection) != _schema(model):
                raise Unsound("damaged", _("its schema is unknown"))
        check(connection)
    return connection


def _schema(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Return the statements that made the tables, for comparison."""
    query = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY name"
    return connection.execute(query).fetchall()


def _set_aside(path: Path, flaw: Flaw) -> Path:
    """Rename a ledger, and what SQLite keeps beside it, to a free name; return that."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.{flaw}-{number}")):
        number += 1
    path.rename(aside)
    for suffix in _COMPANIONS:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(f"{path.name}{suffix}").rename(f"{aside}{suffix}")
    return aside


@contextlib.contextmanager
def _closing_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


@contextlib.contextmanager
def _judging() -> Iterator[None]:
    """Turn what SQLite says of a file's contents into :class:`Unsound`."""
    try:
        yield
    except UnicodeDecodeError as error:  # SQLite quotes a broken schema in its message
        raise Unsound("damaged", _("its schema is unknown")) from error
    except sqlite3.Error as error:
        code = code_of(error)
        if code in TORN or code & 0xFF not in SURROUNDINGS:
            raise Unsound("damaged", verbatim(str(error))) from error
        raise


@contextlib.contextmanager
def _writing_explained() -> Iterator[None]:
    """Turn what the system says of the disk into :class:`~briefbook.errors.OutputFolder`."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except (sqlite3.Error, OSError) as error:
        reason, hint = explained(error)
        raise OutputFolder(
            _("the ledger cannot be written: {reason}", reason=reason), hint=hint
        ) from error

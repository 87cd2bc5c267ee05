"""What SQLite and the system say when a ledger cannot be used, in plain words: stage *record*."""

from __future__ import annotations

import sqlite3

from briefbook.wording import Message, _, reason_of

__all__ = ["SURROUNDINGS", "TORN", "code_of", "explained"]

_AGAIN = _("build again")
#: Primary result codes (https://www.sqlite.org/rescode.html) that speak of the
#: surroundings of the file, and not of what is in it.
SURROUNDINGS = {
    sqlite3.SQLITE_FULL: (_("the disk is full"), _("free some space and build again")),
    sqlite3.SQLITE_READONLY: (
        _("it may only be read"),
        _("give yourself the right to write there"),
    ),
    sqlite3.SQLITE_CANTOPEN: (
        _("its folder or a file in it cannot be opened"),
        _("give yourself the right to write there"),
    ),
    sqlite3.SQLITE_PERM: (_("permission is denied"), _("give yourself the right to write there")),
    sqlite3.SQLITE_BUSY: (_("another program holds it"), _("end that program and build again")),
    sqlite3.SQLITE_LOCKED: (_("another program holds it"), _("end that program and build again")),
    sqlite3.SQLITE_PROTOCOL: (_("it cannot be locked"), _("end other programs that use it")),
    sqlite3.SQLITE_IOERR: (
        _("the disk is full or failing"),
        _("free some space or see to the disk, then build again"),
    ),
    sqlite3.SQLITE_NOLFS: (_("the disk does not take files so large"), _("move the book")),
    sqlite3.SQLITE_AUTH: (_("access is denied"), _("give yourself the right to write there")),
    sqlite3.SQLITE_NOMEM: (_("there is not enough memory"), _AGAIN),
}
#: Failed reads that tell of a torn file, though SQLite counts them to the disk's.
TORN = {sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS}


def explained(error: sqlite3.Error | OSError) -> tuple[Message, Message]:
    """Return what went wrong in plain words, and what to do about it."""
    if isinstance(error, OSError):
        return reason_of(error), _("see to the folder, then build again")
    code = code_of(error)
    return SURROUNDINGS.get(code & 0xFF, (_("it is damaged ({error})", error=error), _AGAIN))


def code_of(error: sqlite3.Error) -> int:
    """Return SQLite's extended result code; Python's own errors are about odd bytes."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)

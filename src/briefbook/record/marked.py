"""Rows with checksums: the stage *record*.

Every row carries a mark, the CRC-32 of its other columns
(https://www.rfc-editor.org/rfc/rfc1952#section-8): SQLite does not notice a bit that
flips inside a text, and a wrong digest would pass for a document altered by hand.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable
from typing import Any

__all__ = ["Row", "is_text", "mark", "printable", "put", "sound_rows"]

Row = tuple[Any, ...]


def put(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Write rows with their marks, in the place of rows with the same key."""
    exact = [tuple(map(_exact, row)) for row in rows]
    marked = [(*row, mark(row)) for row in exact]
    if marked:
        places = ",".join("?" * len(marked[0]))
        connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", marked)  # noqa: S608  # names of our own tables


def sound_rows(connection: sqlite3.Connection, query: str, values: Row = ()) -> list[Row]:
    """Return whole rows without their marks; rows that have changed are left out.

    For the past: the decisive tables are checked as a whole when the ledger is opened.
    """
    try:
        rows = connection.execute(query, values).fetchall()
    except sqlite3.OperationalError as error:
        if hasattr(error, "sqlite_errorcode"):
            raise
        return []  # Python's own error: a text is no UTF-8 any more
    return [row[:-1] for row in rows if mark(row[:-1]) == row[-1]]


def mark(row: Row) -> int:
    """Return the checksum of a row, the same before it is written and after it is read.

    ``ascii`` writes equal values equally in every version of Python; ``repr`` does not.
    """
    return zlib.crc32(ascii(row).encode("ascii"))


def printable(text: str) -> str:
    """Make a text one that SQLite takes: lone surrogates are written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def is_text(name: str) -> bool:
    """Tell whether a name has no lone surrogates, which stand for bytes that are no text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _exact(value: Any) -> str | int | float | None:
    """Return a value as SQLite will: a member of an enumeration as its text, say."""
    for kind in (str, int, float):
        if isinstance(value, kind):
            return kind(value)
    return None

"""What the ledger remembers of the files that a book is read from: the stage *record*.

To judge a whole ledger takes longer than to read these few rows. Each of them carries its
mark, and one that is lacking costs time and nothing else: so the rest of the file may be
as it will.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from briefbook.record import tables
from briefbook.record.digests import FileRecord
from briefbook.record.marked import sound_rows
from briefbook.record.store import Unsound, open_to_look

__all__ = ["Memory", "remembered"]


@dataclass(frozen=True, slots=True)
class Memory:
    """The digests of files by their names, and one of the small texts that were kept."""

    files: dict[str, FileRecord]
    text: str | None


def remembered(path: Path, folder: str, name: str) -> Memory | None:
    """Return what the ledger at ``path`` knows of the files in a folder, and the text ``name``.

    None if that cannot be had at a glance: there is no such ledger, it is of another
    version, or in need of care. Nothing is written, and no build is waited for.
    """
    try:
        with contextlib.closing(open_to_look(path)) as connection:
            query = "SELECT * FROM files WHERE name >= ? AND name < ?"
            bounds = (f"{folder}/", f"{folder}0")  # 0 comes after the slash
            rows = sound_rows(connection, query, bounds)
            texts = sound_rows(connection, "SELECT * FROM notes WHERE name = ?", (name,))
    except (sqlite3.Error, OSError, Unsound):
        return None
    files = {row[0]: tables.file_from(row) for row in rows}
    return Memory(files, texts[0][1] if texts else None)

"""What documents say, and what they say otherwise than another language, in the ledger.

Stage *record*. An account is JSON, compressed as zlib does (https://www.rfc-editor.org/rfc/rfc1950),
whose checksum shows damage. Files are named once and then by number.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from briefbook.errors import BriefbookError
from briefbook.record.codec import decode_errors, encode_errors
from briefbook.record.marked import put, sound_rows
from briefbook.record.tables import names
from briefbook.tracking.account import Account, Exemption, Figure, Gist, Place, Statement, Use

_LEVEL = 1
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DAMAGE = (zlib.error, ValueError, TypeError, IndexError)
_UTF8 = ("utf-8", "surrogatepass")


def account(connection: sqlite3.Connection, output: str) -> Account | None:
    """Read what a published document says; None if that is not known."""
    return decode_account(_stored(connection, output))


def gist(connection: sqlite3.Connection, output: str) -> Gist | None:
    """Read what a published document speaks of; the rest of its account is not made anew."""
    return decode_gist(_stored(connection, output))


def _stored(connection: sqlite3.Connection, output: str) -> bytes:
    """Return the encoded account of a document; empty bytes, which hold none, if there is none."""
    query = "SELECT account FROM accounts WHERE output = ?"
    row = connection.execute(query, (output,)).fetchone()
    return b"" if row is None else row[0]


def put_account(connection: sqlite3.Connection, output: str, said: bytes | None) -> None:
    """Write what a document says, encoded, in the place of what it said."""
    connection.execute("DELETE FROM accounts WHERE output = ?", (output,))
    if said is not None:
        connection.execute("INSERT INTO accounts VALUES (?, ?)", (output, said))


def breaches(connection: sqlite3.Connection) -> dict[str, tuple[BriefbookError, ...]]:
    """Read, by output, what its document says otherwise than another language."""
    rows = sound_rows(connection, "SELECT * FROM breaches")
    return {output: decode_errors(text) for output, text in rows}


def put_breaches(
    connection: sqlite3.Connection, found: Mapping[str, Sequence[BriefbookError]]
) -> None:
    """Write of outputs what they say otherwise, in the place of what they did."""
    connection.executemany("DELETE FROM breaches WHERE output = ?", names(found))
    rows = [(output, encode_errors(errors)) for output, errors in found.items() if errors]
    put(connection, "breaches", rows)


def encode_account(account: Account) -> bytes:
    """Write an account as compressed JSON."""
    files: dict[str, int] = {}

    def at(place: Place) -> tuple[int, int]:
        return files.setdefault(place.file, len(files)), place.line

    statements = [
        (
            one.name,
            one.about,
            at(one.place),
            [(use.fact, *at(use.place), int(use.told), use.exemption) for use in one.uses],
            [(each.kind, each.value, *at(each.place), each.exemption) for each in one.figures],
        )
        for one in account.statements
    ]
    exemptions = [(*at(one.place), one.reason) for one in account.exemptions]
    data = (account.language, list(files), statements, exemptions)
    return zlib.compress(_WRITER.encode(data).encode(*_UTF8), _LEVEL)


def decode_account(data: bytes) -> Account | None:
    """Read what :func:`encode_account` wrote; None for bytes that hold no account."""
    try:
        language, files, statements, exemptions = _parsed(data)
        return Account(
            language,
            tuple(_statement(one, files) for one in statements),
            tuple(Exemption(Place(files[file], line), why) for file, line, why in exemptions),
        )
    except _DAMAGE:
        return None


def decode_gist(data: bytes) -> Gist | None:
    """Read the gist of what :func:`encode_account` wrote; None for bytes that hold no account."""
    try:
        language, _files, statements, _exemptions = _parsed(data)
        facts = frozenset(
            [use[0] for _name, _about, _at, uses, _figures in statements for use in uses]
        )
        return Gist(language, facts, frozenset([statement[0] for statement in statements]))
    except _DAMAGE:
        return None


def _parsed(data: bytes) -> Any:
    return json.loads(zlib.decompress(data).decode(*_UTF8))


def _statement(data: Sequence[Any], files: Mapping[int, str]) -> Statement:
    name, about, (file, line), uses, figures = data
    return Statement(
        name,
        tuple(about),
        Place(files[file], line),
        tuple(Use(fact, Place(files[f], at), bool(told), why) for fact, f, at, told, why in uses),
        tuple(Figure(kind, value, Place(files[f], at), why) for kind, value, f, at, why in figures),
    )

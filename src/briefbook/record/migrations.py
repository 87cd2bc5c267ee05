"""The schema of the ledger, as numbered migrations: the stage *record*.

Each migration is committed together with its own record in the table ``migrations``,
so a ledger is always of exactly one schema, whenever the power fails
(https://www.sqlite.org/lang_transaction.html). A migration, once released, is never
changed; a new one is added below it.

Every row ends in ``mark``, a checksum of the rest (a basis and an account have their
own): SQLite checks the structure of its pages, not what stands in them. The tables have
no row ids, so each is one tree without an index that could contradict it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

#: "brfb": tells a ledger from other SQLite files (https://www.sqlite.org/fileformat.html).
APPLICATION_ID = 0x62726662


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: ``statements`` lead from the step before to this one."""

    number: int
    name: str
    statements: tuple[str, ...]


MIGRATIONS = (
    Migration(
        1,
        "outputs, attempts, runs, files",
        (
            f"PRAGMA application_id = {APPLICATION_ID}",
            """CREATE TABLE outputs (
                output TEXT PRIMARY KEY, document TEXT NOT NULL, subject TEXT,
                language TEXT NOT NULL, format TEXT NOT NULL, file_digest TEXT,
                mark INTEGER NOT NULL) WITHOUT ROWID""",
            """CREATE TABLE attempts (
                output TEXT NOT NULL, role TEXT NOT NULL, key TEXT NOT NULL,
                input_digest TEXT, reason TEXT NOT NULL, seconds REAL NOT NULL,
                run INTEGER NOT NULL, dataset_digest TEXT NOT NULL, today TEXT NOT NULL,
                error TEXT, mark INTEGER NOT NULL,
                PRIMARY KEY (output, role)) WITHOUT ROWID""",
            """CREATE TABLE bases (
                output TEXT NOT NULL, role TEXT NOT NULL, basis BLOB NOT NULL,
                PRIMARY KEY (output, role)) WITHOUT ROWID""",
            """CREATE TABLE announcements (
                output TEXT NOT NULL, digest TEXT NOT NULL, mark INTEGER NOT NULL,
                PRIMARY KEY (output, digest)) WITHOUT ROWID""",
            """CREATE TABLE runs (
                id INTEGER PRIMARY KEY, started TEXT NOT NULL, command TEXT NOT NULL,
                as_of TEXT NOT NULL, dataset_digest TEXT NOT NULL, built INTEGER NOT NULL,
                current INTEGER NOT NULL, kept INTEGER NOT NULL, failed INTEGER NOT NULL,
                seconds REAL, interrupted INTEGER NOT NULL, mark INTEGER NOT NULL)""",
            """CREATE TABLE run_outputs (
                run INTEGER NOT NULL, output TEXT NOT NULL, outcome TEXT NOT NULL,
                reason TEXT NOT NULL, seconds REAL NOT NULL, error TEXT,
                mark INTEGER NOT NULL, PRIMARY KEY (run, output)) WITHOUT ROWID""",
            """CREATE TABLE files (
                name TEXT PRIMARY KEY, state TEXT NOT NULL, digest TEXT NOT NULL,
                recorded_ns INTEGER NOT NULL, mark INTEGER NOT NULL) WITHOUT ROWID""",
            """CREATE TABLE notes (
                name TEXT PRIMARY KEY, text TEXT NOT NULL,
                mark INTEGER NOT NULL) WITHOUT ROWID""",
        ),
    ),
    Migration(
        2,
        "reaches",
        (
            """CREATE TABLE reaches (
                output TEXT NOT NULL, role TEXT NOT NULL, digest TEXT NOT NULL,
                places TEXT NOT NULL, derived TEXT NOT NULL, mark INTEGER NOT NULL,
                PRIMARY KEY (output, role)) WITHOUT ROWID""",
        ),
    ),
    Migration(
        3,
        "deliveries",
        (
            """CREATE TABLE deliveries (
                key TEXT PRIMARY KEY, delivery TEXT NOT NULL, recipient TEXT NOT NULL,
                kind TEXT NOT NULL, occasion TEXT NOT NULL, outputs TEXT NOT NULL,
                state TEXT NOT NULL, intended TEXT NOT NULL, ended TEXT,
                attempts INTEGER NOT NULL, uncertain INTEGER NOT NULL, detail TEXT NOT NULL,
                mark INTEGER NOT NULL) WITHOUT ROWID""",
            """CREATE TABLE received (
                delivery TEXT NOT NULL, recipient TEXT NOT NULL, output TEXT NOT NULL,
                digest TEXT NOT NULL, at TEXT NOT NULL, mark INTEGER NOT NULL,
                PRIMARY KEY (delivery, recipient, output)) WITHOUT ROWID""",
            """CREATE TABLE correspondence (
                delivery TEXT NOT NULL, recipient TEXT NOT NULL, sequence INTEGER NOT NULL,
                at TEXT NOT NULL, mark INTEGER NOT NULL,
                PRIMARY KEY (delivery, recipient)) WITHOUT ROWID""",
        ),
    ),
    Migration(
        4,
        "slots, schedules, starters",
        (
            """CREATE TABLE slots (
                schedule TEXT NOT NULL, planned TEXT NOT NULL, state TEXT NOT NULL,
                changed TEXT NOT NULL, begun TEXT, failures INTEGER NOT NULL,
                retry_at TEXT, run INTEGER, detail TEXT NOT NULL, mark INTEGER NOT NULL,
                PRIMARY KEY (schedule, planned)) WITHOUT ROWID""",
            """CREATE TABLE schedules (
                schedule TEXT PRIMARY KEY, seen_until TEXT NOT NULL,
                mark INTEGER NOT NULL) WITHOUT ROWID""",
            """CREATE TABLE starters (
                run INTEGER PRIMARY KEY, user TEXT NOT NULL, mark INTEGER NOT NULL)""",
        ),
    ),
    Migration(
        5,
        "accounts, breaches",
        (
            """CREATE TABLE accounts (
                output TEXT PRIMARY KEY, account BLOB NOT NULL) WITHOUT ROWID""",
            """CREATE TABLE breaches (
                output TEXT PRIMARY KEY, errors TEXT NOT NULL,
                mark INTEGER NOT NULL) WITHOUT ROWID""",
        ),
    ),
    Migration(
        6,
        "pages",
        (
            """CREATE TABLE pages (
                output TEXT PRIMARY KEY, pages INTEGER NOT NULL,
                mark INTEGER NOT NULL) WITHOUT ROWID""",
        ),
    ),
    Migration(
        7,
        "reaches through derived values",
        (
            "DROP TABLE reaches",  # they are known again when the outputs have been looked at
            """CREATE TABLE reaches (
                output TEXT NOT NULL, role TEXT NOT NULL, digest TEXT NOT NULL,
                places TEXT NOT NULL, derived TEXT NOT NULL, pages TEXT NOT NULL,
                day TEXT NOT NULL, mark INTEGER NOT NULL,
                PRIMARY KEY (output, role)) WITHOUT ROWID""",
        ),
    ),
)


def applied(connection: sqlite3.Connection) -> tuple[tuple[int, str], ...]:
    """Return the numbers and names of the migrations that a ledger has had, in order."""
    rows = connection.execute("SELECT number, name FROM migrations ORDER BY number").fetchall()
    return tuple((number, name) for number, name in rows)


def migrate(
    connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS
) -> tuple[int, ...]:
    """Apply the migrations that a ledger has not had; return their numbers.

    The connection must leave transactions to its user (``isolation_level=None``).

    Raises :class:`sqlite3.Error`; what was committed before then stands.
    """
    done = {number for number, _ in applied(connection)} if _begun(connection) else set()
    waiting = [migration for migration in migrations if migration.number not in done]
    for migration in waiting:
        _apply(connection, migration)
    return tuple(migration.number for migration in waiting)


def _begun(connection: sqlite3.Connection) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'"
    return connection.execute(query).fetchone() is not None


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    """Apply one migration and its record in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations"
            " (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied TEXT NOT NULL)"
        )
        for statement in migration.statements:
            connection.execute(statement)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(
            "INSERT INTO migrations VALUES (?, ?, ?)", (migration.number, migration.name, now)
        )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise

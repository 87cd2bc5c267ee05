"""The schema grows by numbered steps and never loses a row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.record.samples import PACKED, PATH, built, filled

from briefbook.record.ledger import Ledger
from briefbook.record.migrations import APPLICATION_ID, MIGRATIONS, Migration, applied, migrate

#: What later versions might do; only for these tests.
CHAIN = (
    *MIGRATIONS,
    Migration(
        len(MIGRATIONS) + 1,
        "a column",
        (
            "ALTER TABLE outputs ADD COLUMN pages INTEGER",
            "UPDATE outputs SET pages = 2",
        ),
    ),
    Migration(
        len(MIGRATIONS) + 2,
        "a table from another",
        (
            "CREATE TABLE subjects (subject TEXT PRIMARY KEY)",
            "INSERT INTO subjects SELECT DISTINCT subject FROM outputs",
        ),
    ),
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A ledger of the first schema with rows in it."""
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as first:
        migrate(first, MIGRATIONS[:1])
    with Ledger.open(path) as ledger:
        ledger.record_built([(built(), PACKED)])
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        yield opened


def test_the_numbers_count_from_one() -> None:
    assert [migration.number for migration in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


def test_a_new_ledger_has_all_of_them_on_record() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        assert migrate(connection) == tuple(migration.number for migration in MIGRATIONS)
        assert applied(connection) == tuple((m.number, m.name) for m in MIGRATIONS)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


def test_a_second_time_nothing_is_done(connection: sqlite3.Connection) -> None:
    before = "\n".join(connection.iterdump())
    assert migrate(connection) == ()
    assert "\n".join(connection.iterdump()) == before


def test_rows_of_the_first_schema_survive_the_later_ones(connection: sqlite3.Connection) -> None:
    assert migrate(connection, CHAIN) == tuple(m.number for m in CHAIN[len(MIGRATIONS) :])
    assert connection.execute("SELECT output, pages FROM outputs").fetchall() == [(PATH, 2)]
    assert connection.execute("SELECT subject FROM subjects").fetchall() == [("river",)]


def test_each_is_committed_by_itself(connection: sqlite3.Connection) -> None:
    broken = Migration(99, "broken", ("CREATE TABLE half (a)", "INSERT INTO nowhere VALUES (1)"))
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(connection, (*CHAIN, broken))
    assert [number for number, _ in applied(connection)] == [m.number for m in CHAIN]
    assert not connection.in_transaction
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert "subjects" in tables
    assert "half" not in tables


def test_after_a_broken_one_is_mended_the_rest_follows(connection: sqlite3.Connection) -> None:
    number = len(CHAIN) + 1
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*CHAIN, Migration(number, "next", ("nonsense",))))
    mended = Migration(number, "next", ("CREATE TABLE next (a)",))
    assert migrate(connection, (*CHAIN, mended)) == (number,)


def test_an_older_ledger_is_brought_up_to_date_when_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filled(tmp_path / "ledger.db")
    addition = Migration(len(MIGRATIONS) + 1, "a table", ("CREATE TABLE added (a)",))
    later = (*MIGRATIONS, addition)
    monkeypatch.setattr("briefbook.record.store.MIGRATIONS", later)
    monkeypatch.setattr("briefbook.record.migrations.migrate.__defaults__", (later,))
    before = path.read_bytes()
    snapshot = Ledger.read(path)
    assert snapshot is not None
    with snapshot:
        assert len(snapshot.outputs()) == 41
    assert path.read_bytes() == before  # a reader migrates its copy only
    with Ledger.open(path) as ledger:
        assert (ledger.fresh, len(ledger.outputs())) == (None, 41)
    with closing(sqlite3.connect(path)) as connection:
        assert applied(connection)[-1] == (addition.number, "a table")

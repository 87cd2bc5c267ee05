"""What the ledger remembers of files is read at a glance, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from briefbook.record.digests import FileRecord, FileState
from briefbook.record.ledger import Ledger
from briefbook.record.memory import Memory, remembered

NEMAN, VILIYA = "data/rivers/neman.yaml", "data/rivers/viliya.yaml"
OTHERS = ("data.yaml", "data0/x.yaml", "output/en/data/brief.pdf")


def entry(number: int) -> FileRecord:
    return FileRecord(FileState(number, 2**63 + number, 3, 4), f"{number:064}", 5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger that remembers files in and out of a folder, and a text."""
    ledger = tmp_path / "ledger.db"
    names = (NEMAN, VILIYA, *OTHERS)
    with Ledger.open(ledger) as opened:
        opened.remember_files({name: entry(number) for number, name in enumerate(names)})
        opened.set_value("soundness", "sound")
    return ledger


def changed(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_the_files_of_a_folder_and_a_text_are_remembered(path: Path) -> None:
    before = path.read_bytes()
    known = {NEMAN: entry(0), VILIYA: entry(1)}
    assert remembered(path, "data", "soundness") == Memory(known, "sound")
    assert remembered(path, "data", "another") == Memory(known, None)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")  # a build is under way
        assert remembered(path, "data", "soundness") == Memory(known, "sound")
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_row_that_changed_is_not_believed(path: Path) -> None:
    changed(path, f"UPDATE files SET digest = '{9:064}' WHERE name = '{NEMAN}'")
    changed(path, "UPDATE notes SET text = 'unsound'")
    assert remembered(path, "data", "soundness") == Memory({VILIYA: entry(1)}, None)


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"no ledger" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: changed(path, "PRAGMA application_id = 7"),
        lambda path: changed(path, "DELETE FROM migrations WHERE number > 1"),
        lambda path: changed(path, "INSERT INTO migrations VALUES (99, 'later', '')"),
        lambda path: changed(path, "DROP TABLE files"),
    ],
)
def test_any_other_file_is_left_to_those_who_judge_it(
    path: Path, harm: Callable[[Path], None]
) -> None:
    harm(path)
    assert remembered(path, "data", "soundness") is None


def test_a_folder_in_its_place_is_left_to_those_who_judge_it(tmp_path: Path) -> None:
    assert remembered(tmp_path, "data", "soundness") is None

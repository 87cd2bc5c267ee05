"""What the shell offers after TAB."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.books import append, write
from tests.program import run


def offered(*words: str, folder: Path) -> list[str]:
    """Return what bash would offer for the last of ``words``."""
    changes = {
        "_BRIEFBOOK_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["briefbook", *words]),
        "COMP_CWORD": str(len(words)),
    }
    ended = run(folder=folder, changes=changes)
    assert ended.stderr == ""
    return [line.partition(",")[2] for line in ended.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["build", ""], ["note", "sheet"]),
        (["build", "n"], ["note"]),
        (["build", "--subject", ""], ["office"]),
        (["build", "--language", ""], ["en", "ru"]),
        (["build", "--format", "d"], ["docx"]),
        (["build", "--executor", ""], ["inline", "processes", "dask"]),
    ],
)
def test_names_are_those_of_the_book(book: Path, words: list[str], names: list[str]) -> None:
    assert offered(*words, folder=book) == names


def test_schedules_are_offered_where_the_book_has_some(book: Path) -> None:
    assert offered("schedule", "run", "", folder=book) == []
    append(book / "briefbook.toml", '\n[schedules.morning]\ncron = "0 6 * * *"\n')
    assert offered("schedule", "run", "", folder=book) == ["morning"]


def test_the_book_may_lie_elsewhere(book: Path, tmp_path: Path) -> None:
    assert offered("--book", str(book), "build", "s", folder=tmp_path) == ["sheet"]


@pytest.mark.parametrize("settings", ["[book", "x = 1", "documents = 3", "[documents]\nnote = 1"])
def test_a_broken_book_offers_nothing(tmp_path: Path, settings: str) -> None:
    write(tmp_path / "briefbook.toml", settings)
    assert offered("build", "--subject", "", folder=tmp_path) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(tmp_path: Path, shell: str) -> None:
    path = os.environ["PATH"]
    ended = run(folder=tmp_path, changes={"_BRIEFBOOK_COMPLETE": f"{shell}_source", "PATH": path})
    assert ended.returncode == 0
    assert "briefbook" in ended.stdout

"""``briefbook init``: a new book that builds."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.books import outputs_in

from briefbook.cli import main


def test_the_new_book_is_sound_and_builds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "a" / "book"
    assert main(["init", str(book)]) == 0
    assert f"laid a new book into {book}" in capsys.readouterr().err
    assert main(["--book", str(book), "build"]) == 0
    assert outputs_in(book) == {
        "output/en/overview.pdf",
        "output/en/unodc/brief.pdf",
        "output/en/unodc/memo.docx",
        "output/ru/overview.pdf",
        "output/ru/unodc/brief.pdf",
        "output/ru/unodc/memo.docx",
    }


def test_a_folder_with_something_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    assert main(["init", str(tmp_path)]) == 2
    assert "is not empty [folder-not-empty]" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]

"""``verify`` and ``explain`` of lone files: what people and programs are told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.books import edit
from tests.program import run
from tests.verify.samples import edited_docx

from briefbook.cli import main

SHEET = "output/en/office/sheet.docx"
CAPTURE = pytest.CaptureFixture[str]


@pytest.fixture
def letter(built_book: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(built_book / SHEET, tmp_path / "letter.docx"))


def test_a_file_as_it_was_written_is_well(
    letter: Path, monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE
) -> None:
    monkeypatch.chdir(letter.parent)

    assert main(["verify", "letter.docx"]) == 0
    told = capsys.readouterr().err
    assert told.startswith("letter.docx: as briefbook wrote it, byte for byte\n")
    assert "output/en/office/sheet.docx, by briefbook" in told
    assert "no book here" in told
    assert "accidents, not forgery" in told


def test_an_edit_is_shown_and_ends_with_1(letter: Path, capsys: CAPTURE) -> None:
    def change(document: object) -> None:
        for paragraph in document.paragraphs:  # type: ignore[attr-defined]  # of python-docx
            for one in paragraph.runs:
                one.text = one.text.replace("1997", "1979")

    edited_docx(letter, letter, change)

    assert main(["verify", str(letter)]) == 1
    told = capsys.readouterr().err
    assert "    - Founded in 1997.\n    + Founded in 1979.\n" in told


def test_the_book_tells_which_facts_changed(
    built_book: Path, letter: Path, capsys: CAPTURE
) -> None:
    edit(built_book / "data/organizations/office.yaml", "1997", "1998")

    assert main(["--book", str(built_book), "verify", str(letter), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    (found,) = report["files"]
    assert (found["state"], found["ok"]) == ("as_written", False)
    assert [(one["before"], one["now"]) for one in found["facts"]] == [("1997", "1998")]


def test_one_bad_file_does_not_keep_the_others_from_being_read(
    letter: Path, capsys: CAPTURE
) -> None:
    assert main(["verify", str(letter.parent / "none.pdf"), str(letter), "--json"]) == 1
    states = [one["state"] for one in json.loads(capsys.readouterr().out)["files"]]
    assert states == ["unreadable", "as_written"]


def test_a_book_that_is_named_and_not_there_is_an_error(letter: Path) -> None:
    assert main(["--book", str(letter.parent / "none"), "verify", str(letter)]) == 3


def test_no_file_is_a_wrong_use() -> None:
    assert main(["verify"]) == 2


def test_nothing_but_our_own_words_is_told_of_a_torn_pdf(built_book: Path) -> None:
    note = built_book / "output/en/office/note.pdf"
    torn = built_book / "torn.pdf"
    torn.write_bytes(note.read_bytes()[:3000])
    ended = run("verify", "torn.pdf", folder=built_book)

    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 2
    assert ended.stderr.startswith("torn.pdf: it is damaged")


def test_explain_reads_a_lone_file(letter: Path, capsys: CAPTURE) -> None:
    assert main(["explain", str(letter), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["state"] is None
    assert {"organizations.office.established"} <= {one["fact"] for one in report["facts"]}

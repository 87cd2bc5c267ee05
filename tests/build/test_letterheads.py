"""A book whose documents are written on a letterhead, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.books import NOTES, OUTPUTS, SHEETS, append, edit, lay_small_book
from tests.docx_gate import faults
from tests.letterheads import letterhead, put
from tests.render.docx.test_docx_letterhead import REFUSED
from tests.verify.samples import edited_docx

from briefbook.api import Book, verify
from briefbook.cli import main

REFUSED_BY_NAME = ("a text", "an encrypted document", "macros by part", "a huge part", "broken XML")
LINE = 'letterhead = { ru = "templates/letterheads/ru.docx" }\n'
FILE = "templates/letterheads/ru.docx"
EN, RU = SHEETS


def lay_letterhead(book: Path, data: bytes) -> None:
    """Put a letterhead into a book, for its sheets in Russian."""
    (book / FILE).parent.mkdir(exist_ok=True)
    (book / FILE).write_bytes(data)
    if LINE not in (book / "briefbook.toml").read_text(encoding="utf-8"):
        append(book / "briefbook.toml", LINE)


def run(book: Path, *command: str) -> int:
    return main(["--quiet", "--book", str(book), *command, "--executor", "inline"])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a letterhead and its outputs, only read by these tests."""
    book = lay_small_book(tmp_path_factory.mktemp("letterhead") / "book")
    lay_letterhead(book, letterhead())
    assert run(book, "build") == 0
    return book


def test_only_the_language_that_has_one_is_written_on_it(built: Path) -> None:
    assert b"word/header1.xml" in (built / RU).read_bytes()
    assert b"word/header1.xml" not in (built / EN).read_bytes()
    assert faults((built / RU).read_bytes()) == []


def test_a_clean_build_elsewhere_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    book = lay_small_book(tmp_path / "other")
    lay_letterhead(book, letterhead())
    assert run(book, "build", "sheet") == 0
    assert (book / RU).read_bytes() == (built / RU).read_bytes()


def test_the_file_bears_its_facts_and_what_the_letterhead_says(built: Path, tmp_path: Path) -> None:
    found = verify(built / RU)
    assert (found.state, found.changes) == ("as_written", ())
    assert found.evidence
    assert [block.text for block in found.evidence.blocks[:2]] == [
        "МИНИСТЕРСТВО РЕК",
        "Набережная, 1, г. Образцов",
    ]
    resaved = verify(edited_docx(built / RU, tmp_path / "a.docx"))
    assert (resaved.state, resaved.changes) == ("resaved", ())


def test_another_letterhead_makes_only_its_own_outputs_anew(built: Path) -> None:
    before = (built / FILE).read_bytes()
    try:
        lay_letterhead(built, letterhead(put("word/footer1.xml", "000-00-00", "111-11-11")))
        stale = {str(each.output): each for each in Book.open(built).status() if each.reasons}
    finally:
        (built / FILE).write_bytes(before)
    assert set(stale) == {RU}
    (reason,) = stale[RU].reasons
    assert (reason.kind, reason.message) == (
        "letterhead",
        "the letterhead letterheads/ru.docx changed",
    )


@pytest.mark.parametrize("name", REFUSED_BY_NAME)
def test_one_that_is_refused_fails_its_outputs_and_the_others_go_on(
    book: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    make, said = REFUSED[name]
    lay_letterhead(book, make())
    assert run(book, "build", "--json") == 1
    report = json.loads(capsys.readouterr().out)
    (failed,) = report["failed"]
    assert failed["output"] == RU
    assert failed["error"]["code"] == "letterhead-refused"
    assert said in failed["error"]["message"]
    assert failed["error"]["spans"][0]["file"] == FILE
    assert {each["output"] for each in report["built"]} == {*OUTPUTS} - {RU}
    assert NOTES[1] in {each["output"] for each in report["built"]}


def test_check_warns_of_the_styles_that_it_lacks(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check = ["--book", str(built), "check"]
    assert main([*check, "--json"]) == 0
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["code"], problem["severity"]) == ("letterhead-lacks-style", "warning")
    assert problem["file"] == FILE
    assert problem["message"] == "the letterhead lacks the style Body Text, which is added"
    assert main([*check, "--strict"]) == 1


def test_a_letterhead_that_is_not_there_is_an_error_of_the_book(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(book / "briefbook.toml", LINE)
    assert run(book, "build") == 3
    assert "there is no file templates/letterheads/ru.docx" in capsys.readouterr().err


def test_a_sheet_asked_for_as_pdf_has_no_letterhead(book: Path) -> None:
    lay_letterhead(book, b"Dear reader")
    edit(book / "briefbook.toml", '[documents.sheet]\nabout = "organizations"\nformats = ["docx"]',
         '[documents.sheet]\nabout = "organizations"\nformats = ["pdf"]')  # fmt: skip
    assert run(book, "build", "sheet") == 0

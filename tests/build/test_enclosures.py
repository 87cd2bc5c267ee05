"""A document that encloses others says how long their finished files are."""

from __future__ import annotations

import shutil
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from tests.books import append, copy_own_book, edit

from briefbook.api import Book, Selection
from briefbook.build.report import Report

TODAY = date(2026, 11, 24)
MEMOS = ("output/ru/unodc/memo.docx", "output/en/unodc/memo.docx")
BRIEFS = ("output/ru/unodc/brief.pdf", "output/en/unodc/brief.pdf")
TALK = "talking_points:\n" + "  - {ru: Подтвердить готовность., en: Reaffirm readiness.}\n" * 40


def build(folder: Path, *documents: str) -> Report:
    book = Book.open(folder, as_of=TODAY)
    return book.build(Selection(documents=documents), executor="inline")


def built(report: Report) -> set[str]:
    return {one.output for one in report.built}


def said(folder: Path, memo: str) -> str:
    """Return the paragraph of a memo about its attachments."""
    document = Document(BytesIO((folder / memo).read_bytes()))
    texts = [paragraph.text.replace("\xa0", " ") for paragraph in document.paragraphs]
    return next(text for text in texts if text.startswith(("Приложение:", "Attachment:")))


@pytest.fixture(scope="module")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_own_book(tmp_path_factory.mktemp("enclosures") / "book")
    assert build(folder, "brief", "memo").ok
    return folder


@pytest.fixture
def book(_built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(_built, tmp_path / "book"))


def test_the_sheets_and_pages_are_those_of_the_finished_brief(book: Path) -> None:
    assert said(book, MEMOS[0]) == "Приложение:\tна 2 л. в 1 экз."
    assert said(book, MEMOS[1]) == "Attachment:\tbrief (two pages)"


def test_a_longer_brief_changes_the_memo_and_says_why(book: Path) -> None:
    append(book / "data/briefs/unodc.yaml", TALK)
    report = build(book, "brief", "memo")
    assert built(report) == {*BRIEFS, *MEMOS}
    assert said(book, MEMOS[0]) == "Приложение:\tна 3 л. в 1 экз."
    assert said(book, MEMOS[1]) == "Attachment:\tbrief (three pages)"
    reasons = {one.output: one.reason for one in report.built}
    assert reasons[MEMOS[0]] == f"{BRIEFS[0]} has 3 pages now"
    assert built(build(book, "brief", "memo")) == set()


def test_a_longer_template_does_so_too(book: Path) -> None:
    """The dataset is as it was: only the finished file tells."""
    edit(book / "templates/brief.html.jinja", "</h1>", "</h1>" + "<p>Draft.</p>" * 60)
    assert built(build(book, "brief", "memo")) == {*BRIEFS, *MEMOS}
    assert said(book, MEMOS[0]) != "Приложение:\tна 2 л. в 1 экз."


def test_a_brief_that_stays_as_long_changes_no_memo(book: Path) -> None:
    append(book / "data/briefs/unodc.yaml", "marking: {ru: Черновик, en: Draft}\n")
    assert built(build(book, "brief", "memo")) == set(BRIEFS)


def test_a_memo_alone_has_its_brief_made_first(book: Path) -> None:
    append(book / "data/briefs/unodc.yaml", TALK)
    assert built(build(book, "memo")) == {*BRIEFS, *MEMOS}


def test_what_is_counted_later_is_noticed_later(book: Path) -> None:
    append(book / "data/briefs/unodc.yaml", TALK)
    assert built(build(book, "brief")) == set(BRIEFS)
    states = {str(one.output): one.state for one in Book.open(book, as_of=TODAY).status()}
    assert {states[memo] for memo in MEMOS} == {"stale"}
    assert built(build(book, "memo")) == set(MEMOS)


def test_incremental_is_clean(book: Path, tmp_path: Path) -> None:
    append(book / "data/briefs/unodc.yaml", TALK)
    build(book, "brief", "memo")
    clean = copy_own_book(tmp_path / "clean")
    append(clean / "data/briefs/unodc.yaml", TALK)
    build(clean, "brief", "memo")
    for name in (*BRIEFS, *MEMOS):
        assert (book / name).read_bytes() == (clean / name).read_bytes()


def test_a_brief_that_was_never_made_fails_the_memo_until_it_is(tmp_path: Path) -> None:
    folder = copy_own_book(tmp_path / "book")
    edit(folder / "templates/brief.html.jinja", "subject.as_at)", "subject.as_att)")
    report = build(folder, "brief", "memo")
    failed = {one.output: one.error.message for one in report.failed}
    assert failed[MEMOS[0]] == f"how many pages {BRIEFS[0]} has is not known"
    edit(folder / "templates/brief.html.jinja", "subject.as_att)", "subject.as_at)")
    assert build(folder, "brief", "memo").ok


def test_the_rehearsal_counts_what_it_rehearsed(tmp_path: Path) -> None:
    """Nothing was ever built."""
    folder = copy_own_book(tmp_path / "book")
    assert Book.open(folder, as_of=TODAY).check(executor="inline").ok


def test_a_document_that_is_not_enclosed_is_told(book: Path) -> None:
    edit(book / "briefbook.toml", 'encloses = ["brief"] ', "")
    report = build(book, "memo")
    assert {one.error.message for one in report.failed} == {"this document does not enclose brief"}


def test_of_other_documents_the_office_says_how_long_they_are(book: Path) -> None:
    edit(
        book / "data/memos/unodc.yaml",
        "document: brief # on as many sheets as the finished brief has pages",
        "sheets: 7\n    pages: 13",
    )
    build(book, "memo")
    assert said(book, MEMOS[0]) == "Приложение:\tна 7 л. в 1 экз."
    assert said(book, MEMOS[1]) == "Attachment:\tbrief (13 pages)"

"""Four years of days: a document changes when a mandate begins or has ended, and on no other day.

The book is the repository's own. A term given in years runs from 1 January of its first
to 31 December of its last, so that the terms of 2016–2018, 2019–2021 and 2016–2019
leave three days on which something is told otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.books import copy_own_book
from tests.build.offices import bytes_of

from briefbook.api import Book

FIRST, LAST = date(2018, 1, 2), date(2022, 1, 2)
CHANGES = [date(2019, 1, 1), date(2020, 1, 1), date(2022, 1, 1)]
TELLING = {
    f"output/{language}/{name}"
    for language in ("ru", "en")
    for name in ("unodc/brief.pdf", "unodc/memo.docx", "overview.pdf")
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The repository's own book, read once; its outputs are those of the first day."""
    folder = copy_own_book(tmp_path_factory.mktemp("clock") / "book")
    # No day changes a translation, and looking at all of them each day would take hours.
    (folder / "data/translations.lock").unlink()
    book = Book.open(folder, FIRST)
    assert book.build(executor="inline").ok
    return book


def on(book: Book, day: date) -> Book:
    """Return the book with its clock set to a day."""
    return replace(book, as_of=day, snapshot=replace(book.snapshot, today=day))


def made(book: Book) -> set[str]:
    """Build, and return what was made."""
    report = book.build(executor="inline")
    assert report.ok
    assert not report.kept
    return {each.output for each in report.built}


def test_documents_change_on_the_days_of_their_mandates_alone(book: Book, tmp_path: Path) -> None:
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    before = bytes_of(book.folder)
    changed: dict[date, set[str]] = {}
    for day in days:
        today = on(book, day)
        stale = {str(each.output) for each in today.status() if each.state != "current"}
        if stale or day.day == 1:
            assert made(today) == stale, day
        if stale:
            after = bytes_of(book.folder)
            assert {name for name in after if after[name] != before[name]} == stale, day
            changed[day], before = stale, after
        if day + timedelta(days=1) in CHANGES or day in CHANGES:
            assert before == _clean_bytes(day, tmp_path / day.isoformat()), day

    assert changed == dict.fromkeys(CHANGES, TELLING)


def test_the_day_before_says_what_will_change(book: Book) -> None:
    made(on(book, date(2018, 12, 31)))

    verdicts = on(book, date(2019, 1, 1)).status()

    assert {str(each.output) for each in verdicts if each.state == "stale"} == TELLING


def _clean_bytes(day: date, folder: Path) -> dict[str, bytes]:
    """Return what a clean build of the book on a day gives."""
    book = Book.open(copy_own_book(folder), day)
    assert book.build(executor="inline").ok
    return bytes_of(folder)

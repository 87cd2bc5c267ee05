"""The public Python interface."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.books import NOTES, OUTPUTS, append, edit

from briefbook.api import Book, Selection, dataset_schema, new_book
from briefbook.errors import FolderNotEmpty, InvalidBook, UnknownName
from briefbook.events import Event, OutputBuilt, OutputFailed, RunStarted, WaitingForLock
from briefbook.publish import BuildLock, prepare_folder


def test_a_book_is_opened_and_built(book: Path) -> None:
    events: list[Event] = []
    report = Book.open(book).build(executor="inline", listener=events.append)
    assert {one.output for one in report.built} == set(OUTPUTS)
    assert report.ok
    assert {event.output for event in events if isinstance(event, OutputBuilt)} == set(OUTPUTS)


def test_a_path_may_be_text(book: Path) -> None:
    assert Book.open(str(book)).folder == book


def test_outputs_are_named_before_they_are_made(book: Path) -> None:
    assert sorted(str(output) for output in Book.open(book).outputs()) == sorted(OUTPUTS)


def test_the_clock_is_set_when_the_book_is_opened(book: Path) -> None:
    assert Book.open(book, as_of=date(2020, 1, 2)).snapshot.today == date(2020, 1, 2)


def test_an_invalid_book_cannot_be_opened(book: Path) -> None:
    edit(book / "data/organizations/office.yaml", "site:", "stie:")
    with pytest.raises(InvalidBook) as caught:
        Book.open(book)
    assert {problem.code for problem in caught.value.problems} == {"unknown-key"}


def test_a_selection_that_the_book_does_not_have_is_refused(book: Path) -> None:
    selection = Selection(documents=("noet",))
    with pytest.raises(UnknownName, match="no document 'noet'"):
        Book.open(book).build(selection)
    with pytest.raises(UnknownName, match="no document 'noet'"):
        Book.open(book).check(selection)


def test_a_check_tells_what_a_build_would_fail_with(book: Path) -> None:
    edit(book / "templates/note.html.jinja", "<h1>", "<h9>")
    edit(book / "templates/note.html.jinja", "</h1>", "</h9>")
    events: list[Event] = []
    opened = Book.open(book)
    report = opened.check(executor="inline", listener=events.append)
    failed = opened.build(Selection(documents=("note",)), executor="inline").failed
    assert not report.ok
    assert {problem.error.message for problem in report.problems} == {
        one.error.message for one in failed
    }
    assert isinstance(events[0], RunStarted)
    assert {event.output for event in events if isinstance(event, OutputFailed)} == set(NOTES)


def test_only_strictness_makes_a_warning_count(book: Path) -> None:
    append(book / "data/organizations/office.yaml", "review_by: 2020-01-01\n")
    opened, nothing = Book.open(book), Selection(documents=("note",), languages=("en",))
    assert opened.check(nothing, executor="inline").ok
    assert not opened.check(nothing, executor="inline", strict=True).ok


def test_a_new_book_can_be_opened(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "new")
    assert folder.is_absolute()
    assert Book.open(folder).outputs()
    with pytest.raises(FolderNotEmpty):
        new_book(folder)


def test_the_schema_of_a_book_requires_its_languages(book: Path) -> None:
    required = dataset_schema(book)["$defs"]["Localized"]["required"]
    assert required == ["ru", "en"]
    assert dataset_schema()["$defs"]["Localized"]["required"] == []
    with pytest.raises(UnknownName, match="no register 'organs'"):
        dataset_schema(book, register="organs")


def test_a_build_that_waited_reads_the_book_again(book: Path) -> None:
    opened = Book.open(book)
    lock = BuildLock(book / "output/.briefbook/lock")
    prepare_folder(book / "output")
    lock.acquire(lambda _holder: None)
    edit(book / "data/organizations/office.yaml", "established: 1997", "established: 1999")

    def release(event: object) -> None:
        if isinstance(event, WaitingForLock):
            lock.release()

    opened.build(Selection(documents=("note",)), executor="inline", listener=release)
    assert {
        verdict.state for verdict in Book.open(book).status(Selection(documents=("note",)))
    } == {"current"}

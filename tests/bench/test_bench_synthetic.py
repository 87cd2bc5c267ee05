"""The invented book of the bench: valid, seeded, and read as the bench says it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.synthetic import (
    SHARED_TOPIC,
    add_subjects,
    lay_book,
    readers_of_shared,
    set_english_topic,
    subject_file,
    subject_id,
)

from briefbook.api import Book
from briefbook.build.job import open_workshop, write_manuscript

SUBJECTS = 6


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic") / "book"
    lay_book(folder, SUBJECTS)
    return folder


def test_it_is_a_valid_book_of_four_outputs_a_subject(book: Path) -> None:
    assert len(Book.open(book).outputs()) == 4 * SUBJECTS


def test_a_smaller_book_is_the_beginning_of_a_larger_one(book: Path, tmp_path: Path) -> None:
    grown = tmp_path / "grown"
    lay_book(grown, 2)
    add_subjects(grown, 2, SUBJECTS)
    for number in range(SUBJECTS):
        assert subject_file(grown, number).read_bytes() == subject_file(book, number).read_bytes()


def test_every_third_subject_speaks_of_the_shared_topic(book: Path) -> None:
    speaking = {
        subject_id(number)
        for number in range(SUBJECTS)
        if SHARED_TOPIC in subject_file(book, number).read_text(encoding="utf-8")
    }
    assert speaking == set(readers_of_shared(SUBJECTS)) == {"org0000", "org0003"}


def test_an_edit_of_the_shared_topic_shows_in_the_english_documents_of_its_readers(
    book: Path, tmp_path: Path
) -> None:
    edited = tmp_path / "edited"
    lay_book(edited, SUBJECTS)
    set_english_topic(edited, "illicit trade in globes")
    opened = Book.open(edited)
    workshop = open_workshop(opened.snapshot)
    telling = {
        str(output)
        for output in opened.outputs()
        if "globes" in write_manuscript(workshop, output).root.text()
    }
    assert telling == {
        f"output/en/{subject}/{document}"
        for subject in readers_of_shared(SUBJECTS)
        for document in ("brief.pdf", "memo.docx")
    }

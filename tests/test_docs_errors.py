"""The examples of ``docs/errors.md`` are what briefbook prints for these slips."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.books import copy_own_book

from briefbook.api import Book
from briefbook.build.book import read_book
from briefbook.build.enclosing import trial_of
from briefbook.build.job import make_piece, open_workshop
from briefbook.cli.messages import error_text, failures
from briefbook.dataset.validation import review
from briefbook.errors import BriefbookError, InvalidBook

PAGE = Path(__file__).parent.parent / "docs" / "errors.md"
TODAY = date(2026, 11, 22)
UNODC = "data/organizations/unodc.yaml"
CRIME = "data/topics/crime.yaml"
HOUSE = "templates/profiles/house.toml"
BRIEF = "templates/brief.html.jinja"
STYLE = "templates/styles/brief.css"
STATE = "data/states/by.yaml"

Slip = Callable[[Path], object]


def put(file: str, old: str, new: str) -> Slip:
    """Make the slip that puts ``new`` for the first ``old`` in a file."""

    def slip(book: Path) -> None:
        text = (book / file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {file}"
        (book / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return slip


def rename(old: str, new: str) -> Slip:
    return lambda book: (book / old).rename(book / new)


def not_utf8(book: Path) -> None:
    data = (book / UNODC).read_bytes()
    word = "Управление"
    (book / UNODC).write_bytes(data.replace(word.encode(), word.encode("cp1251"), 1))


def no_picture(book: Path) -> None:
    (book / "templates/pictures").mkdir()
    (book / "templates/pictures/emblem.png").write_bytes(b"GIF89a")
    put(BRIEF, "<h1>", ELEMENT.replace("https://www.example.org/", "pictures/"))(book)


def letterhead(data: bytes) -> Slip:
    """Let the English memo be written on a letterhead."""

    def slip(book: Path) -> None:
        (book / "templates/letterheads").mkdir()
        (book / "templates/letterheads/en.docx").write_bytes(data)
        line = 'letterhead = { en = "templates/letterheads/en.docx" }'
        put("briefbook.toml", "[documents.memo]\n", f"[documents.memo]\n{line}\n")(book)

    return slip


ESTABLISHED = "established: 1997"
IN_THE_BOOK: dict[str, Slip] = {
    "unreadable-file": not_utf8,
    "yaml-syntax": put(UNODC, ESTABLISHED, "established 1997"),
    "yaml-refused": put(UNODC, ESTABLISHED, "established: &year 1997"),
    "duplicate-key": put(UNODC, ESTABLISHED, f"{ESTABLISHED}\nestablished: 1998"),
    "unknown-key": put(UNODC, ESTABLISHED, "establised: 1997"),
    "wrong-value": put(UNODC, "session: 28", "session: twenty-eight"),
    "missing-value": put(UNODC, f"{ESTABLISHED}\n", ""),
    "missing-translation": put(CRIME, "  en: crime\n", ""),
    "forbidden-character": put(CRIME, "en: crime", "en: cri\u200bme"),
    "reserved-name": rename(CRIME, "data/topics/Crime-2.yaml"),
    "dangling-reference": put(UNODC, "[cnd, ccpcj]", "[cnd, ccpcy]"),
    "end-before-start": put(UNODC, "2016–2019", "2019–2016"),
    "overlapping-terms": put(UNODC, "2013–2015", "2012–2014"),
    "term-length": put(UNODC, "2002–2005", "2002–2004"),
    "past-review": put(UNODC, ESTABLISHED, "established: {value: 1997, review_by: 2026-01-31}"),
    "invalid-config": put("briefbook.toml", "Europe/Minsk", "Europe/Mensk"),
    "invalid-profile": put(HOUSE, "size = 10.5", "size = 105"),
    "unknown-template": rename("templates/memo.html.jinja", "templates/memos.html.jinja"),
    "missing-font": put(HOUSE, 'family = "PT Serif"', 'family = "PT Seriff"'),
}
ELEMENT = '<figure><img src="https://www.example.org/emblem.png" alt="emblem"></figure><h1>'
IN_AN_OUTPUT: dict[str, Slip] = {
    "template-syntax": put(BRIEF, "phrases.type_brief() }}", "phrases.type_brief() }"),
    "undefined-name": put(BRIEF, "as_at(subject.as_at)", "as_at(subject.as_att)"),
    "template-failed": put(BRIEF, "phrases.as_at(subject.as_at)", "subject.memberships"),
    "unapproved-form": put(STATE, "    genitive: Беларуси\n", ""),
    "malformed-markup": put(BRIEF, "</h1>", ""),
    "unknown-element": put(BRIEF, "<h1>", "<blockquote>x</blockquote><h1>"),
    "refused-address": put(BRIEF, "<h1>", ELEMENT),
    "unusable-picture": no_picture,
    "missing-glyph": put(CRIME, "en: crime", "en: crime 犯"),
    "render-failed": put(STYLE, "}", "colr: red; }"),
    "letterhead-refused": letterhead(b"Dear reader"),
}


PHRASES = "templates/phrases/en.html.jinja"
#: As "As at {{ day | date }}" stands in the English phrases.
AS_AT = "As at {{ day | date }}"
BETWEEN_LANGUAGES: dict[str, Slip] = {
    "parity-breach": put(PHRASES, AS_AT, "Up to date"),
    "stale-translation": put(CRIME, "nominative: преступность", "nominative: преступления"),
    "needless-difference": put(PHRASES, AS_AT, f'{{% differs "so" %}}{AS_AT}{{% enddiffers %}}'),
}


def example(code: str) -> list[str]:
    """Return the lines of the first example below the heading of a code."""
    found = re.search(rf"^### {code}$.*?^```\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    assert found, f"{code} has no example"
    return [line for line in found[1].splitlines() if not line.startswith("failed: ")]


def printed(errors: list[BriefbookError]) -> list[str]:
    return [line for error in errors for line in error_text(error).plain.splitlines()]


def assert_stands_in(lines: list[str], all_lines: list[str]) -> None:
    """The page may leave lines out; what it shows stands in this order."""
    rest = iter(all_lines)
    for line in lines:
        assert line in rest, f"{line!r} is not printed, or not here, but:\n" + "\n".join(all_lines)


@pytest.mark.parametrize("code", sorted(IN_THE_BOOK))
def test_an_example_of_an_invalid_book(code: str, tmp_path: Path) -> None:
    book = copy_own_book(tmp_path)
    IN_THE_BOOK[code](book)
    try:
        errors: list[BriefbookError] = [*review(read_book(book, TODAY).dataset, TODAY)]
    except InvalidBook as error:
        errors = list(failures(error))
    assert_stands_in(example(code), printed(errors))


@pytest.mark.parametrize("code", sorted(IN_AN_OUTPUT))
def test_an_example_of_a_failed_output(code: str, tmp_path: Path) -> None:
    book = copy_own_book(tmp_path)
    IN_AN_OUTPUT[code](book)
    workshop = open_workshop(read_book(book, TODAY))
    language = "ru" if code == "unapproved-form" else "en"
    outputs = {str(output): output for output in workshop.snapshot.outputs()}
    name = "memo.docx" if code == "letterhead-refused" else "brief.pdf"
    error = make_piece(
        workshop, trial_of(outputs[f"output/{language}/unodc/{name}"], workshop.snapshot.config)
    ).error
    assert error is not None
    assert_stands_in(example(code), printed([error]))


@pytest.mark.parametrize("code", sorted(BETWEEN_LANGUAGES))
def test_an_example_of_a_difference_between_languages(code: str, tmp_path: Path) -> None:
    book = copy_own_book(tmp_path)
    BETWEEN_LANGUAGES[code](book)
    report = Book.open(book, TODAY).check(executor="inline")
    assert_stands_in(example(code), printed([problem.error for problem in report.problems]))

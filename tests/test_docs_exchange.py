"""The examples of ``docs/errors.md`` about exchange and forms are what briefbook prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from tests.books import copy_own_book, edit, write
from tests.test_docs_errors import assert_stands_in, example, printed

from briefbook.build.book import read_book
from briefbook.cli.messages import failures
from briefbook.errors import InvalidBook, TranslationsRefused, error_classes
from briefbook.exchange.forms.approval import check_forms
from briefbook.exchange.forms.exceptions import read_exceptions
from briefbook.exchange.forms.libraries import libraries
from briefbook.exchange.translations import export_translations, import_translations

Slip = Callable[[str], str]


def put(old: str, new: str) -> Slip:
    """Make the slip that puts ``new`` for the last ``old`` of a file."""

    def slip(text: str) -> str:
        before, found, after = text.rpartition(old)
        assert found, f"{old!r} does not stand in the file"
        return before + new + after

    return slip


SLIPS: dict[str, Slip] = {
    "unreadable-translations": put(
        "<xliff", '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xliff'
    ),
    "wrong-translations": lambda text: text.replace('target-language="en"', 'target-language="fr"'),
    "wrong-unit": put("Комиссия по наркотическим средствам", "Комиссия"),
    "wrong-placeholder": put(
        'As at <ph id="day_date" ctype="x-jinja-expression">{{ day | date }}</ph>', "As at today"
    ),
    "wrong-translation": put("Commission on Narcotic", "Commis\u200bsion on Narcotic"),
}


def without_lines(lines: list[str]) -> list[str]:
    """Leave line numbers out: any edit of the book moves them."""
    return [re.sub(r"(?<=[a-z]):\d+(:\d+)?", ":N", line) for line in lines]


@cache
def exported() -> tuple[Path, str]:
    book = copy_own_book(Path(mkdtemp()))
    return book, export_translations(read_book(book)).decode()


@pytest.mark.parametrize("code", sorted(SLIPS))
def test_an_example_of_a_refused_file(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, text = exported()
    monkeypatch.chdir(tmp_path)
    Path("en.xlf").write_text(SLIPS[code](text), encoding="utf-8")
    with pytest.raises(TranslationsRefused) as caught:
        import_translations(book, lambda: read_book(book), Path("en.xlf"))
    told = printed(list(failures(caught.value)))
    assert_stands_in(without_lines(example(code)), without_lines(told))


def test_every_error_of_a_translators_file_has_an_example() -> None:
    codes = {kind.code for kind in error_classes(TranslationsRefused.__base__)}  # type: ignore[arg-type]  # the ground
    assert codes - {"exchange", "translations-refused"} == set(SLIPS)


ENTRY = """\
[[exceptions]]
name = "topics.crime.name"
language = "ru"
genitive = "преступности"
reason = "an example"
"""


@pytest.mark.parametrize("code", ["doubtful-form", "stale-exception"])
def test_an_example_of_a_form_in_doubt(code: str, tmp_path: Path) -> None:
    book = copy_own_book(tmp_path)
    if code == "doubtful-form":
        edit(book / "data/topics/crime.yaml", "genitive: преступности", "genitive: преступность")
    else:
        write(book / "forms.toml", ENTRY)
    checked = check_forms(read_book(book).dataset, libraries(), read_exceptions(book))
    assert_stands_in(example(code), printed([*checked.problems]))


def test_an_example_of_a_list_that_cannot_be_used(tmp_path: Path) -> None:
    write(tmp_path / "forms.toml", ENTRY.replace("[[exceptions]]", "[exceptions]"))
    with pytest.raises(InvalidBook) as caught:
        read_exceptions(tmp_path)
    assert_stands_in(example("invalid-forms"), printed(list(failures(caught.value))))

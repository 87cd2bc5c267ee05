"""Languages of a book: brought by it, in Greek letters, and in scripts that cannot be set."""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path

import docx
import pdfplumber
import pytest
from tests.books import REPOSITORY, edit, lay_small_book, write
from tests.build.offices import DAY, build, built, reasons
from tests.program import run

from briefbook.api import Book
from briefbook.errors import InvalidBook, InvalidLanguage

#: The texts of the small book, whatever the language: «ru» is copied.
TEXTS = ("organizations/office", "bodies/council", "states/ruritania")


def with_language(folder: Path, tag: str, phrase: str) -> Path:
    """Lay the small book in English and another language, whose texts are the Russian ones."""
    lay_small_book(folder)
    edit(folder / "briefbook.toml", '["ru", "en"]', f'["{tag}", "en"]')
    edit(folder / "briefbook.toml", 'source_language = "ru"', f'source_language = "{tag}"')
    for name in TEXTS:
        file = folder / f"data/{name}.yaml"
        write(file, file.read_text(encoding="utf-8").replace("ru: ", f"{tag}: "))
    write(folder / f"templates/phrases/{tag}.html.jinja", phrase)
    return folder


@pytest.fixture
def ukrainian(tmp_path: Path) -> Path:
    """A book that brings Ukrainian: figures by CLDR, quotation marks and short words of its own."""
    phrase = '{% macro founded(office) %}"Бюро" засновано у 1997 р.{% endmacro %}'
    folder = with_language(tmp_path / "book", "uk", phrase)
    write(
        folder / "templates/languages/uk.toml",
        'name = "українська"\ngrammar = "figures"\ngroup_digits_from = 5\n'
        '[typography]\nrules = "listed"\nquotes = ["«", "»", "„", "“"]\n'
        'capitals = "А-ЯЄІЇҐ"\nsmalls = "а-яєіїґ"\nshort_words = ["у", "в", "і"]\nyear = ["р"]\n',
    )
    return folder


def text_of(folder: Path, output: str) -> str:
    with pdfplumber.open(folder / output) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def test_a_book_brings_a_language_of_its_own(ukrainian: Path) -> None:
    assert built(build(ukrainian)) == {
        *("output/uk/office/note.pdf", "output/uk/office/sheet.docx"),
        *("output/en/office/note.pdf", "output/en/office/sheet.docx"),
    }
    document = docx.Document(io.BytesIO((ukrainian / "output/uk/office/sheet.docx").read_bytes()))
    assert "«Бюро» засновано у\u00a01997\u00a0р." in [p.text for p in document.paragraphs]
    assert document.core_properties.language == "uk"


def test_a_change_of_its_file_makes_the_outputs_in_it_anew_and_no_others(ukrainian: Path) -> None:
    build(ukrainian)
    edit(ukrainian / "templates/languages/uk.toml", '"«", "»", "„", "“"', '"„", "“", "«", "»"')
    report = build(ukrainian)
    assert built(report) == {"output/uk/office/note.pdf", "output/uk/office/sheet.docx"}
    assert reasons(report) == {"the template languages/uk.toml changed"}
    (ukrainian / "templates/languages/uk.toml").unlink()
    assert built(build(ukrainian)) == built(report)
    write(ukrainian / "templates/languages/en.toml", 'name = "English"\ngrammar = "english"\n')
    assert built(build(ukrainian)) == {"output/en/office/note.pdf", "output/en/office/sheet.docx"}


def test_number_words_may_come_with_the_book(tmp_path: Path) -> None:
    phrase = "{% macro founded(office) %}{{ 28 | ordinal }} {{ 3 | times }}{% endmacro %}"
    folder = with_language(tmp_path / "book", "uk", phrase)
    # Not Ukrainian, but not the program's either: the words of another file.
    words = (files("briefbook") / "languages/be.toml").read_text(encoding="utf-8")
    write(folder / "templates/languages/uk.toml", words)
    build(folder)
    assert "28-ы тройчы" in text_of(folder, "output/uk/office/note.pdf")


def test_a_broken_file_of_a_language_stops_the_build_at_its_line(ukrainian: Path) -> None:
    edit(ukrainian / "templates/languages/uk.toml", 'grammar = "figures"', 'grammar = "latin"')
    with pytest.raises(InvalidBook) as caught:
        Book.open(ukrainian, DAY)
    (problem,) = caught.value.problems
    assert isinstance(problem, InvalidLanguage)
    assert str(problem.spans[0]).startswith("templates/languages/uk.toml:2")


@pytest.fixture
def greek(tmp_path: Path) -> Path:
    phrase = "{% macro founded(office) %}Ιδρύθηκε το {{ office.established | year }}.{% endmacro %}"
    folder = with_language(tmp_path / "book", "el", phrase)
    profile = "templates/profiles/un-memo.toml"
    write(folder / profile, (REPOSITORY / profile).read_text(encoding="utf-8"))
    return folder


def test_greek_is_set_with_a_font_that_has_its_letters(greek: Path) -> None:
    config = greek / "briefbook.toml"
    write(config, config.read_text(encoding="utf-8").replace('"house"', '"un-memo"'))
    for font in (REPOSITORY / "templates/fonts/liberation-serif").iterdir():
        target = greek / "templates/fonts/liberation-serif" / font.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(font.read_bytes())
    assert "output/el/office/note.pdf" in built(build(greek))
    assert "Ιδρύθηκε το 1997." in text_of(greek, "output/el/office/note.pdf")
    document = docx.Document(io.BytesIO((greek / "output/el/office/sheet.docx").read_bytes()))
    assert "Ιδρύθηκε το 1997." in [paragraph.text for paragraph in document.paragraphs]


def test_greek_without_such_a_font_names_the_missing_letters(greek: Path) -> None:
    report = build(greek)
    errors = {each.output: each.error.code for each in report.failed}
    assert errors["output/el/office/note.pdf"] == "missing-glyph"


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ("he", "its script (Hebr) runs from right to left"),
        ("ka", "there are no rules for its script (Geor)"),
    ],
)
def test_other_scripts_are_refused_before_anything_is_made(
    tmp_path: Path, tag: str, reason: str
) -> None:
    folder = with_language(tmp_path / "book", tag, "{% macro founded(office) %}1{% endmacro %}")
    result = run("--book", str(folder), "build", folder=folder)
    assert result.returncode == 3
    assert f"documents cannot be set in “{tag}”: {reason}" in result.stderr
    assert "briefbook.toml:3:" in result.stderr
    assert [path for path in folder.rglob("output/*") if path.name != ".briefbook"] == []

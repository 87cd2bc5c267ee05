"""Where the book allows it, another language's text stands in for a missing one, marked."""

from __future__ import annotations

import subprocess
from pathlib import Path

import docx
import pytest
from tests.books import edit
from tests.build.offices import BUREAU_FILE, DAY, OFFICE, build, built, outputs, reasons
from tests.pdf_tags import Tagged

from briefbook.api import Book, dataset_schema
from briefbook.cli import main
from briefbook.errors import BriefbookError, InvalidBook

STATE = "data/states/graustark.yaml"
NAME = "name:\n  ru: Грауштарк\n"
ENGLISH = "  en: Graustark\n"
MARKED = "[ru: Грауштарк]"
ALLOWED = ('timezone = "UTC"\n', 'timezone = "UTC"\nmissing_translations = "marked"\n')


@pytest.fixture
def allowing(offices: Path) -> Path:
    """The book that allows it, with the English name of one State missing."""
    edit(offices / "briefbook.toml", *ALLOWED)
    edit(offices / STATE, ENGLISH, "")
    return offices


@pytest.fixture
def marked(allowing: Path) -> Path:
    """That book with its outputs built."""
    assert build(allowing).ok
    return allowing


def told(folder: Path, *, strict: bool = False) -> tuple[bool, list[BriefbookError]]:
    report = Book.open(folder, DAY).check(executor="inline", strict=strict)
    return report.ok, [one.error for one in report.problems]


def pdf_text(file: Path) -> str:
    shown = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True)
    return " ".join(shown.stdout.decode().split())


def test_it_is_an_error_unless_the_book_allows_it(offices: Path) -> None:
    edit(offices / STATE, ENGLISH, "")
    with pytest.raises(InvalidBook) as refused:
        Book.open(offices, DAY)
    [problem] = refused.value.problems
    assert (problem.code, problem.severity) == ("missing-translation", "error")


def test_another_setting_is_refused_at_its_line(offices: Path) -> None:
    edit(offices / "briefbook.toml", ALLOWED[0], ALLOWED[1].replace("marked", "hidden"))
    with pytest.raises(InvalidBook) as refused:
        Book.open(offices, DAY)
    [problem] = refused.value.problems
    assert (problem.code, problem.spans[0].line) == ("invalid-config", 6)


def test_check_warns_at_the_line_and_counts_it_when_strict(allowing: Path) -> None:
    ok, [error] = told(allowing)
    assert ok
    assert (error.code, error.severity) == ("missing-translation", "warning")
    assert error.message == "states.graustark.name has no text in en"
    assert (error.spans[0].file, error.spans[0].line) == (STATE, 1)
    assert not told(allowing, strict=True)[0]


def test_the_console_calls_it_a_warning(
    allowing: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(allowing)
    assert main(["check"]) == 0
    told_so = f"{STATE}:1:1: warning: states.graustark.name has no text in en"
    assert told_so in capsys.readouterr().err


def test_a_pdf_shows_the_mark_and_tags_the_language(marked: Path) -> None:
    file = marked / "output/en/bureau/note.pdf"
    assert f"{MARKED}: Council" in pdf_text(file)
    tagged = Tagged(file.read_bytes())
    foreign = [tagged.text(tag) for tag in tagged.tags("Span") if tag.entries.get("/Lang") == "ru"]
    assert foreign == ["Грауштарк"]


def test_a_docx_shows_the_mark_and_the_run_bears_the_language(marked: Path) -> None:
    document = docx.Document(str(marked / "output/en/bureau/sheet.docx"))
    printed = MARKED.replace(" ", "\N{NO-BREAK SPACE}")
    [paragraph] = [each for each in document.paragraphs if printed in each.text]
    [run] = [each for each in paragraph.runs if each.text == "Грауштарк"]
    assert run._element.xpath("./w:rPr/w:lang/@w:val") == ["ru-RU"]


def test_no_document_in_the_language_that_has_the_text_is_marked(marked: Path) -> None:
    text = pdf_text(marked / "output/ru/bureau/note.pdf")
    assert "Грауштарк: Совет" in text
    assert "[" not in text


def test_a_missing_text_of_the_source_language_is_stood_in_for_too(offices: Path) -> None:
    edit(offices / "briefbook.toml", *ALLOWED)
    edit(offices / STATE, NAME, "name:\n  ru:\n")
    assert build(offices).ok
    assert "[en: Graustark]: Совет" in pdf_text(offices / "output/ru/bureau/note.pdf")
    _ok, [error] = told(offices)
    assert (error.message, error.spans[0].line) == ("states.graustark.name has no text in ru", 2)


def test_translators_get_and_fill_what_is_missing(
    marked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(marked)
    file = tmp_path / "en.po"
    assert main(["translations", "export", "-o", str(file)]) == 0
    gap = 'msgid "Грауштарк"\nmsgstr ""'
    edit(file, gap, gap.replace('""', '"Graustark"'))
    assert main(["translations", "import", str(file)]) == 0
    assert ENGLISH in (marked / STATE).read_text(encoding="utf-8")
    assert told(marked) == (True, [])


def test_a_title_bears_the_mark_as_plain_text(offices: Path) -> None:
    edit(offices / "briefbook.toml", *ALLOWED)
    edit(offices / BUREAU_FILE, "  en: Second Bureau\n", "")
    assert build(offices).ok
    document = docx.Document(str(offices / "output/en/bureau/sheet.docx"))
    assert document.core_properties.title == "[ru: Второе бюро]"


def test_a_text_in_no_language_stays_an_error(allowing: Path) -> None:
    edit(allowing / STATE, NAME, "name: {}\n")
    with pytest.raises(InvalidBook) as refused:
        Book.open(allowing, DAY)
    [problem] = refused.value.problems
    assert problem.message == "name has no text in ru"


def test_adding_the_translation_rebuilds_what_stood_in_and_nothing_else(marked: Path) -> None:
    edit(marked / STATE, NAME, NAME + ENGLISH)
    report = build(marked)
    assert built(report) == outputs("en bureau")
    assert len(reasons(report)) == 1
    assert "states.graustark.name.en" in reasons(report).pop()
    assert "[" not in pdf_text(marked / "output/en/bureau/note.pdf")
    assert told(marked) == (True, [])


def test_a_change_of_the_text_that_stands_in_rebuilds_both_languages(marked: Path) -> None:
    edit(marked / STATE, "ru: Грауштарк", "ru: Новый Грауштарк")
    assert built(build(marked)) == outputs("bureau")
    assert "[ru: Новый Грауштарк]" in pdf_text(marked / "output/en/bureau/note.pdf")


def test_allowing_what_is_not_needed_changes_no_document(offices: Path) -> None:
    before = (offices / "output/en/bureau/note.pdf").read_bytes()
    edit(offices / "briefbook.toml", *ALLOWED)
    assert build(offices).ok
    assert (offices / "output/en/bureau/note.pdf").read_bytes() == before


def test_the_languages_say_the_same(marked: Path) -> None:
    assert build(marked).warnings == []


def test_it_counts_as_missing_and_is_a_reason_of_its_outputs(marked: Path) -> None:
    book = Book.open(marked, DAY)
    found = [one.unit.id for one in book.translations() if one.state == "missing"]
    assert found == ["states.graustark.name"]
    told_of = {str(one.output) for one in book.status() if one.reasons}
    assert told_of == outputs("en bureau")


def test_a_strict_build_publishes_none_of_them(allowing: Path) -> None:
    edit(allowing / STATE, "ru: Грауштарк", "ru: Новый Грауштарк")
    before = (allowing / "output/en/bureau/note.pdf").read_bytes()
    report = Book.open(allowing, DAY).build(executor="inline", strict=True)
    assert {one.output for one in report.failed} == outputs("en bureau")
    assert {(one.error.code, one.error.severity) for one in report.failed} == {
        ("missing-translation", "error")
    }
    assert (allowing / "output/en/bureau/note.pdf").read_bytes() == before


def test_names_stand_in_in_the_nominative_whatever_the_case(offices: Path) -> None:
    edit(offices / "briefbook.toml", *ALLOWED)
    edit(offices / OFFICE, "  ru: Примерное бюро\n", "")
    note = offices / "templates/note.html.jinja"
    edit(note, "<h1>{{ subject.name }}</h1>", "<h1>{{ subject.name | nominative }}</h1>")
    edit(
        note,
        "<p>{{ phrases.founded(subject) }}</p>",
        "<p>{% if language == 'ru' %}{% differs 'a case' %}{{ subject.name | in_case('genitive') }}"
        " {{ subject.name | agree('он', 'она', 'оно', 'они') }}{% enddiffers %}{% endif %}</p>",
    )
    edit(
        offices / BUREAU_FILE,
        "  ru: Второе бюро\n",
        "  ru: {nominative: Бюро, genitive: Бюро, gender: neuter}\n",
    )
    report = build(offices)
    assert report.ok
    assert "[en: Sample Office] он" in pdf_text(offices / "output/ru/office/note.pdf")
    assert "Бюро оно" in pdf_text(offices / "output/ru/bureau/note.pdf")


def test_the_json_schema_asks_for_one_of_the_languages(allowing: Path) -> None:
    asked = dataset_schema(allowing)["$defs"]["Localized"]
    assert asked["anyOf"] == [{"required": ["ru"]}, {"required": ["en"]}]
    assert "required" not in asked

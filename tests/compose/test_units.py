"""All the units of a book: texts of the dataset, and phrases of all languages."""

from __future__ import annotations

from tests.compose.workbench import dataset

from briefbook.compose.units import book_units, phrase_units, phrases_file

SOURCES = {
    "page.html.jinja": "{{ phrases.greeting(subject) }}",
    phrases_file("ru"): (
        "{# Приветствие #}\n{% macro greeting(to) %}Привет, {{ to.name }}!{% endmacro %}\n"
        "{% macro helper(x) %}{{ x }}{% endmacro %}\n"
        '{% set roles = {"chair": "председатель"} %}\n'
    ),
    phrases_file("en"): "{% macro greeting(to) %}Hello, {{ to.name }}!{% endmacro %}\n",
}


def test_a_macro_is_one_unit_in_all_languages() -> None:
    unit = phrase_units(SOURCES, ("ru", "en"))[0]
    assert (unit.id, unit.kind) == ("phrases.greeting", "phrase")
    assert unit.texts == {"ru": "Привет, {{ to.name }}!", "en": "Hello, {{ to.name }}!"}
    assert {name: str(span) for name, span in unit.spans.items()} == {
        "ru": "templates/phrases/ru.html.jinja:2:1",
        "en": "templates/phrases/en.html.jinja:1:1",
    }
    assert unit.note == "a macro of the phrases: greeting; Приветствие"
    assert unit.placeholders == {"ru": ("to_name",), "en": ("to_name",)}


def test_only_what_a_document_calls_is_required_in_every_language() -> None:
    required = {unit.id: unit.required for unit in phrase_units(SOURCES, ("ru", "en"))}
    assert required == {"phrases.greeting": True, "phrases.roles": False}


def test_a_language_without_a_phrase_shows_its_file() -> None:
    roles = phrase_units(SOURCES, ("ru", "en", "be"))[1]
    assert {name: str(span) for name, span in roles.spans.items()} == {
        "ru": "templates/phrases/ru.html.jinja:4:1",
        "en": "templates/phrases/en.html.jinja",
        "be": "templates/phrases/be.html.jinja",
    }


def test_a_phrases_file_that_cannot_be_read_has_no_units() -> None:
    broken = {**SOURCES, phrases_file("en"): "{% macro greeting("}
    assert phrase_units(broken, ("ru", "en"))[0].texts.keys() == {"ru"}
    assert phrase_units({"page.html.jinja": "{% if"}, ("ru",)) == ()


def test_line_breaks_of_another_system_change_no_text() -> None:
    crlf = {name: text.replace("\n", "\r\n") for name, text in SOURCES.items()}
    plain = phrase_units(SOURCES, ("ru", "en"))
    assert [unit.texts for unit in phrase_units(crlf, ("ru", "en"))] == [u.texts for u in plain]


def test_the_units_of_a_book_are_those_of_its_dataset_and_its_phrases() -> None:
    units = book_units(dataset(), SOURCES, ("ru", "en"))
    assert [unit.id for unit in units][-2:] == ["phrases.greeting", "phrases.roles"]
    assert units[0].id == "rivers.moskva.name"

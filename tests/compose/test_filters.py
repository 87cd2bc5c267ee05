"""The filters and tests of templates, in both languages through one environment."""

from __future__ import annotations

import pytest
from jinja2.utils import _PassArg
from tests.compose.workbench import commission, compose, page, perspective, says

from briefbook.compose.composer import Composer
from briefbook.compose.filters import FILTERS, TESTS
from briefbook.errors import TemplateFailed, UnapprovedForm

#: An expression, and what it prints in Russian and in English.
TABLE = [
    ("subject.name | nominative", "Ока", "Oka"),
    ("subject.stretches | map(attribute='name') | nominative | conjunction", "Москва", "Moskva"),
    ("subject.name | abbreviation", "О", "O"),
    ("[subject.name] | abbreviation | conjunction", "О", "O"),
    ("subject.name | introduced", "Ока (О)", "Oka (O)"),
    ("subject.stretches[0].name | introduced", "Москва", "Moskva"),
    ("'a' | counted(one='one', few='few', many='many', other='other')", None, None),
    ("2 | counted(one='one', few='few', many='many', other='other')", "few", "other"),
    ("5 | cardinal", "пять", "five"),
    ("2 | cardinal('feminine', 'dative')", "двум", "two"),
    ("28 | ordinal('feminine', 'genitive')", "28-й", "twenty-eighth"),
    ("4 | ordinal_word('feminine')", "четвертая", "fourth"),
    ("3 | times", "трижды", "three times"),
    ("[3, 12] | times | conjunction", "трижды и 12 раз", "3 times and 12 times"),
    ("[3, 9] | cardinal | conjunction", "три и девять", "three and nine"),
    ("[3, 12] | cardinal | conjunction", "три и 12", "3 and 12"),
    ("[9, 100] | ordinal('feminine') | conjunction", "9-я и 100-я", "9th and 100th"),
    ("21 | cardinal_sentence('neuter')", "Двадцать одно", "Twenty-one"),
    ("5 | ordinal_figure('neuter')", "5-е", "5th"),
    ("subject.navigable | ends | conjunction", "1990 и 1995", "1990 and 1995"),
    ("subject.name | instrumental | preceded('с')", "с Окой", None),
    ("subject.name | preceded('О')", "Об Ока", None),
    ("subject.name | definite", None, "the Oka"),
    ("[subject.name] | definite | conjunction('to')", None, "to the Oka"),
    ("0 | times", "ни разу", "never"),
    ("subject.mapped | date", "15 июня 1997 г.", "15 June 1997"),
    ("subject.named | date", "1147", "1147"),
    ("subject.mapped | date_numeric", "15.06.1997", None),
    ("subject.mapped | own_date", "15 июня 1997 г.", "15 June 1997"),
    ("subject.mapped | iso_date", "1997-06-15", "1997-06-15"),
    ("subject.stretches[0].named | iso_date", "1147-04-04", "1147-04-04"),
    ("subject.mapped | year", "1997", "1997"),
    ("subject.named | year", "1147", "1147"),
    ("subject.navigable | years", "1990–1995", "1990–1995"),
    ("1234567 | number", "1 234 567", "1,234,567"),
    ("subject.depth | number", "1,5", "1.5"),
    ("['a', 'b', 'c'] | conjunction", "a, b и c", "a, b and c"),
    ("['a', 'b'] | disjunction", "a или b", "a or b"),
    ("['<i>', 'b'] | conjunction", "<i> и b", "<i> and b"),
    ("subject.note | capitalized", "Длинная & тихая", "Long & quiet"),
    ("'слово' | capitalized", "Слово", "Слово"),
    ("subject.keeper.name | signed_name", "А.Б. Примеров", "Ann Example"),
    ("subject.keeper.name | full_name", "Примеров", "Ann Example"),
    ("subject.sea | default('—')", "—", "—"),
    ("'да' if subject.name is plural else 'нет'", "нет", None),
    ("'да' if subject.name is filled else 'нет'", "да", "да"),
    ("'да' if subject.sea is defined else 'нет'", "нет", "нет"),
]
CASES = [
    (expression, language, said)
    for expression, russian, english in TABLE
    for language, said in (("ru", russian), ("en", english))
    if said is not None
]


@pytest.mark.parametrize(("expression", "language", "said"), CASES)
def test_a_filter_writes_as_the_language_does(expression: str, language: str, said: str) -> None:
    assert says(expression, language) == said


@pytest.mark.parametrize("name", [*FILTERS, *TESTS])
def test_each_takes_the_context_and_says_what_it_does(name: str) -> None:
    function = FILTERS.get(name) or TESTS[name]
    assert _PassArg.from_obj(function) is _PassArg.context
    assert function.__doc__


def test_one_environment_serves_all_languages() -> None:
    composer = Composer({"page.jinja": page("<p>{{ 28 | ordinal }}, {{ 3 | times }}</p>")})

    def said(language: str) -> str:
        return composer.compose(commission(), perspective(language)).blocks[-1].text

    russian = "28-й, трижды"
    english = "twenty-eighth, three times"
    assert [said("ru"), said("en"), said("ru")] == [russian, english, russian]


def test_a_name_is_put_in_each_case() -> None:
    said = [says(f"subject.name | {case}", "ru") for case in ("genitive", "instrumental")]
    assert said == ["Оки", "Окой"]
    assert says("[subject.name] | genitive | conjunction", "ru") == "Оки"
    assert says("subject.keeper.name | addressed_name", "ru") == "Примерову А.Б."
    assert says("subject.keeper.name | addressed_name('nominative')", "ru") == "Примеров А.Б."


def test_a_name_that_does_not_decline_is_the_same_in_every_case() -> None:
    assert says("subject.stretches[0].name | instrumental", "ru") == "Москва"


def test_a_word_agrees_with_a_name() -> None:
    forms = "'он', 'она', 'оно', 'они'"
    assert says(f"subject.name | agree({forms})", "ru") == "она"


def test_the_layout_governs_initials_and_a_document_s_own_date() -> None:
    assert says("subject.mapped | own_date", "ru", "ru-gost-2025") == "15.06.1997"
    assert says("subject.mapped | own_date", "en", "un-memo") == "15 June 1997"


def test_markup_stays_markup_and_keeps_its_capital() -> None:
    body = "{% macro m() %}{{ subject.note }}{% endmacro %}<p>{{ m() | capitalized }}</p>"
    assert compose(body).blocks[-1].text == "Long & quiet"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("subject.items | genitive", "only a name has a genitive"),
        ("[subject.length] | abbreviation", "only a name has an abbreviation"),
        ("subject.items | abbreviation", "only a name has an abbreviation"),
        ("subject.items | agree('a', 'b', 'c', 'd')", "only a name has a gender"),
        ("subject | genitive", "not the record rivers.oka"),
        ("subject.name | signed_name", "only a person's name is printed so"),
        ("subject.mapped | years", "only a period with an end has years"),
        ("subject.mapped | ends", "only a period with an end has ends"),
        ("subject.navigable | days", "only a period to the day has days"),
        ("subject.items | year", "only a date has a year"),
        ("subject.items | date", "only a date to the day"),
        ("subject.named | date_numeric", "only a date to the day"),
        ("subject.named | iso_date", "only a date to the day"),
        ("subject.items | number", "only a number is written in figures"),
        ("subject.tidal | number", "only a number is written in figures"),
    ],
)
def test_a_filter_refuses_what_it_cannot_write(expression: str, message: str) -> None:
    with pytest.raises(TemplateFailed, match=message) as caught:
        says(expression, "ru")
    assert caught.value.spans[0].line == 2


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("subject.name | dative", "has no approved dative"),
        ("subject.stretches[0].name | abbreviation", "has no abbreviation"),
        ("subject.stretches[0].name | agree('a', 'b', 'c', 'd')", "has no gender"),
        ("subject.stretches[0].name is plural", "has no gender"),
        ("subject.keeper.name | addressed_name('genitive')", "has no approved genitive"),
        ("subject.name.short | genitive", "has no approved genitive"),
    ],
)
def test_a_form_that_nobody_approved_is_never_printed(expression: str, message: str) -> None:
    with pytest.raises(UnapprovedForm, match=message) as caught:
        says(f"'' if {expression} else ''", "ru")
    template, data = caught.value.spans
    assert template.file == "templates/page.jinja"
    assert data.file.startswith("data/")
    assert caught.value.hint.startswith("add ")

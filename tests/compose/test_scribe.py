"""What is noted of a document while it is composed: the facts and figures of its statements."""

from __future__ import annotations

import pytest
from tests.compose.workbench import compose

from briefbook.errors import TemplateSyntax
from briefbook.tracking.account import STRUCTURE, Account, Statement

IMPORT = '{% import "phrases/" ~ language ~ ".html.jinja" as phrases with context %}'


def account(
    phrase: str, body: str = "<p>{{ phrases.it(subject) }}</p>", language: str = "en"
) -> Account:
    """Account for a body whose phrases have one macro ``it(river)``."""
    macro = f"{{# words #}}\n{{% macro it(river) %}}{phrase}{{% endmacro %}}\n"
    others = {f"phrases/{language}.html.jinja": macro}
    return compose(IMPORT + body, language, others=others).account


def statement(phrase: str, language: str = "en") -> Statement:
    [found] = [one for one in account(phrase, language=language).statements if one.name]
    return found


def told(phrase: str, language: str = "en") -> set[str]:
    return {use.fact for use in statement(phrase, language).uses if use.told}


def looked_at(phrase: str) -> set[str]:
    one = statement(phrase)
    return {use.fact for use in one.uses} - {use.fact for use in one.uses if use.told}


def figures(phrase: str, language: str = "en") -> list[tuple[str, str]]:
    return [(each.kind, each.value) for each in statement(phrase, language).figures]


# facts


@pytest.mark.parametrize(
    ("phrase", "language"),
    [
        ("{{ river.name }}", "en"),
        ("{{ river.name | abbreviation }}", "en"),
        ("{{ river.name | genitive }}", "ru"),
        ("{{ river.name.short | nominative }}", "ru"),
        ("{{ [river.name] | genitive | conjunction }}", "ru"),
    ],
)
def test_a_name_is_one_fact_in_every_language_and_form(phrase: str, language: str) -> None:
    assert told(phrase, language) == {"rivers.oka.name"}


def test_initials_and_given_name_are_one_fact() -> None:
    assert told("{{ river.keeper.name | signed_name }}", "ru") == {"people.primerov.name"}
    assert told("{{ river.keeper.name | full_name }}", "en") == {"people.primerov.name"}


@pytest.mark.parametrize(
    "phrase",
    [
        '{{ river.name | agree("a", "b", "c", "d") }}',
        '{{ "the " if river.name.article }}',
        '{{ "x" if river.name.short is filled }}',
        '{{ "woman" if river.keeper.gender == "feminine" }}',
    ],
)
def test_grammar_alone_is_no_fact(phrase: str) -> None:
    language = "ru" if "agree" in phrase else "en"
    assert {use.fact for use in statement(phrase, language).uses} <= {"rivers.oka.keeper"}


def test_a_fact_that_is_only_asked_for_is_looked_at() -> None:
    assert looked_at("{% if river.items %}x{% endif %}") == {"rivers.oka.items"}
    assert looked_at("{% if river.sea %}x{% endif %}") == {"rivers.oka.sea"}


def test_a_fact_that_is_compared_is_told() -> None:
    assert told('{% if river.items == "seven" %}seven things{% endif %}') == {"rivers.oka.items"}


def test_a_fact_by_which_a_word_is_looked_up_is_told() -> None:
    assert told('{{ {"seven": "several"}[river.items] }}') == {"rivers.oka.items"}


def test_an_argument_that_is_printed_belongs_to_the_statement() -> None:
    others = {"phrases/en.html.jinja": "{% macro it(items) %}{{ items }}{% endmacro %}"}
    body = IMPORT + "<p>{{ phrases.it(subject.items) }}</p>"
    [found] = [one for one in compose(body, others=others).account.statements if one.name]
    assert [(use.fact, use.told) for use in found.uses] == [("rivers.oka.items", True)]
    assert found.about == ("rivers.oka.items",)


def test_what_is_put_together_and_not_printed_is_not_told() -> None:
    assert told("{% set words %}{{ river.items }}{% endset %}-") == set()


# figures


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("{{ river.length }}", ("number", "1500")),
        ("{{ river.length | number }}", ("number", "1500")),
        ("{{ river.depth | number }}", ("number", "1.5")),
        ("{{ (river.length + 1) | number }}", ("number", "1501")),
        ("{{ (river.length - 1496) | times }}", ("count", "4")),
        ("{{ (river.length - 1496) | cardinal }}", ("number", "4")),
        ("{{ (river.length - 1496) | ordinal }}", ("ordinal", "4")),
        ("{{ (river.length - 1496) | ordinal_word }}", ("ordinal", "4")),
        ("{{ river.mapped | year }}", ("year", "1997")),
        ("{{ river.mapped | date }}", ("date", "1997-06-15")),
        ("{{ river.mapped | date_numeric }}", ("date", "1997-06-15")),
        ("{{ river.mapped | own_date }}", ("date", "1997-06-15")),
        ("{{ river.named | date }}", ("date", "1147")),
        ("in 1914", ("number", "1914")),
        ('{{ "in 1914" }}', ("number", "1914")),
        ('{{ ", 3 times" if river.items }}', ("number", "3")),
        ('{{ {"seven": "7 things"}[river.items] }}', ("number", "7")),
        ("{{ 12 }}", ("number", "12")),
    ],
)
def test_a_figure_is_noted_where_it_is_written(phrase: str, expected: tuple[str, str]) -> None:
    assert figures(phrase) == [expected]


def test_a_range_of_years_is_two_figures() -> None:
    assert figures("{{ river.navigable | years }}") == [("year", "1990"), ("year", "1995")]


def test_a_list_of_dates_keeps_its_figures() -> None:
    phrase = "{{ [river.mapped | date, river.mapped | year] | conjunction }}"
    assert figures(phrase) == [("date", "1997-06-15"), ("year", "1997")]


@pytest.mark.parametrize(
    "phrase",
    [
        '<span data-role="blank" data-width="45"></span>',
        '{% if (river.mapped | year) == "1997" %}then{% endif %}',
        "{% set year %}{{ river.mapped | year }}{% endset %}-",
        "&#8212;",
        "{{ river.note }}",
    ],
)
def test_what_is_no_figure_of_the_text_is_not_noted(phrase: str) -> None:
    assert figures(phrase) == []


def test_a_note_names_its_line() -> None:
    found = statement("\n\n{{ river.mapped | year }}\nin 1914")
    file = "templates/phrases/en.html.jinja"
    assert [each.place for each in found.figures] == [(file, 4), (file, 5)]
    assert found.place == (file, 2)


def test_literal_figures_leave_the_text_as_it_is() -> None:
    others = {
        "phrases/en.html.jinja": "{% macro it(x) %}a 5-year <strong>10</strong> plan{% endmacro %}"
    }
    made = compose(IMPORT + "<p>{{ phrases.it(subject) }}</p>", others=others)
    said = made.blocks[-1].text.translate({0x2011: "-", 0xA0: " "})
    assert said == "a 5-year 10 plan"
    assert made.blocks[-1].facts == ()


def test_what_a_document_says_itself_is_one_statement() -> None:
    made = compose("<p>{{ subject.items }}, {{ subject.mapped | year }}</p>")
    [structure] = made.account.statements
    assert structure.name == STRUCTURE
    assert {use.fact for use in structure.uses} == {
        "rivers.oka",
        "rivers.oka.items",
        "rivers.oka.mapped",
    }
    assert [figure.value for figure in structure.figures] == ["1997"]
    assert made.blocks[-1].facts == ("rivers.oka.items", "rivers.oka.mapped")


# declared differences


def test_what_stands_between_the_tags_is_declared() -> None:
    declared = "{{ river.items }} {{ river.mapped | year }}"
    phrase = f'{{{{ river.note }}}}{{% differs "so" %}}{declared}{{% enddiffers %}}'
    found = statement(phrase)
    assert {use.fact for use in found.uses if use.exemption is None} == {"rivers.oka.note"}
    assert [figure.exemption for figure in found.figures] == [0]


def test_a_statement_within_the_tags_is_declared() -> None:
    body = '{% differs "so" %}<p>{{ phrases.it(subject) }}</p>{% enddiffers %}<p>x</p>'
    made = account("{{ river.items }} {{ river.mapped | year }}", body)
    [found] = [one for one in made.statements if one.name]
    assert {use.exemption for use in found.uses} == {0}
    assert [figure.exemption for figure in found.figures] == [0]
    assert [(one.reason, one.place) for one in made.exemptions] == [
        ("so", ("templates/page.jinja", 2))
    ]


def test_the_tags_print_nothing() -> None:
    body = '<p>a{% differs "so" %} b{% enddiffers %} c</p>{% differs "x" %}<p>d</p>{% enddiffers %}'
    assert [block.text for block in compose(body).blocks[-2:]] == ["a b c", "d"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{% differs %}x{% enddiffers %}", "its reason"),
        ('{% differs " " %}x{% enddiffers %}', "its reason"),
        ("{% for n in [1] %}{% differs 'x' %}{% break %}{% enddiffers %}{% endfor %}", "left"),
    ],
)
def test_a_declaration_that_cannot_stand_is_refused(body: str, message: str) -> None:
    with pytest.raises(TemplateSyntax, match=message):
        compose(f"<p>{body}</p>")


def test_a_loop_within_the_tags_may_be_left() -> None:
    body = "<p>{% differs 'x' %}{% for n in [1, 2] %}a{% break %}{% endfor %}{% enddiffers %}</p>"
    assert compose(body).blocks[-1].text == "a"

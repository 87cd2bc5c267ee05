"""Each block of a document knows the facts that it shows; the marks that told are gone."""

from __future__ import annotations

import pickle

import pytest
from tests.tracking.harbours import base, compose

from briefbook.localize.shown import (
    ShownNumber,
    ShownText,
    after_marks,
    paths_of,
    plain_value,
    showing,
    shown,
    take_marks,
)

N = "harbours.north."
KEEPER = "people.primerova.name.ru."


@pytest.mark.parametrize(
    ("body", "facts"),
    [
        ("<p>words</p>", ()),
        ("<p>{{ subject.code }}</p>", (f"{N}code",)),
        ("<p>{{ subject.code }} {{ subject.length }}</p>", (f"{N}code", f"{N}length")),
        ("<p>{{ subject.code }}<em>{{ subject.length }}</em></p>", (f"{N}code", f"{N}length")),
        ("<p>{{ subject.code }}{{ subject.code }}</p>", (f"{N}code",)),
        ("<p>{{ subject.note }}</p>", (f"{N}note.ru",)),
        ("<p>{{ subject.length + 1 }}</p>", (f"{N}length",)),
        ("<p>{{ 100 - subject.length * 2 }}</p>", (f"{N}length",)),
        ("<p>{{ subject.code ~ '/' ~ subject.length }}</p>", (f"{N}code", f"{N}length")),
        ("<p>{{ subject.length ~ '' }}</p>", (f"{N}length",)),
        ("<p>{{ '(' + subject.code + ')' }}</p>", (f"{N}code",)),
        ("<p>{{ subject.code + (subject.note ~ '') }}</p>", (f"{N}code", f"{N}note.ru")),
        ("<p>{{ {'n': 'nord'}[subject.code] }}</p>", (f"{N}code",)),
        ("<p>{{ subject.name }}</p>", (f"{N}name.ru.nominative",)),
        ("<p>{{ subject.name | dative | capitalized }}</p>", (f"{N}name.ru.dative",)),
        ("<p>{{ (subject.code ~ 'x') | capitalized }}</p>", (f"{N}code",)),
        (
            "<p>{{ subject.name | introduced }}</p>",
            (f"{N}name.ru.nominative", f"{N}name.ru.abbreviation"),
        ),
        ("<p>{{ subject.name | abbreviation }}</p>", (f"{N}name.ru.abbreviation",)),
        (
            "<p>{{ subject.keeper.name | addressed_name }}</p>",
            (f"{KEEPER}surname.dative", f"{KEEPER}initials"),
        ),
        (
            "<p>{{ subject.keeper.name | signed_name }}</p>",
            (f"{KEEPER}initials", f"{KEEPER}surname.nominative"),
        ),
        (
            "<p>{{ subject.keeper.name | full_name }}</p>",
            (f"{KEEPER}given.nominative", f"{KEEPER}surname.nominative"),
        ),
        ("<p>{{ subject.quays | conjunction }}</p>", tuple(f"{N}quays.{n}" for n in range(3))),
        (
            "<p>{{ subject.neighbours | map(attribute='name') | disjunction('о') }}</p>",
            ("harbours.south.name.ru.nominative", "harbours.west.name.ru.nominative"),
        ),
        ("<p>{{ subject.site | default(subject.code) }}</p>", (f"{N}code",)),
        ("<p>{{ subject.opened | date }}</p>", (f"{N}opened",)),
        ("<p>{{ subject.opened | date_numeric }}</p>", (f"{N}opened",)),
        ("<p>{{ subject.opened | own_date }}</p>", (f"{N}opened",)),
        ("<p>{{ subject.opened | iso_date }}</p>", (f"{N}opened",)),
        ("<p>{{ subject.named | date }}</p>", (f"{N}named",)),
        ("<p>{{ subject.named | year }}</p>", (f"{N}named",)),
        ("<p>{{ subject.works | years }}</p>", (f"{N}works",)),
        ("<p>{{ subject.depth | number }}</p>", (f"{N}depth",)),
        ("<p>{{ subject.length | number }}</p>", (f"{N}length",)),
        ("<p>{{ subject.length | cardinal }}</p>", (f"{N}length",)),
        ("<p>{{ subject.length | ordinal }}</p>", (f"{N}length",)),
        ("<p>{{ subject.length | ordinal_word }}</p>", (f"{N}length",)),
        ("<p>{{ subject.visits[0].year }}</p>", (f"{N}visits.0.year",)),
        ("<p>{{ subject.nearest.code }}</p>", ("harbours.south.code",)),
        ("<p>{{ subject.years[1] }}</p>", (f"{N}years",)),
        (
            "{% macro m(x) %}<strong>{{ x.code }}</strong>{% endmacro %}<p>{{ m(subject) }}</p>",
            (f"{N}code",),
        ),
        ("{% set x %}{{ subject.code }}{% endset %}<p>{{ x }}</p>", (f"{N}code",)),
        (
            '<p><a href="https://example.org/{{ subject.code }}" title="t">x</a></p>',
            (f"{N}code",),
        ),
        ("<p>{% if subject.tidal %}yes{% endif %}</p>", ()),
    ],
)
def test_a_block_knows_its_facts_and_bears_no_marks(body: str, facts: tuple[str, ...]) -> None:
    composed = compose(body, base())

    assert composed.facts == facts
    assert "\ufdd0" not in composed.text
    assert "\ufdd1" not in composed.text
    assert "harbours." not in composed.text


def test_each_block_knows_its_own_facts_and_those_of_no_other() -> None:
    body = (
        "<ul>{% for x in subject.quays %}<li>{{ x }}</li>{% endfor %}</ul><p>{{ subject.code }}</p>"
    )
    composition = compose(body, base()).composition
    assert composition is not None

    assert [block.facts for block in composition.blocks[-4:]] == [
        *((f"{N}quays.{n}",) for n in range(3)),
        (f"{N}code",),
    ]


def test_the_title_and_the_language_bear_no_marks() -> None:
    body = '<p lang="en" title="{{ subject.code }}">x</p>'
    assert "\ufdd0" not in compose(body, base()).text


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("subject.name ~ ''", "cannot be joined to a text as it is"),
        ("subject.quays ~ ''", "cannot be joined to a text as it is"),
        ("subject.opened ~ ''", "cannot be joined to a text as it is"),
        ("subject.site ~ ''", "the fact harbours.north.site is not filled"),
    ],
)
def test_what_is_no_text_is_not_joined_to_one_in_silence(expression: str, said: str) -> None:
    composed = compose(f"<p>{{{{ {expression} }}}}</p>", base())

    assert composed.composition is None
    assert said in composed.text


def test_a_truth_value_shows_nothing() -> None:
    assert shown(True, "a.b") is True


def test_text_made_from_facts_shows_them_and_other_text_none() -> None:
    assert paths_of(showing("x", ShownText("y", ("a",)), [ShownNumber(1, ("b",))])) == ("a", "b")
    assert paths_of(showing("x", "y")) == ()
    assert plain_value(3) == 3


def test_marks_come_off_and_tell_where_the_text_begins() -> None:
    marked = str(ShownText("text", ("a.b", "c")).__html__())

    assert take_marks(marked) == ("text", ("a.b", "c"))
    assert marked[after_marks(marked) :] == "text"
    assert take_marks("text") == ("text", ())


@pytest.mark.parametrize("value", [ShownText("x", ("a",)), ShownNumber(3, ("a",))])
def test_a_shown_value_keeps_its_facts_in_another_process(value: object) -> None:
    copy = pickle.loads(pickle.dumps(value))  # our own bytes

    assert copy == value
    assert paths_of(copy) == ("a",)


def test_a_number_that_is_reckoned_with_something_else_is_refused() -> None:
    with pytest.raises(TypeError):
        ShownNumber(1, ("a",)) + "x"  # type: ignore[operator]  # what is refused

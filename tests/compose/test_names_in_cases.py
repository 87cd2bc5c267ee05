"""Persons, posts with their dependants, and lists of them, in six cases and in agreement."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from tests.books import write
from tests.compose.workbench import ROOT, layout

from briefbook.compose.composer import Commission, Composer
from briefbook.dataset.loader import load
from briefbook.dataset.values import Dataset
from briefbook.errors import UnapprovedForm
from briefbook.localize.grammar.base import CASES
from briefbook.localize.view import Perspective
from briefbook.schemas.organizations import SCHEMA

FILES = {
    "persons/primerova": """\
gender: feminine
post: head
name:
  ru:
    surname:
      {nominative: Примерова, genitive: Примеровой, dative: Примеровой, accusative: Примерову,
       instrumental: Примеровой, prepositional: Примеровой}
    given: {nominative: Анна, genitive: Анны, dative: Анне}
    patronymic: {nominative: Ивановна, genitive: Ивановны}
    initials: А.И.
""",
    "persons/testenko": """\
gender: masculine
name:
  ru:
    surname: Тестенко
    given: {nominative: Петр, genitive: Петра}
    initials: П.
    declines: false
""",
    "posts/head": """\
state: ruritania
title:
  ru:
    nominative: Постоянный представитель
    genitive: Постоянного представителя
    dative: Постоянному представителю
    accusative: Постоянного представителя
    instrumental: Постоянным представителем
    prepositional: Постоянном представителе
    gender: masculine
    animacy: animate
accredited_to:
  ru: {nominative: Совет, prepositional: Совете, gender: masculine}
place:
  ru: {nominative: Вена, prepositional: Вене, gender: feminine}
""",
    "posts/minister": """\
title:
  ru:
    nominative: министр
    genitive: министра
    dative: министру
    accusative: министра
    instrumental: министром
    prepositional: министре
    gender: masculine
""",
    "states/ruritania": """\
name: {ru: {nominative: Руритания, genitive: Руритании, gender: feminine}}
official_name: {ru: {nominative: Королевство Руритания, genitive: Королевства Руритания}}
""",
}
HEAD = """\
{% import "phrases/ru.html.jinja" as phrases with context %}
{% set woman, man = registers.persons[0], registers.persons[1] %}
{% set both = registers.persons | map(attribute="name") | list %}
<html lang="ru"><head><title>T</title></head><body><h1>T</h1>"""


@cache
def dataset() -> Dataset:
    folder = Path(mkdtemp())
    for name, text in FILES.items():
        write(folder / f"data/{name}.yaml", text)
    return load(folder, SCHEMA, ["ru"])


def says(body: str, profile: str = "house") -> str:
    """Compose a paragraph about the persons and posts."""
    phrases = (ROOT / "templates/phrases/ru.html.jinja").read_text(encoding="utf-8")
    sources = {
        "phrases/ru.html.jinja": phrases,
        "page.jinja": f"{HEAD}<p>{body}</p></body></html>",
    }
    perspective = Perspective(dataset(), SCHEMA.derived, "ru", date(2026, 11, 24))
    commission = Commission("page", "page.jinja", None, None, "pdf", layout(profile))
    composed = Composer(sources).compose(commission, perspective)
    return composed.blocks[-1].text.replace("\u00a0", " ")


SURNAME = ["Примерова", "Примеровой", "Примеровой", "Примерову", "Примеровой", "Примеровой"]


@pytest.mark.parametrize(("case", "surname"), list(zip(CASES, SURNAME, strict=True)))
def test_a_person_stands_in_six_cases_in_the_order_and_spacing_asked_for(
    case: str, surname: str
) -> None:
    assert says(f"{{{{ woman.name | {case} }}}}") == f"А.И. {surname}"
    assert says(f"{{{{ woman.name | {case} }}}}", "by-stb-2016") == f"А.И.{surname}"
    assert says(f"{{{{ woman.name | signed_name('{case}') }}}}", "by-stb-2016") == f"А.И.{surname}"
    assert says(f"{{{{ woman.name | addressed_name('{case}') }}}}") == f"{surname} А.И."


def test_a_whole_name_has_its_patronymic() -> None:
    assert says("{{ woman.name | full_name('genitive') }}") == "Анны Ивановны Примеровой"


def test_a_name_that_does_not_decline_is_the_same_in_all_cases() -> None:
    assert says("{{ man.name | dative }}") == "П. Тестенко"
    assert says("{{ man.name | full_name('dative') }}") == "Петр Тестенко"


def test_lists_of_persons_stand_in_a_case() -> None:
    assert says("{{ both | genitive | conjunction }}") == "А.И. Примеровой и П. Тестенко"
    assert says("{{ both | addressed_name | conjunction }}") == "Примеровой А.И. и Тестенко П."
    assert says("{{ both | signed_name('accusative') | conjunction }}", "by-stb-2016") == (
        "А.И.Примерову и П.Тестенко"
    )
    assert says("{{ both | full_name | conjunction }}") == (
        "Анна Ивановна Примерова и Петр Тестенко"
    )


POSTS = {
    "nominative": ("Постоянный представитель", "министр"),
    "genitive": ("Постоянного представителя", "министра"),
    "dative": ("Постоянному представителю", "министру"),
    "accusative": ("Постоянного представителя", "министра"),
    "instrumental": ("Постоянным представителем", "министром"),
    "prepositional": ("Постоянном представителе", "министре"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_post_keeps_its_dependants_in_every_case_and_in_a_list(case: str) -> None:
    first, second = POSTS[case]
    post = f"phrases.post(registers.posts[0], '{case}')"
    whole = f"{first} Руритании при Совете в Вене"
    assert says(f"{{{{ {post} }}}}") == whole
    listed = (
        "{% for post in registers.posts %}"
        f"{{{{ phrases.post(post, '{case}') }}}}{{{{ phrases.separator(loop) }}}}"
        "{% endfor %}"
    )
    assert says(listed) == f"{whole} и {second}"
    titles = f"{{{{ registers.posts | map(attribute='title') | {case} | conjunction }}}}"
    assert says(titles) == f"{first} и {second}"
    assert says(f"{{{{ registers.posts[1].title | in_case('{case}') }}}}") == second


def test_verbs_and_participles_agree_with_persons_names_and_several_of_them() -> None:
    chosen = 'agree("избран", "избрана", "избрано", "избраны")'
    assert says(f"{{{{ woman | {chosen} }}}}") == "избрана"
    assert says(f"{{{{ man | {chosen} }}}}") == "избран"
    assert says(f"{{{{ registers.persons | {chosen} }}}}") == "избраны"
    assert says(f"{{{{ [woman] | {chosen} }}}}") == "избрана"
    assert says(f"{{{{ registers.states[0].name | {chosen} }}}}") == "избрана"
    acting = 'agree("занимающий", "занимающая", "занимающее", "занимающие")'
    assert says(f"{{{{ woman | {acting} }}}} пост") == "занимающая пост"


@pytest.mark.parametrize(
    "expression",
    [
        "registers.states[0].name | dative",
        "registers.states[0].name | in_case('dative')",
        "registers.states | map(attribute='name') | dative | conjunction",
        "registers.states[0].name | introduced('accusative')",
        "registers.posts[0].place | genitive",
        "phrases.post(registers.posts[0], 'dative') ~ (registers.posts[0].place | dative)",
        "registers.states[0].official_name | agree('он', 'она', 'оно', 'они')",
        "registers.states[0].name | in_case('vocative')",
        "registers.states[0].name | abbreviation",
    ],
)
def test_what_nobody_has_approved_is_never_printed(expression: str) -> None:
    with pytest.raises(UnapprovedForm) as caught:
        says(f"{{{{ {expression} }}}}")
    assert caught.value.hint

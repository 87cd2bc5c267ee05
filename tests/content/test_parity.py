"""The two languages of the book rest on the same facts, and nothing can be taken from one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from tests.content.support import (
    EARLY_DAY,
    ENCLOSED,
    LANGUAGES,
    SOURCE_DAY,
    TODAY,
    book,
    compose,
)
from tests.content.variants import (
    ISLANDS,
    KAZAKHSTAN,
    UNODC,
    changed,
    full,
    of_another_state,
    variant,
)

from briefbook.build.snapshot import templates_of
from briefbook.compose.composer import Commission, Composer
from briefbook.dataset.values import Dataset
from briefbook.errors import OutputError
from briefbook.localize.view import Perspective
from briefbook.tracking.account import Account, Figure
from briefbook.tracking.parity import Breach, breaches

DOCUMENTS = ("brief", "memo")
#: Of how many expressions one is taken out; 1 takes each in its turn.
_EVERY = int(os.environ.get("BRIEFBOOK_EVERY", "9"))
OTHER = {"ru": "en", "en": "ru"}
_SECTIONS = (
    "contribution",
    "activities",
    "treaties",
    "support",
    "memberships",
    "offices",
    "resolutions",
    "training",
)


def without(section: str) -> dict[str, str]:
    pattern = rf"(?m)^{section}:.*\n(?:[ -].*\n|\n(?=[ -]))*"
    return {UNODC: re.sub(pattern, "", changed(UNODC))}


BOOKS = {
    "every optional part": full(),
    "comments asked for": full("request: {kind: comments, by: 2020-02-17}"),
    "a masculine State": of_another_state("kazakhstan", KAZAKHSTAN),
    "a plural State": of_another_state("islands", ISLANDS),
    "a signatory": {UNODC: changed(UNODC, ("status: party", "status: signatory"))},
    "no treaty named": {UNODC: changed(UNODC, ("instruments: [uncac]", "instruments: []"))},
    **{f"no {section}": without(section) for section in _SECTIONS},
}


def differences(dataset: Dataset, document: str, day: date = TODAY) -> list[Breach]:
    accounts = [compose(dataset, document, each, day).composition.account for each in LANGUAGES]
    return list(breaches(accounts))


@pytest.mark.parametrize("day", [EARLY_DAY, SOURCE_DAY, TODAY])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_languages_say_the_same_on_any_day(document: str, day: date) -> None:
    assert differences(book().dataset, document, day) == []


@pytest.mark.parametrize("what", BOOKS)
def test_the_languages_say_the_same_of_any_subject(what: str, tmp_path: Path) -> None:
    dataset = variant(tmp_path, BOOKS[what])
    for document in DOCUMENTS:
        assert differences(dataset, document) == []


@cache
def sound(document: str, language: str) -> Account:
    return account(Composer(templates_of(book().files)), document, language)


def account(composer: Composer, document: str, language: str) -> Account:
    settings = book().config.document(document)
    commission = Commission(
        document,
        settings.template,
        "organizations.unodc",
        f"{settings.details}.unodc",
        settings.formats[0],
        book().profiles[settings.profiles[language]],
        dict.fromkeys(settings.encloses, ENCLOSED),
    )
    perspective = Perspective(
        book().dataset, book().schema.derived, language, EARLY_DAY, pages={ENCLOSED: 2}
    )
    return composer.compose(commission, perspective).account


def caught(language: str, text: str) -> list[Breach] | None:
    """Return what is told of other phrases in a language; None where they say the same."""
    composer = Composer({**templates_of(book().files), f"phrases/{language}.html.jinja": text})
    found: list[Breach] = []
    same = True
    for document in DOCUMENTS:
        made = account(composer, document, language)
        same = same and said(made) == said(sound(document, language))
        found.extend(breaches([sound(document, OTHER[language]), made]))
    return None if same else found


def said(one: Account) -> list[object]:
    """Return what an account says undeclared, statement by statement."""
    return [
        (
            statement.name,
            {(use.fact, use.told) for use in statement.uses if use.exemption is None},
            sorted(each.value for each in statement.figures if each.exemption is None),
        )
        for statement in one.statements
    ]


def expressions(language: str) -> Iterator[tuple[int, int]]:
    """Yield where each printed expression stands in the phrases."""
    text = templates_of(book().files)[f"phrases/{language}.html.jinja"]
    return (found.span() for found in re.finditer(r"\{\{.*?\}\}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_use_of_a_fact_is_removed_is_caught(language: str) -> None:
    """Expressions of the phrases are taken out in turn, and the other language compared."""
    text = templates_of(book().files)[f"phrases/{language}.html.jinja"]
    missed, tried = [], 0
    for start, end in list(expressions(language))[::_EVERY]:
        try:
            found = caught(language, text[:start] + text[end:])
        except OutputError:
            continue
        tried += found is not None
        if found == []:
            missed.append(text[start:end])
    assert tried > 80 // _EVERY
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("filter_", ["times", "ordinal", "number"])
def test_a_number_changed_in_one_language_is_caught(language: str, filter_: str) -> None:
    text = templates_of(book().files)[f"phrases/{language}.html.jinja"]
    pattern = rf"\{{\{{ ([\w.]+) \| {filter_}\b"
    spans = [found.span(1) for found in re.finditer(pattern, text)]
    changed_texts = (f"{text[:start]}({text[start:end]} + 1){text[end:]}" for start, end in spans)
    said_otherwise = [
        told for each in changed_texts if (told := caught(language, each)) is not None
    ]
    assert said_otherwise or filter_ == "number"
    for told in said_otherwise:
        breach = next(one for one in told if isinstance(one.said, Figure))
        assert breach.instead is not None
        places = {breach.said.place.file, breach.instead.place.file}
        assert places == {f"templates/phrases/{each}.html.jinja" for each in LANGUAGES}


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "Terms of {{ the(", "All 5 terms of {{ the("),
        ("ru", "Сроки полномочий {{", "Все 5 сроков полномочий {{"),
        ("en", "{{ office.year }}, {% if", "2017, {% if"),
        ("ru", "roles[office.role] }} {{ office.s", "roles[office.role] }} 27-й {{ office.s"),
    ],
)
def test_a_number_written_by_hand_in_one_language_is_caught(
    language: str, old: str, new: str
) -> None:
    text = templates_of(book().files)[f"phrases/{language}.html.jinja"]
    assert old in text
    assert caught(language, text.replace(old, new, 1))

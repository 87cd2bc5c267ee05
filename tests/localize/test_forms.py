"""Only approved forms of a name are ever given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.compose.workbench import dataset, perspective

from briefbook.errors import TemplateFailed, UnapprovedForm
from briefbook.localize import forms
from briefbook.localize.shown import split_stand_ins
from briefbook.localize.view import see


def river(name: str, language: str = "ru") -> Any:
    return see(dataset().get(f"rivers.{name}"), f"rivers.{name}", perspective(language))


def test_a_name_has_the_cases_that_are_written() -> None:
    oka = river("oka").name
    assert forms.is_noun(oka)
    assert forms.in_case(oka, "nominative") == "Ока"
    assert forms.in_case(oka, "genitive") == "Оки"
    assert forms.in_case(oka.short, "nominative") == "река"


def test_a_case_that_is_not_written_is_not_guessed() -> None:
    with pytest.raises(UnapprovedForm, match="no approved dative") as caught:
        forms.in_case(river("oka").name, "dative")
    assert caught.value.spans[0].file == "data/rivers/oka.yaml"
    assert caught.value.hint == "add dative: and the form to this name"


def test_a_name_that_does_not_decline_keeps_its_nominative() -> None:
    assert forms.in_case(river("moskva").name, "prepositional") == "Москва"


@pytest.mark.parametrize("value", ["text", 5, None])
def test_only_a_name_has_cases_gender_and_abbreviation(value: object) -> None:
    assert not forms.is_noun(value)
    with pytest.raises(TemplateFailed):
        forms.in_case(value, "genitive")
    with pytest.raises(TemplateFailed):
        forms.abbreviation(value)
    with pytest.raises(TemplateFailed):
        forms.gender_and_number(value)
    with pytest.raises(TemplateFailed):
        forms.person_name(value, "nominative", "given-first", space=True)


def test_an_abbreviation_is_given_where_there_is_one() -> None:
    assert forms.abbreviation(river("oka").name) == "О"
    for without in (river("moskva").name, river("oka").name.short, river("oka")):
        with pytest.raises(UnapprovedForm, match="has no abbreviation"):
            forms.abbreviation(without)


def test_gender_and_number() -> None:
    assert forms.gender_and_number(river("oka").name) == ("feminine", False)
    with pytest.raises(UnapprovedForm, match="has no gender"):
        forms.gender_and_number(river("oka").name.short)


@pytest.mark.parametrize(
    ("language", "case", "order", "space", "written"),
    [
        ("ru", "nominative", "initials-first", True, "А.Б. Примеров"),
        ("ru", "nominative", "initials-first", False, "А.Б.Примеров"),
        ("ru", "dative", "surname-first", True, "Примерову А.Б."),
        ("ru", "nominative", "given-first", True, "Примеров"),
        ("en", "nominative", "given-first", True, "Ann Example"),
        ("en", "nominative", "initials-first", True, "Ann Example"),
    ],
)
def test_a_person_s_name_is_written_in_the_order_asked_for(
    language: str, case: str, order: str, space: bool, written: str
) -> None:
    name = river("oka", language).keeper.name
    assert forms.person_name(name, case, order, space=space) == written


def test_a_name_that_stands_in_is_marked_once_and_in_its_nominative() -> None:
    there = replace(perspective("be"), stand_ins=("ru", "en"))
    oka: Any = see(dataset().get("rivers.oka"), "rivers.oka", there)
    person = forms.person_name(oka.keeper.name, "dative", "surname-first", space=True)
    assert split_stand_ins(person) == ["", "ru", "Примеров А.Б.", ""]
    assert split_stand_ins(forms.in_case(oka.name, "dative")) == ["", "ru", "Ока", ""]
    assert split_stand_ins(forms.in_case(oka.name.short, "genitive")) == ["", "ru", "река", ""]
    assert oka.name.gender == "feminine"

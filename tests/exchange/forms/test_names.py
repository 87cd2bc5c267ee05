"""Names of persons: by their endings, and by the gender of the bearer."""

from __future__ import annotations

from typing import Literal

import pytest

from briefbook.exchange.forms.libraries import libraries
from briefbook.exchange.forms.names import NameInflector, NamePart


@pytest.fixture(scope="module")
def names() -> NameInflector:
    return libraries().names


@pytest.mark.parametrize(
    ("part", "gender", "name", "dative"),
    [
        ("surname", "feminine", "Купчина", "Купчиной"),
        ("surname", "masculine", "Купчина", "Купчине"),
        ("surname", "feminine", "Примерович", "Примерович"),
        ("surname", "masculine", "Примерович", "Примеровичу"),
        ("surname", "feminine", "Образцова-Примерская", "Образцовой-Примерской"),
        ("surname", "masculine", "ПРИМЕРОВ", "ПРИМЕРОВУ"),
        ("given", "masculine", "Илья", "Илье"),
        ("given", "masculine", "Жан Поль", "Жану Полю"),
        ("patronymic", "feminine", "Ильинична", "Ильиничне"),
    ],
)
def test_a_name_goes_by_its_ending_and_the_given_gender(
    names: NameInflector,
    part: NamePart,
    gender: Literal["masculine", "feminine"],
    name: str,
    dative: str,
) -> None:
    assert names.form(part, gender, name, "dative") == dative
    assert names.form(part, gender, name, "nominative") == name


def test_yo_is_written_only_where_the_name_has_it(names: NameInflector) -> None:
    assert names.form("given", "masculine", "Илья", "instrumental") == "Ильей"
    assert names.form("given", "masculine", "Артём", "genitive") == "Артёма"

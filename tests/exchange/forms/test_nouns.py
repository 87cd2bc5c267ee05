"""Common nouns: which word of a phrase is its head, and how it inflects."""

from __future__ import annotations

import pytest

from briefbook.exchange.forms.libraries import libraries
from briefbook.exchange.forms.nouns import NounInflector, Traits, like
from briefbook.localize.grammar.base import CASES, Animacy, Case, Gender


@pytest.fixture(scope="module")
def nouns() -> NounInflector:
    return libraries().nouns


def form(
    nouns: NounInflector,
    text: str,
    case: Case,
    gender: Gender | None = None,
    animacy: Animacy | None = None,
    *,
    plural: bool = False,
) -> str | None:
    phrase = nouns.read(text, Traits(gender, plural, animacy))
    return None if phrase is None else phrase.form(case)


@pytest.mark.parametrize(
    ("text", "genitive"),
    [
        ("министр иностранных дел", "министра иностранных дел"),
        ("Комиссия по наркотическим средствам", "Комиссии по наркотическим средствам"),
        ("Экономический и Социальный Совет", "Экономического и Социального Совета"),
        ("управляющий директор", "управляющего директора"),
        ("управляющий делами", "управляющего делами"),
        ("исполняющий обязанности директора", "исполняющего обязанности директора"),
        ("временно исполняющий обязанности", "временно исполняющего обязанности"),
        ("уполномоченный по правам человека", "уполномоченного по правам человека"),
        ("советник — посланник", "советника — посланника"),
        ("премьер-министр", "премьер-министра"),
        ("Республика Беларусь", "Республики Беларусь"),
        ("Управление ООН по наркотикам", "Управления ООН по наркотикам"),
        ("антитрафикинговый центр", "антитрафикингового центра"),
        ("бюро", "бюро"),
    ],
)
def test_the_head_and_what_agrees_with_it_inflect_the_rest_stays(
    nouns: NounInflector, text: str, genitive: str
) -> None:
    assert form(nouns, text, "nominative") == text
    assert form(nouns, text, "genitive") == genitive


@pytest.mark.parametrize(
    ("text", "animacy", "accusative"),
    [
        ("Целевой фонд", "inanimate", "Целевой фонд"),
        ("Международный учебный центр", "inanimate", "Международный учебный центр"),
        ("Глобальный план действий", None, "Глобальный план действий"),
        ("первый секретарь", "animate", "первого секретаря"),
        ("глава делегации", "animate", "главу делегации"),
        ("судья", None, "судью"),
        ("уполномоченный", "animate", "уполномоченного"),
        ("уполномоченный", None, None),
    ],
)
def test_the_accusative_goes_by_animacy_and_is_not_guessed(
    nouns: NounInflector, text: str, animacy: Animacy | None, accusative: str | None
) -> None:
    assert form(nouns, text, "accusative", "masculine", animacy) == accusative


def test_plurals_inflect_as_plurals(nouns: NounInflector) -> None:
    text = "международные организации"
    assert form(nouns, text, "dative", plural=True) == "международным организациям"
    assert form(nouns, text, "dative") is None
    assert form(nouns, text, "accusative", animacy="inanimate", plural=True) == text


def test_the_data_decide_where_a_word_has_several_readings(nouns: NounInflector) -> None:
    assert form(nouns, "Посол", "accusative", "masculine", "animate") == "Посла"
    assert form(nouns, "Вена", "accusative", "feminine", "inanimate") == "Вену"


@pytest.mark.parametrize(
    "text", ["ЭКОСОС", "УНП ООН", "28-я сессия", "«Пример»", "", "и", "в городе"]
)
def test_where_no_head_can_be_found_nothing_is_guessed(nouns: NounInflector, text: str) -> None:
    assert nouns.read(text, Traits()) is None


def test_the_head_says_its_gender_and_animacy(nouns: NounInflector) -> None:
    phrase = nouns.read("постоянная комиссия", Traits())
    assert phrase is not None
    assert phrase.traits == Traits("feminine", plural=False, animacy="inanimate")


@pytest.mark.parametrize(
    ("model", "form_", "written"),
    [
        ("Посол", "посла", "Посла"),
        ("ПОСОЛ", "посла", "ПОСЛА"),
        ("Петр", "Пётра", "Петра"),
        ("Пётр", "пётра", "Пётра"),
        ("Министр-Советник", "министра-советника", "Министра-Советника"),
        ("я", "меня", "меня"),
    ],
)
def test_a_form_is_written_as_its_nominative_is(model: str, form_: str, written: str) -> None:
    assert like(model, form_) == written


def test_all_cases_are_known_by_the_names_of_cldr(nouns: NounInflector) -> None:
    phrase = nouns.read("книга", Traits())
    assert phrase is not None
    found = [phrase.form(case) for case in CASES]
    assert found == ["книга", "книги", "книге", "книгу", "книгой", "книге"]

"""Russian numerals, ordinals and agreement as an official document writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words  # type: ignore[import-untyped]  # it ships no types

from briefbook.errors import UnapprovedForm
from briefbook.localize.grammar.base import CASES, Case, Gender
from briefbook.localize.grammar.registry import grammar_of

N = "\u00a0"
RU = grammar_of("ru")
GENDERS: tuple[Gender, ...] = ("masculine", "feminine", "neuter")
PERCENT = {"one": "процент", "few": "процента", "many": "процентов", "other": "процента"}
SESSION = {"one": "сессия", "few": "сессии", "many": "сессий"}
SESSION_ACCUSATIVE = {"one": "сессию", "few": "сессии", "many": "сессий"}
TERM = {"one": "срок", "few": "срока", "many": "сроков"}
FULL_TERM = {"one": "полный срок", "few": "полных срока", "many": "полных сроков"}
REGULAR_SESSION = {"few": "очередные сессии"}
YEAR = {"one": "год", "few": "года", "many": "лет"}
YEAR_GENITIVE = {"one": "года", "few": "лет", "many": "лет"}
ELECTED = {"one": "избрано", "few": "избраны", "many": "избрано"}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "ни разу"),
        (1, "один раз"),
        (2, "дважды"),
        (3, "трижды"),
        (4, "четырежды"),
        (5, "пять раз"),
        (10, "десять раз"),
        (11, "11 раз"),
        (12, "12 раз"),
        (21, "21 раз"),
        (22, "22 раза"),
        (101, "101 раз"),
        (10_000, f"10{N}000 раз"),
        (Decimal("1.5"), "1,5 раза"),
        (Decimal("2.0"), "дважды"),
    ],
)
def test_how_often(number, expected):
    assert RU.multiplicative(number) == expected


def test_words_and_figures_mix_in_one_sentence():
    assert RU.multiplicatives([3, 12]) == ("трижды", "12 раз")


@pytest.mark.parametrize(
    ("number", "gender", "case", "forms", "expected"),
    [
        (1, "feminine", "nominative", SESSION, "одна сессия"),
        (2, "feminine", "nominative", SESSION, "две сессии"),
        (5, "feminine", "nominative", SESSION, "пять сессий"),
        (21, "feminine", "nominative", SESSION, "21 сессия"),
        (101, "feminine", "nominative", SESSION, "101 сессия"),
        (1, "feminine", "accusative", SESSION_ACCUSATIVE, "одну сессию"),
        (21, "feminine", "accusative", SESSION_ACCUSATIVE, "21 сессию"),
        (101, "feminine", "accusative", SESSION_ACCUSATIVE, "101 сессию"),
        (1, "masculine", "nominative", TERM, "один срок"),
        (2, "masculine", "nominative", TERM, "два срока"),
        (5, "masculine", "nominative", TERM, "пять сроков"),
        (21, "masculine", "nominative", TERM, "21 срок"),
        (101, "masculine", "nominative", TERM, "101 срок"),
        (1, "masculine", "nominative", YEAR, "один год"),
        (2, "masculine", "nominative", YEAR, "два года"),
        (5, "masculine", "nominative", YEAR, "пять лет"),
        (21, "masculine", "nominative", YEAR, "21 год"),
        (112, "masculine", "nominative", YEAR, "112 лет"),
        (2, "masculine", "genitive", YEAR_GENITIVE, "двух лет"),
        (21, "masculine", "genitive", YEAR_GENITIVE, "21 года"),
        (101, "masculine", "genitive", YEAR_GENITIVE, "101 года"),
        (2, "masculine", "nominative", FULL_TERM, "два полных срока"),
        (21, "masculine", "nominative", FULL_TERM, "21 полный срок"),
        (2, "feminine", "nominative", REGULAR_SESSION, "две очередные сессии"),
    ],
)
def test_how_many_of_a_noun(number, gender, case, forms, expected):
    assert f"{RU.cardinal(number, gender, case)} {RU.counted(number, forms)}" == expected


@pytest.mark.parametrize(("number", "verb"), [(2, "избраны"), (5, "избрано"), (21, "избрано")])
def test_a_verb_goes_with_its_number(number, verb):
    assert RU.counted(number, ELECTED) == verb


@pytest.mark.parametrize(
    ("number", "noun"),
    [
        (1, "процент"),
        (2, "процента"),
        (5, "процентов"),
        (21, "процент"),
        (Decimal("2.5"), "процента"),
        (0.5, "процента"),
        (5.0, "процентов"),
    ],
)
def test_percentages_and_fractions(number, noun):
    assert RU.counted(number, PERCENT) == noun


@pytest.mark.parametrize(
    ("number", "missing", "example"),
    [(2, "few", "2, 3, 4, 22, 23"), (Decimal("1.5"), "other", "fractions")],
)
def test_a_missing_form_is_named_with_what_it_counts(number, missing, example):
    with pytest.raises(UnapprovedForm, match=f"“{missing}” is missing") as caught:
        RU.counted(number, {"one": "срок", "many": "сроков"})
    assert "given: one, many" in caught.value.message
    assert example in caught.value.hint


@pytest.mark.parametrize(
    ("number", "gender", "case", "animacy", "expected"),
    [
        (21, "neuter", "nominative", "inanimate", "Двадцать одно"),
        (21, "masculine", "accusative", "animate", "Двадцать одного"),
        (22, "masculine", "accusative", "animate", "Двадцать два"),
        (2, "masculine", "accusative", "animate", "Двух"),
        (2, "masculine", "accusative", "inanimate", "Два"),
        (3, "feminine", "accusative", "animate", "Трех"),
        (1, "feminine", "accusative", "animate", "Одну"),
        (5, "masculine", "accusative", "animate", "Пять"),
        (44, "feminine", "instrumental", "inanimate", "Сорока четырьмя"),
        (90, "feminine", "prepositional", "inanimate", "Девяноста"),
        (0, "masculine", "nominative", "inanimate", "Ноль"),
        (99, "masculine", "nominative", "inanimate", "Девяносто девять"),
        (100, "masculine", "nominative", "inanimate", "100"),
    ],
)
def test_a_sentence_starts_with_words(number, gender, case, animacy, expected):
    assert RU.cardinal_sentence(number, gender, case, animacy) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "ноль"), (10, "десять"), (11, "11"), (-2, "-2"), (Decimal("1.5"), "1,5"), (1997, "1997")],
)
def test_words_go_to_ten(number, expected):
    assert RU.cardinal(number) == expected


def test_the_session_in_six_cases():
    written = [RU.ordinal(28, "feminine", case) for case in CASES]
    assert written == ["28-я", "28-й", "28-й", "28-ю", "28-й", "28-й"]


@pytest.mark.parametrize(
    ("number", "gender", "case", "plural", "expected"),
    [
        (28, "masculine", "nominative", False, "28-й"),
        (28, "masculine", "genitive", False, "28-го"),
        (28, "masculine", "dative", False, "28-му"),
        (28, "masculine", "accusative", False, "28-й"),
        (28, "masculine", "instrumental", False, "28-м"),
        (28, "masculine", "prepositional", False, "28-м"),
        (28, "masculine", "nominative", True, "28-е"),
        (28, "masculine", "genitive", True, "28-х"),
        (28, "masculine", "instrumental", True, "28-ми"),
        (3, "feminine", "nominative", False, "3-я"),
        (3, "feminine", "accusative", False, "3-ю"),
        (3, "neuter", "nominative", False, "3-е"),
        (3, "masculine", "genitive", False, "3-го"),
        (3, "masculine", "nominative", True, "3-и"),
        (13, "masculine", "nominative", True, "13-е"),
        (21, "feminine", "accusative", False, "21-ю"),
        (101, "feminine", "nominative", False, "101-я"),
        (100, "masculine", "genitive", False, "100-го"),
        (5, "neuter", "nominative", False, "5-е"),
        (5, "neuter", "prepositional", False, "5-м"),
    ],
)
def test_the_figure_takes_the_ending_of_the_ordinal(number, gender, case, plural, expected):
    assert RU.ordinal(number, gender, case, plural=plural) == expected
    assert RU.ordinal_figure(number, gender, case, plural=plural) == expected


def test_an_animate_ordinal_has_the_genitive_for_its_accusative():
    assert RU.ordinal(5, "masculine", "accusative", animacy="animate") == "5-го"
    assert RU.ordinal(5, "feminine", "accusative", animacy="animate") == "5-ю"
    assert RU.ordinal_word(5, "neuter", "accusative", plural=True, animacy="animate") == "пятых"


@pytest.mark.parametrize(
    ("number", "gender", "case", "expected"),
    [
        (4, "masculine", "accusative", "четвертый"),
        (4, "feminine", "genitive", "четвертой"),
        (2, "masculine", "nominative", "второй"),
        (40, "masculine", "nominative", "сороковой"),
        (3, "feminine", "dative", "третьей"),
        (28, "feminine", "prepositional", "двадцать восьмой"),
        (93, "neuter", "genitive", "девяносто третьего"),
    ],
)
def test_ordinals_in_words(number, gender, case, expected):
    assert RU.ordinal_word(number, gender, case) == expected


@pytest.mark.parametrize("number", [0, -1])
def test_there_is_no_ordinal_below_one(number):
    for method in (RU.ordinal, RU.ordinal_figure, RU.ordinal_word):
        with pytest.raises(UnapprovedForm, match="no ordinal"):
            method(number)


def test_ordinal_words_end_at_ninety_nine():
    with pytest.raises(UnapprovedForm, match="ordinal of 100") as caught:
        RU.ordinal_word(100)
    assert "in figures" in caught.value.hint


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"gender": "common"}, "“common” is no gender"),
        ({"gender": None}, "the gender is not given"),
        ({"case": "genitiv"}, "“genitiv” is no case"),
        ({"animacy": "yes"}, "“yes” is no animacy"),
    ],
)
def test_a_form_that_is_none_is_refused(arguments, message):
    for method in (RU.cardinal, RU.cardinal_sentence, RU.ordinal, RU.ordinal_word):
        with pytest.raises(UnapprovedForm, match=message):
            method(2, **arguments)


@pytest.mark.parametrize(
    ("gender", "plural", "expected"),
    [
        ("masculine", False, "избран"),
        ("feminine", False, "избрана"),
        ("neuter", False, "избрано"),
        ("neuter", True, "избраны"),
        (None, True, "избраны"),
    ],
)
def test_a_form_agrees_with_its_noun(gender, plural, expected):
    forms = {
        "masculine": "избран",
        "feminine": "избрана",
        "neuter": "избрано",
        "plural_form": "избраны",
    }
    assert RU.agree(gender, plural=plural, **forms) == expected


def test_agreement_needs_a_gender():
    with pytest.raises(UnapprovedForm, match="the gender is not given"):
        RU.agree(None, masculine="", feminine="", neuter="", plural_form="")


def oracle(number: int, gender: Gender, case: Case, **options: Any) -> str:
    """Ask an independent library; it writes ё, documents write е."""
    code = {"nominative": "n", "genitive": "g", "dative": "d", "accusative": "a"}
    code |= {"instrumental": "i", "prepositional": "p"}
    words: str = num2words(number, lang="ru", case=code[case], gender=gender[0], **options)
    return words.replace("ё", "е")


@given(
    number=st.integers(0, 99),
    gender=st.sampled_from(GENDERS),
    case=st.sampled_from(CASES),
)
@settings(max_examples=60)
def test_cardinals_agree_with_an_independent_library(number, gender, case):
    written = RU.cardinal_sentence(number, gender, case).lower()
    assert written == oracle(number, gender, case, animate=False)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("animacy", ["animate", "inanimate"])
def test_all_ordinals_agree_with_an_independent_library(case, animacy):
    options = {"to": "ordinal", "animate": animacy == "animate"}
    for number in range(1, 100):
        for gender in GENDERS:
            written = RU.ordinal_word(number, gender, case, animacy=animacy)
            assert written == oracle(number, gender, case, **options)
        plural = RU.ordinal_word(number, "masculine", case, plural=True, animacy=animacy)
        assert plural == oracle(number, "masculine", case, plural=True, **options)


@given(
    number=st.integers(1, 999),
    gender=st.sampled_from(GENDERS),
    case=st.sampled_from(CASES),
    plural=st.booleans(),
)
@settings(max_examples=60)
def test_the_ending_after_a_figure_ends_the_word(number, gender, case, plural):
    figure, _, ending = RU.ordinal(number, gender, case, plural=plural).partition("-")
    word = oracle(number, gender, case, to="ordinal", animate=False, plural=plural)
    assert figure == str(number)
    assert word.endswith(ending)
    assert len(ending) == (1 if word[-2] in "аеиоуыэюяйь" else 2)

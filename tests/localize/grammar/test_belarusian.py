"""Belarusian numerals and ordinals, spelled by the rules of 2008."""

from __future__ import annotations

from datetime import date

import pytest
from num2words import num2words  # type: ignore[import-untyped]  # it ships no types

from briefbook.errors import UnapprovedForm
from briefbook.localize import formats
from briefbook.localize.grammar.base import CASES
from briefbook.localize.grammar.registry import grammar_of

BE = grammar_of("be")
N = "\u00a0"
#: Where the other program forgets the ending of an ordinal.
WRONG_ELSEWHERE = {50, 60, 80, 90}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "ні разу"),
        (1, "адзін раз"),
        (2, "двойчы"),
        (3, "тройчы"),
        (4, "чатыры разы"),
        (5, "пяць разоў"),
        (10, "дзесяць разоў"),
        (11, "11 разоў"),
        (21, "21 раз"),
        (22, "22 разы"),
        (101, "101 раз"),
        (130, "130 разоў"),
    ],
)
def test_how_often(number: int, expected: str) -> None:
    assert BE.multiplicative(number) == expected


@pytest.mark.parametrize("number", range(100))
def test_cardinals_are_those_of_another_program(number: int) -> None:
    assert BE.cardinal_sentence(number).lower() == num2words(number, lang="be")


@pytest.mark.parametrize("number", sorted({*range(1, 100)} - WRONG_ELSEWHERE))
def test_ordinals_are_those_of_another_program(number: int) -> None:
    assert BE.ordinal_word(number) == num2words(number, lang="be", to="ordinal")


@pytest.mark.parametrize(
    ("number", "gender", "forms"),
    [
        (1, "feminine", "адна адной адной адну адной адной"),
        (2, "feminine", "дзве дзвюх дзвюм дзве дзвюма дзвюх"),
        (2, "masculine", "два двух двум два двума двух"),
        (3, "neuter", "тры трох тром тры трыма трох"),
        (8, "masculine", "восем васьмі васьмі восем васьмю васьмі"),
    ],
)
def test_cardinals_decline(number: int, gender: str, forms: str) -> None:
    declined = [BE.cardinal(number, gender, case) for case in CASES]  # type: ignore[arg-type]  # a table
    assert " ".join(declined) == forms


@pytest.mark.parametrize(
    ("number", "gender", "forms"),
    [
        (1, "masculine", "першы першага першаму першы першым першым"),
        (2, "masculine", "другі другога другому другі другім другім"),
        (3, "feminine", "трэцяя трэцяй трэцяй трэцюю трэцяй трэцяй"),
        (4, "neuter", "чацвёртае чацвёртага чацвёртаму чацвёртае чацвёртым чацвёртым"),
        (9, "feminine", "дзявятая дзявятай дзявятай дзявятую дзявятай дзявятай"),
        (40, "masculine", "саракавы саракавога саракавому саракавы саракавым саракавым"),
    ],
)
def test_ordinals_decline(number: int, gender: str, forms: str) -> None:
    declined = [BE.ordinal_word(number, gender, case) for case in CASES]  # type: ignore[arg-type]  # a table
    assert " ".join(declined) == forms


def test_ordinals_in_figures_have_the_end_of_the_word() -> None:
    said = [BE.ordinal(28, "feminine", case) for case in CASES]
    assert said == ["28-я", "28-й", "28-й", "28-ю", "28-й", "28-й"]
    assert [BE.ordinal(n, "masculine") for n in (1, 2, 3, 12, 22)] == [
        *("1-ы", "2-і", "3-і", "12-ы", "22-і")
    ]
    assert BE.ordinal(5, "neuter", "prepositional") == "5-м"
    assert BE.ordinal(20, case="genitive", plural=True) == "20-х"
    assert BE.ordinals([27, 28], "feminine", "prepositional") == ("27-й", "28-й")


def test_words_for_ordinals_end_at_ninety_nine() -> None:
    assert BE.ordinal_word(99, "feminine") == "дзевяноста дзявятая"
    with pytest.raises(UnapprovedForm):
        BE.ordinal_word(100)


def test_dates_figures_and_lists_are_those_of_cldr() -> None:
    assert formats.date_long(date(2018, 6, 15), "be") == f"15 чэрвеня 2018{N}г."
    assert formats.date_numeric(date(2018, 6, 5), "be") == "05.06.2018"
    assert formats.number(10_000, "be") == f"10{N}000"
    assert formats.number(1997, "be") == "1997"
    assert formats.conjunction(["Савет", "Камісія", "Служба"], "be") == "Савет, Камісія і Служба"

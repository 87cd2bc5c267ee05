"""English numbers as a United Nations editor writes them."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from num2words import num2words  # type: ignore[import-untyped]  # it ships no types

from briefbook.errors import UnapprovedForm
from briefbook.localize.grammar.registry import grammar_of

EN = grammar_of("en")
SESSION = {"one": "session", "other": "sessions"}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "never"),
        (1, "once"),
        (2, "twice"),
        (3, "three times"),
        (9, "nine times"),
        (10, "10 times"),
        (21, "21 times"),
        (101, "101 times"),
        (Decimal("1.5"), "1.5 times"),
        (2.0, "twice"),
    ],
)
def test_how_often(number, expected):
    assert EN.multiplicative(number) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([3, 4], ("three times", "four times")),
        ([3, 12], ("3 times", "12 times")),
        ([12, 3], ("12 times", "3 times")),
        ([1, 2, 12], ("once", "twice", "12 times")),
        ([], ()),
    ],
)
def test_a_mixed_series_follows_its_higher_number(numbers, expected):
    assert EN.multiplicatives(numbers) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "zero sessions"),
        (1, "one session"),
        (2, "two sessions"),
        (9, "nine sessions"),
        (10, "10 sessions"),
        (21, "21 sessions"),
        (1997, "1,997 sessions"),
        (Decimal("1.5"), "1.5 sessions"),
        (-2, "-2 sessions"),
    ],
)
def test_how_many_of_a_noun(number, expected):
    assert f"{EN.cardinal(number)} {EN.counted(number, SESSION)}" == expected


def test_a_missing_form_is_named():
    with pytest.raises(
        UnapprovedForm, match="“other” is missing to count 2; given: none"
    ) as caught:
        EN.counted(2, {})
    assert "0, 2, 3, 4, 5" in caught.value.hint


@pytest.mark.parametrize(
    ("number", "expected"),
    [(2, "Two"), (10, "Ten"), (21, "Twenty-one"), (99, "Ninety-nine"), (101, "101")],
)
def test_a_sentence_starts_with_words(number, expected):
    assert EN.cardinal_sentence(number) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "first"),
        (3, "third"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty-first"),
        (27, "twenty-seventh"),
        (28, "twenty-eighth"),
        (99, "ninety-ninth"),
        (100, "100th"),
        (101, "101st"),
        (112, "112th"),
        (1_001, "1,001st"),
    ],
)
def test_ordinals_are_words_to_ninety_ninth(number, expected):
    assert EN.ordinal(number) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (5, "5th"), (11, "11th"), (13, "13th"), (28, "28th")],
)
def test_meetings_are_numbered_in_figures(number, expected):
    assert EN.ordinal_figure(number) == expected


def test_case_and_gender_change_nothing():
    assert EN.ordinal(28, "feminine", "genitive", plural=True) == "twenty-eighth"


@pytest.mark.parametrize("number", [0, -3])
def test_there_is_no_ordinal_below_one(number):
    for method in (EN.ordinal, EN.ordinal_figure, EN.ordinal_word):
        with pytest.raises(UnapprovedForm, match="no ordinal"):
            method(number)


def test_ordinal_words_end_at_ninety_nine():
    with pytest.raises(UnapprovedForm, match="ordinal of 100"):
        EN.ordinal_word(100)


def test_the_verb_agrees_in_number():
    verb = partial(EN.agree, masculine="was", feminine="was", neuter="was", plural_form="were")
    assert verb("neuter") == "was"
    assert verb(None, plural=True) == "were"


def test_all_words_agree_with_an_independent_library():
    for number in range(1, 100):
        assert EN.cardinal_sentence(number).lower() == num2words(number)
        assert EN.ordinal_word(number) == num2words(number, to="ordinal")
    for number in range(1, 1000):
        assert EN.ordinal_figure(number) == num2words(number, to="ordinal_num")

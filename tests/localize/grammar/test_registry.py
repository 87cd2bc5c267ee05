"""Every language of CLDR has a grammar; one without a module says no more than it knows."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest
from babel import Locale

from briefbook.errors import InvalidConfig, UnapprovedForm
from briefbook.localize.grammar.base import Grammar
from briefbook.localize.grammar.registry import grammar_of

N = "\u00a0"


@pytest.mark.parametrize("language", ["ru", "en", "be", "fr", "ar", "pl"])
def test_plurals_are_those_of_cldr(language):
    rule = Locale.parse(language).plural_form
    grammar = grammar_of(language)
    assert [grammar.category(n) for n in range(1001)] == [rule(n) for n in range(1001)]


@pytest.mark.parametrize(
    ("number", "category"),
    [(1, "one"), (Decimal("1.0"), "one"), (1.0, "one"), (Decimal("1.50"), "other"), (2.5, "other")],
)
def test_a_number_counts_as_it_is_printed(number, category):
    assert grammar_of("ru").category(number) == category


def test_regions_share_the_grammar_of_their_language():
    assert grammar_of("ru-BY").ordinal(28, "feminine") == "28-я"
    assert grammar_of("en-US").ordinal(28) == "twenty-eighth"


def test_an_unknown_language_is_refused():
    with pytest.raises(InvalidConfig, match="“xx”"):
        grammar_of("xx")


@pytest.mark.parametrize("language", ["ru", "en", "be", "ru-BY", "pl"])
def test_grammars_are_values(language):
    grammar: Grammar = grammar_of(language)
    assert grammar.language == language
    assert pickle.loads(pickle.dumps(grammar)) == grammar
    assert grammar == grammar_of(language)


def test_a_language_without_a_module_counts_in_figures():
    polish = grammar_of("pl")
    forms = {"one": "sesja", "few": "sesje", "many": "sesji"}
    assert [polish.counted(n, forms) for n in (1, 2, 5, 22)] == [
        *("sesja", "sesje", "sesji", "sesje")
    ]
    assert polish.cardinal(5) == "5"
    assert polish.cardinals([5, 12]) == ("5", "12")
    assert polish.cardinal_sentence(10_000) == f"10{N}000"
    assert polish.multiplicatives([]) == ()


def test_a_language_without_a_module_refuses_what_cldr_does_not_know():
    polish = grammar_of("pl")
    refused = (
        lambda: polish.ordinal(28),
        lambda: polish.ordinals([28]),
        lambda: polish.ordinal_figure(28),
        lambda: polish.ordinal_word(28),
        lambda: polish.multiplicative(28),
        lambda: polish.multiplicatives([28]),
    )
    for call in refused:
        with pytest.raises(
            UnapprovedForm, match=r"28.* is not known in the language “pl”"
        ) as caught:
            call()
        assert "phrases file" in caught.value.hint

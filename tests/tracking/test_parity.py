"""Two accounts of one document: what counts as said in both."""

from __future__ import annotations

import pytest

from briefbook.tracking.account import (
    STRUCTURE,
    Account,
    Exemption,
    Figure,
    Place,
    Statement,
    Use,
    united,
)
from briefbook.tracking.parity import breaches, needless

RU, EN = Place("templates/phrases/ru.html.jinja", 3), Place("templates/phrases/en.html.jinja", 5)
HERE = Place("templates/phrases/en.html.jinja", 6)


def looked_at(fact: str, exemption: int | None = None) -> Use:
    return Use(fact, HERE, told=False, exemption=exemption)


def told(fact: str, exemption: int | None = None) -> Use:
    return Use(fact, HERE, told=True, exemption=exemption)


def number(value: str, exemption: int | None = None) -> Figure:
    return Figure("number", value, HERE, exemption)


def account(language: str, *said: Use | Figure, macro: str = "site", about: str = "a") -> Account:
    """Account for a document of one statement; two differences may be declared in it."""
    uses = tuple(each for each in said if isinstance(each, Use))
    figures = tuple(each for each in said if isinstance(each, Figure))
    place = RU if language == "ru" else EN
    declared = (Exemption(Place("t", 1), "because"), Exemption(Place("t", 2), "so"))
    return Account(language, (Statement(macro, (about,), place, uses, figures),), declared)


def found(*accounts: Account) -> list[tuple[str, str, str]]:
    """Return what is said, in which language, and in which not."""
    return [
        (b.said.value if isinstance(b.said, Figure) else b.said.fact, b.language, b.other)
        for b in breaches(accounts)
    ]


def test_the_same_facts_and_figures_in_any_order_are_in_parity() -> None:
    one = account("ru", told("a"), looked_at("b"), number("5"), number("2018"))
    other = account("en", number("2018"), number("5"), looked_at("b"), told("a"))
    assert found(one, other) == []


def test_a_fact_of_one_language_alone_is_a_breach_with_both_places() -> None:
    [breach] = breaches([account("ru", told("a")), account("en", told("a"), told("b"))])
    assert (breach.said, breach.language, breach.other) == (told("b"), "en", "ru")
    assert (breach.macro, breach.place) == ("site", RU)


def test_what_is_told_here_and_only_looked_at_there_is_a_breach() -> None:
    one, other = account("ru", looked_at("a")), account("en", looked_at("a"), told("a"))
    assert found(one, other) == [("a", "en", "ru")]


def test_a_fact_is_reported_once_although_it_is_looked_at_and_told() -> None:
    assert found(account("ru"), account("en", looked_at("a"), told("a"))) == [("a", "en", "ru")]


def test_figures_are_matched_one_for_one() -> None:
    one, other = account("ru", number("4"), number("4")), account("en", number("4"))
    assert found(one, other) == [("4", "ru", "en")]


def test_two_figures_of_one_statement_that_differ_are_one_breach() -> None:
    [breach] = breaches([account("ru", number("7")), account("en", number("8"))])
    assert (breach.said, breach.instead) == (number("7"), number("8"))


def test_figures_of_different_statements_are_two_breaches() -> None:
    one = account("ru", number("7"), about="a")
    other = account("en", number("8"), about="b")
    assert found(one, other) == [("7", "ru", "en"), ("8", "en", "ru")]


def test_a_statement_of_one_language_alone_may_be_told_anywhere_in_the_other() -> None:
    one = account("ru", told("a"), number("5"), macro="addressee")
    other = account("en", looked_at("a"), number("5"), macro="in_field")
    assert found(one, other) == []


def test_what_stands_outside_of_phrases_may_be_told_anywhere_in_the_other() -> None:
    one = account("ru", told("a"), number("5"), macro=STRUCTURE)
    assert found(one, account("en", told("a"), number("5"))) == []
    assert found(one, account("en")) == [("a", "ru", "en"), ("5", "ru", "en")]


def test_a_declared_difference_needs_no_counterpart() -> None:
    one = account("ru")
    assert found(one, account("en", told("a", 0), number("5", 0))) == []


def test_what_is_declared_may_still_be_a_counterpart() -> None:
    one = account("ru", told("a"), number("5"))
    other = account("en", told("a", 0), number("5", 0))
    assert found(one, other) == []
    assert [needless_ for _, needless_ in needless([one, other])] == [True] * 4


def test_a_declaration_is_needed_where_anything_in_it_differs() -> None:
    accounts = [account("ru", told("a")), account("en", told("a", 0), told("b", 1))]
    assert [needless_ for _, needless_ in needless(accounts)][2:] == [True, False]


def test_an_undeclared_figure_takes_its_counterpart_before_a_declared_one() -> None:
    one, other = account("ru", number("5")), account("en", number("5", 0), number("5"))
    assert found(one, other) == []
    assert not needless([one, other])[2][1]


def test_a_third_language_is_compared_with_the_first() -> None:
    accounts = [account("ru", told("a")), account("en", told("a")), account("be")]
    assert found(*accounts) == [("a", "ru", "be")]


@pytest.mark.parametrize("order", [1, -1])
def test_a_sentence_that_stands_twice_counts_as_its_fullest_form(order: int) -> None:
    short = Statement("title", ("a",), RU, (looked_at("x"),), (number("1"),))
    long = Statement("title", ("a",), RU, (told("y"),), (number("1"), number("2")))
    other = Statement("title", ("b",), RU)
    joined, *rest = united([short, long, other][::order] if order == 1 else [long, short, other])
    assert {use.fact for use in joined.uses} == {"x", "y"}
    assert [figure.value for figure in joined.figures] == ["1", "2"]
    assert rest == [other]

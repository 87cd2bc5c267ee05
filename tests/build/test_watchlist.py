"""Which old translations a document says something of, found without asking each of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis.strategies import booleans, builds, lists, sampled_from

from briefbook.build.translated import Translation
from briefbook.build.watchlist import Watchlist
from briefbook.errors import StaleTranslation
from briefbook.localize.units import Unit
from briefbook.tracking.account import Account, Place, Statement, Use
from briefbook.wording import verbatim

PLACE = Place("templates/a.html.jinja", 1)
FACTS = ("bodies", "bodies.cnd", "bodies.cnd.name", "bodies.cndx", "bodies.cnd.name.short")
PHRASES = ("phrases.title", "phrases.lead")


def translation(name: str, *, required: bool = True, language: str = "en") -> Translation:
    unit = Unit(name, "text", {}, {}, required=required)
    return Translation(unit, language, "stale")


def account(calls: list[str], facts: list[str], language: str = "en") -> Account:
    uses = tuple(Use(fact, PLACE) for fact in facts)
    return Account(language, tuple(Statement(name, (), PLACE, uses) for name in calls))


def watchlist(translations: list[Translation]) -> Watchlist:
    return Watchlist(
        (one, StaleTranslation(verbatim(str(number)))) for number, one in enumerate(translations)
    )


def told(translations: list[Translation], said: Account | None) -> list[int]:
    return [
        int(str(error.message))
        for error in watchlist(translations).of(said.gist() if said else None)
    ]


def concerns(one: Translation, said: Account) -> bool:
    """The definition, by looking at one translation."""
    register, _dot, name = one.unit.id.partition(".")
    if said.language != one.language:
        return False
    if register == "phrases":
        called = {statement.name for statement in said.statements}
        return name in called or (not one.unit.required and len(called) > 1)
    return any(f"{one.unit.id}.".startswith(f"{use.fact}.") for use in said.uses())


@given(
    lists(
        builds(
            translation,
            sampled_from(FACTS + PHRASES),
            required=booleans(),
            language=sampled_from(["en", "be"]),
        )
    ),
    builds(account, lists(sampled_from(["", "title", "lead"])), lists(sampled_from(FACTS))),
)
def test_it_finds_what_the_document_says_in_the_order_of_the_list(translations, said):
    expected = [place for place, one in enumerate(translations) if concerns(one, said)]
    assert told(translations, said) == expected


def test_a_document_of_which_nothing_is_known_says_nothing():
    assert told([translation("bodies.cnd.name")], None) == []


def test_an_empty_list_is_none():
    assert not watchlist([])
    assert watchlist([translation("bodies.cnd.name")])

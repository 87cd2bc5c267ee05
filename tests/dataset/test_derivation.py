"""What a derived value rests on is whatever its function looks at, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.tracking.harbours import base

from briefbook.dataset.derivation import CLOCK, Derivation, derive
from briefbook.dataset.values import Node, Reference, Value
from briefbook.dataset.watched import place_of

DAY = date(2020, 6, 15)
NORTH, SOUTH, WEST = (f"harbours.{name}" for name in ("north", "south", "west"))
PEOPLE = {"people", "people.obraztsova", "people.primerova"}
ALL = {"harbours", NORTH, SOUTH, WEST, *PEOPLE}


def rests(look: Callable[[Derivation], object], memo: dict[object, Any] | None = None) -> set[str]:
    """Return what a derived value of the northern harbour rests on, but for that harbour."""
    found: set[str] = set()
    north = base().registers["harbours"]["north"]

    def derived(_node: Node, context: Derivation) -> None:
        look(context)

    try:
        derive(derived, north, base(), DAY, {} if memo is None else memo, rests=found)
    except KeyError:
        found.add("failed")
    assert NORTH in found
    return found - {NORTH}


@pytest.mark.parametrize(
    ("look", "places"),
    [
        (lambda _: None, set()),
        (lambda it: it.today, {CLOCK}),
        (lambda it: it.dataset.get("harbours.south.code"), {SOUTH}),
        (lambda it: it.dataset.get("harbours.east.code"), {"harbours.east", "failed"}),
        (lambda it: it.dataset.record(Reference("harbours", "south")), {SOUTH}),
        (lambda it: it.dataset.mark("harbours.south.code"), {SOUTH}),
        (lambda it: it.dataset.mark("harbours.east"), {"harbours.east"}),
        (lambda it: it.dataset.meta("harbours.south.code"), {SOUTH}),
        (lambda it: "harbours.south.code" in it.dataset.metas, {SOUTH}),
        (lambda it: it.dataset.metas.get("harbours.south.code"), {SOUTH}),
        (lambda it: it.dataset.origins[SOUTH], {SOUTH}),
        (lambda it: list(it.dataset.metas), ALL - {NORTH}),
        (lambda it: len(it.dataset.metas), ALL - {NORTH}),
        (lambda it: dict(it.dataset.origins), ALL - {NORTH}),
        (lambda it: list(it.dataset.registers), set()),
        (lambda it: len(it.dataset.registers["people"]), {"people"}),
        (lambda it: list(it.dataset.registers["people"]), {"people"}),
        (lambda it: list(it.dataset.registers["people"].values()), PEOPLE),
        (lambda it: "east" in it.dataset.registers["harbours"], {"harbours.east"}),
        (lambda it: it.dataset.registers["harbours"].get("south"), {SOUTH}),
    ],
)
def test_each_way_to_look_is_seen(look: Callable[[Derivation], object], places: set[str]) -> None:
    assert rests(look) == places


def test_what_was_answered_before_is_looked_at_again() -> None:
    memo: dict[object, Any] = {}
    for _again in range(2):
        assert rests(lambda it: it.dataset.meta("harbours.south.code"), memo) == {SOUTH}


def _south(_node: Node, context: Derivation) -> object:
    return context.dataset.get("harbours.south.code"), context.today


def _through_west(node: Node, context: Derivation) -> object:
    context.dataset.get("harbours.west.code")
    return context.remembered(_south, node)


def _no_more(_node: Node, context: Derivation) -> object:
    context.dataset.get("harbours.south.code")
    return context.dataset.get("harbours.east.code")


def test_what_is_remembered_rests_on_what_it_looked_at_when_it_was_computed() -> None:
    memo: dict[object, Any] = {}
    person = base().registers["people"]["primerova"]
    about = {"people.primerova"}

    def look(context: Derivation) -> object:
        return context.remembered(_through_west, person)

    assert rests(look, memo) == rests(look, memo) == {SOUTH, WEST, CLOCK, *about}
    assert rests(lambda it: it.remembered(_south, person), memo) == {SOUTH, CLOCK, *about}


def test_what_is_looked_at_before_is_not_what_is_remembered() -> None:
    memo: dict[object, Any] = {}
    north = base().registers["harbours"]["north"]

    def first(context: Derivation) -> object:
        context.dataset.get("harbours.west.code")
        return context.remembered(_south, north)

    assert rests(first, memo) == {SOUTH, WEST, CLOCK}
    assert rests(lambda it: it.remembered(_south, north), memo) == {SOUTH, CLOCK}


def test_what_fails_rests_on_what_it_looked_at_each_time() -> None:
    memo: dict[object, Any] = {}
    north = base().registers["harbours"]["north"]
    for _again in range(2):
        found = rests(lambda it: it.remembered(_no_more, north), memo)
        assert found == {SOUTH, "harbours.east", "failed"}


def test_what_is_remembered_is_computed_once() -> None:
    asked: list[str] = []

    def ask(node: Node, _context: Derivation) -> None:
        asked.append(node.path)

    context = Derivation(base(), DAY, {})
    for name in ("north", "south", "north"):
        context.remembered(ask, base().registers["harbours"][name])
    assert asked == [NORTH, SOUTH]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("harbours", "harbours"),
        ("harbours.north", "harbours.north"),
        ("harbours.north.visits.0.kind", "harbours.north"),
        ("", ""),
    ],
)
def test_the_place_of_a_path_is_its_record(path: str, place: str) -> None:
    assert place_of(path) == place


def test_a_value_that_is_kept_rests_on_the_same_and_is_computed_once() -> None:
    asked = []

    def derived(node: Node, context: Derivation) -> Value:
        asked.append(node.path)
        return context.today.year

    memo: dict[object, Any] = {}
    north = base().record(Reference("harbours", "north"))
    for _ in range(2):
        found: set[str] = set()
        assert derive(derived, north, base(), DAY, memo, rests=found) == DAY.year
        assert CLOCK in found
    assert asked == ["harbours.north"]

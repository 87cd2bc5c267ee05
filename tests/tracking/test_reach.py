"""A reach: which places a trace has been in, and when a glance at them is enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.tracking.harbours import HARBOURS, TODAY, base, compose, dataset_of, edited, put

from briefbook.tracking.questions import Question, World
from briefbook.tracking.reach import Surroundings
from briefbook.tracking.trace import Read, Replayer, Trace

PLACES = {
    "harbours.north": "digest of north",
    "harbours.south": "digest of south",
    "harbours": "north south",
}


def _surroundings(**changed: str) -> Surroundings:
    places = {**PLACES, **{name.replace("_", "."): found for name, found in changed.items()}}
    return Surroundings(lambda place: places.get(place, ""))


def _trace(body: str) -> Trace:
    return compose(body, base()).trace


def _never() -> Replayer:
    raise AssertionError("no question is to be asked")


def _replayer(*edits: object) -> Callable[[], Replayer]:
    dataset = dataset_of(edited(*edits)) if edits else base()  # type: ignore[arg-type]  # edits
    return lambda: Replayer(World(dataset, HARBOURS.derived, TODAY))


def test_a_trace_has_been_in_the_records_whose_facts_it_read() -> None:
    reach = _surroundings().reach(_trace("<p>{{ subject.code }} {{ subject.length }}</p>"))

    assert reach.places == ("harbours.north",)
    assert reach.derived == ()


def test_a_list_of_ids_is_a_place_of_its_own() -> None:
    trace = Trace((Read(Question("register", "harbours"), ("north", "south")),))

    assert _surroundings().reach(trace).places == ("harbours",)


def test_a_trace_holds_without_a_question_where_its_records_are_as_they_were() -> None:
    reach = _surroundings().reach(_trace("<p>{{ subject.code }}</p>"))

    assert _surroundings(harbours_south="other").holds(reach, _never)


@pytest.mark.parametrize("now", ["other", ""])
def test_a_glance_is_not_enough_where_a_record_changed_or_went(now: str) -> None:
    reach = _surroundings().reach(_trace("<p>{{ subject.code }}</p>"))

    assert not _surroundings(harbours_north=now).holds(reach, _never)


def test_a_record_that_was_looked_for_in_vain_is_a_place() -> None:
    trace = Trace((Read(Question("fact", "harbours.west.code"), ("missing",)),))
    reach = _surroundings().reach(trace)

    assert _surroundings().holds(reach, _never)
    assert not _surroundings(harbours_west="new").holds(reach, _never)


def test_what_is_derived_is_asked_each_time_since_it_may_rest_on_any_record() -> None:
    reach = _surroundings().reach(_trace("<p>{{ subject.is_at_work }}</p>"))

    assert [read.question.path for read in reach.derived] == ["harbours.north.is_at_work"]
    assert _surroundings().holds(reach, _replayer())
    assert not _surroundings().holds(reach, _replayer(put("harbours.north.works", "1999–2001")))


def test_the_digest_tells_places_apart() -> None:
    found = {"a.b": "c", "a.bc": ""}
    surroundings = Surroundings(lambda place: found.get(place, ""))

    assert surroundings.digest(("a.b",)) != surroundings.digest(("a.bc",))

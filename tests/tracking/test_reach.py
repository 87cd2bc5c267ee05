"""A reach: which places a trace has been in, and when a glance at them is enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from tests.tracking.harbours import HARBOURS, TODAY, base, compose, dataset_of, drop, edited, put

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
    return Surroundings(lambda place: places.get(place, ""), TODAY)


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


def test_what_is_derived_has_been_where_it_was_derived_from() -> None:
    reach = _surroundings().reach(_trace("<p>{{ subject.rival }}</p>"))

    assert reach.places == ("harbours.east", "harbours.north")
    assert [read.question.path for read in reach.derived] == ["harbours.north.rival"]
    assert not _surroundings(harbours_east="new").holds(reach, _never)
    assert _surroundings(harbours_south="other").holds(reach, _never)


def test_what_is_remembered_for_another_does_not_count() -> None:
    replayer = _replayer()()
    reads = [Question("derived", f"harbours.{name}.codes") for name in ("north", "south")]
    for question in reads:
        replayer.ask(question)

    assert replayer.rests([Read(reads[1], ())]) == {"harbours.south"}
    assert replayer.rests([Read(reads[0], ())]) >= {"harbours.south", "harbours.west"}


def test_what_looked_at_the_clock_is_asked_again_on_another_day() -> None:
    reach = _surroundings().reach(_trace("<p>{{ subject.is_at_work }}</p>"))
    later = Surroundings(_surroundings().digest_of, date(2021, 1, 1))

    assert reach.day == TODAY.isoformat()
    assert _surroundings().holds(reach, _never)
    assert later.holds(reach, _replayer())
    assert not later.holds(reach, _replayer(put("harbours.north.works", "1999–2001")))


def test_a_reach_is_renewed_with_what_the_other_day_looks_at() -> None:
    reach = _surroundings().reach(_trace("<p>{{ subject.rival }}</p>"))
    day = date(2021, 1, 1)
    later = Surroundings(_surroundings().digest_of, day)
    renewed = later.renewed(reach, Replayer(World(base(), HARBOURS.derived, day)))

    assert renewed.places == ("harbours.east", "harbours.north", "harbours.west")
    assert renewed.day == day.isoformat()
    assert later.holds(renewed, _never)


def test_what_did_not_look_at_the_clock_holds_on_any_day() -> None:
    reach = _surroundings().reach(_trace("<p>{{ subject.trades | length }}</p>"))

    assert reach.day == ""
    assert Surroundings(_surroundings().digest_of, date(2021, 1, 1)).holds(reach, _never)


def test_a_trace_that_does_not_know_what_it_rests_on_is_asked_each_time() -> None:
    trace = replace(_trace("<p>{{ subject.trades | length }}</p>"), rests=frozenset())
    reach = _surroundings().reach(trace)

    assert not _surroundings().is_of_today(reach)
    assert _surroundings().holds(reach, _replayer())
    assert not _surroundings().holds(reach, _replayer(drop("harbours.north.visits")))


def test_numbers_of_pages_are_asked_each_time() -> None:
    question = Question("pages", "output/en/north/note.pdf")
    reach = _surroundings().reach(Trace((Read(question, ("int", "2")),)))
    world = World(base(), HARBOURS.derived, TODAY, pages={question.path: 3})

    assert reach.places == ()
    assert not _surroundings().holds(reach, lambda: Replayer(world))


def test_the_digest_tells_places_apart() -> None:
    found = {"a.b": "c", "a.bc": ""}
    surroundings = Surroundings(lambda place: found.get(place, ""), TODAY)

    assert surroundings.digest(("a.b",)) != surroundings.digest(("a.bc",))

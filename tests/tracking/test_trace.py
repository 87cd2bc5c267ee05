"""A trace: questions in the order asked, each once; a replay asks each once more."""

from __future__ import annotations

from datetime import date

import pytest
from tests.tracking.harbours import (
    HARBOURS,
    TODAY,
    base,
    compose,
    dataset_of,
    drop,
    edited,
    private,
    put,
)

from briefbook.tracking.questions import (
    ABSENT,
    MISSING,
    PRIVATE,
    Question,
    World,
    answer,
    plain,
)
from briefbook.tracking.trace import Read, Replayer, Trace


def _world(*edits: object) -> World:
    return World(dataset_of(edited(*edits)) if edits else base(), HARBOURS.derived, TODAY)  # type: ignore[arg-type]  # edits


def _ask(kind: str, path: str, *edits: object) -> object:
    return answer(Question(kind, path), _world(*edits))  # type: ignore[arg-type]  # one of three


def test_reads_are_in_the_order_of_the_template_and_each_is_there_once() -> None:
    body = "<p>{{ subject.code }}{{ subject.length }}{{ subject.code }}</p>"
    reads = compose(body, base()).trace.reads

    assert [read.question.path for read in reads] == [
        "harbours.north",
        "harbours.north.code",
        "harbours.north.length",
    ]


def test_a_branch_not_taken_is_not_read() -> None:
    body = "<p>{% if subject.tidal %}x{% else %}{{ subject.code }}{% endif %}</p>"
    paths = [read.question.path for read in compose(body, base()).trace.reads]

    assert "harbours.north.code" not in paths


def test_a_replay_stops_at_the_first_difference() -> None:
    composed = compose("<p>{{ subject.code }}{{ subject.length }}</p>", base())
    found = composed.difference(
        dataset_of(edited(put("harbours.north.code", "z"), put("harbours.north.length", 1)))
    )

    assert found is not None
    assert found.question == Question("fact", "harbours.north.code")
    assert (found.before, found.now) == (("str", "n", None, None), ("str", "z", None, None))


def test_what_comes_after_a_difference_is_asked_only_of_whoever_goes_on() -> None:
    asked: list[str] = []

    class Counting(dict[str, int]):
        def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
            asked.append(key)
            return default

    world = World(base(), HARBOURS.derived, TODAY, pages=Counting())
    code, pages = Question("fact", "harbours.north.code"), Question("pages", "output/a.pdf")
    found = Replayer(world).differences(Trace((Read(code, MISSING), Read(pages, ("int", "2")))))

    assert next(found).question == code
    assert asked == []
    assert next(found).question == pages
    assert asked == ["output/a.pdf"]


def test_all_differences_are_told_to_a_person() -> None:
    trace = compose("<p>{{ subject.code }}{{ subject.length }}</p>", base()).trace
    world = _world(put("harbours.north.code", "z"), put("harbours.north.length", 1))

    assert [found.question.path for found in Replayer(world).differences(trace)] == [
        "harbours.north.code",
        "harbours.north.length",
    ]


def test_an_empty_trace_has_no_difference() -> None:
    assert not list(Replayer(_world()).differences(Trace()))


def test_a_fact_is_answered_with_its_kind_its_text_its_source_and_its_date() -> None:
    dated = put("harbours.north.code", {"value": "n", "as_of": "2020-01-02"})

    assert _ask("fact", "harbours.north.code") == ("str", "n", None, None)
    assert _ask("fact", "harbours.north.code", dated) == ("str", "n", None, "2020-01-02")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("harbours.north.length", ("int", "30", None, None)),
        ("harbours.north.depth", ("float", "4.5", None, None)),
        ("harbours.north.tidal", ("bool", "true", None, None)),
        ("harbours.north.opened", ("date", "1997-06-15", None, None)),
        ("harbours.north.named", ("partialdate", "1990-03", None, None)),
        ("harbours.north.works", ("period", "2019–2021", None, None)),
        ("harbours.north.keeper", ("reference", "people.primerova", None, None)),
        ("harbours.north.quays", ("list", 3)),
        ("harbours.north.visits.0", ("record", "Visit")),
        ("harbours.north", ("record", "Harbour")),
        ("harbours.north.site", ABSENT),
        ("harbours.north.nothing", MISSING),
        ("harbours.nowhere", MISSING),
        ("nowhere.north", MISSING),
    ],
)
def test_facts_of_every_type_have_an_answer(path: str, expected: object) -> None:
    assert _ask("fact", path) == expected


def test_a_private_fact_answers_only_that_it_is_private() -> None:
    assert _ask("fact", "harbours.north.code", private("harbours.north.code")) == PRIVATE


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("harbours.north.is_at_work", ("bool", "true")),
        ("harbours.north.nearest", ("reference", "harbours.south")),
        ("harbours.south.nearest", ABSENT),
        ("harbours.south.years", ("list",)),
        ("harbours.north.years", ("list", ("int", "2001"), ("int", "2005"), ("int", "2009"))),
        (
            "harbours.north.trades",
            (
                "list",
                ("record", "harbours.north.visits.0"),
                ("record", "harbours.north.visits.2"),
            ),
        ),
        ("harbours.north.nothing", MISSING),
        ("harbours.nowhere.years", MISSING),
        ("harbours.north.code.years", MISSING),
    ],
)
def test_derived_values_are_answered_by_their_result(path: str, expected: object) -> None:
    assert _ask("derived", path) == expected


def test_a_derived_value_that_cannot_be_computed_is_an_answer_too() -> None:
    path = "harbours.north.length_per_quay"
    without = ("failed", "ZeroDivisionError: integer division or modulo by zero")

    assert _ask("derived", path, put("harbours.north.quays", [])) == without
    assert _ask("derived", path, put("harbours.north.quays", ["a", "b"])) == ("int", "15")


def test_a_document_that_failed_so_is_tried_again_when_the_value_can_be_computed() -> None:
    body = "<p>{{ subject.length_per_quay }}</p>"
    failed = compose(body, dataset_of(edited(put("harbours.north.quays", []))))
    assert failed.composition is None
    assert "division" in failed.text

    assert failed.difference(dataset_of(edited(put("harbours.north.quays", [])))) is None
    found = failed.difference(dataset_of(edited(put("harbours.north.quays", ["a"]))))
    assert found is not None
    assert found.question.path == "harbours.north.length_per_quay"


def test_a_document_is_stale_where_a_value_can_no_longer_be_computed() -> None:
    body = "<p>{{ subject.length_per_quay }}</p>"
    composed = compose(body, dataset_of(edited(put("harbours.north.quays", ["a"]))))

    found = composed.difference(dataset_of(edited(put("harbours.north.quays", []))))
    assert found is not None
    assert found.now == ("failed", "ZeroDivisionError: integer division or modulo by zero")


def test_a_register_is_answered_with_its_ids() -> None:
    assert _ask("register", "harbours") == ("north", "south", "west")
    assert _ask("register", "people", drop("people.obraztsova")) == ("primerova",)
    assert _ask("register", "ships") == MISSING


def test_values_of_different_types_are_different_answers() -> None:
    assert len({plain(value) for value in (1, 1.0, True, "1", date(1, 1, 1))}) == 5


def test_a_read_is_a_question_with_its_answer() -> None:
    read = compose("<p>{{ subject.code }}</p>", base()).trace.reads[-1]
    assert read == Read(Question("fact", "harbours.north.code"), ("str", "n", None, None))

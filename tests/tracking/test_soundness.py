"""Whatever a template does: if its trace replays without a difference, nothing has changed.

Templates are put together at random from the ways to a fact, datasets are edited at
random. A replay may tell of a difference where the document stays the same (a number
that is only compared); the contrary would leave a wrong document standing.
"""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date

from hypothesis import event, given, reject, settings
from hypothesis import strategies as st
from tests.tracking.harbours import (
    BASE,
    HARBOURS,
    TODAY,
    Data,
    compose,
    dataset_of,
    drop,
    harbour,
    insert,
    private,
    put,
    turn,
)

from briefbook.dataset.values import Dataset
from briefbook.errors import InvalidBook
from briefbook.tracking.questions import World
from briefbook.tracking.reach import Surroundings
from briefbook.tracking.trace import Replayer

_RECORDS = ("north", "south", "west")

_CONDITIONS = (
    "@.tidal",
    "@.length > 20",
    "@.code == 'n'",
    "@.site is filled",
    "@.sea is defined",
    "@.quays",
    "@.is_at_work",
    "'beta' in @.quays",
    "@.keeper",
    "@.keeper == subject.keeper",
    "@ in subject.neighbours",
    "@.name is plural",
    "@.opened < subject.opened",
)
_VALUES = (
    "@.code",
    "@.length",
    "@.note",
    "@.name | genitive",
    "@.name | introduced('dative')",
    "@.sea",
    "@.site | default('-')",
    "@.depth | number",
    "@.named | date",
    "@.works | years",
    "@.keeper.name | addressed_name",
    "@.quays | conjunction",
    "@.quays | length",
    "@.quays[1]",
    "@.nearest.code",
    "@.visits | map(attribute='kind') | conjunction",
    "(@.visits | selectattr('kind', 'eq', 'trade') | first).year",
    "@.trades | length",
    "@.codes | conjunction",
    "@.longest.code",
    "@.rival",
    "@.secrets | conjunction",
    "{'n': 'nord', 's': 'sud'}[@.code]",
    "registers.people | length",
    "@.code ~ '/' ~ @.length",
)
_LOOPS = ("@.neighbours", "registers.harbours", "@.neighbours | list")


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Put a stretch of template into a condition or a loop, or two one after the other."""
    chosen = st.tuples(st.sampled_from(_CONDITIONS), inner, inner)
    looped = st.tuples(st.sampled_from(_LOOPS), inner)
    return st.one_of(
        chosen.map(lambda c: f"{{% if {c[0]} %}}{c[1]}{{% else %}}{c[2]}{{% endif %}}"),
        looped.map(lambda p: f"{{% for y in {p[0]} %}}{p[1].replace('@', 'y')};{{% endfor %}}"),
        st.tuples(inner, inner).map(" ".join),
    )


_PRINTED = st.sampled_from(_VALUES).map(lambda value: f"{{{{ {value} }}}}")
_TEMPLATES = st.recursive(_PRINTED, _wrapped, max_leaves=10).map(
    lambda body: f"<p>{body.replace('@', 'subject')}</p>"
)


def _edits_of(name: str) -> list[st.SearchStrategy[object]]:
    """Return the edits that may befall a harbour."""
    at = f"harbours.{name}"
    people, others = ["primerova", "obraztsova"], [each for each in _RECORDS if each != name]
    return [
        st.sampled_from("nsmw").map(lambda v: put(f"{at}.code", v)),
        st.integers(15, 25).map(lambda v: put(f"{at}.length", v)),
        st.booleans().map(lambda v: put(f"{at}.tidal", v)),
        st.sampled_from("абв").map(lambda v: put(f"{at}.note.ru", v)),
        st.sampled_from("абв").map(lambda v: put(f"{at}.name.ru.genitive", v)),
        st.sampled_from("абв").map(lambda v: put(f"{at}.name.ru.abbreviation", v)),
        st.sampled_from(["singular", "plural"]).map(lambda v: put(f"{at}.name.ru.number", v)),
        st.sampled_from(["a", "b"]).map(lambda v: put(f"{at}.site", v)),
        st.sampled_from([4.5, 5.0]).map(lambda v: put(f"{at}.depth", v)),
        st.sampled_from(["1996-01-01", "1998-01-01"]).map(lambda v: put(f"{at}.opened", v)),
        st.sampled_from(["1990", "1990-03-01"]).map(lambda v: put(f"{at}.named", v)),
        st.sampled_from(["2019–2020", "2021–2022"]).map(lambda v: put(f"{at}.works", v)),
        st.sampled_from(people).map(lambda v: put(f"{at}.keeper", v)),
        st.lists(st.sampled_from(others), unique=True).map(lambda v: put(f"{at}.neighbours", v)),
        st.lists(st.sampled_from(["alpha", "beta"])).map(lambda v: put(f"{at}.quays", v)),
        st.lists(
            st.fixed_dictionaries(
                {"year": st.integers(2000, 2002), "kind": st.sampled_from(["trade", "repair"])}
            ),
            max_size=3,
        ).map(lambda v: put(f"{at}.visits", v)),
        st.sampled_from(["sea", "works", "keeper", "unread"]).map(lambda v: drop(f"{at}.{v}")),
        st.sampled_from(["code", "note", "quays", "length"]).map(lambda v: private(f"{at}.{v}")),
        st.sampled_from(["quays", "neighbours", "visits"]).map(lambda v: turn(f"{at}.{v}")),
        st.just(insert(f"{at}.quays.0", "delta")),
    ]


_EDITS = st.one_of(
    *(edit for name in ("north", "north", "north", *_RECORDS) for edit in _edits_of(name)),
    st.just(put("harbours.east", harbour("Восток", "East", "e"))),
    st.sampled_from(["абв", "где"]).map(
        lambda v: put("people.primerova.name.ru.surname.dative", v)
    ),
)


def _after(data: Data, edits: list[object]) -> Data:
    """Make those of the edits that can be made: what is not there is not dropped."""
    result = deepcopy(data)
    for edit in edits:
        tried = deepcopy(result)
        try:
            edit(tried)  # type: ignore[operator]  # a list of edits
        except (LookupError, TypeError, AttributeError):
            continue
        result = tried
    return result


def _sound(data: Data) -> Dataset:
    """Load data; what the loader refuses is no example."""
    try:
        return dataset_of(data)
    except InvalidBook:
        reject()


@settings(max_examples=60, deadline=None)
@given(
    body=_TEMPLATES,
    before=st.lists(_EDITS, max_size=2),
    after=st.lists(_EDITS, min_size=2, max_size=5),
    days=st.sampled_from([0, 0, 0, 400, 800]),
)
def test_a_replay_without_a_difference_means_an_equal_document(
    body: str, before: list[object], after: list[object], days: int
) -> None:
    old = _after(BASE, before)
    changed = _sound(_after(old, after))
    later = date.fromordinal(TODAY.toordinal() + days)
    composed = compose(body, _sound(old))
    again = compose(body, changed, today=later)

    if composed.difference(changed, later) is None:
        event("miss")
        assert again.text == composed.text
        assert again.trace == composed.trace
    else:
        event("hit" if again.text != composed.text else "hit, though the document is the same")


def _surroundings(data: Data, day: date) -> Surroundings:
    """Return the places of data as they are on a day: a record's file, a register's ids."""

    def digest_of(place: str) -> str:
        register, _, name = place.partition(".")
        records = data[register]
        return json.dumps(records.get(name)) if name else " ".join(sorted(records))

    return Surroundings(digest_of, day)


@settings(max_examples=60, deadline=None)
@given(
    body=_TEMPLATES,
    before=st.lists(_EDITS, max_size=2),
    after=st.lists(_EDITS, min_size=1, max_size=3),
    days=st.sampled_from([0, 0, 0, 400, 800]),
)
def test_a_glance_is_enough_only_where_the_document_is_equal(
    body: str, before: list[object], after: list[object], days: int
) -> None:
    old = _after(BASE, before)
    new = _after(old, after)
    changed = _sound(new)
    later = date.fromordinal(TODAY.toordinal() + days)
    composed = compose(body, _sound(old))
    reach = _surroundings(old, TODAY).reach(composed.trace)
    now, replayer = _surroundings(new, later), Replayer(World(changed, HARBOURS.derived, later))

    if not now.holds(reach, lambda: replayer):
        event("to be looked at")
        return
    again = compose(body, changed, today=later)
    event("asked anew" if replayer._answers else "not asked")
    assert again.text == composed.text
    assert again.trace == composed.trace
    if not now.is_of_today(reach):
        renewed, known = now.renewed(reach, replayer), now.reach(again.trace)
        assert renewed.day == known.day
        assert set(known.places) <= set(renewed.places)


@settings(max_examples=60, deadline=None)
@given(body=_TEMPLATES, edits=st.lists(_EDITS, max_size=2))
def test_what_is_asked_again_rests_on_what_it_rested_on(body: str, edits: list[object]) -> None:
    """In whatever order others ask, and whatever is remembered of their answers."""
    dataset = _sound(_after(BASE, edits))
    trace = compose(body, dataset).trace
    replayer = Replayer(World(dataset, HARBOURS.derived, TODAY))
    for read in reversed(trace.reads):
        replayer.ask(read.question)

    assert replayer.rests(trace.reads) == trace.rests

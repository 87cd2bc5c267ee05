"""Frozen values: dates, periods, nodes, the dataset."""

from __future__ import annotations

import pickle
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.dataset.values import (
    Dataset,
    FrozenMap,
    Meta,
    Node,
    Origin,
    PartialDate,
    Period,
    Reference,
)

YEARS = st.integers(min_value=1, max_value=9999)


def years(first: int, last: int | None) -> Period:
    return Period(PartialDate(first), None if last is None else PartialDate(last))


@pytest.mark.parametrize(
    ("value", "precision", "first", "last", "text"),
    [
        (PartialDate(2018), "year", date(2018, 1, 1), date(2018, 12, 31), "2018"),
        (PartialDate(2020, 2), "month", date(2020, 2, 1), date(2020, 2, 29), "2020-02"),
        (PartialDate(2018, 12, 7), "day", date(2018, 12, 7), date(2018, 12, 7), "2018-12-07"),
    ],
)
def test_a_date_knows_its_precision(
    value: PartialDate, precision: str, first: date, last: date, text: str
) -> None:
    assert (value.precision, value.first_day, value.last_day) == (precision, first, last)
    assert str(value) == text


@pytest.mark.parametrize("parts", [(2018, 13), (2019, 2, 29), (2018, None, 7), (0,)])
def test_a_date_that_no_calendar_has_is_refused(parts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate(*parts)


def test_the_last_day_belongs_to_a_period() -> None:
    term = years(2002, 2005)
    assert term.contains(date(2005, 12, 31))
    assert term.contains(date(2002, 1, 1))
    assert not term.contains(date(2006, 1, 1))
    assert not term.contains(date(2001, 12, 31))


def test_a_period_counts_the_calendar_years_it_touches() -> None:
    assert years(2002, 2005).years == 4
    assert years(2018, 2018).years == 1
    assert years(1997, None).years is None


def test_a_period_without_an_end_goes_on() -> None:
    assert years(1997, None).contains(date(9999, 12, 31))
    assert years(1997, None).last_day is None
    assert str(years(1997, None)) == "1997–"


def test_the_coarser_end_gives_a_period_its_precision() -> None:
    assert Period(PartialDate(2018, 5), PartialDate(2019)).precision == "year"
    assert Period(PartialDate(2018, 5), PartialDate(2019, 1, 1)).precision == "month"
    assert Period(PartialDate(2018, 5, 6)).precision == "day"


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        years(2005, 2002)


def test_periods_that_meet_on_one_day_overlap() -> None:
    assert years(2010, 2012).overlaps(years(2012, 2014))
    assert not years(2010, 2012).overlaps(years(2013, 2015))
    assert years(2010, None).overlaps(years(2013, None))


@given(YEARS, YEARS, YEARS, YEARS)
@settings(max_examples=60)
def test_overlapping_is_mutual_and_means_a_shared_year(a: int, b: int, c: int, d: int) -> None:
    one, two = years(min(a, b), max(a, b)), years(min(c, d), max(c, d))
    shared = max(min(a, b), min(c, d)) <= min(max(a, b), max(c, d))
    assert one.overlaps(two) == two.overlaps(one) == shared


def test_a_frozen_map_is_a_mapping_that_nobody_can_change() -> None:
    frozen = FrozenMap({"b": 1, "a": 2})
    assert list(frozen) == ["b", "a"]
    assert frozen == {"a": 2, "b": 1}
    assert hash(frozen) == hash(FrozenMap({"a": 2, "b": 1}))
    assert repr(frozen) == "FrozenMap({'b': 1, 'a': 2})"
    with pytest.raises(TypeError):
        frozen["c"] = 3


def test_a_frozen_map_does_not_follow_the_mapping_it_was_made_of() -> None:
    origin = {"a": 1}
    frozen = FrozenMap(origin)
    origin["a"] = 2
    assert frozen["a"] == 1


@pytest.fixture
def dataset() -> Dataset:
    gauge = Node("Gauge", "rivers.neman.gauges.0", FrozenMap({"metres": 12, "note": None}))
    river = Node(
        "River",
        "rivers.neman",
        FrozenMap({"length": 937, "gauges": (gauge,), "basin": Reference("basins", "baltic")}),
    )
    basin = Node("Basin", "basins.baltic", FrozenMap({}))
    text = "length: 937\ngauges:\n  - metres: 12\n"
    marks = {"": (1, 1), "length": (1, 9), "gauges": (2, 1), "gauges.0": (3, 5)}
    return Dataset(
        FrozenMap({"rivers": FrozenMap({"neman": river}), "basins": FrozenMap({"baltic": basin})}),
        FrozenMap({"rivers.neman": Origin("data/rivers/neman.yaml", text, FrozenMap(marks))}),
        FrozenMap(
            {
                "rivers.neman": FrozenMap({"as_of": date(2020, 2, 1), "private": True}),
                "rivers.neman.gauges": FrozenMap({"source": Reference("sources", "atlas")}),
                "rivers.neman.gauges.0.metres": FrozenMap({"private": False}),
            }
        ),
    )


def test_a_value_is_found_by_its_path(dataset: Dataset) -> None:
    assert dataset.get("rivers.neman.length") == 937
    assert dataset.get("rivers.neman.gauges.0.metres") == 12
    assert dataset.get("rivers.neman.gauges.0.note") is None
    assert dataset.get("rivers.neman") == dataset.record(Reference("rivers", "neman"))


@pytest.mark.parametrize(
    "path",
    [
        "lakes.neman",
        "rivers",
        "rivers.none",
        "rivers.neman.depth",
        "rivers.neman.gauges.1",
        "rivers.neman.gauges.-1",
        "rivers.neman.gauges.x",
        "rivers.neman.length.x",
        "",
    ],
)
def test_a_path_that_leads_nowhere_says_so(dataset: Dataset, path: str) -> None:
    with pytest.raises(KeyError) as caught:
        dataset.get(path)
    assert caught.value.args == (path,)


def test_a_value_has_its_place_or_that_of_what_is_around_it(dataset: Dataset) -> None:
    assert str(dataset.mark("rivers.neman.length")) == "data/rivers/neman.yaml:1:9"
    assert str(dataset.mark("rivers.neman.gauges.0.metres")) == "data/rivers/neman.yaml:3:5"
    assert dataset.mark("rivers.neman.gauges.0").excerpt == "  - metres: 12"
    assert str(dataset.mark("rivers.neman.unknown")) == "data/rivers/neman.yaml:1:1"
    assert str(dataset.mark("rivers.none")) == "data/rivers"
    assert str(dataset.mark("lakes.none")) == "data"


def test_meta_holds_for_everything_below_until_written_anew(dataset: Dataset) -> None:
    atlas = Reference("sources", "atlas")
    day = date(2020, 2, 1)
    assert dataset.meta("rivers.neman.length") == Meta(None, day, None, private=True)
    assert dataset.meta("rivers.neman.gauges.0") == Meta(atlas, day, None, private=True)
    assert dataset.meta("rivers.neman.gauges.0.metres") == Meta(atlas, day, None, private=False)
    assert dataset.meta("basins.baltic") == Meta()


def test_a_dataset_survives_the_way_to_another_process(dataset: Dataset) -> None:
    copy = pickle.loads(pickle.dumps(dataset))
    assert copy == dataset
    assert hash(copy.get("rivers.neman")) == hash(dataset.get("rivers.neman"))
    assert copy.mark("rivers.neman.length") == dataset.mark("rivers.neman.length")
    period = Period(PartialDate(2002), PartialDate(2005, 3))
    assert pickle.loads(pickle.dumps(period)) == period


def test_a_reference_shows_the_path_of_its_record() -> None:
    assert str(Reference("bodies", "cnd")) == "bodies.cnd"

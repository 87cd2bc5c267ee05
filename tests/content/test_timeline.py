"""The timeline of the book: what it says, in both languages, and when it changes."""

from __future__ import annotations

from datetime import date

import pytest
from tests.content.support import EARLY_DAY, LANGUAGES, SOURCE_DAY, TODAY, composed

from briefbook.render.pictures.timeline import Timeline, read_timeline


def timeline(language: str, day: date) -> Timeline:
    """The timeline of the brief on a day."""
    root = composed("brief", language, day).composition.root
    return read_timeline(next(each for each in root.elements() if each.role == "timeline"))


def states(language: str, day: date) -> list[str]:
    return [
        stretch.state
        for group in timeline(language, day).groups
        for lane in group.lanes
        for stretch in lane.stretches
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("day", "running"),
    [
        (EARLY_DAY, ["current", "past", "past", "current", "future"]),
        (SOURCE_DAY, ["past", "past", "past", "past", "current"]),
        (TODAY, ["past", "past", "past", "past", "past"]),
    ],
)
def test_terms_are_past_current_or_to_come_on_the_day(
    language: str, day: date, running: list[str]
) -> None:
    assert states(language, day) == ["past", "past", *running]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", [EARLY_DAY, SOURCE_DAY, TODAY])
def test_only_the_states_that_occur_are_explained(language: str, day: date) -> None:
    explained = [state for state, _words in timeline(language, day).legend]
    assert explained == [s for s in ("past", "current", "future") if s in states(language, day)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", [EARLY_DAY, SOURCE_DAY, TODAY])
def test_the_alternative_text_says_every_bar_of_every_lane(language: str, day: date) -> None:
    drawn = timeline(language, day)
    for group in drawn.groups:
        for lane in group.lanes:
            said = drawn.alternative.split(f"{lane.label}: ")[1]
            for stretch in lane.stretches:
                assert stretch.label in said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "ru",
            "КППУП: прошедшие сроки — 2010–2012 и 2013–2015 гг.; текущий срок — 2016–2018 гг.; ",
        ),
        ("en", "CCPCJ: past terms 2010–2012 and 2013–2015; current term 2016–2018; term to come "),
    ],
)
def test_the_alternative_text_is_a_sentence_for_each_body(language: str, said: str) -> None:
    alternative = timeline(language, EARLY_DAY).alternative.replace("\u00a0", " ")
    assert said in alternative


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_day_is_marked_only_where_the_states_are_those_of_it(language: str) -> None:
    assert timeline(language, EARLY_DAY).day is None
    assert timeline(language, SOURCE_DAY).day == SOURCE_DAY
    assert timeline(language, TODAY).day == date(2022, 1, 1)


def test_the_picture_rests_on_the_derived_states() -> None:
    read = composed("brief", "en", EARLY_DAY).read
    path = "organizations.unodc.memberships.1.terms.3"
    assert {f"{path}.state", f"{path}.first_day", f"{path}.last_day"} <= read

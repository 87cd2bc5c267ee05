"""What is derived from the terms of a member, on each side of their ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.content.support import book
from tests.schemas.council import MEMBERSHIP, council

from briefbook.dataset.values import Dataset
from briefbook.localize.view import Perspective, see
from briefbook.schemas.organizations import SCHEMA


def at(dataset: Dataset, day: date, subject: str = "council") -> Any:
    """See an organization on a day."""
    path = f"organizations.{subject}"
    return see(dataset.get(path), path, Perspective(dataset, SCHEMA.derived, "en", day))


def terms(membership: Any) -> tuple[int, int, int]:
    """How many terms are past, current and still to come."""
    return (
        len(membership.past_terms),
        len(membership.current_terms),
        len(membership.future_terms),
    )


@pytest.mark.parametrize(
    ("day", "cnd", "ccpcj"),
    [
        (date(2018, 12, 31), (2, 1, 0), (2, 1, 1)),
        (date(2019, 1, 1), (2, 1, 0), (3, 1, 0)),
        (date(2019, 12, 31), (2, 1, 0), (3, 1, 0)),
        (date(2020, 1, 1), (3, 0, 0), (3, 1, 0)),
        (date(2021, 12, 31), (3, 0, 0), (3, 1, 0)),
        (date(2022, 1, 1), (3, 0, 0), (4, 0, 0)),
    ],
)
def test_a_term_holds_to_the_end_of_its_last_day(
    day: date, cnd: tuple[int, int, int], ccpcj: tuple[int, int, int]
) -> None:
    unodc = at(book().dataset, day, "unodc")
    assert [terms(membership) for membership in unodc.memberships] == [cnd, ccpcj]


@pytest.mark.parametrize(
    ("day", "dated"),
    [
        (date(2018, 12, 31), date(2020, 2, 1)),
        (date(2020, 1, 1), date(2020, 2, 1)),
        (date(2020, 2, 1), date(2020, 2, 1)),
        (date(2021, 12, 31), date(2020, 2, 1)),
        (date(2022, 1, 1), date(2022, 1, 1)),
        (date(2030, 1, 1), date(2022, 1, 1)),
    ],
)
def test_a_document_is_dated_by_its_facts_and_the_mandates(day: date, dated: date) -> None:
    assert at(book().dataset, day, "unodc").as_at.value == dated


@pytest.mark.parametrize(
    ("day", "marked"),
    [
        (date(2018, 6, 1), None),  # a mandate ends before the day of the source
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), date(2020, 2, 1)),
        (date(2020, 2, 1), date(2020, 2, 1)),
        (date(2021, 12, 31), date(2020, 2, 1)),
        (date(2022, 1, 1), date(2022, 1, 1)),
    ],
)
def test_a_timeline_marks_a_day_on_which_its_states_hold(day: date, marked: date | None) -> None:
    seen = at(book().dataset, day, "unodc").marked_day
    assert (seen.value if seen else None) == marked


def test_elections_are_counted() -> None:
    unodc = at(book().dataset, date(2020, 1, 1), "unodc")
    assert [membership.times_elected for membership in unodc.memberships] == [3, 4]
    assert unodc.times_elected == 7
    assert [membership.consecutive for membership in unodc.memberships] == [False, True]
    assert (unodc.first_year, unodc.last_year) == (2002, 2021)


def test_a_term_knows_its_state_and_its_days(tmp_path: Path) -> None:
    dataset = council(tmp_path, MEMBERSHIP)
    [membership] = at(dataset, date(2006, 1, 1)).memberships
    assert [term.state for term in membership.terms] == ["past", "current"]
    assert membership.terms[0].first_day.value == date(2002, 1, 1)
    assert membership.terms[0].last_day.value == date(2005, 12, 31)
    [membership] = at(dataset, date(2001, 12, 31)).memberships
    assert [term.state for term in membership.terms] == ["future", "future"]


@pytest.mark.parametrize(
    ("periods", "consecutive"),
    [
        (["2002–2005", "2006–2009"], True),
        (["2006–2009", "2002–2005"], True),
        (["2002–2005", "2007–2010"], False),
        (["2002–2005"], False),
    ],
)
def test_terms_are_consecutive_when_no_day_lies_between(
    tmp_path: Path, periods: list[str], consecutive: bool
) -> None:
    head = MEMBERSHIP[: MEMBERSHIP.index("      - period")]
    text = head + "".join(f"      - period: {period}\n" for period in periods)
    [membership] = at(council(tmp_path, text), date(2020, 1, 1)).memberships
    assert membership.consecutive is consecutive


def test_an_organization_without_members_has_no_years(tmp_path: Path) -> None:
    seen = at(council(tmp_path, ""), date(2021, 1, 1))
    assert not seen.first_year
    assert not seen.last_year
    assert seen.times_elected == 0
    assert seen.as_at.value == date(2020, 2, 1)


def test_before_any_mandate_a_document_is_dated_by_its_facts(tmp_path: Path) -> None:
    seen = at(council(tmp_path, ""), date(1999, 5, 5))
    assert seen.as_at.value == at(council(tmp_path, ""), date(1999, 5, 6)).as_at.value


def test_a_single_fact_may_be_newer_than_its_record(tmp_path: Path) -> None:
    newer = "governing_bodies_nature: {value: intergovernmental, as_of: 2021-03-04, source: site}\n"
    seen = at(council(tmp_path, newer), date(2022, 1, 1))
    assert seen.as_at.value == date(2021, 3, 4)
    assert [source.site for source in seen.sources] == ["b.example", "a.example"]


def test_functional_commissions_are_found_among_the_governing_bodies(tmp_path: Path) -> None:
    text = "memberships: []\n"
    seen = at(council(tmp_path, text), date(2020, 1, 1))
    assert [body.name.nominative for body in seen.functional_commissions] == ["Commission"]


def test_sources_are_those_of_all_facts_spoken_of() -> None:
    unodc = at(book().dataset, date(2022, 1, 1), "unodc")
    assert [source.site for source in unodc.sources] == ["austria.mfa.gov.by"]
    assert [source.site for source in unodc.name_sources] == [
        "belta.by",
        "icat.un.org",
        "itc.amia.by",
        "mfa.gov.by",
        "www.unodc.org",
    ]

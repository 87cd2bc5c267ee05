"""A document changes on the days on which a mandate begins or ends, and on no other day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.content.support import LANGUAGES, composed

BOUNDARIES = [date(2019, 1, 1), date(2020, 1, 1), date(2022, 1, 1)]
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", ["brief", "memo"])
@pytest.mark.parametrize("day", BOUNDARIES)
def test_a_mandate_changes_the_text(document: str, language: str, day: date) -> None:
    assert (
        composed(document, language, day - ONE_DAY).text != composed(document, language, day).text
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2018, 1, 2), date(2018, 12, 31)),
        (date(2019, 1, 1), date(2019, 12, 31)),
        (date(2020, 1, 1), date(2021, 12, 31)),
        (date(2022, 1, 1), date(2022, 1, 2)),
        (date(2022, 1, 2), date(2026, 11, 22)),
    ],
)
def test_nothing_changes_between(language: str, first: date, last: date) -> None:
    days = [first, first + (last - first) / 3, first + (last - first) / 2, last]
    for document in ("brief", "memo"):
        assert len({composed(document, language, day).text for day in days}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brief_is_dated_by_its_source_until_a_mandate_ends_after_it(language: str) -> None:
    dated = {"ru": "По состоянию на 1 февраля 2020 г.", "en": "As at 1 February 2020"}[language]
    for day in (date(2018, 6, 1), date(2020, 1, 31), date(2020, 2, 1), date(2021, 12, 31)):
        assert dated in composed("brief", language, day).lines
    assert dated not in composed("brief", language, date(2022, 1, 1)).lines


@pytest.mark.parametrize(
    ("day", "russian", "english"),
    [
        (date(2018, 12, 31), "2013–2015 гг. и входит в настоящее время", "term 2019–2021 begins"),
        (date(2019, 1, 1), "2016–2018 гг. и входит", "is now a member for the term 2019–2021"),
        (date(2019, 12, 31), "срок полномочий 2016–2019 гг. истекает", "for the term 2016–2019"),
        (date(2020, 1, 1), "2010–2013 и 2016–2019 гг.", "2010–2013 and 2016–2019."),
        (
            date(2021, 12, 31),
            "срок полномочий 2019–2021 гг. истекает",
            "which expires on 31 December",
        ),
        (date(2022, 1, 1), "2016–2018 и 2019–2021 гг.", "2016–2018 and 2019–2021."),
    ],
)
def test_the_last_day_belongs_to_a_mandate(day: date, russian: str, english: str) -> None:
    assert russian in composed("brief", "ru", day).text
    assert english in composed("brief", "en", day).text

"""Base types from which a schema is built."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError, field_validator

from briefbook.dataset.base import (
    Context,
    Day,
    Localized,
    PartialDateField,
    PeriodField,
    Record,
    RefersTo,
    Schema,
    Term,
    Text,
    problem,
)
from briefbook.dataset.dates import read_period
from briefbook.dataset.values import PartialDate, Period, Reference
from briefbook.wording import verbatim

YEARS = st.integers(min_value=1000, max_value=9999)
PERIODS: TypeAdapter[Period] = TypeAdapter(PeriodField)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2002–2005", "2002–2005"),
        ("2002 – 2005", "2002–2005"),
        ("2002-2005", "2002–2005"),
        ("2002-03 - 2005-04", "2002-03–2005-04"),
        ("2018-12-07–2018-12-09", "2018-12-07–2018-12-09"),
        ("1997–", "1997–"),
        ("2018", "2018–2018"),
        (2018, "2018–2018"),
        ("2018-12", "2018-12–2018-12"),
        ({"start": 2002, "end": "2005-06"}, "2002–2005-06"),
        ({"start": 1997}, "1997–"),
        ({"start": 1997, "end": None}, "1997–"),
    ],
)
def test_a_period_is_written_in_several_ways(written: object, shown: str) -> None:
    assert str(PERIODS.validate_python(written)) == shown


@pytest.mark.parametrize("written", [True, 1.5, [], None, "", "–2005", "18", "2018-1", 10**5])
def test_what_is_no_period_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        PERIODS.validate_python(written)


@given(YEARS, YEARS)
@settings(max_examples=60)
def test_a_period_reads_back_as_it_is_shown(one: int, two: int) -> None:
    period = Period(PartialDate(min(one, two)), PartialDate(max(one, two)))
    assert read_period(str(period)) == period


def test_a_period_may_end_in_the_year_it_starts_whatever_the_precision() -> None:
    period = PERIODS.validate_python({"start": "2018-12-07", "end": 2018})
    assert (period.first_day, period.last_day) == (date(2018, 12, 7), date(2018, 12, 31))


def test_values_that_are_read_already_are_left_alone() -> None:
    period = Period(PartialDate(2002))
    assert PERIODS.validate_python(period) is period
    assert TypeAdapter(PartialDateField).validate_python(period.start) is period.start
    assert TypeAdapter(Day).validate_python(date(2018, 12, 7)) == date(2018, 12, 7)
    reference = Reference("bodies", "cnd")
    adapter: Any = TypeAdapter(Annotated[Reference, RefersTo("bodies")])
    assert adapter.validate_python(reference) is reference


def test_without_a_context_no_id_and_no_language_is_asked_for() -> None:
    adapter: Any = TypeAdapter(Annotated[Reference, RefersTo("bodies")])
    assert adapter.validate_python("any") == Reference("bodies", "any")
    assert Localized.model_validate({"ru": "Текст"}).root == {"ru": "Текст"}


def test_a_plain_text_is_a_nominative() -> None:
    forms = Term.model_validate({"en": "the Neman", "sr-Latn": "Njeman"}).root["en"]
    assert forms.nominative == "the Neman"
    assert forms.declines
    assert not forms.article


def test_texts_lose_the_space_around_them() -> None:
    assert TypeAdapter(Text).validate_python(" two words \n") == "two words"


def test_every_language_of_the_book_is_asked_for() -> None:
    with pytest.raises(ValidationError) as caught:
        Localized.model_validate({"ru": "Текст"}, context=Context(("ru", "en", "be")))
    assert [error["loc"] for error in caught.value.errors()] == [("en",), ("be",)]


class Lake(Record):
    depth: int

    @field_validator("depth")
    @classmethod
    def _not_thirteen(cls, depth: int) -> int:
        if depth == 13:
            raise problem("term-length", verbatim("must not be 13"), verbatim("dig"))
        return depth


def test_a_validator_of_a_schema_chooses_its_error() -> None:
    with pytest.raises(ValidationError) as caught:
        Lake.model_validate({"depth": 13})
    (error,) = caught.value.errors()
    assert (error["type"], error["msg"]) == ("term-length", "must not be 13")


class Priced(Record):
    value: int


class Free(Record):
    notes: list[dict[str, str]]


class Holder(Record):
    inner: list[Priced | Lake]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (Priced, "things: Priced.value bears a name"),
        (Holder, "things: Priced.value bears a name"),
        (Free, "things: Free.notes is a mapping"),
    ],
)
def test_a_schema_that_could_not_be_read_is_refused(model: type[Record], said: str) -> None:
    with pytest.raises(TypeError, match=said):
        Schema(name="x", registers={"things": model})


def test_a_schema_needs_no_rules_and_derives_nothing_by_itself() -> None:
    schema = Schema(name="x", registers={"lakes": Lake})
    assert schema.rules == ()
    assert schema.derived == {}

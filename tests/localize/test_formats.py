"""Dates, numbers and lists read as each language writes them."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.dataset.values import PartialDate
from briefbook.errors import InvalidConfig, TemplateFailed
from briefbook.localize import formats

N = "\u00a0"
LANGUAGES = ("ru", "en", "be", "en-US", "fr", "es", "de", "kk", "ar", "zh")
BODIES_RU = ("Комитет по науке", "Совет по торговле", "Фонд развития")
DAYS = st.dates(min_value=date(1945, 1, 1), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ru", f"15 июня 2018{N}г."),
        ("en", "15 June 2018"),
        ("en-US", "June 15, 2018"),
        ("be", f"15 чэрвеня 2018{N}г."),
        ("fr", "15 juin 2018"),
    ],
)
def test_a_long_date_has_its_month_in_words(language, expected):
    assert formats.date_long(date(2018, 6, 15), language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ru", "05.06.2018"), ("en", "05/06/2018"), ("be", "05.06.2018"), ("en-US", "6/5/2018")],
)
def test_a_numeric_date_has_its_year_in_full(language, expected):
    assert formats.date_numeric(date(2018, 6, 5), language) == expected


@pytest.mark.parametrize(("language", "expected"), [("ru", "15 июня"), ("en", "15 June")])
def test_a_day_and_month_have_no_year(language, expected):
    assert formats.day_month(date(2018, 6, 15), language) == expected


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        (PartialDate(2018), "2018", "2018"),
        (PartialDate(2018, 12), f"декабрь 2018{N}г.", "December 2018"),
        (PartialDate(2018, 12, 7), f"7 декабря 2018{N}г.", "7 December 2018"),
    ],
)
def test_a_date_is_printed_as_exactly_as_it_is_known(value, russian, english):
    assert formats.partial_date(value, "ru") == russian
    assert formats.partial_date(value, "en") == english


MAY_DAYS = (date(2019, 5, 20), date(2019, 5, 24))
TWO_MONTHS = (date(2019, 4, 30), date(2019, 5, 3))
TWO_YEARS = (date(2018, 12, 30), date(2019, 1, 2))


@pytest.mark.parametrize(
    ("days", "language", "expected"),
    [
        (MAY_DAYS, "ru", f"20–24 мая 2019{N}г."),
        (MAY_DAYS, "en", "20–24 May 2019"),
        (MAY_DAYS, "be", f"20–24 мая 2019{N}г."),
        (MAY_DAYS, "en-US", f"May 20{N}–{N}24, 2019"),
        (MAY_DAYS, "kk", f"2019{N}ж. 20–24 мамыр"),
        (MAY_DAYS, "zh", "2019年5月20日至24日"),
        (TWO_MONTHS, "ru", f"30 апреля – 3 мая 2019{N}г."),
        (TWO_MONTHS, "en", f"30 April{N}–{N}3 May 2019"),
        (TWO_MONTHS, "es", f"30 de abril{N}–{N}3 de mayo de 2019"),
        (TWO_YEARS, "ru", f"30 декабря 2018{N}г. – 2 января 2019{N}г."),
        (TWO_YEARS, "en", f"30 December 2018{N}–{N}2 January 2019"),
    ],
)
def test_a_range_of_days_says_common_parts_once(days, language, expected):
    assert formats.date_range(days[0], days[1], language) == expected


@pytest.mark.parametrize(
    ("days", "language", "expected"),
    [
        (MAY_DAYS, "ru", ("20", f"24 мая 2019{N}г.")),
        (MAY_DAYS, "en", ("20", "24 May 2019")),
        (TWO_MONTHS, "ru", ("30 апреля", f"3 мая 2019{N}г.")),
        (TWO_MONTHS, "en", ("30 April", "3 May 2019")),
        (TWO_YEARS, "ru", (f"30 декабря 2018{N}г.", f"2 января 2019{N}г.")),
        (MAY_DAYS, "de", ("20.", "24. Mai 2019")),
    ],
)
def test_the_ends_of_a_range_can_be_named_apart(days, language, expected):
    assert formats.date_ends(days[0], days[1], language) == expected


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_range_of_one_day_is_that_day(language):
    day = date(2019, 5, 20)
    assert formats.date_range(day, day, language) == formats.date_long(day, language)
    assert formats.date_ends(day, day, language) == (formats.date_long(day, language),) * 2


@given(first=DAYS, last=DAYS, language=st.sampled_from(["ru", "en", "be"]))
@settings(max_examples=60)
def test_the_last_day_of_any_range_is_said_in_full(first, last, language):
    first, last = sorted((first, last))
    assert formats.date_range(first, last, language).endswith(formats.date_long(last, language))


@pytest.mark.parametrize(
    "call",
    [
        lambda: formats.date_range(date(2019, 5, 24), date(2019, 5, 20), "ru"),
        lambda: formats.date_ends(date(2019, 5, 24), date(2019, 5, 20), "ru"),
        lambda: formats.years(2005, 2002, "ru"),
    ],
)
def test_a_range_that_ends_before_it_starts_is_refused(call):
    with pytest.raises(TemplateFailed, match="ends before it starts"):
        call()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_range_of_years_is_closed_up(language):
    assert formats.years(2002, 2005, language) == "2002–2005"
    assert formats.years(999, 1000, language) == "999–1000"


def test_a_range_of_one_year_is_that_year():
    assert formats.years(2018, 2018, "ru") == "2018"


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        (7, "7", "7"),
        (1997, "1997", "1,997"),
        (-9999, "-9999", "-9,999"),
        (10_000, f"10{N}000", "10,000"),
        (1_234_567, f"1{N}234{N}567", "1,234,567"),
        (Decimal("1.5"), "1,5", "1.5"),
        (0.12345678, "0,12345678", "0.12345678"),
        (Decimal("5.0"), "5", "5"),
    ],
)
def test_numbers_are_grouped_and_keep_all_their_decimals(value, russian, english):
    assert formats.number(value, "ru") == russian
    assert formats.number(value, "en") == english


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [(5, f"5{N}%", "5%"), (Decimal("12.5"), f"12,5{N}%", "12.5%"), (0.1, f"0,1{N}%", "0.1%")],
)
def test_a_percentage_is_given_in_hundredths(value, russian, english):
    assert formats.percent(value, "ru") == russian
    assert formats.percent(value, "en") == english


@pytest.mark.parametrize(
    ("items", "russian", "english"),
    [
        (["а"], "а", "а"),
        (["а", "б"], "а и б", "а and б"),
        (["а", "б", "в"], "а, б и в", "а, б and в"),
        (["а", "б", "в", "г"], "а, б, в и г", "а, б, в and г"),
    ],
)
def test_a_list_has_no_serial_comma(items, russian, english):
    assert formats.conjunction(items, "ru") == russian
    assert formats.conjunction(items, "en") == english


def test_alternatives_are_joined_with_or():
    assert formats.disjunction(["а", "б", "в"], "ru") == "а, б или в"
    assert formats.disjunction(["a", "b", "c"], "en") == "a, b or c"


def test_braces_in_an_item_are_text():
    assert formats.conjunction(["{0}", "{1}", "{x}"], "en") == "{0}, {1} and {x}"


@pytest.mark.parametrize(
    ("items", "language", "preposition", "expected"),
    [
        (BODIES_RU[:1], "ru", "в", "в Комитет по науке"),
        (BODIES_RU[:2], "ru", "в", "в Комитет по науке и Совет по торговле"),
        (BODIES_RU, "ru", "в", "в Комитет по науке, Совет по торговле и Фонд развития"),
        (("the Council", "the Fund"), "en", "to", "to the Council and the Fund"),
    ],
)
def test_a_preposition_stands_once(items, language, preposition, expected):
    assert formats.conjunction(items, language, preposition) == expected


@pytest.mark.parametrize(
    ("items", "language", "preposition", "expected"),
    [
        (
            ("Комитет по науке и технике", "Фонд"),
            "ru",
            "в",
            "в Комитет по науке и технике и в Фонд",
        ),
        (
            ("Фонд", "Комитет по науке и технике", "Совет"),
            "ru",
            "в",
            "в Фонд, в Комитет по науке и технике и в Совет",
        ),
        (
            (f"Комитет наук и{N}искусств", "Фонд"),
            "ru",
            "в",
            f"в Комитет наук и{N}искусств и в Фонд",
        ),
        (
            ("the Board of Science and Art", "the Fund"),
            "en",
            "to",
            "to the Board of Science and Art and to the Fund",
        ),
    ],
)
def test_a_preposition_is_repeated_when_an_item_has_the_conjunction(
    items, language, preposition, expected
):
    assert formats.conjunction(items, language, preposition) == expected


def test_commas_set_the_items_of_a_longer_english_list_apart():
    items = ("the Fund", "the Board of Science and Art", "the Council")
    expected = "to the Fund, the Board of Science and Art and the Council"
    assert formats.conjunction(items, "en", "to") == expected


def test_a_conjunction_inside_a_word_is_none():
    assert formats.conjunction(["the Sandbank", "the Fund"], "en", "to").count("to ") == 1


def test_an_alternative_looks_for_its_own_word():
    assert formats.disjunction(["наук и искусств", "спорта"], "ru", "о") == (
        "о наук и искусств или спорта"
    )


def test_an_empty_list_is_refused():
    with pytest.raises(TemplateFailed, match="without items"):
        formats.conjunction([], "ru")


def test_a_text_is_no_list():
    with pytest.raises(TemplateFailed, match="“Фонд”"):
        formats.conjunction("Фонд", "ru")


@pytest.mark.parametrize("language", ["xx", "not a tag", ""])
def test_a_language_unknown_to_cldr_is_refused(language):
    with pytest.raises(InvalidConfig, match="CLDR has no data") as caught:
        formats.date_long(date(2018, 6, 15), language)
    assert "BCP 47" in caught.value.hint


def test_a_tag_may_name_script_and_region():
    assert formats.date_long(date(2018, 6, 15), "ru-BY") == f"15 июня 2018{N}г."


@given(
    first=DAYS,
    last=DAYS,
    value=st.integers(-(10**9), 10**9),
    language=st.sampled_from(LANGUAGES),
)
@settings(max_examples=60)
def test_no_space_is_exotic(first, last, value, language):
    first, last = sorted((first, last))
    printed = (
        formats.date_long(first, language),
        formats.date_numeric(first, language),
        formats.day_month(first, language),
        formats.partial_date(PartialDate(first.year, first.month), language),
        formats.date_range(first, last, language),
        formats.number(value, language),
        formats.percent(value, language),
    )
    spaces = {c for text in printed for c in text if unicodedata.category(c).startswith("Z")}
    assert spaces <= {" ", N}

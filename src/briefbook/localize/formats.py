"""Dates, numbers and lists as a language writes them.

Stage: localize (dataset → plan → localize → compose → render → publish → record).
The patterns are those of CLDR (https://www.unicode.org/reports/tr35/), read
through Babel (https://babel.pocoo.org/). English without a region is British, as
the United Nations writes it. CLDR sets narrow and thin spaces, which many fonts
lack: every one of them becomes the no-break space U+00A0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal, TypeAlias

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, parse_pattern
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from briefbook.dataset.values import PartialDate
from briefbook.errors import InvalidConfig, TemplateFailed
from briefbook.localize.sounds import form_before
from briefbook.plan.languages import Spoken, language_of
from briefbook.wording import _

__all__ = [
    "Number",
    "conjunction",
    "date_ends",
    "date_long",
    "date_numeric",
    "date_range",
    "day_month",
    "disjunction",
    "locale_of",
    "number",
    "partial_date",
    "percent",
    "plain_number",
    "years",
]

Number: TypeAlias = "int | float | Decimal"
ListStyle = Literal["standard", "or"]

_EXOTIC_SPACES = str.maketrans(dict.fromkeys([*range(0x2000, 0x200B), 0x202F, 0x205F], "\u00a0"))
_RANGE_MARK = re.compile(r"[\s–-]+$")
_QUOTED = re.compile(r"'[^']*'")
_DATE_FIELD = re.compile(r"[dMLy]")


def locale_of(language: Spoken) -> Locale:
    """Return the CLDR locale of a language, or of its tag (BCP 47: ``ru``, ``en``, ``sr-Latn``).

    Raises :class:`~briefbook.errors.InvalidConfig` when CLDR does not know it.
    """
    spoken = language_of(language)
    try:
        return _locale(spoken.locale)
    except (UnknownLocaleError, ValueError):
        raise InvalidConfig(
            _("CLDR has no data for the language “{language}”", language=spoken.tag),
            hint=_("name a language by its BCP 47 tag, such as ru, en or be"),
        ) from None


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


def date_long(day: date, language: Spoken) -> str:
    """Write a date with the month in words: «15 июня 2018 г.», “15 June 2018”."""
    return _spaces(format_date(day, "long", locale_of(language)))


def date_numeric(day: date, language: Spoken) -> str:
    """Write a date in figures, the year in full: «15.06.2018», “15/06/2018”."""
    locale = locale_of(language)
    usual = re.sub("y+", "y", locale.date_formats["short"].pattern)
    pattern = language_of(language).numeric_date or usual
    return _spaces(format_date(day, pattern, locale))


def day_month(day: date, language: Spoken) -> str:
    """Write a date without its year: «15 июня», “15 June”."""
    return _spaces(format_skeleton("MMMMd", day, locale=locale_of(language)))


def partial_date(value: PartialDate, language: Spoken) -> str:
    """Write a date as exactly as it is known: “2018”, “December 2018”, “7 December 2018”.

    The month stands in the nominative: «декабрь 2018 г.».
    """
    if value.precision == "year":
        return str(value.year)
    if value.precision == "day":
        return date_long(value.first_day, language)
    return _spaces(format_skeleton("yMMMM", value.first_day, locale=locale_of(language)))


def date_range(first: date, last: date, language: Spoken) -> str:
    """Write two days and what lies between: «20–24 мая 2019 г.», “30 April – 3 May 2019”.

    The last day belongs to the range; a range of one day is that day. Raises
    :class:`~briefbook.errors.TemplateFailed` when it ends before it starts.
    """
    if first == last:
        return date_long(first, language)
    return "".join(_range_parts(first, last, language))


def date_ends(first: date, last: date, language: Spoken) -> tuple[str, str]:
    """Write the two ends of a range apart, for «с 20 по 24 мая 2019 г.».

    The first end leaves out what the last one says. Raises
    :class:`~briefbook.errors.TemplateFailed` when the range ends before it starts.
    """
    if first == last:
        return date_long(first, language), date_long(last, language)
    start, end = _range_parts(first, last, language)
    return _RANGE_MARK.sub("", start), end


def years(first: int, last: int, language: Spoken) -> str:
    """Write a range of years with a closed en dash: “2002–2005”; one year is “2018”.

    Every language writes it so. Raises :class:`~briefbook.errors.TemplateFailed`
    when the range ends before it starts.
    """
    locale_of(language)
    if first > last:
        raise _disordered(first, last)
    return str(first) if first == last else f"{first}–{last}"


def number(value: Number, language: Spoken) -> str:
    """Write a number in figures with all its decimals: «1997», «10 000», «1,5»; “1,997”.

    Russian and its neighbours group from five digits, other languages from four.
    """
    return _spaces(
        format_decimal(
            value,
            locale=locale_of(language),
            decimal_quantization=False,
            group_separator=_is_grouped(value, language),
        )
    )


def percent(value: Number, language: Spoken) -> str:
    """Write ``value`` hundredths with the sign, as in a table: «5 %», “5%”.

    Running English says “per cent” in words: count that as any noun.
    """
    locale = locale_of(language)
    share = Decimal(str(value)) / 100
    return _spaces(
        format_percent(
            share,
            locale=locale,
            decimal_quantization=False,
            group_separator=_is_grouped(value, language),
        )
    )


def plain_number(value: Number) -> Number:
    """Return the number as :func:`number` prints it: 5.0 is 5, so it counts as 5 too."""
    return int(value) if value == int(value) else value


def conjunction(items: Sequence[str], language: Spoken, preposition: str = "") -> str:
    """Join the items of a sentence with “and”: «а, б и в», “a, b and c” (no serial comma).

    ``preposition`` stands before the first item only, unless an item contains the
    conjunction itself: then it stands before every item, so that a reader sees where
    each begins. Its form follows the sound of the next word («со Службой»). Raises
    :class:`~briefbook.errors.TemplateFailed` for an empty list.
    """
    return _joined(items, language, preposition, style="standard")


def disjunction(items: Sequence[str], language: Spoken, preposition: str = "") -> str:
    """Join the items of a sentence with “or”: «а, б или в», “a, b or c”.

    ``preposition`` and errors are those of :func:`conjunction`.
    """
    return _joined(items, language, preposition, style="or")


def _spaces(text: str) -> str:
    """Put U+00A0 in the place of every space that is neither it nor U+0020."""
    return text.translate(_EXOTIC_SPACES)


def _is_grouped(value: Number, language: Spoken) -> bool:
    least = 10 ** (language_of(language).group_digits_from - 1)
    return not -least < value < least


def _disordered(first: int | date, last: int | date) -> TemplateFailed:
    return TemplateFailed(
        _("the range {first} to {last} ends before it starts", first=first, last=last),
        hint=_("give the earlier end first"),
    )


def _range_parts(first: date, last: date, language: Spoken) -> tuple[str, str]:
    """Return both ends of a range by CLDR's interval pattern, the mark with the first.

    The pattern is chosen by the greatest field that differs (UTS 35,
    https://www.unicode.org/reports/tr35/tr35-dates.html#intervalFormats).
    CLDR shortens the months of intervals, documents do not.
    """
    if first > last:
        raise _disordered(first, last)
    locale = locale_of(language)
    differs = "y" if first.year != last.year else "M" if first.month != last.month else "d"
    start, end = locale.interval_formats["yMMMd"][differs]
    return (
        _range_end(start, first, language, starts=True),
        _range_end(end, last, language, starts=False),
    )


def _range_end(pattern: str, day: date, language: Spoken, *, starts: bool) -> str:
    """Write one end of a range; an end that is a whole date is written as one.

    An opening end whose mark is a word cannot be told from its date: CLDR's
    pattern is kept, with the month in full.
    """
    mark = _RANGE_MARK.search(pattern)
    fields = frozenset(_DATE_FIELD.findall(_QUOTED.sub("", pattern)))
    tail = _spaces(mark.group()) if mark else ""
    if mark or not starts:
        if fields == frozenset("dMy"):
            return date_long(day, language) + tail
        if fields == frozenset("dM"):
            return day_month(day, language) + tail
    wide = re.sub("M{3,}", "MMMM", pattern)
    return _spaces(parse_pattern(wide).apply(day, locale_of(language)))


def _joined(items: Sequence[str], language: Spoken, preposition: str, *, style: ListStyle) -> str:
    if isinstance(items, str):
        raise TemplateFailed(
            _("a list was expected and the text “{text}” was given", text=items),
            hint=_("give the list of items, even when there is only one"),
        )
    if not items:
        raise TemplateFailed(
            _("a list without items cannot stand in a sentence"),
            hint=_("ask whether there are items before joining them"),
        )
    locale = locale_of(language)
    parts = list(items)
    if preposition:
        repeated = _is_repeated(items, language, locale.list_patterns[style]["2"])
        parts = [
            f"{form_before(preposition, item, language)} {item}" if repeated or not place else item
            for place, item in enumerate(items)
        ]
    return _spaces(format_list(parts, style=style, locale=locale))


def _is_repeated(items: Sequence[str], language: Spoken, pattern: str) -> bool:
    """Tell whether the preposition stands before every item."""
    if len(items) > 2 and not language_of(language).repeats_preposition_in_lists:
        return False
    word = pattern.replace("{0}", "").replace("{1}", "").strip()
    return any(word in item.split() for item in items)

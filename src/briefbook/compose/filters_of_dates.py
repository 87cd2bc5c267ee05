"""Filters that write dates and periods.

Stage *compose*. Each takes the template's context; ``docs/templates.md`` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date as Date  # noqa: N812  # the filter is called date
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from briefbook.compose.figures import written
from briefbook.compose.speaking import language_in, layout_in
from briefbook.dataset.values import PartialDate, Period
from briefbook.errors import TemplateFailed
from briefbook.localize import formats
from briefbook.localize.shown import plain_value
from briefbook.wording import _


@pass_context
def date(context: Context, value: Any) -> str:
    """Write a date with the month in words."""
    plain = plain_value(value)
    if isinstance(plain, PartialDate):
        text = formats.partial_date(plain, language_in(context))
        return written(context, "date", text, value, plain)
    text = formats.date_long(_day(value), language_in(context))
    return written(context, "date", text, value, _day(value))


@pass_context
def date_numeric(context: Context, value: Any) -> str:
    """Write a date in figures."""
    text = formats.date_numeric(_day(value), language_in(context))
    return written(context, "date", text, value, _day(value))


@pass_context
def own_date(context: Context, value: Any) -> str:
    """Write a document's own date in the form of its layout."""
    numeric = layout_in(context).usage.date == "numeric"
    write = formats.date_numeric if numeric else formats.date_long
    text = write(_day(value), language_in(context))
    return written(context, "date", text, value, _day(value))


@pass_context
def iso_date(context: Context, value: Any) -> str:
    """Write a date for a machine: ``2018-12-07``."""
    return written(context, "date", _day(value).isoformat(), value, _day(value))


@pass_context
def years(context: Context, value: Any) -> str:
    """Write the years of a period: “2002–2005”."""
    period = plain_value(value)
    if not isinstance(period, Period) or period.end is None:
        raise TemplateFailed(
            _("only a period with an end has years"), hint=_("apply it to a period")
        )
    first, last = period.start.year, period.end.year
    text = formats.years(first, last, language_in(context))
    return written(context, "year", text, value, *dict.fromkeys((first, last)))


@pass_context
def days(context: Context, value: Any) -> str:
    """Write the days of a period: «20–24 мая 2019 г.», “20–24 May 2019”."""
    first, last = _bounds(value)
    if isinstance(first, int) or isinstance(last, int):
        raise TemplateFailed(
            _("only a period to the day has days"), hint=_("apply the filter years")
        )
    text = formats.date_range(first, last, language_in(context))
    return written(context, "date", text, value, *dict.fromkeys((first, last)))


@pass_context
def ends(context: Context, value: Any) -> list[str]:
    """Write the two ends of a period apart, for «с 20 по 24 мая 2019 г.»."""
    first, last = _bounds(value)
    if isinstance(first, int) or isinstance(last, int):
        return [written(context, "year", str(year), value, year) for year in (first, last)]
    texts = formats.date_ends(first, last, language_in(context))
    ends = zip(texts, (first, last), strict=True)
    return [written(context, "date", text, value, day) for text, day in ends]


def _bounds(value: Any) -> tuple[int, int] | tuple[Date, Date]:
    """Return the years that a period is given in, or its days."""
    period = plain_value(value)
    if not isinstance(period, Period) or period.end is None:
        raise TemplateFailed(
            _("only a period with an end has ends"), hint=_("apply it to a period")
        )
    if period.precision == "day":
        return period.start.first_day, period.end.last_day
    return period.start.year, period.end.year


@pass_context
def year(context: Context, value: Any) -> str:
    """Give the year of a date."""
    day = plain_value(value)
    if isinstance(day, PartialDate | Date):
        return written(context, "year", str(day.year), value, day.year)
    raise TemplateFailed(_("only a date has a year"), hint=_("apply the filter to a date"))


def _day(value: Any) -> Date:
    """Take a date to the day."""
    day = plain_value(value)
    if isinstance(day, Date):
        return day
    if isinstance(day, PartialDate) and day.precision == "day":
        return day.first_day
    raise TemplateFailed(
        _("only a date to the day is written so"), hint=_("apply the filter to a date")
    )


DATE_FILTERS: Mapping[str, Callable[..., Any]] = {
    "date": date,
    "date_numeric": date_numeric,
    "days": days,
    "ends": ends,
    "iso_date": iso_date,
    "own_date": own_date,
    "year": year,
    "years": years,
}

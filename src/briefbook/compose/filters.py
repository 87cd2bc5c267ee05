"""The filters and tests that templates use, beside a few of Jinja's own.

Stage *compose*. Each takes the template's context, because what it does depends
on the language and the layout of the document (``docs/templates.md`` lists them).
A case filter works on a name of the dataset and on a list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date as Date  # noqa: N812  # the filter is called date
from decimal import Decimal
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from briefbook.dataset.values import PartialDate, Period
from briefbook.errors import TemplateFailed
from briefbook.localize import formats, forms
from briefbook.localize.grammar.base import CASES, Animacy, Case, Gender, Grammar
from briefbook.localize.grammar.registry import grammar_of
from briefbook.localize.shown import after_marks, plain_value, showing
from briefbook.localize.view import Absent, View
from briefbook.plan.profile import Profile

Filter = Callable[..., Any]


def _language(context: Context) -> str:
    return str(context["language"])


def _layout(context: Context) -> Profile:
    layout = context["layout"]
    assert isinstance(layout, Profile)  # noqa: S101  # set by the composer
    return layout


def _grammar(context: Context) -> Grammar:
    return grammar_of(_language(context))


def _case_filter(case: str) -> Filter:
    """Make the filter that puts a name, or each name of a list, in a case."""

    @pass_context
    def in_case(_context: Context, value: Any) -> Any:
        if isinstance(value, View | str):
            return forms.in_case(value, case)
        return [forms.in_case(item, case) for item in value]

    in_case.__doc__ = f"Put a name of the dataset, or each of a list, in the {case}."
    return in_case


@pass_context
def abbreviation(_context: Context, value: Any) -> Any:
    """Give the abbreviation of a name, or of each name of a list."""
    if isinstance(value, View | str):
        return forms.abbreviation(value)
    return [forms.abbreviation(item) for item in value]


@pass_context
def introduced(_context: Context, value: Any, case: str = "nominative") -> str:
    """Give a name with its abbreviation in brackets, if it has one, as at its first mention."""
    name = forms.in_case(value, case)
    if not value.abbreviation:
        return name
    short = forms.abbreviation(value)
    return showing(f"{name} ({short})", name, short)


@pass_context
def agree(  # noqa: PLR0917  # the four forms are read in this order
    context: Context, noun: Any, masculine: str, feminine: str, neuter: str, plural: str
) -> str:
    """Choose the form of a word that agrees with a name in gender and number."""
    gender, is_plural = forms.gender_and_number(noun)
    return _grammar(context).agree(
        gender,
        plural=is_plural,
        masculine=masculine,
        feminine=feminine,
        neuter=neuter,
        plural_form=plural,
    )


@pass_context
def counted(context: Context, number: int, **noun: str) -> str:
    """Choose the form of a noun after a number: ``one=``, ``few=``, ``many=``, ``other=``."""
    return _grammar(context).counted(number, noun)


@pass_context
def cardinal(
    context: Context,
    number: int,
    gender: Gender = "masculine",
    case: Case = "nominative",
    animacy: Animacy = "inanimate",
) -> str:
    """Write a number as the house does in a sentence: small ones in words."""
    return showing(_grammar(context).cardinal(number, gender, case, animacy), number)


@pass_context
def ordinal(
    context: Context,
    number: int,
    gender: Gender = "masculine",
    case: Case = "nominative",
    plural: bool = False,  # noqa: FBT001, FBT002  # a keyword in templates
) -> str:
    """Write an ordinal: «28-й», “twenty-eighth”."""
    return showing(_grammar(context).ordinal(number, gender, case, plural=plural), number)


@pass_context
def ordinal_word(
    context: Context, number: int, gender: Gender = "masculine", case: Case = "nominative"
) -> str:
    """Write an ordinal in words: «четвертый», “fourth”."""
    return showing(_grammar(context).ordinal_word(number, gender, case), number)


@pass_context
def times(context: Context, number: int) -> str:
    """Say how often: «трижды», “three times”."""
    return showing(_grammar(context).multiplicative(number), number)


@pass_context
def date(context: Context, value: Any) -> str:
    """Write a date with the month in words."""
    plain = plain_value(value)
    if isinstance(plain, PartialDate):
        return showing(formats.partial_date(plain, _language(context)), value)
    return showing(formats.date_long(_day(value), _language(context)), value)


@pass_context
def date_numeric(context: Context, value: Any) -> str:
    """Write a date in figures."""
    return showing(formats.date_numeric(_day(value), _language(context)), value)


@pass_context
def own_date(context: Context, value: Any) -> str:
    """Write a document's own date in the form of its layout."""
    numeric = _layout(context).usage.date == "numeric"
    write = formats.date_numeric if numeric else formats.date_long
    return showing(write(_day(value), _language(context)), value)


@pass_context
def iso_date(_context: Context, value: Any) -> str:
    """Write a date for a machine: ``2018-12-07``."""
    return showing(_day(value).isoformat(), value)


@pass_context
def years(context: Context, value: Any) -> str:
    """Write the years of a period: “2002–2005”."""
    period = plain_value(value)
    if not isinstance(period, Period) or period.end is None:
        raise TemplateFailed("only a period with an end has years", hint="apply it to a period")
    text = formats.years(period.start.year, period.end.year, _language(context))
    return showing(text, value)


@pass_context
def year(_context: Context, value: Any) -> str:
    """Give the year of a date."""
    day = plain_value(value)
    if isinstance(day, PartialDate | Date):
        return showing(str(day.year), value)
    raise TemplateFailed("only a date has a year", hint="apply the filter to a date")


@pass_context
def number(context: Context, value: Any) -> str:
    """Write a number in figures as the language does."""
    plain = plain_value(value)
    if isinstance(plain, bool) or not isinstance(plain, int | float | Decimal):
        raise TemplateFailed("only a number is written in figures", hint="apply it to a number")
    return showing(formats.number(plain, _language(context)), value)


@pass_context
def conjunction(context: Context, items: Iterable[Any], preposition: str = "") -> Markup:
    """Join items with “and”; ``preposition`` stands before the first, or before each."""
    return _join(context, formats.conjunction, items, preposition)


@pass_context
def disjunction(context: Context, items: Iterable[Any], preposition: str = "") -> Markup:
    """Join items with “or”; ``preposition`` stands before the first, or before each."""
    return _join(context, formats.disjunction, items, preposition)


def _join(
    context: Context, join: Callable[[list[str], str, str], str], items: Iterable[Any], before: str
) -> Markup:
    """Join texts and stretches of markup; texts are escaped first."""
    texts = [str(Markup.escape(_text(item))) for item in items]
    return Markup(join(texts, _language(context), str(Markup.escape(before))))  # noqa: S704  # escaped


@pass_context
def signed_name(context: Context, name: Any, case: str = "nominative") -> str:
    """Write a person's name as under a signature: «Е.Н. Купчина»."""
    space = _layout(context).usage.initials_space
    return forms.person_name(name, case, "initials-first", space=space)


@pass_context
def addressed_name(_context: Context, name: Any, case: str = "dative") -> str:
    """Write a person's name as in an address: «Купчиной Е.Н.»."""
    return forms.person_name(name, case, "surname-first", space=True)


@pass_context
def full_name(_context: Context, name: Any, case: str = "nominative") -> str:
    """Write a person's given name and surname: “Alena Kupchyna”."""
    return forms.person_name(name, case, "given-first", space=True)


@pass_context
def capitalized(_context: Context, value: Any) -> str:
    """Begin a text with a capital letter, and leave the rest as it is."""
    text = _text(value)
    start = after_marks(text)
    capital = text[:start] + text[start : start + 1].upper() + text[start + 1 :]
    return Markup(capital) if isinstance(text, Markup) else showing(str(capital), text)  # noqa: S704  # it was markup


@pass_context
def default(_context: Context, value: Any, other: Any) -> Any:
    """Give ``other`` in the place of a fact that is not filled or a name not defined."""
    return other if isinstance(value, Absent | Undefined) else value


@pass_context
def filled(_context: Context, value: Any) -> bool:
    """Tell whether a fact is filled or a name defined."""
    return not isinstance(value, Absent | Undefined)


@pass_context
def plural(_context: Context, value: Any) -> bool:
    """Tell whether a name is plural."""
    return forms.gender_and_number(value)[1]


def _text(value: Any) -> str:
    """Take a name in the nominative, or a text as it is."""
    return value if isinstance(value, str) else forms.in_case(value, "nominative")


def _day(value: Any) -> Date:
    """Take a date to the day."""
    day = plain_value(value)
    if isinstance(day, Date):
        return day
    if isinstance(day, PartialDate) and day.precision == "day":
        return day.first_day
    raise TemplateFailed("only a date to the day is written so", hint="apply the filter to a date")


FILTERS: Mapping[str, Filter] = {
    **{case: _case_filter(case) for case in CASES},
    "abbreviation": abbreviation,
    "addressed_name": addressed_name,
    "agree": agree,
    "capitalized": capitalized,
    "cardinal": cardinal,
    "conjunction": conjunction,
    "counted": counted,
    "date": date,
    "date_numeric": date_numeric,
    "default": default,
    "disjunction": disjunction,
    "full_name": full_name,
    "introduced": introduced,
    "iso_date": iso_date,
    "number": number,
    "ordinal": ordinal,
    "ordinal_word": ordinal_word,
    "own_date": own_date,
    "signed_name": signed_name,
    "times": times,
    "year": year,
    "years": years,
}
TESTS: Mapping[str, Filter] = {"defined": filled, "filled": filled, "plural": plural}

"""The filters and tests that templates use, beside a few of Jinja's own.

Stage *compose*. Each takes the template's context, because what it does depends
on the language and the layout of the document (``docs/templates.md`` lists them).
A case filter works on a name of the dataset and on a list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from briefbook.compose.filters_of_dates import DATE_FILTERS
from briefbook.compose.filters_of_numbers import NUMBER_FILTERS
from briefbook.compose.speaking import grammar_in, language_in, layout_in
from briefbook.localize import formats, forms
from briefbook.localize.grammar.base import CASES, check_form
from briefbook.localize.shown import after_marks, showing
from briefbook.localize.sounds import form_before
from briefbook.localize.view import Absent, View
from briefbook.plan.language import Language

Filter = Callable[..., Any]


#: What is one, and no list of several.
_ONE = (View, str)


def _each(value: Any, written: Callable[[Any], str]) -> Any:
    """Write a name, or each name of a list."""
    if isinstance(value, _ONE):
        return written(value)
    return [written(item) for item in value]


def _case_filter(case: str) -> Filter:
    """Make the filter that puts a name, or each name of a list, in a case."""

    @pass_context
    def filter_(context: Context, value: Any) -> Any:
        return in_case(context, value, case)

    filter_.__doc__ = f"Put a name of the dataset, or each of a list, in the {case}."
    return filter_


@pass_context
def in_case(context: Context, value: Any, case: str) -> Any:
    """Put a name, or each of a list, in a case given by its name; a person's as if signed."""
    if case not in CASES:
        check_form(case=case)
    space = layout_in(context).usage.initials_space

    def written(name: Any) -> str:
        if forms.is_person_name(name):
            return forms.person_name(name, case, "initials-first", space=space)
        return forms.in_case(name, case)

    return _each(value, written)


@pass_context
def abbreviation(_context: Context, value: Any) -> Any:
    """Give the abbreviation of a name, or of each name of a list."""
    return _each(value, forms.abbreviation)


@pass_context
def introduced(_context: Context, value: Any, case: str = "nominative") -> str:
    """Give a name with its abbreviation in brackets, if it has one, as at its first mention."""
    name = forms.in_case(value, case)
    if not value.abbreviation:
        return name
    short = forms.abbreviation(value)
    return showing(f"{name} ({short})", name, short)


@pass_context
def definite(_context: Context, value: Any) -> Any:
    """Give a name, or each name of a list, with the article that stands before it in English."""
    if isinstance(value, _ONE):
        return _with_article(value)
    return [_with_article(item) for item in value]


def _with_article(value: Any) -> str:
    name = forms.in_case(value, "nominative")
    return showing(f"the {name}", name) if value.article else name


@pass_context
def agree(  # noqa: PLR0917  # the four forms are read in this order
    context: Context, noun: Any, masculine: str, feminine: str, neuter: str, plural: str
) -> str:
    """Choose the form of a word that agrees with a name or person, or with several of them."""
    gender, is_plural = forms.gender_and_number(noun)
    return grammar_in(context).agree(
        gender,
        plural=is_plural,
        masculine=masculine,
        feminine=feminine,
        neuter=neuter,
        plural_form=plural,
    )


@pass_context
def preceded(context: Context, value: Any, word: str) -> Any:
    """Put a word before a text, in the form that its first sound asks for: «со Службой»."""
    text = _text(value)
    form = form_before(word, text, language_in(context))
    if isinstance(text, Markup):
        return Markup("{} {}").format(form, text)
    return showing(f"{form} {text}", text)


@pass_context
def conjunction(context: Context, items: Iterable[Any], preposition: str = "") -> Markup:
    """Join items with “and”; ``preposition`` stands before the first, or before each."""
    return _join(context, formats.conjunction, items, preposition)


@pass_context
def disjunction(context: Context, items: Iterable[Any], preposition: str = "") -> Markup:
    """Join items with “or”; ``preposition`` stands before the first, or before each."""
    return _join(context, formats.disjunction, items, preposition)


def _join(
    context: Context,
    join: Callable[[list[str], Language, str], str],
    items: Iterable[Any],
    before: str,
) -> Markup:
    """Join texts and stretches of markup; texts are escaped first."""
    texts = [str(Markup.escape(_text(item))) for item in items]
    return Markup(join(texts, language_in(context), str(Markup.escape(before))))  # noqa: S704  # escaped


@pass_context
def signed_name(context: Context, value: Any, case: str = "nominative") -> Any:
    """Write a person's name, or each of a list, as under a signature: «Е.Н. Купчина»."""
    return _persons(value, case, "initials-first", space=layout_in(context).usage.initials_space)


@pass_context
def addressed_name(_context: Context, value: Any, case: str = "dative") -> Any:
    """Write a person's name, or each of a list, as in an address: «Купчиной Е.Н.»."""
    return _persons(value, case, "surname-first", space=True)


@pass_context
def full_name(_context: Context, value: Any, case: str = "nominative") -> Any:
    """Write a person's whole name, or each of a list: “Alena Kupchyna”."""
    return _persons(value, case, "given-first", space=True)


def _persons(value: Any, case: str, order: str, *, space: bool) -> Any:
    """Write a person's name, or each of a list, in an order."""
    return _each(value, lambda name: forms.person_name(name, case, order, space=space))


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


FILTERS: Mapping[str, Filter] = {
    **{case: _case_filter(case) for case in CASES},
    **DATE_FILTERS,
    **NUMBER_FILTERS,
    "abbreviation": abbreviation,
    "addressed_name": addressed_name,
    "agree": agree,
    "capitalized": capitalized,
    "conjunction": conjunction,
    "default": default,
    "definite": definite,
    "disjunction": disjunction,
    "full_name": full_name,
    "in_case": in_case,
    "introduced": introduced,
    "preceded": preceded,
    "signed_name": signed_name,
}
TESTS: Mapping[str, Filter] = {"defined": filled, "filled": filled, "plural": plural}

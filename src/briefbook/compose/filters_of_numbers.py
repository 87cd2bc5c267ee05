"""Filters that write numbers: how many, which one, how often.

Stage *compose*. Each takes the template's context; ``docs/templates.md`` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from briefbook.compose.figures import figure_of, written
from briefbook.compose.speaking import enclosures_in, grammar_in, language_in
from briefbook.errors import TemplateFailed
from briefbook.localize import formats
from briefbook.localize.grammar.base import Animacy, Case, Gender
from briefbook.localize.shown import plain_value
from briefbook.wording import _


@pass_context
def counted(context: Context, number: int, **noun: str) -> str:
    """Choose the form of a noun after a number: ``one=``, ``few=``, ``many=``, ``other=``."""
    return grammar_in(context).counted(number, noun)


@pass_context
def cardinal(
    context: Context,
    number: int | list[int],
    gender: Gender = "masculine",
    case: Case = "nominative",
    animacy: Animacy = "inanimate",
) -> str | list[str]:
    """Write a number as the house does in a sentence, or each of a list: small ones in words."""
    grammar = grammar_in(context)
    if isinstance(number, list):
        return _each(context, "number", grammar.cardinals(number, gender, case, animacy), number)
    return written(context, "number", grammar.cardinal(number, gender, case, animacy), number)


@pass_context
def cardinal_sentence(
    context: Context,
    number: int,
    gender: Gender = "masculine",
    case: Case = "nominative",
    animacy: Animacy = "inanimate",
) -> str:
    """Write a number at the start of a sentence: in words to 99, with a capital."""
    text = grammar_in(context).cardinal_sentence(number, gender, case, animacy)
    return written(context, "number", text, number)


@pass_context
def ordinal(
    context: Context,
    number: int | list[int],
    gender: Gender = "masculine",
    case: Case = "nominative",
    plural: bool = False,  # noqa: FBT001, FBT002  # a keyword in templates
) -> str | list[str]:
    """Write an ordinal, or each of a list: «28-й», “twenty-eighth”."""
    grammar = grammar_in(context)
    if isinstance(number, list):
        texts = grammar.ordinals(number, gender, case, plural=plural)
        return _each(context, "ordinal", texts, number)
    text = grammar.ordinal(number, gender, case, plural=plural)
    return written(context, "ordinal", text, number)


@pass_context
def ordinal_figure(
    context: Context,
    number: int,
    gender: Gender = "masculine",
    case: Case = "nominative",
    plural: bool = False,  # noqa: FBT001, FBT002  # a keyword in templates
) -> str:
    """Write an ordinal in figures, as meetings are numbered: «5-е», “5th”."""
    text = grammar_in(context).ordinal_figure(number, gender, case, plural=plural)
    return written(context, "ordinal", text, number)


@pass_context
def ordinal_word(
    context: Context, number: int, gender: Gender = "masculine", case: Case = "nominative"
) -> str:
    """Write an ordinal in words: «четвертый», “fourth”."""
    text = grammar_in(context).ordinal_word(number, gender, case)
    return written(context, "ordinal", text, number)


@pass_context
def times(context: Context, number: int | list[int]) -> str | list[str]:
    """Say how often, or how often each: «трижды», “three times”."""
    grammar = grammar_in(context)
    if isinstance(number, list):
        return _each(context, "count", grammar.multiplicatives(number), number)
    return written(context, "count", grammar.multiplicative(number), number)


def _each(context: Context, kind: str, texts: Iterable[str], values: Iterable[Any]) -> list[str]:
    """Let each text show what its value shows."""
    pairs = zip(texts, values, strict=True)
    return [written(context, kind, text, value) for text, value in pairs]


@pass_context
def number(context: Context, value: Any) -> str:
    """Write a number in figures as the language does."""
    plain = plain_value(value)
    if isinstance(plain, bool) or not isinstance(plain, int | float | Decimal):
        raise TemplateFailed(
            _("only a number is written in figures"), hint=_("apply it to a number")
        )
    text = formats.number(plain, language_in(context))
    return written(context, "number", text, value, figure_of(plain))


@pass_context
def page_count(context: Context, document: Any) -> int:
    """Tell how many pages the finished file of an enclosed document has."""
    return enclosures_in(context).pages(str(plain_value(document)))


NUMBER_FILTERS: Mapping[str, Callable[..., Any]] = {
    "cardinal": cardinal,
    "cardinal_sentence": cardinal_sentence,
    "counted": counted,
    "number": number,
    "ordinal": ordinal,
    "ordinal_figure": ordinal_figure,
    "ordinal_word": ordinal_word,
    "page_count": page_count,
    "times": times,
}

"""Typography from a language's lists, a step of *compose*: dashes, figures, names, spaces.

What may not be torn apart: https://docs.cntd.ru/document/428590822 and ГОСТ Р 7.0.97,
https://docs.cntd.ru/document/1200142871. Dashes, figures, ordinals: А. Э. Мильчин,
Л. К. Чельцова, «Справочник издателя и автора»; https://orfogrammka.ru. Made for languages in
Cyrillic letters; the lists, and so the rules, are those of ``languages/TAG.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from briefbook.compose.typography.conventions import Conventions
from briefbook.compose.typography.figures import grouping
from briefbook.compose.typography.names import name_rules
from briefbook.compose.typography.quotes import QuoteStyle, quote_rule
from briefbook.compose.typography.ranges import RANGE
from briefbook.compose.typography.rules import (
    BLANK,
    DASHES,
    EM_DASH,
    FIGURE,
    NBSP,
    Need,
    TextRule,
    any_of,
    bind,
    rule,
    space_before_sign,
)
from briefbook.compose.typography.runs import HELD
from briefbook.compose.typography.vowels import after_vowels
from briefbook.plan.language import Typography

__all__ = ["listed_rules"]


def _spaced_percent(conventions: Conventions) -> bool:
    return conventions.percent_space


def _closed_percent(conventions: Conventions) -> bool:
    return not conventions.percent_space


def _without_yo(conventions: Conventions) -> bool:
    return conventions.yo == "e"


_ROMAN = ("I ", "V ", "X ", "L ", "C ")


@lru_cache(maxsize=32)
def listed_rules(lists: Typography) -> tuple[TextRule, ...]:
    """Make the rules of a language from its lists, in the order in which they run."""
    return (
        *_punctuation(lists),
        *_figures(lists),
        *_spaces(lists),
        *name_rules(lists),
        grouping(lists),
        *_letters(lists),
    )


def _punctuation(lists: Typography) -> Iterable[TextRule]:
    if lists.quotes:
        outer, inner = lists.quotes[:2], lists.quotes[2:]
        yield space_before_sign("»“”’")
        yield quote_rule(QuoteStyle(outer=(outer[0], outer[1]), inner=(inner[0], inner[1])))
    if lists.year:
        # «2018 г.»; before the ranges, which a letter close to the figures would hide.
        pattern = rf"\d(?<!\d\d)\d{{3}}(?P<edit>{BLANK}?)(?=(?:{any_of(lists.year)})\.)"
        yield rule("year", pattern, NBSP, needs=(FIGURE,))
    yield RANGE
    yield from _dashes(lists)


def _dashes(lists: Typography) -> Iterable[TextRule]:
    """An em dash: no line begins with it, and a space follows; or closed up on both sides."""
    dash = f"{NBSP}{EM_DASH} " if lists.dash == "spaced" else EM_DASH
    between = rf"(?P<edit>{BLANK}(?<=[^\s\-–—]{BLANK})(?:-{{1,3}}|[–—]){BLANK})(?=[^\s\-–—])"
    yield rule("em dash", between, dash, needs=(DASHES,))
    yield rule("double hyphen", r"(?P<edit>--(?<=[^\W\d]--)-?)(?=[^\W\d])", dash, needs=(("--",),))


def _figures(lists: Typography) -> Iterable[TextRule]:
    small, short = lists.smalls, any_of(lists.short_words) or r"(?!)"
    if lists.ordinal_endings:
        yield _ordinal_endings(lists)
    needs: tuple[Need, ...] = (("%", "‰"), FIGURE)
    yield rule(
        "per cent, spaced", rf"\d(?P<edit>{BLANK}?)(?=[%‰](?!-\w))", NBSP, _spaced_percent, needs
    )
    yield rule("per cent, closed", rf"\d(?P<edit>{BLANK}*)(?=[%‰])", "", _closed_percent, needs)
    if lists.months:
        months = any_of(lists.months)
        # A quotation of the day, as on forms: «15» июня.
        yield bind("day in quotation marks", rf"(?<=\d»)~(?={months})", (("»",), FIGURE))
        yield bind("month and year", rf"\b(?:{months})~(?=\d{{4}}(?!\d))", (FIGURE,))
    not_counted = any_of(lists.not_counted) or r"(?!)"
    yield bind(
        "number and word",
        rf"(?<=\d)~(?!(?:{short})\b)(?!(?:{not_counted})\.)(?=[{small}])",
        (FIGURE,),
    )
    units = any_of(lists.units) or r"(?!)"
    yield bind("number and unit", rf"(?<=\d)~(?=[°€$₽£¥]|(?:{units})\b)", (FIGURE,))
    yield bind(
        "ordinal and noun", rf"\d-[{small}]{{1,3}}~(?!(?:{short})\b)(?=[{small}])", (("-",), FIGURE)
    )
    if lists.magnitudes:
        pattern = rf"\d.(?:{any_of(lists.magnitudes)})~(?=[{small}$€])"
        yield bind("thousand, million, milliard", pattern, (FIGURE,))
    if lists.century:
        yield bind("century", rf"(?<=[IVXLC])~(?=(?:{any_of(lists.century)})\.)", (_ROMAN,))


def _ordinal_endings(lists: Typography) -> TextRule:
    """Make the rule that leaves one letter after a vowel and two after a consonant: 28-я, 28-го."""
    endings = lists.ordinal_endings

    def shortened(match: re.Match[str]) -> str:
        typed = match["edit"]
        printed = endings[typed.lower()]
        return printed.upper() if typed.isupper() else printed

    typed = any_of(endings)
    return rule(
        "ending of an ordinal",
        rf"(?i)-(?<=\d-)(?P<edit>{typed})(?!\w)",
        shortened,
        needs=(("-",), FIGURE),
    )


def _spaces(lists: Typography) -> Iterable[TextRule]:
    capital = lists.capitals
    if lists.before_figures:
        pattern = rf"\b(?:{any_of(lists.before_figures)})\.(?P<edit>{BLANK}?)(?=\d)"
        yield rule("abbreviation and figure", pattern, NBSP, needs=(FIGURE,))
    if lists.before_words:
        yield _before_words(lists)
    if lists.town:
        # «2018 г.» ends a phrase, «г. Минск» begins one.
        town = re.escape(lists.town[0])
        pattern = (
            rf"{town}\.(?<!\w{town}\.)(?<![\d{HELD}]{BLANK}{town}\.)(?P<edit>{BLANK}?)"
            rf"(?=[{capital}])"
        )
        yield rule("town", pattern, NBSP, needs=((f"{lists.town[0]}.",),))
    for first, second in lists.two_part:
        pattern = rf"\b{re.escape(first)}\.(?P<edit>{BLANK}?)(?={re.escape(second)}\.)"
        name, needs = f"abbreviated phrase {first}. {second}.", ((f"{first}.",),)
        yield rule(name, pattern, NBSP, needs=needs)
    if lists.and_others:
        word, *others = lists.and_others
        pattern = rf"\b(?i:{re.escape(word)})~(?=(?:{any_of(others)})\.)"
        yield bind("and others", pattern, (tuple(f" {each}." for each in others),))
    if lists.of_bodies:
        pattern = rf"(?<=[{capital}][{capital}])~(?=(?:{any_of(lists.of_bodies)})\b)"
        yield bind("abbreviation and whose body it is", pattern)
    yield from _short_words(lists)


def _before_words(lists: Typography) -> TextRule:
    known = re.compile(rf"(?<!\d{BLANK})\b(?:{any_of(lists.before_words)})$")

    def bound(match: re.Match[str]) -> str:
        start = match.start()
        return NBSP if known.search(match.string, max(0, start - 8), start) else match["edit"]

    return rule("abbreviation and word", r"\.(?P<edit> )(?=\w)", bound, needs=((". ",),))


def _short_words(lists: Typography) -> Iterable[TextRule]:
    if lists.short_words:
        by_length: dict[int, list[str]] = {}
        for word in lists.short_words:
            by_length.setdefault(len(word), []).append(word)
        before = "|".join(rf"(?<=\b(?i:{any_of(words)}) )" for words in by_length.values())
        # But «3-я по», where «я» is the ending of an ordinal.
        pattern = rf"~(?<!\d-[{lists.smalls}] )(?:{before})(?=[\w«„(\[№§{HELD}])"
        yield bind("short word and the next", pattern)
    if lists.particles:
        pattern = rf"(?<=[\w»“])~(?=(?:{any_of(lists.particles)})(?![\w)]))"
        yield bind("particle and the word before", pattern)


def _letters(lists: Typography) -> Iterable[TextRule]:
    if lists.without_yo:
        # Official style prints «е»; the last rule, for the others may read «ё».
        # A pattern for each way to write the letter is found three times as fast as one for both.
        for name, letter, plain in (("small ё", "ё", "е"), ("capital Ё", "Ё", "Е")):
            for typed in (letter, f"{plain}\u0308"):
                yield rule(name, f"(?P<edit>{typed})", plain, _without_yo, ((typed,),))
    if lists.after_vowels:
        yield from after_vowels(lists)

"""Ranges, a step of *compose*: 2002-2005 → 2002–2005, closed, in every language.

The en dash between figures: https://www.un.org/dgacm/en/content/editorial-manual and
А. Э. Мильчин, Л. К. Чельцова, «Справочник издателя и автора». A hyphen stays in the numbers of
documents, in telephone numbers and wherever the second figure is not the greater one.
"""

from __future__ import annotations

import re

from briefbook.compose.typography.rules import BLANK, EN_DASH, FIGURE, rule

_NAMING = re.compile(
    rf"(?:(?:№|\bNos?\.|#){BLANK}?[\w/.\-]*"
    rf"|(?:\b(?:[Тт][еэ]л|[Фф]акс|[Tt]el|[Ff]ax|[Pp]hone)[.:]*{BLANK}?\+?|\+)(?:[\d()\-]|{BLANK})*)$"
)
_NAMING_SIGNS = ("№", "#", "+", "No", "ел", "эл", "акс", "el", "ax", "hone")
_REACH = 30

_FIGURES = rf"(?:\d{{0,2}}(?:{BLANK}\d{{3}})+(?!\d)|\d*(?:[.,:]\d+)*)"
_CLOCK_OR_DAY = re.compile(r"\d{1,2}:\d\d|\d\d\.\d\d(?:\.\d{4})?")

_RANGE = (
    rf"(?P<first>\d(?<![\w.,:/\-–—]\d){_FIGURES})"
    rf"(?P<edit>--?|{BLANK}(?:--?|–){BLANK})"
    rf"(?P<last>\d{_FIGURES})(?![\w/\-–—]|[.,:]\d)"
)


def _dash(match: re.Match[str]) -> str:
    if names_something(match.string, match.start()) or not _rises(match["first"], match["last"]):
        return match["edit"]
    return EN_DASH


def names_something(text: str, start: int) -> bool:
    """Say whether the number at ``start`` names a document or a telephone and counts nothing."""
    before = text[max(0, start - _REACH) : start]
    # The pattern costs more than the rest of the rule, and few numbers need it.
    return any(sign in before for sign in _NAMING_SIGNS) and bool(_NAMING.search(before))


def _rises(first: str, last: str) -> bool:
    """Say whether two figures are the bounds of a range."""
    if _CLOCK_OR_DAY.fullmatch(first) and _CLOCK_OR_DAY.fullmatch(last):
        return (":" in first) == (":" in last)
    low, high = _number(first), _number(last)
    if low is None or high is None:
        return False
    if len(first) == 4 and len(last) == 2:
        return high > max(low % 100, 12)
    return low < high


def _number(figures: str) -> float | None:
    """Read figures as a number; with a leading zero or two marks they are none."""
    plain = re.sub(BLANK, "", figures).replace(",", ".")
    if plain.count(".") > 1 or ":" in plain or re.match(r"0\d", plain):
        return None
    return float(plain)


RANGE = rule("range of figures", _RANGE, _dash, needs=(("-", EN_DASH), FIGURE))

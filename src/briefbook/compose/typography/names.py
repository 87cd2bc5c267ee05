"""Initials and surnames, a step of *compose*: together in both orders.

«А.Б. Примеров» by ГОСТ Р 7.0.97, «А.Б.Примеров» by СТБ 6.38: the profile of the document says
which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from briefbook.compose.typography.conventions import Conventions
from briefbook.compose.typography.rules import BLANK, NBSP, TextRule, any_of, bind, rule
from briefbook.plan.language import Typography

_REACH = 40


def _spaced_initials(conventions: Conventions) -> bool:
    return conventions.initials_space


def _closed_initials(conventions: Conventions) -> bool:
    return not conventions.initials_space


def name_rules(lists: Typography) -> Iterable[TextRule]:
    """Make the rules for the letters of a language."""
    capital = lists.capitals
    both = lists.capitals + lists.smalls
    surname = rf"[{capital}][{both}]"
    needs = (re.compile(rf"[{capital}]\."),)
    yield rule(
        "initials of a surname that follows",
        rf"(?<![\w.])[{capital}]\.(?P<edit>{BLANK})(?=[{capital}]\.{BLANK}?{surname})",
        "",
        needs=needs,
    )
    yield rule(
        "initials of a surname that goes before",
        rf"\b[{capital}][{both}\-]*[{both}]{BLANK}[{capital}]\.(?P<edit>{BLANK})"
        rf"(?=[{capital}]\.(?!\w))",
        "",
        needs=needs,
    )
    yield rule(
        "initials and surname, spaced",
        rf"(?<![\w.])[{capital}]\.(?:[{capital}]\.)?(?P<edit>{BLANK}?)(?={surname})",
        NBSP,
        _spaced_initials,
        needs,
    )
    yield rule(
        "initials and surname, closed",
        rf"(?<![\w.])[{capital}]\.[{capital}]\.(?P<edit>{BLANK}?)(?={surname})",
        _closing(lists),
        _closed_initials,
        needs,
    )
    yield bind("one initial and surname", rf"(?<![\w.])[{capital}]\.~(?={surname})", needs)
    yield rule(
        "surname and initials", rf"(?P<edit> )(?=[{capital}]\.)", _binding(lists), needs=needs
    )


def _no_surname(lists: Typography) -> re.Pattern[str]:
    """Recognize a word before initials that is a post or a form of address, by its start."""
    return re.compile(rf"\b(?:{any_of(lists.not_surnames) or '(?!)'})\w*\s$")


def _closing(lists: Typography) -> Callable[[re.Match[str]], str]:
    """Close initials up to the surname after them, unless they may belong to the one before.

    «Примеров А.Б. Ранее …» and «Посол А.Б. Примеров» look alike; where the word before is no
    known post, the space stays and only the line break is forbidden.
    """
    surname_before = re.compile(rf"[{lists.capitals}][\w’\-]*[{lists.smalls}]{BLANK}$")
    no_surname = _no_surname(lists)

    def closed(match: re.Match[str]) -> str:
        before = match.string[max(0, match.start() - _REACH) : match.start()]
        if surname_before.search(before) and not no_surname.search(before):
            return NBSP if match["edit"] else ""
        return ""

    return closed


def _binding(lists: Typography) -> Callable[[re.Match[str]], str]:
    """Bind initials to the word before, unless it is a post and a surname follows them."""
    capital, both = lists.capitals, lists.capitals + lists.smalls
    capitalized = re.compile(rf"\b[{capital}][{both}’\-]*[{both}] $")
    initials_first = re.compile(rf"(?:[{capital}]\.{BLANK}?){{1,3}}[{capital}][{both}]")
    no_surname = _no_surname(lists)

    def bound(match: re.Match[str]) -> str:
        before = match.string[max(0, match.start() - _REACH) : match.end()]
        if not capitalized.search(before):
            return match["edit"]
        if no_surname.search(before) and initials_first.match(match.string, match.end()):
            return match["edit"]
        return NBSP

    return bound

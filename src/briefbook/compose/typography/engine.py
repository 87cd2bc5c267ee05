"""The engine, a step of *compose*: the text of a block set by the rules of its language.

The rules run once, in a fixed order: blanks, quotation marks, dashes, figures, then the spaces at
which no line may break. No rule makes work for an earlier one, so text that is set already stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from briefbook.compose.typography.conventions import HOUSE, Conventions
from briefbook.compose.typography.english import ENGLISH
from briefbook.compose.typography.listed import listed_rules
from briefbook.compose.typography.rules import FINISH, START, Need, TextRule
from briefbook.compose.typography.runs import BlockText, Run
from briefbook.compose.typography.untouchable import untouchable_spans
from briefbook.plan.language import Typography
from briefbook.plan.languages import Spoken, language_of

__all__ = ["HOUSE", "Conventions", "rules_for", "typeset"]

_MODULES: Mapping[str, tuple[TextRule, ...]] = MappingProxyType({"common": (), "english": ENGLISH})
"""The rules that are no lists, by the name that a language's file gives."""


def rules_for(language: Spoken) -> tuple[TextRule, ...]:
    """Give the rules for a language or its BCP 47 tag, in the order in which they run.

    A language without rules of its own gets those that hold in every language.
    """
    return _rules_of(language_of(language).typography)


def _rules_of(typography: Typography) -> tuple[TextRule, ...]:
    own = listed_rules(typography) if typography.rules == "listed" else _MODULES[typography.rules]
    return (*START, *own, *FINISH)


def typeset(
    runs: Sequence[Run], language: Spoken, conventions: Conventions = HOUSE
) -> tuple[str, ...]:
    """Set the text of one block and give the new text of each run, in the same number and order.

    The result does not depend on where the block is cut into runs, and setting it again changes
    nothing. Addresses, ISO dates, names of files and protected runs stay as they are.
    """
    block = BlockText.join(runs, untouchable_spans)
    plan = _plan(language_of(language).typography, conventions)
    found: list[bool | None] = [None] * len(plan.needs)
    for each, wanted in plan.rules:
        for number in wanted:
            held = found[number]
            if held is None:
                held = found[number] = _holds(block.text, plan.needs[number])
            if not held:
                break
        else:
            edits = tuple(each.edits(block.text))
            if edits:
                block = block.edited(edits)
                found = [None] * len(plan.needs)
    return block.split()


class _Plan(NamedTuple):
    """Rules with the numbers of what each needs, so that it is looked for once in a text."""

    rules: tuple[tuple[TextRule, tuple[int, ...]], ...]
    needs: tuple[Need, ...]


@lru_cache(maxsize=32)
def _plan(typography: Typography, conventions: Conventions) -> _Plan:
    rules = [each for each in _rules_of(typography) if each.when(conventions)]
    needs = list(dict.fromkeys(need for each in rules for need in each.needs))
    numbered = [(each, tuple(map(needs.index, each.needs))) for each in rules]
    return _Plan(tuple(numbered), tuple(needs))


def _holds(text: str, need: Need) -> bool:
    """Tell whether a text holds what a rule needs."""
    if not isinstance(need, tuple):
        return need.search(text) is not None
    for sign in need:  # noqa: SIM110  # any() takes twice as long
        if sign in text:
            return True
    return False

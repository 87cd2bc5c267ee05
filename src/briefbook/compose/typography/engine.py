"""The engine, a step of *compose*: the text of a block set by the rules of its language.

The rules run once, in a fixed order: blanks, quotation marks, dashes, figures, then the spaces at
which no line may break. No rule makes work for an earlier one, so text that is set already stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from briefbook.compose.typography.conventions import HOUSE, Conventions
from briefbook.compose.typography.english import ENGLISH
from briefbook.compose.typography.listed import listed_rules
from briefbook.compose.typography.rules import FINISH, START, TextRule
from briefbook.compose.typography.runs import BlockText, Run
from briefbook.compose.typography.untouchable import untouchable_spans
from briefbook.plan.languages import Spoken, language_of

__all__ = ["HOUSE", "Conventions", "rules_for", "typeset"]

_MODULES: Mapping[str, tuple[TextRule, ...]] = MappingProxyType({"common": (), "english": ENGLISH})
"""The rules that are no lists, by the name that a language's file gives."""


def rules_for(language: Spoken) -> tuple[TextRule, ...]:
    """Give the rules for a language or its BCP 47 tag, in the order in which they run.

    A language without rules of its own gets those that hold in every language.
    """
    typography = language_of(language).typography
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
    for each in rules_for(language):
        if each.when(conventions):
            block = block.edited(each.edits(block.text))
    return block.split()

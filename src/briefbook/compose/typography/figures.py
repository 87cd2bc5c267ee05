"""Long numbers, a step of *compose*: groups of three figures, but not in what is no quantity.

Groups from five figures on: https://www.bipm.org/en/publications/si-brochure, section 5.4.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefbook.compose.typography.ranges import names_something
from briefbook.compose.typography.rules import BLANK, NBSP, ScanRule, any_of
from briefbook.compose.typography.runs import Edit
from briefbook.plan.language import Typography

# Numbers of documents, telephones, accounts and postcodes are not grouped.
_LONG_NUMBER = re.compile(
    rf"[1-9](?<![\w.,/\-+:][1-9])(?<!\d{BLANK}[1-9])\d{{4,}}(?![\w/\-:]|{BLANK}\d|\.\d)"
)
_POSTCODE_LENGTH = 6
_REACH = 12


def grouping(lists: Typography) -> ScanRule:
    """Make the rule that parts the figures of whole numbers into groups of three."""
    registered = re.compile(rf"(?:(?i:{any_of(lists.before_identifiers) or '(?!)'})){BLANK}$")
    town = any_of(lists.town) or r"(?!)"
    place_after = re.compile(rf",?{BLANK}(?:(?:{town})\.|[{lists.capitals}])")

    def identifies(text: str, start: int, end: int) -> bool:
        if end - start == _POSTCODE_LENGTH and place_after.match(text, end):
            return True
        known = registered.search(text, max(0, start - _REACH), start)
        return bool(known) or names_something(text, start)

    def edits(text: str) -> Iterator[Edit]:
        for match in _LONG_NUMBER.finditer(text):
            start, end = match.span()
            if identifies(text, start, end):
                continue
            for place in range(start + (end - start - 1) % 3 + 1, end, 3):
                yield Edit(place, place, NBSP)

    return ScanRule("groups of long numbers", edits, needs=(_LONG_NUMBER,))

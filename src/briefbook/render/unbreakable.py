"""Words that no line may break, though they hold a hyphen or dash.

Stage *render*. A line breaks after a hyphen (UAX #14, class HY,
https://www.unicode.org/reports/tr14/), which tears «28-й», a telephone number or
a reference such as 12-05/34; the en dash of a range of years is torn as well. The
non-breaking hyphen U+2011 is lacking in common fonts and hides a word from a
search, so each renderer keeps these words whole in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_WORD: Final = re.compile(r"[\w/.]*\d[-–][\w/.–-]*\w|\w[\w/.]*-\d[\w/.-]*")

#: Where such a word would be torn; to look for whole words first takes three times as long.
_TEARS: Final = re.compile(r"\d[-–]|-\d")


def stretches(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text in order, each with whether it must stay whole."""
    if _TEARS.search(text) is None:
        if text:
            yield text, False
        return
    end = 0
    for found in _WORD.finditer(text):
        if found.start() > end:
            yield text[end : found.start()], False
        yield found.group(), True
        end = found.end()
    if end < len(text):
        yield text[end:], False

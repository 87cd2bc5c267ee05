"""Characters that a dataset may not hold, because no reader would see them.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
Control and format characters follow the general categories of Unicode
(https://www.unicode.org/reports/tr44/#General_Category_Values), bidirectional
controls UAX #9 (https://www.unicode.org/reports/tr9/). A line break is allowed,
and is always U+000A; a tab is allowed between values, not within a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from briefbook.wording import Message, _, verbatim

__all__ = ["describe", "find_forbidden", "replace_forbidden"]

_PLANES = "".join(
    f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_FORBIDDEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls but tab and line feed
    "\u00ad\u061c\u200b-\u200f"  # soft hyphen, marks and joiners without width
    "\u2028-\u202e\u2060-\u206f\ufeff"  # separators, bidirectional and invisible controls
    "\ud800-\udfff\ufdd0-\ufdef"  # lone surrogates, noncharacters
    "\U000e0000-\U000e007f" + _PLANES + "]"
)
_FORBIDDEN_IN_TEXT = re.compile(f"{_FORBIDDEN.pattern}|\t")
_SHORT_NAMES = {"\t": "TAB", "\x00": "NULL", "\r": "CARRIAGE RETURN"}
REPLACEMENT = "\ufffd"


def find_forbidden(text: str, *, tabs: bool) -> Iterator[re.Match[str]]:
    """Yield each forbidden character of ``text``; a tab counts only with ``tabs``."""
    return (_FORBIDDEN_IN_TEXT if tabs else _FORBIDDEN).finditer(text)


def replace_forbidden(text: str) -> str:
    """Put U+FFFD for each forbidden character, so that every place stays the same."""
    return _FORBIDDEN.sub(REPLACEMENT, text)


def describe(character: str) -> Message:
    """Name a character that cannot be shown: ``U+200B ZERO WIDTH SPACE``."""
    code = f"U+{ord(character):04X}"
    if "\ud800" <= character <= "\udfff":
        return _("{code} (half of a surrogate pair)", code=code)
    name = _SHORT_NAMES.get(character) or unicodedata.name(character, "")
    return verbatim(f"{code} {name}") if name else _("{code} (a control character)", code=code)

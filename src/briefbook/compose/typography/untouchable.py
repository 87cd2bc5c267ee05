"""Untouchable text, a step of *compose*: what no typographic rule may change.

Addresses (https://www.rfc-editor.org/rfc/rfc3986, https://www.rfc-editor.org/rfc/rfc5322), dates
and times in the form of ISO 8601 (https://www.rfc-editor.org/rfc/rfc3339) and names of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_EXTENSIONS = (
    "pdf|docx?|xlsx?|pptx?|odt|ods|rtf|txt|csv|tsv|md|html?|css|jinja|js|json|xml|ya?ml|toml|"
    "ini|py|sh|po|xliff?|zip|gz|png|jpe?g|gif|svg|ttf|otf"
)

# An address does not end in the punctuation of the sentence that it stands in.
_ADDRESS_BODY = r"[^\s<>\"«»„“”–—\ufffc]*[^\s<>\"«»„“”–—\ufffc.,;:!?…'‘’()\[\]]"

# Each pattern is tried only where the text has its sign, and what must follow it.
_FOLLOWED = {sign: re.compile(pattern) for sign, pattern in ((".", r"\.\w"), ("-", r"\d-\d"))}
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("://", re.compile(rf"(?<!\w)[A-Za-z][A-Za-z0-9+]*://{_ADDRESS_BODY}")),
    ("mailto:", re.compile(rf"(?<!\w)mailto:{_ADDRESS_BODY}")),
    ("www.", re.compile(rf"(?<![\w.])www\.{_ADDRESS_BODY}")),
    ("@", re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")),
    (
        ".",
        re.compile(
            r"(?<![\w.-])[a-z][a-z0-9-]*+(?:\.[a-z0-9-]++)*\.[a-z]{2,}"
            rf"(?:/(?:{_ADDRESS_BODY})?)?(?!\w)"
        ),
    ),
    (".", re.compile(rf"(?<![\w./-])[\w./-]*\w\.(?i:{_EXTENSIONS})(?!\w)")),
    (
        "-",
        re.compile(
            r"(?<![\w-])\d{4}-(?:0[1-9]|1[0-2])(?:-\d\d"
            r"(?:T\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?)?(?![\w-])"
        ),
    ),
)
_SIGNS = tuple(dict.fromkeys(sign for sign, _pattern in _KINDS))


def untouchable_spans(text: str) -> Iterator[tuple[int, int]]:
    """Find addresses, ISO dates and names of files; spans may overlap one another."""
    signs = [sign for sign in _SIGNS if sign in text]
    signs = [sign for sign in signs if sign not in _FOLLOWED or _FOLLOWED[sign].search(text)]
    for sign, pattern in _KINDS if signs else ():
        if sign in signs:
            for match in pattern.finditer(text):
                yield match.span()

"""English typography, a step of *compose*: quotation marks, dashes and no-break spaces.

Quotation marks, numbers, dates: United Nations Editorial Manual,
https://www.un.org/dgacm/en/content/editorial-manual. Symbols of documents (A/RES/64/293) hold no
space and nothing is put into them.
"""

from __future__ import annotations

import re

from briefbook.compose.typography.english_nouns import COUNTED_NOUNS
from briefbook.compose.typography.quotes import QuoteStyle, quote_rule
from briefbook.compose.typography.ranges import RANGE
from briefbook.compose.typography.rules import (
    BLANK,
    DASHES,
    EM_DASH,
    EN_DASH,
    FIGURE,
    NBSP,
    TextRule,
    bind,
    bind_after,
    rule,
    space_before_sign,
)

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"

# A number, but no year: years before 2100 have four figures and no comma.
_COUNT = r"(?<![\w.,/-])(?!(?:1\d|20)\d\d(?!,?\d))(?:\d+(?:,\d{3})*(?:\.\d+)?)(?:st|nd|rd|th)?"

# Words and abbreviations whose number never starts a line.
# fmt: off
_NUMBERED = (
    "p.", "pp.", "para.", "paras.", "art.", "arts.", "ch.", "chap.", "sect.", "sec.", "vol.",
    "fig.", "figs.", "res.", "doc.", "docs.", "tel.", "article", "articles", "chapter",
    "chapters", "section", "sections", "part", "parts", "annex", "annexes", "appendix",
    "paragraph", "paragraphs", "table", "tables", "figure", "figures", "rule", "rules",
    "resolution", "resolutions", "decision", "decisions", "document", "documents", "volume",
    "page", "pages", "item", "items", "schedule", "protocol", "goal", "target", "phase",
    "level", "circular", "note",
)
# fmt: on

# What texts hold that the rules change.
_ADDRESSES = ("Mr", "Ms", "Mess", "Mses", "Dr", "Prof", "St")
_INITIAL = re.compile(r"[A-Z]\.")

_PUNCTUATION: tuple[TextRule, ...] = (
    space_before_sign("»”’"),
    quote_rule(QuoteStyle(outer=("“", "”"), inner=("‘", "’"), keeps_single=True, sixes_open=True)),
    RANGE,
    # 24 May–2 June, March–May 2018: a range of days or months, not a break in the sentence.
    rule(
        "range of dates",
        rf"\b(?:{_MONTHS})(?:{BLANK}\d{{4}})?(?P<edit>{BLANK}?[\-–]{BLANK}?)"
        rf"(?=(?:\d{{1,2}}{BLANK})?(?:{_MONTHS})\b)",
        EN_DASH,
        needs=(DASHES,),
    ),
    # The em dash stands close to the words on either side.
    rule(
        "em dash",
        rf"(?P<edit>{BLANK}(?<=[^\s\-–—]{BLANK})(?:-{{1,3}}|[–—]){BLANK}"
        rf"|{BLANK}(?<=[^\s\-–—]{BLANK})—|—(?<=[^\s\-–—]—){BLANK})(?=[^\s\-–—])",
        EM_DASH,
        needs=(DASHES,),
    ),
    rule("double hyphen", r"(?P<edit>--(?<=[^\W\d]--)-?)(?=[^\W\d])", EM_DASH, needs=(("--",),)),
)

_SPACES: tuple[TextRule, ...] = (
    rule("per cent sign", rf"\d(?P<edit>{BLANK}+)(?=[%‰])", "", needs=(("%", "‰"), FIGURE)),
    rule(
        "number of a document", rf"\bNos?\.(?P<edit>{BLANK}?)(?=\d)", NBSP, needs=(("No",), FIGURE)
    ),
    bind(
        "form of address",
        r"\b(?:Mr|Mrs|Ms|Messrs|Mses|Dr|Prof|St)\.?~(?=[A-Z])",
        needs=(_ADDRESSES,),
    ),
    bind("initial and the next", r"(?<!\w)[A-Z]\.~(?=[A-Z](?:\.|[\w’\-]))", needs=(_INITIAL,)),
    bind(
        "surname and initials", rf"\b[A-Z][a-z’\-]+~(?=[A-Z]\.{BLANK}?[A-Z]\.)", needs=(_INITIAL,)
    ),
    bind_after("word and its number", _NUMBERED, r"\d|[IVXLC]+\b|[A-Z]/|[A-Z]\b"),
    bind("day and month", rf"(?<=\d)~(?=(?:{_MONTHS})\b)", needs=(FIGURE,)),
    bind("month and day", rf"\b(?:{_MONTHS})~(?=\d{{1,2}}(?!\w))", needs=(FIGURE,)),
    bind("number and noun", rf"{_COUNT}~(?=(?:{COUNTED_NOUNS})\b)", needs=(FIGURE,)),
    bind(
        "number and unit",
        r"(?<=\d)~(?=[°€$£¥]|(?:[kMGT]?(?:W|Hz|Pa|J|B|V)|US|[kcm]?[mg]|[kM]?bit|km²|m²|ha|l|kWh|GtCO2|"
        r"h|min|s|a\.m\.|p\.m\.)(?![\w’'.]))",
        needs=(FIGURE,),
    ),
)

ENGLISH: tuple[TextRule, ...] = (*_PUNCTUATION, *_SPACES)
"""The rules of English, in the order in which they run."""

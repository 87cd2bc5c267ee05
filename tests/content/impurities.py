"""What a finished text must be free of, read from the conventions and not from the engine.

The rules are those of the official style of each language: ГОСТ Р 7.0.97 and
https://docs.cntd.ru/document/428590822 for Russian, the Editorial Manual of the United Nations
for English. What they pass over is declared in ``exempt.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from briefbook.render import markup
from briefbook.render.tree import Element

NBSP = "\u00a0"
#: Stands for what no rule reads.
THERE = "\ufffc"
EXEMPT = Path(__file__).with_name("exempt.toml")

#: Faults in any language, by what they are.
COMMON = {
    "a straight quotation mark": r"[\"']",
    "a hyphen in a range": r"\d-\d",
    "a double space": r"[ \u00a0]{2}",
    "a space before punctuation": r"[^\s(][ \u00a0][.,;:!?](?!\w)",
    "a space inside brackets": r"[(\[][ \u00a0]|[ \u00a0][)\]]",
    "a space that the fonts lack": r"[\u2000-\u200b\u202f\u205f\u3000]",
    "a hyphen that the fonts lack": r"\u2011",
    "letters of two alphabets in a word": r"[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]",
    "a torn number sign": r"[№§](?: |(?=\d))",
    "a torn group of figures": r"\d \d{3}(?!\d)",
}
MONTHS_RU = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
MONTHS_BE = (
    "студзеня|лютага|сакавіка|красавіка|мая|чэрвеня|ліпеня|жніўня|верасня|кастрычніка|лістапада"
    "|снежня"
)
SHORT_BE = "а|і|у|ў|з|ад|аб|да|за|на|не|ні|па|са|ва|ці|без|для|над|пад|пра|пры|або|каб|што"
VOWELS_BE = "аеёіоуыэюя"
MONTHS_EN = "January|February|March|April|May|June|July|August|September|October|November|December"
SHORT_RU = (
    "а|в|и|к|о|с|у|во|да|до|за|из|ко|на|не|ни|но|об|от|по|со|без|вне|для|или|как|над|обо|под|при"
    "|про|что"
)
#: Places where a line may not break, and other faults, by language.
OWN: dict[str, dict[str, str]] = {
    "ru": {
        "a torn short word": rf"(?i)(?<![\w\-])(?:{SHORT_RU}) (?=[\w«(№])",
        "a torn particle": r"\w (?:же|бы|ли)(?!\w)",
        "a torn year": r"\d гг?\.",
        "a torn date": rf"\d (?:{MONTHS_RU})|(?:{MONTHS_RU}) \d{{4}}",
        "torn initials": r"(?<!\w)[А-Я]\. ?[А-Я]\. [А-Я][а-я]"
        r"|[А-Я][а-я]+ [А-Я]\.[А-Я]\.(?![ \u00a0]?\w)",
        "a figure without its noun": rf"\d (?!(?:{SHORT_RU})\b)[а-я]",
        "an ordinal without its noun": rf"\d-[а-я]{{1,2}} (?!(?:{SHORT_RU})\b)[а-я]",
        "a torn abbreviation": r"(?<!\w)(?:п|ст|с|т|(?<!\d\u00a0)г|ул|стр|тел|им) ?\. (?=\w)",
        "a torn phrase": r"(?<!\w)т\. [едпк]\.|и др\.|и т\.",
        "a dash that begins a line": r"[^\s] —",
        "a hyphen for a dash": r"\s[-–]\s",
        "a torn abbreviation of a body": r"[А-Я]{2} ООН",
        "foreign quotation marks": r"[“”](?<!„)|‘",
        "a per cent sign set by itself": r"\d %",
        "the letter ё": r"[ёЁ]",
        "a word in Latin letters": r"[A-Za-z]+",
    },
    "be": {
        "a torn short word": rf"(?i)(?<![\w\-])(?:{SHORT_BE}) (?=[\w«(№])",
        "a torn particle": r"\w (?:жа|бы|лі)(?!\w)",
        "a torn year": r"\d гг?\.",
        "a torn date": rf"\d (?:{MONTHS_BE})|(?:{MONTHS_BE}) \d{{4}}",
        "torn initials": r"(?<!\w)[А-ЯІЎ]\. ?[А-ЯІЎ]\. [А-ЯІЎ][а-яіў]",
        "a figure without its noun": rf"\d (?!(?:{SHORT_BE})\b)[а-яіў]",
        "an ordinal without its noun": r"\d-[а-яіў]{1,2} [а-яіў]",
        "a torn abbreviation": r"(?<!\w)(?:п|арт|(?<!\d\u00a0)г|вул|тэл|стар) ?\. (?=\w)",
        "a dash that begins a line": r"[^\s] —",
        "a hyphen for a dash": r"\s[-–]\s",
        "a torn abbreviation of a body": r"[А-ЯІЎ]{2} ААН",
        "foreign quotation marks": r"[“”](?<!„)|‘",
        "у after a vowel": rf"[{VOWELS_BE}][ \u00a0]у(?=[\w \u00a0])",
        "ў after a consonant": rf"[^{VOWELS_BE}\W\d_][ \u00a0]ў",
        "a letter that Belarusian has not": r"[иИщЩъЪ]",
        "a word in Latin letters": r"[A-Za-z]+",
    },
    "en": {
        "a torn number of a document": r"\bNos?\. ?\d",
        "a torn form of address": r"\b(?:Mr|Ms|Mrs|Dr)\. (?=[A-Z])",
        "a torn date": rf"\d (?:{MONTHS_EN})\b",
        "a figure without its noun": r"\d (?:sessions?|terms?|years?|pages?|times|per cent|km)\b",
        "a spaced dash": r"\s[-–—]|[—]\s",
        "a space before the per cent sign": r"\d[ \u00a0]%",
        "foreign quotation marks": r"[«»„]",
        "torn initials": r"\b[A-Z]\. [A-Z][\w.]",
        "a word in Cyrillic letters": r"[\u0400-\u04ff]+",
    },
}
#: A quotation within a quotation is the one place for “ in Russian.
INNER = re.compile(r"„[^„“]*“")


@cache
def exempt() -> tuple[re.Pattern[str], ...]:
    """Return the declared exemptions."""
    declared = tomllib.loads(EXEMPT.read_text(encoding="utf-8"))
    names = [*declared["names"]["latin"], *declared["names"]["cyrillic"]]
    patterns = [each["pattern"] for each in declared["pattern"]]
    return tuple(re.compile(pattern) for pattern in [*patterns, *map(re.escape, names)])


def impurities(text: str, language: str) -> list[str]:
    """Return every fault of one block's text: what it is, and where."""
    return list(_faults(_without_exempt(text), language))


def impurities_of(root: Element, language: str) -> list[str]:
    """Return every fault of a composed tree, block by block, across its inline elements."""
    return [
        fault
        for block in markup.blocks(root)
        for text in seen(block).split("\n")
        for fault in impurities(text.strip(), block.attributes.get("lang", language))
    ]


def seen(element: Element) -> str:
    """Return the text of a block as a reader sees it: a blank or page number is something there."""
    if element.role in {"blank", "page-number", "page-count"}:
        return THERE
    if element.tag == "br":
        return "\n"
    return "".join(
        seen(child) if isinstance(child, Element) else child.text for child in element.children
    )


def _without_exempt(text: str) -> str:
    """Put a mark that no rule knows in the place of what is exempt."""
    for pattern in exempt():
        text = pattern.sub(THERE, text)
    return text


def _faults(text: str, language: str) -> Iterator[str]:
    plain = INNER.sub("", text) if language in {"ru", "be"} else text
    for what, pattern in {**COMMON, **OWN[language]}.items():
        for found in re.finditer(pattern, plain):
            around = plain[max(0, found.start() - 20) : found.end() + 20].replace(NBSP, "~")
            yield f"{what}: …{around}…"

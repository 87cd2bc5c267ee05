"""English numbers as the United Nations writes them.

Stage: localize (dataset → plan → localize → compose → render → publish → record).
Sources: United Nations Editorial Manual, numbers, dates and time
(https://www.un.org/dgacm/en/content/editorial-manual/numbers-dates-time): words
below ten and at the start of a sentence; Correspondence Manual ST/DCS/4/Rev.1,
points of style: ordinals in words to ninety-ninth, then 100th, and a mixed series
follows its higher number.
"""

# The contract names gender, case and animacy; English number words have none.
# ruff: noqa: ARG002

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from briefbook.localize import formats
from briefbook.localize.formats import Number, locale_of, plain_number
from briefbook.localize.grammar.base import (
    Animacy,
    Case,
    CldrGrammar,
    Gender,
    capitalized,
    check_ordinal,
    word_value,
)

__all__ = ["EnglishGrammar"]

GREATEST_CARDINAL_WORD = 9
GREATEST_SENTENCE_WORD = 99
GREATEST_ORDINAL_WORD = 99

#: Cardinals from 0 to 19, in their order.
SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
    *("seventeen", "eighteen", "nineteen"),
)
#: The tens from 20 to 90, in their order.
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: Ordinals that do not just add “th”; the tens turn their “y” into “ieth”.
IRREGULAR_ORDINALS: Mapping[str, str] = MappingProxyType(
    {
        "one": "first",
        "two": "second",
        "three": "third",
        "five": "fifth",
        "eight": "eighth",
        "nine": "ninth",
        "twelve": "twelfth",
    }
)
#: What stands after the figure, by CLDR's ordinal category.
SUFFIXES: Mapping[str, str] = MappingProxyType(
    {"one": "st", "two": "nd", "few": "rd", "other": "th"}
)
#: How often, without a number; they are adverbs and stay in a mixed series.
ADVERBS: Mapping[int, str] = MappingProxyType({0: "never", 1: "once", 2: "twice"})


@dataclass(frozen=True, slots=True)
class EnglishGrammar(CldrGrammar):
    """Counts in words below ten, orders in words below a hundred."""

    def cardinal(
        self,
        number: Number,
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write “nine”, “10”, “1,997”, “1.5”."""
        value = word_value(number, GREATEST_CARDINAL_WORD)
        return formats.number(number, self.spoken) if value is None else _cardinal_word(value)

    def cardinal_sentence(
        self,
        number: Number,
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write “Twenty-one”; figures beyond ninety-nine, where the sentence is better turned."""
        value = word_value(number, GREATEST_SENTENCE_WORD)
        if value is None:
            return formats.number(number, self.spoken)
        return capitalized(_cardinal_word(value))

    def ordinal(
        self,
        number: int,
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write “twenty-eighth” to “ninety-ninth”, then “100th”."""
        if number > GREATEST_ORDINAL_WORD:
            return self.ordinal_figure(number)
        return self.ordinal_word(number)

    def ordinal_figure(
        self,
        number: int,
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write “5th”, as meetings are numbered."""
        check_ordinal(number)
        suffix = SUFFIXES[locale_of(self.spoken).ordinal_form(number)]
        return f"{formats.number(number, self.spoken)}{suffix}"

    def ordinal_word(
        self,
        number: int,
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write “fourth”, “twenty-eighth”; raise beyond ninety-ninth."""
        check_ordinal(number, GREATEST_ORDINAL_WORD)
        head, hyphen, last = _cardinal_word(number).rpartition("-")
        return f"{head}{hyphen}{_as_ordinal(last)}"

    def cardinals(
        self,
        numbers: Sequence[Number],
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> tuple[str, ...]:
        """Write “three”, “nine”; with a 12 among them “3”, “12”."""
        if all(word_value(number, GREATEST_CARDINAL_WORD) is not None for number in numbers):
            return tuple(self.cardinal(number) for number in numbers)
        return tuple(formats.number(number, self.spoken) for number in numbers)

    def ordinals(
        self,
        numbers: Sequence[int],
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> tuple[str, ...]:
        """Write “third”, “ninth”; with a 100 among them “3rd”, “100th”."""
        if all(number <= GREATEST_ORDINAL_WORD for number in numbers):
            return tuple(self.ordinal_word(number) for number in numbers)
        return tuple(self.ordinal_figure(number) for number in numbers)

    def multiplicative(self, number: Number) -> str:
        """Write “never”, “once”, “twice”, “three times”, “10 times”."""
        return self._times(number, self.cardinal(number))

    def multiplicatives(self, numbers: Sequence[Number]) -> tuple[str, ...]:
        """Write “three times”, “nine times”; with a 12 among them “3 times”, “12 times”."""
        if all(word_value(number, GREATEST_CARDINAL_WORD) is not None for number in numbers):
            return tuple(self.multiplicative(number) for number in numbers)
        return tuple(self._times(n, formats.number(n, self.spoken)) for n in numbers)

    def _times(self, number: Number, written: str) -> str:
        """Return the adverb of the number, or what is written with “times”."""
        value = plain_number(number)
        adverb = ADVERBS.get(value) if isinstance(value, int) else None
        return adverb or f"{written} times"


def _cardinal_word(number: int) -> str:
    """Return the words of 0 to 99."""
    if number < len(SMALL):
        return SMALL[number]
    tens, unit = divmod(number, 10)
    return TENS[tens - 2] + (f"-{SMALL[unit]}" if unit else "")


def _as_ordinal(word: str) -> str:
    """Turn one cardinal word into its ordinal."""
    if word in IRREGULAR_ORDINALS:
        return IRREGULAR_ORDINALS[word]
    return f"{word[:-1]}ieth" if word.endswith("y") else f"{word}th"

"""Numbers of a language that inflects them, from the tables of its file.

Stage: localize (dataset → plan → localize → compose → render → publish → record).
Made for the East Slavic languages: both words of a compound numeral decline, one and two
have genders, the accusative of animate nouns is their genitive, and an ordinal in figures
takes the end of its word («28-я», «5-га»). The tables and their sources stand in
``src/briefbook/languages/TAG.toml``; ``docs/languages.md`` explains them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefbook.localize import formats
from briefbook.localize.formats import Number, plain_number
from briefbook.localize.grammar.base import (
    CASES,
    Animacy,
    Case,
    CldrGrammar,
    Gender,
    capitalized,
    check_form,
    check_ordinal,
    word_value,
)
from briefbook.plan.language import Numerals, Rows

__all__ = ["InflectedGrammar"]

GREATEST_ORDINAL_WORD = 99


@dataclass(frozen=True, slots=True)
class InflectedGrammar(CldrGrammar):
    """Counts in words as far as the language does; an ordinal in figures has its ending."""

    @property
    def words(self) -> Numerals:
        """The number words of the language."""
        assert self.spoken.numerals is not None  # noqa: S101  # its file is read so
        return self.spoken.numerals

    def cardinal(
        self,
        number: Number,
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write «две», «двух», «десять», «11», «10 000», «1,5»."""
        check_form(gender=gender, case=case, animacy=animacy)
        value = word_value(number, self.words.words_to)
        if value is None:
            return formats.number(number, self.spoken)
        return _cardinal_words(self.words, value, gender, case, animacy)

    def cardinal_sentence(
        self,
        number: Number,
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write «Двадцать одно»; figures beyond 99, where the sentence is better turned."""
        check_form(gender=gender, case=case, animacy=animacy)
        value = word_value(number, self.words.sentence_words_to)
        if value is None:
            return formats.number(number, self.spoken)
        return capitalized(_cardinal_words(self.words, value, gender, case, animacy))

    def ordinal(
        self,
        number: int,
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write «28-я», «28-го», «3-ю»: the last letter after a vowel, else the last two."""
        check_ordinal(number)
        check_form(gender=gender, case=case, animacy=animacy)
        form, case = _ordinal_form("plural" if plural else gender, case, animacy)
        suffix = _form(self._suffixes(number)[form], case)
        return f"{formats.number(number, self.spoken)}-{suffix}"

    def ordinal_figure(
        self,
        number: int,
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write «5-е», «5-м», as :meth:`ordinal` does."""
        return self.ordinal(number, gender, case, plural=plural, animacy=animacy)

    def ordinal_word(
        self,
        number: int,
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write «четвертый», «двадцать восьмой»; raise beyond 99."""
        check_ordinal(number, GREATEST_ORDINAL_WORD)
        check_form(gender=gender, case=case, animacy=animacy)
        form, case = _ordinal_form("plural" if plural else gender, case, animacy)
        tens, last = _split(self.words, number)
        stem, model = self.words.ordinals[last]
        word = stem + _form(self.words.endings[model][form], case)
        return f"{_form(self.words.cardinals[tens], 'nominative')} {word}" if tens else word

    def cardinals(
        self,
        numbers: Sequence[Number],
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> tuple[str, ...]:
        """Write each by itself: words and figures may mix."""
        return tuple(self.cardinal(number, gender, case, animacy) for number in numbers)

    def ordinals(
        self,
        numbers: Sequence[int],
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> tuple[str, ...]:
        """Write each by itself: «27-й», «28-й»."""
        return tuple(
            self.ordinal(number, gender, case, plural=plural, animacy=animacy) for number in numbers
        )

    def multiplicative(self, number: Number) -> str:
        """Write «ни разу», «один раз», «дважды», «пять раз», «22 раза»."""
        value = plain_number(number)
        if isinstance(value, int) and value in self.words.how_often:
            return self.words.how_often[value]
        return f"{self.cardinal(number)} {self.counted(number, self.words.times)}"

    def multiplicatives(self, numbers: Sequence[Number]) -> tuple[str, ...]:
        """Write each by itself: «трижды», «12 раз»; words and figures may mix."""
        return tuple(self.multiplicative(number) for number in numbers)

    def _suffixes(self, number: int) -> Rows:
        """Return what may follow the figure of an ordinal."""
        regular = self.words.suffixes["regular"]
        if number % 100 in range(11, 20):
            return regular
        return self.words.suffixes.get(str(number % 10), regular)


def _form(row: tuple[str, ...], case: Case) -> str:
    """Take one case out of a row of forms or endings."""
    return row[CASES.index(case)]


def _split(words: Numerals, number: int) -> tuple[int, int]:
    """Split 1 to 99 into the tens, or 0, and the numeral that ends it: 28 is 20 and 8."""
    if number in words.ordinals:
        return 0, number
    return number - number % 10, number % 10


def _ordinal_form(form: str, case: Case, animacy: Animacy) -> tuple[str, Case]:
    """Return the row of an ordinal, and the case whose form stands for this one."""
    if case == "accusative" and animacy == "animate" and form in {"masculine", "plural"}:
        return form, "genitive"
    return form, case


def _cardinal_words(
    words: Numerals, number: int, gender: Gender, case: Case, animacy: Animacy
) -> str:
    """Decline 0 to 99; both words of a compound decline."""
    if number == 0:
        return _form(words.cardinals[0], case)
    tens, last = _split(words, number)
    row = words.gendered[last][gender] if last in words.gendered else words.cardinals[last]
    if not tens:
        return _form(row, _animate_case(last, gender, case, animacy))
    # «Двадцать два делегата» keeps its accusative, «двадцать одного делегата» does not.
    last_case = _animate_case(last, gender, case, animacy) if last == 1 else case
    return f"{_form(words.cardinals[tens], case)} {_form(row, last_case)}"


def _animate_case(number: int, gender: Gender, case: Case, animacy: Animacy) -> Case:
    """Return the case whose form stands for the accusative of animate nouns."""
    if case != "accusative" or animacy != "animate":
        return case
    takes_genitive = gender == "masculine" if number == 1 else number in {2, 3, 4}
    return "genitive" if takes_genitive else case

"""Russian numbers as official documents write them.

Stage: localize (dataset → plan → localize → compose → render → publish → record).
Sources: «Русская грамматика» (1980) for the declension of numerals; Мильчин,
«Справочник издателя и автора», for what follows the figure of an ordinal; CLDR
(https://www.unicode.org/reports/tr35/tr35-numbers.html) for plural categories.
All forms are written with «е» for «ё», as official documents are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

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

__all__ = ["RussianGrammar"]

GREATEST_CARDINAL_WORD = 10
GREATEST_SENTENCE_WORD = 99
GREATEST_ORDINAL_WORD = 99

#: «Один» and «два» by gender. Every row of forms gives the six cases in the order of
#: CASES; the accusative is that of inanimate nouns.
GENDERED: Mapping[int, Mapping[str, str]] = MappingProxyType(
    {
        1: MappingProxyType(
            {
                "masculine": "один одного одному один одним одном",
                "feminine": "одна одной одной одну одной одной",
                "neuter": "одно одного одному одно одним одном",
            }
        ),
        2: MappingProxyType(
            {
                "masculine": "два двух двум два двумя двух",
                "feminine": "две двух двум две двумя двух",
                "neuter": "два двух двум два двумя двух",
            }
        ),
    }
)
#: The other simple numerals.
CARDINALS: Mapping[int, str] = MappingProxyType(
    {
        0: "ноль ноля нолю ноль нолем ноле",
        3: "три трех трем три тремя трех",
        4: "четыре четырех четырем четыре четырьмя четырех",
        5: "пять пяти пяти пять пятью пяти",
        6: "шесть шести шести шесть шестью шести",
        7: "семь семи семи семь семью семи",
        8: "восемь восьми восьми восемь восемью восьми",
        9: "девять девяти девяти девять девятью девяти",
        10: "десять десяти десяти десять десятью десяти",
        11: "одиннадцать одиннадцати одиннадцати одиннадцать одиннадцатью одиннадцати",
        12: "двенадцать двенадцати двенадцати двенадцать двенадцатью двенадцати",
        13: "тринадцать тринадцати тринадцати тринадцать тринадцатью тринадцати",
        14: "четырнадцать четырнадцати четырнадцати четырнадцать четырнадцатью четырнадцати",
        15: "пятнадцать пятнадцати пятнадцати пятнадцать пятнадцатью пятнадцати",
        16: "шестнадцать шестнадцати шестнадцати шестнадцать шестнадцатью шестнадцати",
        17: "семнадцать семнадцати семнадцати семнадцать семнадцатью семнадцати",
        18: "восемнадцать восемнадцати восемнадцати восемнадцать восемнадцатью восемнадцати",
        19: "девятнадцать девятнадцати девятнадцати девятнадцать девятнадцатью девятнадцати",
        20: "двадцать двадцати двадцати двадцать двадцатью двадцати",
        30: "тридцать тридцати тридцати тридцать тридцатью тридцати",
        40: "сорок сорока сорока сорок сорока сорока",
        50: "пятьдесят пятидесяти пятидесяти пятьдесят пятьюдесятью пятидесяти",
        60: "шестьдесят шестидесяти шестидесяти шестьдесят шестьюдесятью шестидесяти",
        70: "семьдесят семидесяти семидесяти семьдесят семьюдесятью семидесяти",
        80: "восемьдесят восьмидесяти восьмидесяти восемьдесят восемьюдесятью восьмидесяти",
        90: "девяносто девяноста девяноста девяносто девяноста девяноста",
    }
)
#: The stems of the simple ordinals.
ORDINAL_STEMS: Mapping[int, str] = MappingProxyType(
    {
        1: "перв",
        2: "втор",
        3: "трет",
        4: "четверт",
        5: "пят",
        6: "шест",
        7: "седьм",
        8: "восьм",
        9: "девят",
        10: "десят",
        11: "одиннадцат",
        12: "двенадцат",
        13: "тринадцат",
        14: "четырнадцат",
        15: "пятнадцат",
        16: "шестнадцат",
        17: "семнадцат",
        18: "восемнадцат",
        19: "девятнадцат",
        20: "двадцат",
        30: "тридцат",
        40: "сороков",
        50: "пятидесят",
        60: "шестидесят",
        70: "семидесят",
        80: "восьмидесят",
        90: "девяност",
    }
)
#: The endings of ordinals, by gender or in the plural.
ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        "masculine": "ый ого ому ый ым ом",
        "feminine": "ая ой ой ую ой ой",
        "neuter": "ое ого ому ое ым ом",
        "plural": "ые ых ым ые ыми ых",
    }
)
#: «Третий» declines like a possessive.
ENDINGS_OF_THIRD: Mapping[str, str] = MappingProxyType(
    {
        "masculine": "ий ьего ьему ий ьим ьем",
        "feminine": "ья ьей ьей ью ьей ьей",
        "neuter": "ье ьего ьему ье ьим ьем",
        "plural": "ьи ьих ьим ьи ьими ьих",
    }
)
#: Ordinals stressed on the ending: «второй», «сороковой».
STRESSED_ENDING = frozenset({2, 6, 7, 8, 40})

#: How often, in one word.
ADVERBS: Mapping[int, str] = MappingProxyType(
    {0: "ни разу", 2: "дважды", 3: "трижды", 4: "четырежды"}
)
TIMES: Mapping[str, str] = MappingProxyType(
    {"one": "раз", "few": "раза", "many": "раз", "other": "раза"}
)
#: After one of these the figure takes the last letter of the ordinal, else the last two.
SINGLE_LETTER_AFTER = frozenset("аеиоуыэюяйь")


@dataclass(frozen=True, slots=True)
class RussianGrammar(CldrGrammar):
    """Counts in words to ten, orders in figures with the ending of the word."""

    def cardinal(
        self,
        number: Number,
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write «две», «двух», «десять», «11», «10 000», «1,5»."""
        check_form(gender=gender, case=case, animacy=animacy)
        value = word_value(number, GREATEST_CARDINAL_WORD)
        if value is None:
            return formats.number(number, self.language)
        return _cardinal_words(value, gender, case, animacy)

    def cardinal_sentence(
        self,
        number: Number,
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write «Двадцать одно»; figures beyond 99, where the sentence is better turned."""
        check_form(gender=gender, case=case, animacy=animacy)
        value = word_value(number, GREATEST_SENTENCE_WORD)
        if value is None:
            return formats.number(number, self.language)
        return capitalized(_cardinal_words(value, gender, case, animacy))

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
        # Only «третий» has endings of its own: any other ordinal lends them to the rest.
        model = 3 if _ends_in_third(number) else 1
        word = self.ordinal_word(model, gender, case, plural=plural, animacy=animacy)
        suffix = word[-1:] if word[-2] in SINGLE_LETTER_AFTER else word[-2:]
        return f"{formats.number(number, self.language)}-{suffix}"

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
        form = "plural" if plural else gender
        if case == "accusative" and animacy == "animate" and form in {"masculine", "plural"}:
            case = "genitive"
        tens, last = _split(number)
        word = _simple_ordinal(last, form, case)
        return f"{_form(CARDINALS[tens], 'nominative')} {word}" if tens else word

    def multiplicative(self, number: Number) -> str:
        """Write «ни разу», «один раз», «дважды», «пять раз», «22 раза»."""
        value = plain_number(number)
        if isinstance(value, int) and value in ADVERBS:
            return ADVERBS[value]
        return f"{self.cardinal(number)} {self.counted(number, TIMES)}"

    def multiplicatives(self, numbers: Sequence[Number]) -> tuple[str, ...]:
        """Write each by itself: «трижды», «12 раз»; Russian mixes words and figures."""
        return tuple(self.multiplicative(number) for number in numbers)


def _form(row: str, case: Case) -> str:
    """Take one case out of a row of forms or endings."""
    return row.split()[CASES.index(case)]


def _split(number: int) -> tuple[int, int]:
    """Split 1 to 99 into the tens, or 0, and the numeral that ends it: 28 is 20 and 8."""
    if number in ORDINAL_STEMS:
        return 0, number
    return number - number % 10, number % 10


def _cardinal_words(number: int, gender: Gender, case: Case, animacy: Animacy) -> str:
    """Decline 0 to 99; both words of a compound decline."""
    if number == 0:
        return _form(CARDINALS[0], case)
    tens, last = _split(number)
    row = GENDERED[last][gender] if last in GENDERED else CARDINALS[last]
    if not tens:
        return _form(row, _animate_case(last, gender, case, animacy))
    # «Двадцать два делегата» keeps its accusative, «двадцать одного делегата» does not.
    last_case = _animate_case(last, gender, case, animacy) if last == 1 else case
    return f"{_form(CARDINALS[tens], case)} {_form(row, last_case)}"


def _animate_case(number: int, gender: Gender, case: Case, animacy: Animacy) -> Case:
    """Return the case whose form stands for the accusative of animate nouns."""
    if case != "accusative" or animacy != "animate":
        return case
    takes_genitive = gender == "masculine" if number == 1 else number in {2, 3, 4}
    return "genitive" if takes_genitive else case


def _ends_in_third(number: int) -> bool:
    return number % 10 == 3 and number % 100 != 13


def _simple_ordinal(number: int, form: str, case: Case) -> str:
    """Decline an ordinal of one word; ``form`` is its gender, or ``plural``."""
    if number == 3:
        return ORDINAL_STEMS[3] + _form(ENDINGS_OF_THIRD[form], case)
    ending = _form(ENDINGS[form], case)
    if ending == "ый" and number in STRESSED_ENDING:
        ending = "ой"
    return ORDINAL_STEMS[number] + ending

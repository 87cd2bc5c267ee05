"""The contract that a language's grammar fulfils, and what CLDR gives to all of them.

Stage: localize (dataset → plan → localize → compose → render → publish → record).
Cases, genders and animacy bear the names of CLDR
(https://www.unicode.org/reports/tr35/tr35-general.html#Grammatical_Features),
plural categories are those of its plural rules
(https://www.unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules).

Which class speaks for a language is written in its file (``grammar``): ``figures`` counts by
CLDR and writes figures, :mod:`briefbook.localize.grammar.inflected` works from tables of
forms. A language that counts in another way gets a class as
:class:`~briefbook.localize.grammar.english.EnglishGrammar` is, a frozen dataclass on
:class:`CldrGrammar` with the methods of :class:`Grammar` that are missing there, registered in
:mod:`briefbook.localize.grammar.registry`. ``docs/languages.md`` tells the contract.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol, get_args

from briefbook.errors import UnapprovedForm
from briefbook.localize.formats import Number, locale_of, plain_number
from briefbook.plan.language import Language
from briefbook.wording import Message, _

__all__ = [
    "CASES",
    "Animacy",
    "Case",
    "CldrGrammar",
    "Gender",
    "Grammar",
    "capitalized",
    "check_form",
    "check_ordinal",
    "word_value",
]

Gender = Literal["masculine", "feminine", "neuter"]
Animacy = Literal["animate", "inanimate"]
Case = Literal["nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"]

#: The six cases in the order of the tables of forms.
CASES: tuple[Case, ...] = get_args(Case)


class Grammar(Protocol):
    """How one language counts, orders and agrees.

    Every method is a pure function of its arguments. A form that the language
    cannot say, or an argument that is no gender or case, raises
    :class:`~briefbook.errors.UnapprovedForm`: nothing is guessed. A language
    without genders or cases ignores them, but takes them.
    """

    @property
    def language(self) -> str:
        """The language tag (BCP 47) that this grammar was asked for."""
        ...

    def category(self, number: Number) -> str:
        """Return CLDR's plural category: ``zero``, ``one``, ``two``, ``few``, ``many``, ``other``.

        A number counts as it is printed: 5.0 counts as 5.
        """
        ...

    def counted(self, number: Number, forms: Mapping[str, str]) -> str:
        """Pick from ``forms`` (by plural category) the one that goes with ``number``.

        The form may be a noun, a noun with its adjective, or a verb. Raises when
        the category is not among the forms.
        """
        ...

    def agree(
        self,
        gender: Gender | None,
        *,
        plural: bool = False,
        masculine: str,
        feminine: str,
        neuter: str,
        plural_form: str,
    ) -> str:
        """Pick the form that agrees with a noun; in the plural its gender does not count."""
        ...

    def cardinal(
        self,
        number: Number,
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write how many: small whole numbers in words, others in figures."""
        ...

    def cardinal_sentence(
        self,
        number: Number,
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write how many at the start of a sentence: words to 99, with a capital."""
        ...

    def ordinal(
        self,
        number: int,
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write which one as running text does: «28-я», “twenty-eighth”."""
        ...

    def ordinal_figure(
        self,
        number: int,
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write which one in figures: «5-е», “5th”."""
        ...

    def ordinal_word(
        self,
        number: int,
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write which one in words: «четвертый», “fourth”. Raises outside 1 to 99."""
        ...

    def cardinals(
        self,
        numbers: Sequence[Number],
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> tuple[str, ...]:
        """Write how many, several times in one sentence, so that the series matches."""
        ...

    def ordinals(
        self,
        numbers: Sequence[int],
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> tuple[str, ...]:
        """Write which ones, so that the series matches: “99th and 100th”."""
        ...

    def multiplicative(self, number: Number) -> str:
        """Write how often: «дважды», “twice”, «ни разу», “never”."""
        ...

    def multiplicatives(self, numbers: Sequence[Number]) -> tuple[str, ...]:
        """Write how often, several times in one sentence, so that the series matches."""
        ...


@dataclass(frozen=True, slots=True)
class CldrGrammar:
    """What CLDR alone can say of a language; the ground of every language's class."""

    spoken: Language

    @property
    def language(self) -> str:
        """The language tag that this grammar was asked for."""
        return self.spoken.tag

    def category(self, number: Number) -> str:
        """Return CLDR's plural category of a number as it is printed."""
        value = plain_number(number)
        # Babel reads the visible decimals of a Decimal, not of a float.
        shown = value if isinstance(value, int) else Decimal(str(value)).normalize()
        return locale_of(self.spoken).plural_form(shown)

    def counted(self, number: Number, forms: Mapping[str, str]) -> str:
        """Pick the form of the number's plural category; raise when it is missing."""
        category = self.category(number)
        if category in forms:
            return forms[category]
        given = ", ".join(forms) or _("none")
        raise UnapprovedForm(
            _(
                "the form “{category}” is missing to count {number}; given: {given}",
                category=category,
                number=number,
                given=given,
            ),
            hint=_(
                "add the form “{category}” ({example})",
                category=category,
                example=self._example(category),
            ),
        )

    def agree(
        self,
        gender: Gender | None,
        *,
        plural: bool = False,
        masculine: str,
        feminine: str,
        neuter: str,
        plural_form: str,
    ) -> str:
        """Pick the form of the gender, or the plural; raise when the gender is unknown."""
        if plural:
            return plural_form
        forms = {"masculine": masculine, "feminine": feminine, "neuter": neuter}
        check_form(gender=gender)
        return forms[str(gender)]

    def _example(self, category: str) -> Message:
        """Name small numbers that take the category."""
        found = [str(n) for n in range(200) if self.category(n) == category]
        if not found:
            return _("it counts fractions")
        return _("it counts {numbers}", numbers=", ".join(found[:5]))


def check_form(
    *,
    gender: str | None = "masculine",
    case: str | None = "nominative",
    animacy: str | None = "inanimate",
) -> None:
    """Raise :class:`~briefbook.errors.UnapprovedForm` unless all three are CLDR's words."""
    for name, value, allowed in (
        (_("gender"), gender, get_args(Gender)),
        (_("case"), case, CASES),
        (_("animacy"), animacy, get_args(Animacy)),
    ):
        if value not in allowed:
            what = _("“{value}” is no {name}", value=value, name=name)
            if value is None:
                what = _("the {name} is not given", name=name)
            raise UnapprovedForm(what, hint=_("it is one of {allowed}", allowed=", ".join(allowed)))


def check_ordinal(number: int, greatest: int | None = None) -> None:
    """Raise :class:`~briefbook.errors.UnapprovedForm` unless it can be an ordinal.

    Ordinals start at 1; ``greatest`` is the last one that words are known for.
    """
    if number != int(number) or number < 1:
        raise UnapprovedForm(
            _("there is no ordinal of {number}", number=number),
            hint=_("ordinals are those of 1, 2, 3 and so on"),
        )
    if greatest is not None and number > greatest:
        raise UnapprovedForm(
            _("the ordinal of {number} is not known in words", number=number),
            hint=_("words are known to {greatest}; use the ordinal in figures", greatest=greatest),
        )


def word_value(number: Number, greatest: int) -> int | None:
    """Return the whole number if words are used for it, from 0 to ``greatest``."""
    value = plain_number(number)
    return value if isinstance(value, int) and 0 <= value <= greatest else None


def capitalized(text: str) -> str:
    """Put a capital at the start and leave the rest alone."""
    return text[:1].upper() + text[1:]

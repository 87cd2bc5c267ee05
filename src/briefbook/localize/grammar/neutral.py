"""A language without a module of its own: plurals by CLDR, numbers in figures.

Stage: localize (dataset → plan → localize → compose → render → publish → record).
What CLDR does not know (https://www.unicode.org/reports/tr35/tr35-numbers.html),
such as ordinals in words, is refused: its phrases file must say it.
"""

# The contract names gender, case and animacy; CLDR has no number words to inflect.
# ruff: noqa: ARG002

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefbook.errors import UnapprovedForm
from briefbook.localize import formats
from briefbook.localize.formats import Number
from briefbook.localize.grammar.base import Animacy, Case, CldrGrammar, Gender
from briefbook.wording import Message, _

__all__ = ["NeutralGrammar"]


@dataclass(frozen=True, slots=True)
class NeutralGrammar(CldrGrammar):
    """Counts in any language of CLDR; knows no number words."""

    def cardinal(
        self,
        number: Number,
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write the number in figures."""
        return formats.number(number, self.spoken)

    def cardinal_sentence(
        self,
        number: Number,
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> str:
        """Write the number in figures, also at the start of a sentence."""
        return formats.number(number, self.spoken)

    def ordinal(
        self,
        number: int,
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> str:
        """Refuse: CLDR has no ordinals that can be printed."""
        raise self._unknown(_("the ordinal of {number}", number=number))

    def ordinal_figure(
        self,
        number: int,
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> str:
        """Refuse: CLDR does not know what stands after the figure."""
        raise self._unknown(_("the ordinal of {number}", number=number))

    def ordinal_word(
        self,
        number: int,
        gender: Gender = "masculine",
        case: Case = "nominative",
        *,
        plural: bool = False,
        animacy: Animacy = "inanimate",
    ) -> str:
        """Refuse: CLDR has no ordinals that can be printed."""
        raise self._unknown(_("the ordinal of {number}", number=number))

    def cardinals(
        self,
        numbers: Sequence[Number],
        gender: Gender = "masculine",
        case: Case = "nominative",
        animacy: Animacy = "inanimate",
    ) -> tuple[str, ...]:
        """Write each in figures."""
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
        """Refuse, unless there is nothing to say."""
        return tuple(
            self.ordinal(number, gender, case, plural=plural, animacy=animacy) for number in numbers
        )

    def multiplicative(self, number: Number) -> str:
        """Refuse: CLDR has no word for how often."""
        raise self._unknown(_("how to say “{number} times”", number=number))

    def multiplicatives(self, numbers: Sequence[Number]) -> tuple[str, ...]:
        """Refuse, unless there is nothing to say."""
        return tuple(self.multiplicative(number) for number in numbers)

    def _unknown(self, what: Message) -> UnapprovedForm:
        return UnapprovedForm(
            _(
                "{what} is not known in the language “{language}”",
                what=what,
                language=self.language,
            ),
            hint=_(
                "write it out in the phrases file of the language, where counted() "
                "picks the form of a noun"
            ),
        )

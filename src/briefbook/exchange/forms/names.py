"""Forms of the names of persons, by the rules of petrovich.

The rules go by the ending of a name and by the gender of its bearer, which is given:
«Купчина» of a woman is a surname in -ина, of a man a noun
(https://github.com/petrovich/petrovich-rules).
"""

from __future__ import annotations

from typing import Any, Literal

from briefbook.exchange.forms.nouns import like
from briefbook.localize.grammar.base import Case

__all__ = ["NameInflector", "NamePart"]

NamePart = Literal["surname", "given", "patronymic"]

_PARTS = {"surname": "LASTNAME", "given": "FIRSTNAME", "patronymic": "MIDDLENAME"}


class NameInflector:
    """Inflects names with the rules that it is given."""

    def __init__(self, maker: Any, enums: Any) -> None:
        self._maker = maker
        self._enums = enums

    def form(
        self, part: NamePart, gender: Literal["masculine", "feminine"], name: str, case: Case
    ) -> str:
        """Return a part of a name in a case; it may be of several words."""
        kind = self._enums.NamePart[_PARTS[part]]
        known = self._enums.Gender["FEMALE" if gender == "feminine" else "MALE"]
        wanted = self._enums.Case[case.upper()]
        words = name.split(" ")
        made = (like(word, self._maker.make(kind, known, wanted, word.title())) for word in words)
        return " ".join(made)

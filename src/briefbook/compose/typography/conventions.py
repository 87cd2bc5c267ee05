"""Typographic conventions, a step of *compose*: what an office may choose.

The house values follow ГОСТ Р 7.0.97, https://docs.cntd.ru/document/1200142871.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Conventions:
    """The typographic choices of an office; the defaults are those of the house.

    ``initials_space``: initials stand apart from the surname («А.Б. Примеров», ГОСТ) or close to
    it («А.Б.Примеров», СТБ 6.38). ``percent_space``: in Russian the per cent sign stands after a
    no-break space («5 %») or close to the figure («5%»). ``yo``: ``e`` prints «е» for every «ё»;
    ``names`` and ``all`` both print the letter as it was typed, for no program can tell reliably
    where a «ё» is missing or which words are names.
    """

    initials_space: bool = True
    percent_space: bool = True
    yo: Literal["e", "names", "all"] = "e"


HOUSE = Conventions()

"""What the program must know of a language: the stage *plan* hands it to the later ones.

A language is data (``src/briefbook/languages/TAG.toml``, and ``templates/languages/TAG.toml``
of a book): number words, the forms of words before the sound of the next, typographic lists.
``docs/languages.md`` explains each key. Languages are BCP 47 tags
(https://www.rfc-editor.org/info/bcp47); cases, genders and plural categories bear CLDR's names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from briefbook.dataset.values import FrozenMap

__all__ = ["Language", "Numerals", "Rows", "SoundRule", "Typography"]

#: Forms by gender or ``plural``, each the six cases in the order of CLDR.
Rows: TypeAlias = "Mapping[str, tuple[str, ...]]"


@dataclass(frozen=True, slots=True)
class Numerals:
    """The number words of a language that inflects them.

    ``cardinals`` are the simple numerals, those of ``gendered`` have forms by gender;
    ``ordinals`` gives the stem of each simple ordinal and the name of its ``endings``;
    ``suffixes`` are what follows an ordinal in figures, for those that end in a digit or
    ``regular``; ``how_often`` are single words, ``times`` the noun by plural category.
    """

    words_to: int
    sentence_words_to: int
    cardinals: Mapping[int, tuple[str, ...]]
    gendered: Mapping[int, Rows]
    ordinals: Mapping[int, tuple[str, str]]
    endings: Mapping[str, Rows]
    suffixes: Mapping[str, Rows]
    how_often: Mapping[int, str]
    times: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SoundRule:
    """A word that changes before the sound of the next: «с» and «со», “a” and “an”.

    ``forms`` are pairs of a form and the pattern of the next word's start; the first that
    fits decides.
    """

    word: str
    forms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Typography:
    """The lists that the rules of typography work with.

    ``rules`` names the rules: ``common`` to all languages, those made from these lists
    (``listed``), or a module of the program (``english``). A list that is empty makes no rule.
    """

    rules: Literal["common", "listed", "english"] = "common"
    capitals: str = "A-Z"
    smalls: str = "a-z"
    quotes: tuple[str, ...] = ()
    dash: Literal["spaced", "closed"] = "spaced"
    short_words: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    century: tuple[str, ...] = ()
    town: tuple[str, ...] = ()
    before_figures: tuple[str, ...] = ()
    before_words: tuple[str, ...] = ()
    not_counted: tuple[str, ...] = ()
    two_part: tuple[tuple[str, str], ...] = ()
    and_others: tuple[str, ...] = ()
    magnitudes: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    of_bodies: tuple[str, ...] = ()
    before_identifiers: tuple[str, ...] = ()
    not_surnames: tuple[str, ...] = ()
    ordinal_endings: Mapping[str, str] = field(default_factory=FrozenMap)
    without_yo: bool = False
    after_vowels: tuple[str, ...] = ()
    vowels: str = ""
    stressed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """One language as the program speaks it.

    ``locale`` is what CLDR knows it by, ``proofing`` the tag that Word proofs by;
    ``grammar`` names the class that counts (``figures`` knows no number words);
    ``numeric_date`` is the pattern of a date in figures where CLDR's is not the office's;
    ``list_levels`` are the number formats of nested lists, OOXML's name and pattern.
    """

    tag: str
    locale: str
    proofing: str
    name: str = ""
    grammar: Literal["figures", "inflected", "english"] = "figures"
    group_digits_from: int = 4
    numeric_date: str | None = None
    repeats_preposition_in_lists: bool = True
    list_levels: tuple[tuple[str, str], ...] = (
        ("decimal", "%1."),
        ("lowerLetter", "(%2)"),
        ("lowerRoman", "(%3)"),
    )
    numerals: Numerals | None = None
    sounds: tuple[SoundRule, ...] = ()
    typography: Typography = field(default_factory=Typography)

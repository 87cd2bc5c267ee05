"""Forms of Russian common nouns and of phrases around them, by pymorphy3.

A phrase is inflected by its head: the noun and the adjectives before it that agree
with it; what depends on the head stays as it is («министра иностранных дел»). The
library knows words, not phrases, so which word is the head is decided here, by
agreement. Grammemes are those of OpenCorpora
(https://pymorphy2.readthedocs.io/en/stable/user/grammemes.html), cases those of CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from briefbook.localize.grammar.base import Animacy, Case, Gender

__all__ = ["NounInflector", "Phrase", "Traits", "like"]

_CASES: dict[Case, str] = {
    "nominative": "nomn",
    "genitive": "gent",
    "dative": "datv",
    "accusative": "accs",
    "instrumental": "ablt",
    "prepositional": "loct",
}
_GENDERS: dict[str, Gender] = {"masc": "masculine", "femn": "feminine", "neut": "neuter"}
_GRAMMEMES = {gender: grammeme for grammeme, gender in _GENDERS.items()}
_ANIMACIES: dict[str, Animacy] = {"anim": "animate", "inan": "inanimate"}
_ADJECTIVES = frozenset({"ADJF", "PRTF"})
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_JOINT = re.compile(r"\s+(?:и\s+)?")
#: Two posts of one person: «заместитель министра — директор департамента».
_DASH = re.compile(r"(\s+[—–]\s+)")


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a noun: gender, whether it is plural, animacy; ``None`` if nothing."""

    gender: Gender | None = None
    plural: bool = False
    animacy: Animacy | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a phrase: what stands before it, itself, and its reading."""

    gap: str
    text: str
    parse: Any


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase whose head was found: what inflects, what stays, and the traits of the head."""

    words: tuple[_Word, ...]
    rest: str
    traits: Traits
    further: tuple[Phrase, ...] = ()

    def form(self, case: Case) -> str | None:
        """Return the phrase in a case; ``None`` where the library has no such form."""
        found: list[str] = []
        for word in self.words:
            form = _inflected(word.parse, case, self.traits)
            if form is None:
                return None
            found += [word.gap, like(word.text, form)]
        after = [phrase.form(case) for phrase in self.further]
        if None in after:
            return None
        return "".join([*found, self.rest, *map(str, after)])


class NounInflector:
    """Finds the heads of phrases with an analyzer of pymorphy3."""

    def __init__(self, analyzer: Any) -> None:
        self._analyzer = analyzer

    def read(self, text: str, traits: Traits) -> Phrase | None:
        """Take a phrase in the nominative apart; ``None`` where no head can be found.

        ``traits`` are what the data say; where they say nothing, the head decides.
        """
        first, *others = _DASH.split(text)
        phrase = self._read(first, traits)
        further: list[Phrase] = []
        for dash, part in zip(others[::2], others[1::2], strict=True):
            following = self._read(part, Traits(None, traits.plural, traits.animacy))
            if phrase is None or following is None:
                return None
            words = (_Word(dash, "", None), *following.words)
            further.append(Phrase(words, following.rest, following.traits))
        return phrase and Phrase(phrase.words, phrase.rest, phrase.traits, tuple(further))

    def _read(self, text: str, traits: Traits) -> Phrase | None:
        """Take a phrase with one head apart."""
        words = tuple(_leading_words(text))
        readings = [self._nominatives(word) for _, word, _ in words]
        adverbs = self._adverbs(words)
        found = _head(readings[adverbs:], traits)
        if found is None:
            return None
        number, head = found[0] + adverbs, found[1]
        known = _traits_of(head, traits)
        chosen = [_agreeing(readings[before], known) for before in range(adverbs, number)]
        parses = [*self._unchanged(words[:adverbs]), *chosen, head]
        inflecting = tuple(
            _Word(gap, word, parse) for (gap, word, _), parse in zip(words, parses, strict=False)
        )
        return Phrase(inflecting, text[words[number][2] :], known)

    def _adverbs(self, words: Sequence[tuple[str, str, int]]) -> int:
        """Return how many words at the start are adverbs: «временно исполняющий»."""
        for number, (_, word, _end) in enumerate(words):
            if self._nominatives(word) or not self._unchanged(words[number : number + 1]):
                return number
        return 0

    def _unchanged(self, words: Sequence[tuple[str, str, int]]) -> list[Any]:
        """Return the readings as adverbs of the words that have one."""
        found = (self._analyzer.parse(word) for _, word, _ in words)
        adverbs = ((p for p in parses if p.tag.POS == "ADVB") for parses in found)
        return [parse for parse in (next(one, None) for one in adverbs) if parse is not None]

    def _nominatives(self, word: str) -> list[Any]:
        """Return the readings of a word in the nominative; an abbreviation has none."""
        if len(word) > 1 and word.isupper():
            return []
        return [parse for parse in self._analyzer.parse(word) if "nomn" in parse.tag]


def _leading_words(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield what stands before each word, the word, and where it ends.

    Ends with the first word that is not joined to the one before by a space or «и».
    """
    position = 0
    gap = ""
    while found := _WORD.match(text, position):
        yield gap, found[0], found.end()
        joint = _JOINT.match(text, found.end())
        if joint is None:
            return
        position, gap = joint.end(), joint[0]


def _head(readings: Sequence[list[Any]], traits: Traits) -> tuple[int, Any] | None:
    """Return which word is the head, and its reading.

    It is the noun that all words before it agree with; the last such one, since a
    participle may be a noun too («управляющий директор»). Without a noun the last
    adjective stands for one («уполномоченный по правам человека»).
    """
    nouns: list[tuple[int, Any]] = []
    adjectives: list[tuple[int, Any]] = []
    for number, parses in enumerate(readings):
        before = readings[:number]
        nouns += [
            (number, parse)
            for parse in parses
            if parse.tag.POS == "NOUN" and _fits(parse, traits) and _led_by(before, parse, traits)
        ][:1]
        alone = [
            (number, parse)
            for parse in parses
            if parse.tag.POS in _ADJECTIVES
            and _fits(parse, traits)
            and _led_by(before, parse, traits)
        ]
        if not alone:
            break
        adjectives += alone[:1]
    return nouns[-1] if nouns else (adjectives[-1] if adjectives else None)


def _fits(parse: Any, traits: Traits) -> bool:
    """Tell whether a reading has the number, gender and animacy that the data say."""
    tag = parse.tag
    if ("plur" in tag) != traits.plural or "Abbr" in tag:
        return False
    gender = _GENDERS.get(tag.gender)
    if not traits.plural and None not in {gender, traits.gender} and gender != traits.gender:
        return False
    animacy = _ANIMACIES.get(tag.animacy)
    if tag.POS != "NOUN" or "Fixd" in tag or None in {animacy, traits.animacy}:
        return True
    return animacy == traits.animacy


def _led_by(before: Sequence[list[Any]], head: Any, traits: Traits) -> bool:
    """Tell whether each word before a head can be an adjective that agrees with it."""
    known = _traits_of(head, traits)
    return all(_agreeing(parses, known) is not None for parses in before)


def _agreeing(parses: list[Any], traits: Traits) -> Any:
    """Return the reading of an adjective that agrees with its head; None if there is none."""
    for parse in parses:
        if parse.tag.POS not in _ADJECTIVES or ("plur" in parse.tag) != traits.plural:
            continue
        if (
            traits.plural
            or traits.gender is None
            or (_GENDERS.get(parse.tag.gender) == traits.gender)
        ):
            return parse
    return None


def _traits_of(head: Any, traits: Traits) -> Traits:
    """Complete what the data say of a noun by what its head is."""
    return Traits(
        traits.gender or _GENDERS.get(head.tag.gender),
        traits.plural,
        traits.animacy or _ANIMACIES.get(head.tag.animacy),
    )


def _inflected(parse: Any, case: Case, traits: Traits) -> str | None:
    """Return a word in a case, in the gender, number and animacy of the head."""
    if parse is None:
        return ""
    if parse.tag.POS == "ADVB":
        return str(parse.word)
    if case == "accusative" and _is_ambiguous(parse, traits):
        if traits.animacy is None:
            return None
        case = "genitive" if traits.animacy == "animate" else "nominative"
    grammemes = {_CASES[case], "plur" if traits.plural else "sing"}
    if parse.tag.POS in _ADJECTIVES and not traits.plural and traits.gender:
        grammemes.add(_GRAMMEMES[traits.gender])
    found = parse.inflect(grammemes)
    return None if found is None else str(found.word)


def _is_ambiguous(parse: Any, traits: Traits) -> bool:
    """Tell whether the accusative depends on animacy: masculine and plural, not «судью»."""
    if traits.plural:
        return True
    if parse.tag.POS in _ADJECTIVES:
        return traits.gender == "masculine"
    return parse.tag.gender == "masc" and not parse.word.endswith(("а", "я"))


def like(model: str, form: str) -> str:
    """Write a form as its nominative is written: its capitals, and «ё» only where it has one."""
    models, forms = model.split("-"), form.split("-")
    if len(models) == len(forms) > 1:
        return "-".join(like(one, other) for one, other in zip(models, forms, strict=True))
    if "ё" not in model.lower():
        form = form.replace("ё", "е").replace("Ё", "Е")
    if model.isupper() and len(model) > 1:
        return form.upper()
    return form[:1].upper() + form[1:] if model[:1].isupper() else form

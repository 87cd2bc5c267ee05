"""Which of the translations that somebody must look at a document says something of.

Stages *dataset* and *compose*. A book may have thousands of documents and as many old
translations: they are found by the facts that a document uses and the phrases it calls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain
from typing import TypeAlias

from briefbook.build.translated import Translation
from briefbook.compose.units import PHRASES
from briefbook.errors import BriefbookError
from briefbook.localize.units import Unit
from briefbook.tracking.account import Gist

#: Stands for a phrase that need not be there: it may speak in any document that has phrases.
_ANY_PHRASE = ""
#: Places in a list, by language and name.
_Places: TypeAlias = dict[tuple[str, str], list[int]]


class Watchlist:
    """Translations to look at, each with its warning, by what a document would say of them."""

    def __init__(self, found: Iterable[tuple[Translation, BriefbookError]]) -> None:
        self._warnings: list[BriefbookError] = []
        self._facts: _Places = defaultdict(list)
        self._phrases: _Places = defaultdict(list)
        for translation, warning in found:
            unit, language = translation.unit, translation.language
            phrases = _phrases(unit)
            places = self._phrases if phrases else self._facts
            for name in phrases or _facts(unit):
                places[language, name].append(len(self._warnings))
            self._warnings.append(warning)

    def __bool__(self) -> bool:
        return bool(self._warnings)

    def of(self, said: Gist | None) -> list[BriefbookError]:
        """Return the warnings of what a document says, in the order of the list."""
        if said is None:
            return []
        called = said.statements - {_ANY_PHRASE}
        if len(said.statements) > 1:
            called |= {_ANY_PHRASE}
        places = [self._facts.get((said.language, fact), ()) for fact in said.facts]
        places += [self._phrases.get((said.language, name), ()) for name in called]
        return [self._warnings[place] for place in sorted(set(chain.from_iterable(places)))]


def _phrases(unit: Unit) -> tuple[str, ...]:
    """Return the phrases whose call says something of a unit; none, if it is of the dataset."""
    register, _dot, name = unit.id.partition(".")
    if register != PHRASES:
        return ()
    return (name,) if unit.required else (name, _ANY_PHRASE)


def _facts(unit: Unit) -> Iterator[str]:
    """Yield the facts whose use says something of a unit of the dataset.

    A fact that is used stands for all below it: ``bodies.cnd`` for its name.
    """
    return accumulate(unit.id.split("."), "{}.{}".format)

"""Which of the translations that somebody must look at a document says something of.

Stages *dataset* and *compose*. A book may have thousands of documents and as many old
translations: they are found by the facts that a document uses and the phrases it calls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate

from briefbook.build.translated import Translation
from briefbook.compose.units import PHRASES
from briefbook.errors import BriefbookError
from briefbook.tracking.account import Account

#: Stands for a phrase that need not be there: it may speak in any document that has phrases.
_ANY_PHRASE = ""


class Watchlist:
    """Translations to look at, each with its warning, by what a document would say of them."""

    def __init__(self, found: Iterable[tuple[Translation, BriefbookError]]) -> None:
        self._warnings: list[BriefbookError] = []
        self._places: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for translation, warning in found:
            for kind, name in _names(translation):
                self._places[translation.language, kind, name].append(len(self._warnings))
            self._warnings.append(warning)

    def __bool__(self) -> bool:
        return bool(self._warnings)

    def of(self, account: Account | None) -> list[BriefbookError]:
        """Return the warnings of what a document says, in the order of the list."""
        if account is None:
            return []
        asked = {("fact", use.fact) for use in account.uses()}
        called = {statement.name for statement in account.statements}
        asked |= {("phrase", name) for name in called if name != _ANY_PHRASE}
        if len(called) > 1:
            asked.add(("phrase", _ANY_PHRASE))
        found = {
            place
            for kind, name in asked
            for place in self._places.get((account.language, kind, name), ())
        }
        return [self._warnings[place] for place in sorted(found)]


def _names(translation: Translation) -> Iterator[tuple[str, str]]:
    """Yield what a document uses or calls that says something of a translation.

    A fact that is used stands for all below it: ``bodies.cnd`` for its name.
    """
    unit = translation.unit
    register, _dot, name = unit.id.partition(".")
    if register != PHRASES:
        yield from (("fact", path) for path in accumulate(unit.id.split("."), "{}.{}".format))
        return
    yield "phrase", name
    if not unit.required:
        yield "phrase", _ANY_PHRASE

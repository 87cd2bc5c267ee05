"""Whether the translations of a book are as new as their source texts.

Stages *dataset* and *compose*. A translation is stale when the source text is no longer
the one that it was made from (``docs/translations.md``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from briefbook.build.snapshot import Snapshot, templates_of
from briefbook.build.translation_lock import Key, TranslationLock, source_digest
from briefbook.compose.units import book_units
from briefbook.dataset.values import FrozenMap
from briefbook.errors import BriefbookError, MissingTranslation, StaleTranslation, UnknownName
from briefbook.localize.units import Unit, dataset_units
from briefbook.plan.missing import stand_ins
from briefbook.plan.naming import choices_hint, quoted
from briefbook.wording import _

TranslationState = Literal["current", "stale", "unconfirmed", "missing"]


@dataclass(frozen=True, slots=True)
class Translation:
    """A unit in one language.

    ``stale``: the source text changed since; ``unconfirmed``: nobody has recorded which
    source text it was made from; ``missing``: every language must have it and this one
    has not.
    """

    unit: Unit
    language: str
    state: TranslationState


def translations(snapshot: Snapshot, lock: TranslationLock | None) -> tuple[Translation, ...]:
    """Return each unit of a book in each language that it is translated into.

    Grammatical forms follow their name and are none. Without a lock all that is
    translated is unconfirmed.
    """
    book = snapshot.config.book
    source = book.source_language
    units = book_units(snapshot.dataset, templates_of(snapshot.files), book.languages)
    return tuple(
        Translation(unit, language, state)
        for unit in units
        if source in unit.texts and not unit.is_form
        for language in book.languages
        if language != source and (state := _state(unit, language, source, lock))
    )


def _state(
    unit: Unit, language: str, source: str, lock: TranslationLock | None
) -> TranslationState | None:
    """Return how a unit stands in a language; None where it need not be there."""
    if language not in unit.texts:
        return "missing" if unit.required else None
    known = lock.entries.get((unit.id, language)) if lock else None
    if known is None:
        return "unconfirmed"
    return "current" if known == source_digest(unit, source) else "stale"


def warnings(
    found: Iterable[Translation], source: str, lock: TranslationLock | None
) -> Iterator[tuple[Translation, StaleTranslation]]:
    """Yield the warning for each translation that somebody must look at.

    Of a book without a lock, and of a language that has no entry in it, nothing is known
    and nothing is told.
    """
    watched = {language for _unit, language in lock.entries} if lock else set()
    for one in found:
        if one.language in watched and one.state in {"stale", "unconfirmed"}:
            yield one, _warning(one, source)


def to_look_at(
    snapshot: Snapshot, lock: TranslationLock | None
) -> Iterator[tuple[Translation, BriefbookError]]:
    """Yield the warning for each translation that is missing, or that is old by a lock."""
    yield from missing(snapshot)
    if lock is not None:
        yield from warnings(
            translations(snapshot, lock), snapshot.config.book.source_language, lock
        )


def missing(snapshot: Snapshot) -> Iterator[tuple[Translation, MissingTranslation]]:
    """Yield the warning for each text that a language lacks, where the book allows that."""
    book = snapshot.config.book
    if not stand_ins(book):
        return
    for unit in dataset_units(snapshot.dataset, book.languages):
        for language in book.languages:
            if unit.required and not unit.is_form and language not in unit.texts:
                yield Translation(unit, language, "missing"), _missing(unit, language)


def _missing(unit: Unit, language: str) -> MissingTranslation:
    message = _("{name} has no text in {language}", name=unit.id, language=language)
    hint = _("add {language}: and the text", language=language)
    warning = MissingTranslation(message, spans=[unit.spans[language]], hint=hint)
    warning.severity = "warning"
    return warning


def _warning(one: Translation, source: str) -> StaleTranslation:
    unit, language = one.unit, one.language
    gaps = {"unit": unit.id, "language": language, "source": source}
    if one.state == "stale":
        message = _("{unit} changed in {source} after it was translated into {language}", **gaps)
    else:
        message = _("nobody has confirmed the translation of {unit} into {language}", **gaps)
    return StaleTranslation(
        message,
        spans=[unit.spans[language], unit.spans[source]],
        hint=_("compare the two, mend the translation, then: translations confirm {unit}", **gaps),
    )


def confirmed(
    found: Sequence[Translation],
    source: str,
    lock: TranslationLock | None,
    units: Sequence[str],
    languages: Sequence[str],
) -> Mapping[Key, str]:
    """Return the entries of a lock in which a person has looked at translations.

    ``units`` are ids, all of them if none is given; ``languages`` likewise. Entries of
    units that the book no longer has are dropped. Raises :class:`UnknownName` for a
    unit that is not translated.
    """
    known = {one.unit.id for one in found if one.state != "missing"}
    for unit in units:
        if unit not in known:
            raise UnknownName(
                _("the book has no translation {name}", name=quoted(unit)),
                hint=choices_hint(unit, sorted(known), _("units")),
            )
    entries: dict[Key, str] = {}
    for one in found:
        key = one.unit.id, one.language
        chosen = not units or one.unit.id in units
        if one.state == "missing":
            continue
        if chosen and (not languages or one.language in languages):
            entries[key] = source_digest(one.unit, source)
        elif lock and key in lock.entries:
            entries[key] = lock.entries[key]
    return FrozenMap(entries)

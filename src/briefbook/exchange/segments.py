"""What a translator's file holds: each unit of a book in two languages.

A segment has a source and, where the book has one already, a target; of a phrase
both are cut into text and code. The same segments are made at export and at import,
so that a file is compared with the book as it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from briefbook.compose.passages import Piece, take_apart
from briefbook.compose.units import PHRASES, phrases_file
from briefbook.dataset.values import Dataset, Value
from briefbook.errors import Span
from briefbook.localize.grammar.base import CASES
from briefbook.localize.units import Unit, is_per_language

__all__ = ["Segment", "cases_in_use", "home_of", "segments", "text_of"]


@dataclass(frozen=True, slots=True)
class Segment:
    """One unit from a source language into a target language.

    ``target`` is ``None`` where the book has no translation yet; ``stale`` where its
    source has changed since. ``span`` is the place of the source text, ``place`` that
    of the target text or where it will stand.
    """

    unit: Unit
    source: tuple[Piece, ...]
    target: tuple[Piece, ...] | None
    span: Span
    place: Span
    stale: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def id(self) -> str:
        """The id of the unit."""
        return self.unit.id

    @property
    def is_phrase(self) -> bool:
        """Whether it is a macro or table of the phrases."""
        return self.unit.kind == "phrase"

    @property
    def code(self) -> tuple[Piece, ...]:
        """The code that a translation must hold: its own, or else that of the source."""
        pieces = self.source if self.target is None else self.target
        return tuple(piece for piece in pieces if piece.is_code)


def text_of(pieces: Sequence[Piece]) -> str:
    """Return pieces as one text."""
    return "".join(piece.text for piece in pieces)


def segments(
    units: Sequence[Unit],
    dataset: Dataset,
    sources: Mapping[str, str],
    languages: tuple[str, str],
    stale: Collection[str] = (),
) -> tuple[Segment, ...]:
    """Return what is to be translated from the first language into the second.

    ``sources`` are the book's templates by name; ``stale`` are the ids of units whose
    translation is older than its source. A form is asked for in the cases that the
    target language uses, and of no name that does not decline there.
    """
    source, target = languages
    known = {unit.id: unit for unit in units}
    cases = cases_in_use(units, sources, languages)
    has_phrases = phrases_file(target) in sources
    found = []
    for unit in units:
        original = unit.texts.get(source) or _of(unit, known, source)
        if original is None or not _is_asked(unit, dataset, target, cases, has_phrases=has_phrases):
            continue
        found.append(_segment(unit, original, languages, stale=unit.id in stale))
    return tuple(found)


def cases_in_use(
    units: Sequence[Unit], sources: Mapping[str, str], languages: tuple[str, str]
) -> frozenset[str]:
    """Return the cases that names have in the target language, or that its phrases ask for.

    A language of which neither is known is taken to have those of the source.
    """
    source, target = languages
    used = {unit.case for unit in units if unit.is_form and target in unit.texts}
    phrases = sources.get(phrases_file(target))
    if phrases is None:
        used |= {unit.case for unit in units if unit.is_form and source in unit.texts}
    else:
        used |= {case for case in CASES if case in phrases}
    return frozenset(used)


def _of(unit: Unit, known: Mapping[str, Unit], language: str) -> str | None:
    """Return the name that a form or abbreviation belongs to, in a language."""
    owner = known.get(unit.of)
    return owner.texts.get(language) if owner else None


def _is_asked(
    unit: Unit, dataset: Dataset, target: str, cases: frozenset[str], *, has_phrases: bool
) -> bool:
    """Tell whether a translator into ``target`` is asked for a unit."""
    if target in unit.texts or unit.required:
        return True
    if unit.is_form:
        return unit.case in cases and _declines(unit, dataset, target)
    return unit.kind != "phrase" or not has_phrases


def home_of(unit: Unit, dataset: Dataset) -> tuple[str, tuple[str, ...]]:
    """Return the path that is written once per language, and the rest of the way to a unit."""
    path, inner = unit.id, tuple[str, ...]()
    while path and not is_per_language(_value(dataset, path)):
        path, _, last = path.rpartition(".")
        inner = (last, *inner)
    return path, inner


def _declines(unit: Unit, dataset: Dataset, language: str) -> bool:
    """Tell whether a name has other forms than its nominative in a language."""
    return _value(dataset, f"{home_of(unit, dataset)[0]}.{language}.declines") is not False


def _value(dataset: Dataset, path: str) -> Value:
    try:
        return dataset.get(path)
    except KeyError:
        return None


def _segment(unit: Unit, original: str, languages: tuple[str, str], *, stale: bool) -> Segment:
    source, target = languages
    translated = unit.texts.get(target)
    place = unit.spans.get(target, Span(f"templates/{phrases_file(target)}"))
    return Segment(
        unit,
        _pieces(unit, original),
        None if translated is None else _pieces(unit, translated),
        unit.spans.get(source, place),
        place,
        stale=stale,
        notes=tuple(_notes(unit, original, source)),
    )


def _pieces(unit: Unit, text: str) -> tuple[Piece, ...]:
    return take_apart(text) if unit.id.startswith(f"{PHRASES}.") else (Piece(text, "text"),)


def _notes(unit: Unit, original: str, source: str) -> Iterator[str]:
    """Yield what a translator should know of a unit."""
    yield unit.note
    if source not in unit.texts:
        yield "the source shows the name itself"
    if not unit.required:
        yield "may be left empty"
    if unit.kind != "phrase":
        yield f"length of the source: {len(original)} characters"
    elif unit.placeholders:
        yield "source and translation have placeholders of their own; leave them as they are"

"""A translator's file beside the book: what it changes, or all that keeps it out.

Nothing is taken over by halves: a file is of this book, between its languages, with
each of its units once and each placeholder in its place, or it is refused whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefbook.compose.passages import Piece
from briefbook.dataset.characters import describe, find_forbidden
from briefbook.errors import (
    ExchangeError,
    Span,
    WrongPlaceholder,
    WrongTranslation,
    WrongTranslations,
    WrongUnit,
)
from briefbook.exchange.placeholders import put_back
from briefbook.exchange.returned import EXPORT_AGAIN, Part, Returned, ReturnedUnit, parts_text
from briefbook.exchange.segments import Segment, text_of
from briefbook.wording import Message, _, ngettext, verbatim

__all__ = ["Accepted", "compare"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A translation that the book can take: its segment, its text, its line in the file.

    ``changed`` tells whether it differs from what the book has; ``confirmed`` is false
    where the file says that somebody must still look at it.
    """

    segment: Segment
    text: str
    span: Span
    changed: bool
    confirmed: bool


def compare(
    returned: Returned, segments: Sequence[Segment], languages: tuple[str, str]
) -> tuple[tuple[Accepted, ...], tuple[ExchangeError, ...]]:
    """Return the translations of a file, and all that is wrong with it, by its lines.

    ``segments`` are those of the book as it stands, ``languages`` the source and the
    target that are expected.
    """
    known = {segment.id: segment for segment in segments}
    problems = [*returned.problems, *_wrong_languages(returned, languages)]
    if not problems:
        problems += _another_book(returned, known)
    if problems:
        return (), tuple(problems)
    accepted: list[Accepted] = []
    problems += _wrong_units(returned, known)
    for unit in returned.units:
        if unit.id in known:
            found = tuple(_taken(unit, known[unit.id], returned.name))
            accepted.extend(one for one in found if isinstance(one, Accepted))
            problems.extend(one for one in found if isinstance(one, ExchangeError))
    return tuple(accepted), tuple(sorted(problems, key=_line))


def _line(problem: ExchangeError) -> tuple[bool, int]:
    line = problem.spans[0].line if problem.spans else None
    return line is None, line or 0


def _wrong_languages(returned: Returned, languages: tuple[str, str]) -> Iterator[ExchangeError]:
    """Yield an error for each other language that the file says it is from or into."""
    for wanted, found in zip(languages, (returned.sources, returned.targets), strict=True):
        for language, line in dict(reversed(found)).items():
            if language.lower() != wanted.lower():
                message = (
                    _(
                        "the file is from {found}, the translation from {wanted}",
                        found=language or "?",
                        wanted=wanted,
                    )
                    if wanted == languages[0]
                    else _(
                        "the file is into {found}, which is not {wanted}",
                        found=language or "?",
                        wanted=wanted,
                    )
                )
                yield _error(WrongTranslations, message, EXPORT_AGAIN, Span(returned.name, line))


def _another_book(returned: Returned, known: Mapping[str, Segment]) -> Iterator[ExchangeError]:
    """Tell a file of another book in one sentence, not in one for each of its units."""
    strange = [unit for unit in returned.units if unit.id not in known]
    if 2 * len(strange) > len(returned.units):
        message = ngettext(
            "the file is of another book: {count} of its units is not here, such as {unit}",
            "the file is of another book: {count} of its units are not here, such as {unit}",
            len(strange),
            unit=strange[0].id,
        )
        hint = _("name the folder of its book with --book")
        yield _error(WrongTranslations, message, hint, Span(returned.name, strange[0].line))


def _wrong_units(returned: Returned, known: Mapping[str, Segment]) -> Iterator[ExchangeError]:
    """Yield an error for each unit that is missing, unknown, or there twice."""
    seen: Counter[str] = Counter()
    for unit in returned.units:
        seen[unit.id] += 1
        span = Span(returned.name, unit.line)
        if unit.id not in known:
            message = _("the book has no unit {unit}", unit=unit.id)
            yield _error(WrongUnit, message, EXPORT_AGAIN, span)
        elif seen[unit.id] == 2:
            message = _("the unit {unit} stands in the file twice", unit=unit.id)
            yield _error(WrongUnit, message, _("keep one of the two"), span)
    for identifier, segment in known.items():
        if not seen[identifier]:
            message = _("the unit {unit} is missing from the file", unit=identifier)
            yield _error(WrongUnit, message, EXPORT_AGAIN, Span(returned.name), segment.span)


def _taken(unit: ReturnedUnit, segment: Segment, name: str) -> Iterator[Accepted | ExchangeError]:
    """Yield the translation of a unit, or what is wrong with it; nothing if there is none."""
    span = Span(name, unit.line)
    if _source_of(unit) != _shown(segment.source):
        message = _("{unit}: the source text is not that of the book", unit=unit.id)
        yield _error(WrongUnit, message, EXPORT_AGAIN, span, segment.span)
    elif not _plain(unit.target).strip() and not any(part.code for part in unit.target):
        if segment.target is not None and text_of(segment.target).strip():
            message = _("{unit}: the translation is gone", unit=unit.id)
            hint = _("translate it; a text is taken out of the book by hand only")
            yield _error(WrongUnit, message, hint, span, segment.place)
    elif segment.is_phrase:
        yield from _phrase(unit, segment, span)
    else:
        yield from _text(unit, segment, span)


def _source_of(unit: ReturnedUnit) -> list[str]:
    """Return the source of a unit so that it can be compared: its words, the names of its code.

    White space does not count, because tools lay it anew.
    """
    return _compared((part.text or "", part.code) for part in unit.source)


def _shown(pieces: Sequence[Piece]) -> list[str]:
    return _compared((piece.text, piece.name) for piece in pieces)


def _compared(parts: Iterable[tuple[str, str]]) -> list[str]:
    """Join texts, with the name of each piece of code in the place of it."""
    return "".join(f" \0{code} " if code else text for text, code in parts).split()


def _plain(parts: Sequence[Part]) -> str:
    return parts_text(parts)


def _text(unit: ReturnedUnit, segment: Segment, span: Span) -> Iterator[Accepted | ExchangeError]:
    """Take a text of the dataset, which has no placeholders."""
    for part in unit.target:
        if part.code:
            message = _("{unit}: a text of the dataset has no placeholders", unit=unit.id)
            yield _error(WrongPlaceholder, message, EXPORT_AGAIN, span)
            return
    text = _plain(unit.target).strip()
    yield from _forbidden(unit, text, span)
    now = None if segment.target is None else text_of(segment.target)
    yield Accepted(segment, text, span, text != now, unit.confirmed)


def _phrase(unit: ReturnedUnit, segment: Segment, span: Span) -> Iterator[Accepted | ExchangeError]:
    """Take a phrase, with the book's own code in the place of the placeholders."""
    put = put_back(unit.target, segment.code)
    if isinstance(put, list):
        for slip in put:
            kind = WrongPlaceholder if slip.code else WrongTranslation
            message = _("{unit}: {problem}", unit=unit.id, problem=slip.message)
            yield _error(kind, message, slip.hint, span, segment.place)
        return
    text = text_of(put)
    yield from _forbidden(unit, _plain(unit.target), span)
    now = None if segment.target is None else text_of(segment.target)
    yield Accepted(segment, text, span, text != now, unit.confirmed)


def _forbidden(unit: ReturnedUnit, text: str, span: Span) -> Iterator[ExchangeError]:
    """Yield an error for each character that no text of a book may hold."""
    for character in sorted({found.group() for found in find_forbidden(text, tabs=True)}):
        message = _(
            "{unit}: {character} is not allowed in a text",
            unit=unit.id,
            character=verbatim(describe(character)),
        )
        hint = _("delete the character and type the word anew")
        yield _error(WrongTranslation, message, hint, span)


def _error(
    kind: type[ExchangeError], message: Message, hint: Message, *spans: Span
) -> ExchangeError:
    return kind(message, spans=spans, hint=hint)

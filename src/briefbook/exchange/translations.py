"""Translators' files of a book: written, and taken back.

A file is taken back whole or not at all: everything is checked first, under the lock
of the book, and the files of the book are replaced one by one at the end.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from briefbook.build.builder import locked
from briefbook.build.snapshot import Snapshot, templates_of
from briefbook.build.translated import translations, warnings
from briefbook.build.translation_lock import TranslationLock
from briefbook.compose.units import book_units, phrases_file
from briefbook.dataset.base import LANGUAGE_PATTERN
from briefbook.errors import (
    BriefbookError,
    PublishFailed,
    Span,
    TranslationsRefused,
    UnknownName,
    UnreadableTranslations,
    WrongTranslation,
    WrongTranslations,
)
from briefbook.events import Listener, ignore
from briefbook.exchange.comparing import Accepted, compare
from briefbook.exchange.differences import Rewritten
from briefbook.exchange.files import problems_of, rewrite
from briefbook.exchange.po import read_po, write_po
from briefbook.exchange.reading import read_phrases
from briefbook.exchange.returned import MAX_BYTES, Returned
from briefbook.exchange.segments import Segment, segments
from briefbook.exchange.xliff import read_xliff, write_xliff
from briefbook.plan.naming import listed, quoted
from briefbook.plan.outputs import OUTPUT_FOLDER
from briefbook.publish import prepare_folder, publish
from briefbook.wording import _, verbatim

__all__ = ["ExchangeFormat", "Imported", "export_translations", "import_translations"]

ExchangeFormat = Literal["xliff", "po"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What a translator's file did to a book, or would do.

    ``accepted`` are all its translations, ``files`` the files of the book that those
    change; ``untranslated`` counts the units that the file leaves open.
    """

    language: str
    accepted: tuple[Accepted, ...]
    files: tuple[Rewritten, ...]
    untranslated: int

    @property
    def changes(self) -> tuple[Accepted, ...]:
        """The translations that differ from what the book had."""
        return tuple(one for one in self.accepted if one.changed)

    @property
    def confirmed(self) -> tuple[str, ...]:
        """The ids of the units whose translation the file confirms: made of this source."""
        return tuple(one.segment.id for one in self.accepted if one.confirmed)

    @property
    def diff(self) -> str:
        """The changes as a patch that ``git apply`` takes."""
        return "".join(file.diff for file in self.files)


def export_translations(
    snapshot: Snapshot,
    language: str | None = None,
    form: ExchangeFormat = "xliff",
    lock: TranslationLock | None = None,
) -> bytes:
    """Return the texts of a book for translation into a language, as XLIFF 1.2 or PO.

    Without ``language`` it is the one beside the source language. A language that the
    book does not have yet may be given. What is stale by ``lock`` is marked for review.
    Raises :class:`UnknownName`, and
    :class:`TemplateSyntax` for phrases that cannot be read.
    """
    source = snapshot.config.book.source_language
    target = _target(snapshot, language)
    stale = _stale(snapshot, lock, target)
    found = _segments(snapshot, target, stale)
    write = write_xliff if form == "xliff" else write_po
    return write(found, source, target)


def _stale(snapshot: Snapshot, lock: TranslationLock | None, target: str) -> set[str]:
    """Return the ids of the units whose translation somebody must look at."""
    source = snapshot.config.book.source_language
    found = warnings(translations(snapshot, lock), source, lock) if lock else ()
    return {one.unit.id for one, _error in found if one.language == target}


def _target(snapshot: Snapshot, language: str | None) -> str:
    """Return the language to translate into."""
    book = snapshot.config.book
    others = [name for name in book.languages if name != book.source_language]
    if language is None and len(others) == 1:
        return others[0]
    hint = _("name one with --language: {languages}", languages=listed(others))
    if language is None:
        raise UnknownName(_("the language to translate into is not given"), hint=hint)
    if language == book.source_language:
        message = _("{language} is the language that the texts are written in", language=language)
        raise UnknownName(message, hint=hint)
    if not re.fullmatch(LANGUAGE_PATTERN, language):
        raise UnknownName(_("there is no language {name}", name=quoted(language)), hint=hint)
    return language


def _segments(snapshot: Snapshot, target: str, stale: Collection[str] = ()) -> tuple[Segment, ...]:
    """Return what is to be translated into a language."""
    book, sources = snapshot.config.book, templates_of(snapshot.files)
    for language in (book.source_language, target):
        read_phrases(sources, phrases_file(language))
    languages = tuple(dict.fromkeys((book.source_language, *book.languages, target)))
    units = book_units(snapshot.dataset, sources, languages)
    return segments(units, snapshot.dataset, sources, (book.source_language, target), stale)


def import_translations(
    folder: Path,
    read: Callable[[], Snapshot],
    file: Path,
    language: str | None = None,
    *,
    dry_run: bool = False,
    listener: Listener = ignore,
) -> Imported:
    """Take a translator's file over into the data and phrases of the book in ``folder``.

    ``read`` reads the book as it stands: with ``dry_run`` at once, and else under its
    lock. ``language`` is the one that the file must be into; a language that the book
    does not have yet must be given. Raises :class:`TranslationsRefused` with all that
    is wrong with the file, :class:`TemplateSyntax` for phrases that cannot be read, and
    :class:`PublishFailed` where the files of the book cannot be written; each time they
    are as they were.
    """
    returned = _read_file(file)
    if dry_run:
        return _planned(folder, read(), returned, language)
    prepare_folder(folder / OUTPUT_FOLDER)
    with locked(folder / OUTPUT_FOLDER, listener):
        imported = _planned(folder, read(), returned, language)
        _write(folder, imported.files)
    return imported


def _read_file(file: Path) -> Returned:
    """Read a translator's file; its content says which of the two formats it is."""
    name = file.as_posix()
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = verbatim((error.strerror or str(error)).lower())
        message = _("the file cannot be read: {reason}", reason=reason)
        hint = _("check its name and its permissions")
        problem = UnreadableTranslations(message, spans=[Span(name)], hint=hint)
        raise TranslationsRefused([problem]) from error
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    is_xml = start.startswith((b"<", b"\xff\xfe", b"\xfe\xff"))
    return (read_xliff if is_xml else read_po)(data, name)


def _planned(
    folder: Path, snapshot: Snapshot, returned: Returned, language: str | None
) -> Imported:
    """Return what a file would do; raises :class:`TranslationsRefused`."""
    if returned.problems:
        raise TranslationsRefused(returned.problems)
    target = language or _language_of(snapshot, returned)
    languages = snapshot.config.book.source_language, target
    found = _segments(snapshot, target)
    accepted, problems = compare(returned, found, languages)
    if problems:
        raise TranslationsRefused(problems)
    changes = tuple(one for one in accepted if one.changed)
    files = rewrite(folder, snapshot, changes, languages)
    wrong = tuple(_traced(problems_of(snapshot, files), changes))
    if wrong:
        raise TranslationsRefused(wrong)
    return Imported(target, accepted, files, len(found) - len(accepted))


def _language_of(snapshot: Snapshot, returned: Returned) -> str:
    """Return the language that a file is into, if the book knows it."""
    book = snapshot.config.book
    found, line = returned.targets[0] if returned.targets else ("", None)
    known = {*book.languages, *_begun(snapshot)} - {book.source_language}
    by_name = {name.lower(): name for name in known}
    if found.lower() in by_name:
        return by_name[found.lower()]
    message = _("the file is into {language}, which the book does not have", language=found or "?")
    hint = _("give a new language with --language, or export the translations again")
    problem = WrongTranslations(message, spans=[Span(returned.name, line)], hint=hint)
    raise TranslationsRefused([problem])


def _begun(snapshot: Snapshot) -> Iterator[str]:
    """Yield the languages beside those of the book that have phrases already."""
    for name in snapshot.files:
        language = name.removeprefix("phrases/").removesuffix(".html.jinja")
        if name == phrases_file(language):
            yield language


def _traced(
    problems: Sequence[BriefbookError], changes: Sequence[Accepted]
) -> Iterator[WrongTranslation]:
    """Say of each problem of an edited file which translation it came from, if that is clear."""
    for problem in problems:
        files = {span.file for span in problem.spans}
        units = [one for one in changes if one.segment.place.file in files]
        near = units if len(units) == 1 else [one for one in units if _names(one, problem)]
        spans = (*(one.span for one in near[:1]), *problem.spans)
        unit = verbatim(near[0].segment.id) if near else verbatim(", ".join(sorted(files)))
        message = _("{unit}: {problem}", unit=unit, problem=problem.message)
        yield WrongTranslation(message, spans=spans, hint=problem.hint)


def _names(change: Accepted, problem: BriefbookError) -> bool:
    """Tell whether a problem shows a line that holds a translation."""
    return any(change.text.split("\n")[0] in span.excerpt for span in problem.spans)


def _write(folder: Path, files: Sequence[Rewritten]) -> None:
    """Replace files of the book, all or none of them."""
    done: list[Rewritten] = []
    try:
        for file in files:
            _replace(folder, file)
            done.append(file)
    except BaseException:
        for file in reversed(done):
            _put_back(folder, file)
        raise


def _replace(folder: Path, file: Rewritten) -> None:
    """Replace a file, if it is still the one that the translations were put into."""
    target = (folder / file.name).resolve()
    if (target.read_bytes() if target.exists() else None) != file.old:
        message = _("{file} was changed while it was to be replaced", file=file.name)
        raise PublishFailed(message, hint=_("try again"))
    publish(file.new, target, inside=folder.resolve())


def _put_back(folder: Path, file: Rewritten) -> None:
    """Undo one replacement, as far as the disk allows."""
    target = (folder / file.name).resolve()
    with contextlib.suppress(PublishFailed, OSError):
        if file.old is None:
            target.unlink()
        else:
            publish(file.old, target, inside=folder.resolve())

"""The outputs of a book: the stage *plan* says which files are wanted.

An output is one file: document × subject × language × format, at
``output/<language>/<subject>/<document>.<format>``; a document about the whole
book has no subject and no folder for it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import PurePosixPath

from briefbook.errors import BookError, InvalidBook, OutputCollision, UnknownName
from briefbook.plan import folders
from briefbook.plan.config import FORMATS, WHOLE_BOOK, Config, DocumentType, Format
from briefbook.plan.enclosures import COUNTED
from briefbook.plan.naming import choices_hint, listed, quoted
from briefbook.wording import Message, _, joined

OUTPUT_FOLDER = folders.OUTPUT_FOLDER


@dataclass(frozen=True, slots=True, order=True)
class Output:
    """One wanted file; ``subject`` is None for a document about the whole book."""

    document: str
    subject: str | None
    language: str
    format: Format

    @property
    def path(self) -> PurePosixPath:
        """The place of the file, relative to the folder of the outputs."""
        return PurePosixPath(self._name)

    @property
    def _name(self) -> str:
        folder = self.language if self.subject is None else f"{self.language}/{self.subject}"
        return f"{folder}/{self.document}.{self.format}"

    def __str__(self) -> str:
        return f"{OUTPUT_FOLDER}/{self._name}"


@dataclass(frozen=True, slots=True)
class Selection:
    """What a command asks for; an empty part means everything of its kind."""

    documents: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()


def plan_outputs(config: Config, subjects: Mapping[str, Sequence[str]]) -> tuple[Output, ...]:
    """Return every output of the book, in the order of ``config`` and ``subjects``.

    ``subjects`` maps a register to the ids of its records. The order is documents,
    then subjects, then languages, then formats.

    Raises :class:`~briefbook.errors.InvalidBook` with an
    :class:`~briefbook.errors.OutputCollision` for each output whose file would take
    the place of another's, also where file names ignore case or the composition of
    letters (Unicode normalization, https://unicode.org/reports/tr15/).
    """
    outputs = tuple(
        Output(document.name, subject, language, format_)
        for document in config.documents
        for subject in _subjects_of(document, subjects)
        for language in config.book.languages
        for format_ in document.formats
    )
    collisions = list(_collisions(outputs, config))
    if collisions:
        raise InvalidBook(collisions)
    return outputs


def select(
    outputs: Sequence[Output],
    selection: Selection,
    config: Config,
    subjects: Mapping[str, Sequence[str]],
) -> tuple[Output, ...]:
    """Return those of ``outputs`` that ``selection`` asks for, in their order.

    A format that is asked for by name is made of every selected document, also where
    the book does not declare it.

    Raises :class:`~briefbook.errors.UnknownName` for names that the book does not
    have, and where none of the selected documents is about a selected subject.
    """
    _check_names(selection, config, subjects)
    wanted = {
        output: None
        for chosen in outputs
        if _matches(chosen.document, selection.documents)
        and _matches(chosen.subject, selection.subjects)
        and _matches(chosen.language, selection.languages)
        for output in _in_formats(chosen, selection.formats)
    }
    if selection.subjects and not wanted:
        raise UnknownName(
            _("no selected document is about {names}", names=listed(selection.subjects)),
            hint=_(
                "documents: {names}",
                names=listed([document.name for document in config.documents]),
            ),
        )
    return tuple(wanted)


def with_enclosed(outputs: Sequence[Output], config: Config) -> tuple[Output, ...]:
    """Add the documents that ``outputs`` enclose, before them: they are counted when finished."""
    enclosed = (each for output in outputs for each in enclosed_by(output, config))
    return tuple(dict.fromkeys([*enclosed, *outputs]))


def enclosed_by(output: Output, config: Config) -> tuple[Output, ...]:
    """Return the outputs that go with one, in its language."""
    names = config.document(output.document).encloses
    return tuple(Output(name, output.subject, output.language, COUNTED) for name in names)


def enclosing(output: Output, config: Config) -> Iterator[Output]:
    """Yield the outputs that count the pages of one."""
    for document in config.documents:
        if output.format == COUNTED and output.document in document.encloses:
            for format_ in FORMATS:
                yield Output(document.name, output.subject, output.language, format_)


def _subjects_of(
    document: DocumentType, subjects: Mapping[str, Sequence[str]]
) -> Sequence[str | None]:
    return (None,) if document.about == WHOLE_BOOK else subjects.get(document.about, ())


def _collisions(outputs: Sequence[Output], config: Config) -> Iterator[BookError]:
    """Yield an error for each output whose file or folder is another's file."""
    files: dict[str, Output] = {}
    for output in outputs:
        taken = files.setdefault(_folded(str(output)), output)
        if taken is not output:
            yield _collision(output, taken, config)
    for name, output in files.items():
        folder = name.rpartition("/")[0]
        while folder:
            if folder in files:
                yield _collision(output, files[folder], config)
            folder = folder.rpartition("/")[0]


def _folded(name: str) -> str:
    """Return the name of a file as the most forgetful file system sees it."""
    if name.isascii():
        return name.lower()
    decomposed = unicodedata.normalize("NFD", name).casefold()
    return unicodedata.normalize("NFC", decomposed)


def _collision(output: Output, taken: Output, config: Config) -> OutputCollision:
    spans = [config.document(name).span for name in (output.document, taken.document)]
    return OutputCollision(
        _("{output} would take the place of {taken}", output=output, taken=taken),
        spans=list(dict.fromkeys(spans)),
        hint=_("rename a document or a subject; capital letters alone do not tell files apart"),
    )


def _matches(name: str | None, wanted: Sequence[str]) -> bool:
    return not wanted or name in wanted


def _in_formats(output: Output, formats: Sequence[str]) -> Iterator[Output]:
    """Yield ``output`` itself, or the same document in each format asked for."""
    if not formats:
        yield output
    for format_ in FORMATS:
        if format_ in formats:
            yield Output(output.document, output.subject, output.language, format_)


def _check_names(
    selection: Selection, config: Config, subjects: Mapping[str, Sequence[str]]
) -> None:
    """Raise one error for all the names that the book does not have."""
    abouts = dict.fromkeys(document.about for document in config.documents)
    ids = dict.fromkeys(one for register in abouts for one in subjects.get(register, ()))
    documents = [document.name for document in config.documents]
    wrong = [
        *_unknown(selection.documents, documents, "document"),
        *_unknown(selection.subjects, list(ids), "subject"),
        *_unknown(selection.languages, config.book.languages, "language"),
        *_unknown(selection.formats, FORMATS, "format"),
    ]
    if wrong:
        missing = reduce(_also, (said for said, _hint in wrong))
        hints = dict.fromkeys(hint for _said, hint in wrong)
        raise UnknownName(_("the book has {missing}", missing=missing), hint=joined(hints, "; "))


def _unknown(
    names: Sequence[str], known: Sequence[str], kind: str
) -> Iterator[tuple[Message, Message]]:
    """Say of each name that is not known that there is none, and which there are."""
    said, everything = _NAMED[kind]
    for name in names:
        if name not in known:
            yield said(quoted(name)), choices_hint(name, known, everything)


def _also(one: Message, other: Message) -> Message:
    return _("{one} and {other}", one=one, other=other)


#: How to say that there is no thing of a name, and what all of its kind are called.
_NAMED: Mapping[str, tuple[Callable[[str], Message], Message]] = {
    "document": (lambda name: _("no document {name}", name=name), _("documents")),
    "subject": (lambda name: _("no subject {name}", name=name), _("subjects")),
    "language": (lambda name: _("no language {name}", name=name), _("languages")),
    "format": (lambda name: _("no format {name}", name=name), _("formats")),
}

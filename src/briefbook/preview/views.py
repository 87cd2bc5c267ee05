"""What the pages show, as plain values: the matrix, the panes, the problems with their lines.

Nothing here knows HTML. Sentences stay messages; the templates say them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from babel import Locale, UnknownLocaleError

from briefbook.build.reasons import Reason
from briefbook.build.snapshot import Snapshot
from briefbook.build.verdicts import Verdict
from briefbook.dataset.values import Node
from briefbook.errors import BriefbookError, InvalidBook, Span
from briefbook.plan.config import WHOLE_BOOK, DocumentType
from briefbook.plan.outputs import Output

__all__ = [
    "Cell",
    "Column",
    "Line",
    "Matrix",
    "Place",
    "Problem",
    "Row",
    "document_url",
    "matrix_of",
    "name_of_language",
    "name_of_subject",
    "problems_of",
]

#: How many lines of a file are shown before and after the one that is meant.
_AROUND = 2
#: Files of which more is shown than the excerpt that the error brings.
_LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file; ``meant`` is the one that an error is about."""

    number: int
    text: str
    meant: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where an error is: ``column`` counts from 1, ``lines`` are those around it."""

    file: str
    line: int | None
    column: int | None
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        """The place as editors write it."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """An error with its places."""

    code: str
    severity: str
    message: str
    hint: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the matrix: one document in one language and format."""

    document: str
    language: str
    format: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One output in the matrix, with the page about it."""

    output: Output
    state: str
    reasons: tuple[Reason, ...]
    url: str
    error: BriefbookError | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The outputs about one subject; None where a document is not about it."""

    subject: str | None
    name: str
    cells: tuple[Cell | None, ...]

    @property
    def calm(self) -> bool:
        """Whether all its outputs are current."""
        return all(cell is None or cell.state == "current" for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """All outputs: subject × document × language; ``orphans`` are those not asked for."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    orphans: tuple[Cell, ...]

    @property
    def documents(self) -> tuple[tuple[str, int], ...]:
        """The documents with the number of their columns, in order."""
        names = [column.document for column in self.columns]
        return tuple((name, names.count(name)) for name in dict.fromkeys(names))


def matrix_of(snapshot: Snapshot, verdicts: Sequence[Verdict], language: str) -> Matrix:
    """Return the matrix of a book; names of subjects are in ``language`` where there are any."""
    columns = tuple(
        Column(document.name, tongue, format_)
        for document in snapshot.config.documents
        for tongue in snapshot.config.book.languages
        for format_ in document.formats
    )
    found = {str(verdict.output): verdict for verdict in verdicts}
    rows = tuple(_rows(snapshot, columns, found, language))
    orphans = tuple(_cell(each) for each in verdicts if each.state == "orphaned")
    return Matrix(columns, rows, orphans)


def _rows(
    snapshot: Snapshot,
    columns: Sequence[Column],
    verdicts: Mapping[str, Verdict],
    language: str,
) -> Iterator[Row]:
    """Yield a row for each subject, those of one register together."""
    documents = {document.name: document for document in snapshot.config.documents}
    for register in dict.fromkeys(document.about for document in snapshot.config.documents):
        subjects: Iterable[str | None] = (
            (None,) if register == WHOLE_BOOK else snapshot.subjects.get(register, ())
        )
        for subject in subjects:
            cells = tuple(
                _cell_at(column, subject, verdicts) if _is_about(documents, column, register)
                else None
                for column in columns
            )  # fmt: skip
            name = "" if subject is None else name_of_subject(snapshot, register, subject, language)
            yield Row(subject, name, cells)


def _is_about(documents: Mapping[str, DocumentType], column: Column, register: str) -> bool:
    return documents[column.document].about == register


def _cell_at(column: Column, subject: str | None, verdicts: Mapping[str, Verdict]) -> Cell | None:
    format_ = "docx" if column.format == "docx" else "pdf"
    output = Output(column.document, subject, column.language, format_)  # type: ignore[arg-type]  # one of the two
    verdict = verdicts.get(str(output))
    return None if verdict is None else _cell(verdict)


def _cell(verdict: Verdict) -> Cell:
    output = verdict.output
    url = document_url(output.document, output.subject)
    return Cell(output, verdict.state, verdict.reasons, url, verdict.error)


def document_url(document: str, subject: str | None) -> str:
    """Return the address of the page about a document."""
    parts = [document] if subject is None else [document, subject]
    return "/document/" + "/".join(quote(part, safe="") for part in parts)


def name_of_subject(snapshot: Snapshot, register: str, subject: str, language: str) -> str:
    """Return the name of a record in a language, in any other, or else its id.

    A name is a field ``name``: a text, a text in each language, or a term in each.
    """
    record = snapshot.dataset.registers[register].get(subject)
    name = None if record is None else record.fields.get("name")
    if isinstance(name, str):
        return name
    if isinstance(name, Node):
        for tongue in (language, *snapshot.config.book.languages):
            text = name.fields.get(tongue)
            if isinstance(text, Node):
                text = text.fields.get("nominative") or text.fields.get("text")
            if isinstance(text, str):
                return text
    return subject


def name_of_language(tag: str, language: str) -> str:
    """Return the name of a language in another, as CLDR has it, for a heading."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(language)
    except (UnknownLocaleError, ValueError):
        return tag
    return f"{name[:1].upper()}{name[1:]}" if name else tag


def problems_of(error: BriefbookError, book: Path) -> tuple[Problem, ...]:
    """Return an error, or all those of a book, with the lines around their places."""
    errors = error.problems if isinstance(error, InvalidBook) else (error,)
    return tuple(
        Problem(
            one.code,
            one.severity,
            one.message,
            one.hint,
            tuple(_place(span, book) for span in one.spans),
        )
        for one in errors
    )


def _place(span: Span, book: Path) -> Place:
    return Place(span.file, span.line, span.column, tuple(_lines(span, book)))


def _lines(span: Span, book: Path) -> Iterator[Line]:
    """Yield the lines around a place as the file has them now, or else the excerpt."""
    if span.line is None:
        return
    lines = _text(span.file, book).split("\n")
    index = span.line - 1
    excerpt = span.excerpt.rstrip()
    if index < len(lines) and (not excerpt or lines[index].rstrip() == excerpt):
        for number in range(max(0, index - _AROUND), min(len(lines), index + _AROUND + 1)):
            yield Line(number + 1, lines[number].rstrip("\r"), number == index)
    elif excerpt:
        yield Line(span.line, excerpt, meant=True)


def _text(name: str, book: Path) -> str:
    """Read a file of the book; empty for one that lies elsewhere or cannot be read."""
    path = book / name
    try:
        inside = path.resolve().is_relative_to(book.resolve())
        if not inside or path.stat().st_size > _LARGEST:
            return ""
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""

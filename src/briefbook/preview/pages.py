"""The pages as HTML: what is to be shown, put into the templates, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from jinja2 import Environment, PackageLoader, StrictUndefined

from briefbook.build.status import Fact, reading
from briefbook.catalogue import LANGUAGES, Catalogue
from briefbook.errors import BriefbookError
from briefbook.plan.config import DocumentType
from briefbook.plan.outputs import Output
from briefbook.preview.desk import Desk, Sight
from briefbook.preview.sheet import Sheet
from briefbook.preview.views import (
    Cell,
    Problem,
    document_url,
    matrix_of,
    name_of_language,
    name_of_subject,
    problems_of,
)
from briefbook.preview.words import (
    DELIVERY_KINDS,
    DELIVERY_STATES,
    OUTCOMES,
    STATES,
    WORDS,
    counted_problems,
    progress_told,
)
from briefbook.record.rows import RunRecord
from briefbook.wording import _, decimal, verbatim

__all__ = ["Pages", "language_for"]

_VIEWS = ("text", "file")
#: Whose way of writing dates is that of each language of the page.
_LOCALES = {"en": "en_GB", "ru": "ru"}


@dataclass(frozen=True, slots=True)
class Pane:
    """One language of a document: its output, its text or why there is none."""

    language: str
    name: str
    cell: Cell
    sheet_url: str = ""
    file_url: str = ""
    title: str = ""
    facts: tuple[Fact, ...] = ()
    problems: tuple[Problem, ...] = ()


class Pages:
    """Writes the pages of a desk; ``token`` goes into its forms, ``boot`` names this start."""

    def __init__(self, desk: Desk, token: str, boot: str) -> None:
        self._desk = desk
        self._token = token
        self._boot = boot
        self._environment = Environment(
            loader=PackageLoader("briefbook.preview", "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def outputs(self, language: str, *, only_open: bool = False) -> str:
        """Return the page with the matrix."""
        sight = self._desk.sight()
        matrix = None
        rows: Sequence[object] = ()
        if sight.snapshot is not None:
            matrix = matrix_of(sight.snapshot, sight.verdicts, language)
            rows = [row for row in matrix.rows if not (only_open and row.calm)]
        here = "/?show=open" if only_open else "/"
        return self._written(
            "outputs", language, sight, here, matrix=matrix, rows=rows, only_open=only_open
        )

    def document(
        self, language: str, document: str, subject: str | None, asked: Mapping[str, str]
    ) -> str | None:
        """Return the page of a document, None where the book has no such document.

        ``asked`` are the languages ``left`` and ``right``, the ``view`` and the ``format``.
        """
        sight = self._desk.sight()
        if sight.snapshot is None:
            return self.outputs(language)
        kinds = {one.name: one for one in sight.snapshot.config.documents}
        if document not in kinds:
            return None
        view = asked.get("view", "text") if asked.get("view") in _VIEWS else "text"
        format_ = _among(asked.get("format"), kinds[document].formats)
        tongues = _two(sight.snapshot.config.book.languages, asked)
        cells = {cell.output.language: cell for cell in self._cells(sight, document, subject)
                 if cell.output.format == format_}  # fmt: skip
        if not cells:
            return None
        if view == "text":
            shown = [cells[tongue].output for tongue in tongues if tongue in cells]
            self._desk.sheets(sight.snapshot, shown)
        panes = [
            self._pane(language, sight, cells[tongue], view)
            for tongue in tongues
            if tongue in cells
        ]
        heading = self._heading(sight, kinds[document], subject, language)
        url = document_url(document, subject)
        chosen = {"left": tongues[0], "right": tongues[-1], "view": view, "format": format_}
        return self._written(
            "document",
            language,
            sight,
            f"{url}?{'&'.join(f'{name}={value}' for name, value in chosen.items())}",
            kind=kinds[document],
            heading=heading,
            panes=panes,
            url=url,
            chosen=chosen,
        )

    def runs(self, language: str) -> str:
        """Return the page of past runs."""
        with reading(self._desk.folder) as ledger:
            runs = ledger.runs() if ledger else ()
        return self._written("runs", language, self._desk.sight(), "/runs", runs=runs)

    def run(self, language: str, number: int) -> str | None:
        """Return the page of one run, None where there was none of that number."""
        run: RunRecord | None = None
        with reading(self._desk.folder) as ledger:
            if ledger is not None and 0 < number < 2**63:
                run = ledger.run(number)
        if run is None:
            return None
        return self._written("run", language, self._desk.sight(), f"/runs/{number}", run=run)

    def deliveries(self, language: str) -> str:
        """Return the page of deliveries."""
        with reading(self._desk.folder) as ledger:
            sent = ledger.deliveries.recent() if ledger else ()
        values = {"sent": sent, "kinds": DELIVERY_KINDS, "how": DELIVERY_STATES}
        return self._written("deliveries", language, self._desk.sight(), "/deliveries", **values)

    def not_found(self, language: str) -> str:
        """Return the page that says that there is none."""
        return self._written("not_found", language, self._desk.sight(), "/")

    def failed(self, language: str, error: BriefbookError) -> str:
        """Return the page that says what keeps another from being shown."""
        told = self._problems(error)
        return self._written("failed", language, self._desk.sight(), "/", told_problems=told)

    def news(self, language: str) -> dict[str, object]:
        """Return what the page is told when there is something else to see."""
        sight = self._desk.sight()
        return {
            "version": self._version(sight),
            "building": sight.progress is not None,
            "message": _catalogue(language).say(_told(sight)),
        }

    def _version(self, sight: Sight) -> str:
        return f"{self._boot}-{sight.version}"

    def _cells(self, sight: Sight, document: str, subject: str | None) -> list[Cell]:
        """Return the outputs of a document about a subject."""
        url = document_url(document, subject)
        return [
            Cell(one.output, one.state, one.reasons, url, one.error)
            for one in sight.verdicts
            if one.output.document == document
            and one.output.subject == subject
            and one.state != "orphaned"
        ]

    def _pane(self, language: str, sight: Sight, cell: Cell, view: str) -> Pane:
        """Return one language of a document, composed if its text is to be seen."""
        output = cell.output
        name = name_of_language(output.language, language)
        file = self._desk.folder / str(output)
        stamp = file.stat().st_mtime_ns if file.is_file() else None
        file_url = "" if stamp is None else f"/{output}?v={stamp:x}"
        if view == "file":
            problems = self._problems(cell.error)
            return Pane(output.language, name, cell, file_url=file_url, problems=problems)
        assert sight.snapshot is not None  # noqa: S101  # there are verdicts
        sheet = self._desk.sheet(sight.snapshot, output)
        if isinstance(sheet, BriefbookError):
            return Pane(output.language, name, cell, "", file_url, problems=self._problems(sheet))
        return Pane(
            output.language, name, cell, _sheet_url(output, sheet), file_url, sheet.title,
            tuple({fact.fact: fact for fact in sheet.facts}.values()),
        )  # fmt: skip

    def _problems(self, error: BriefbookError | None) -> tuple[Problem, ...]:
        return () if error is None else problems_of(error, self._desk.folder)

    def _heading(
        self, sight: Sight, kind: DocumentType, subject: str | None, language: str
    ) -> str | None:
        assert sight.snapshot is not None  # noqa: S101  # it was looked at before
        if subject is None:
            return None
        return name_of_subject(sight.snapshot, kind.about, subject, language)

    def _written(self, page: str, language: str, sight: Sight, here: str, **values: object) -> str:
        """Write a page; ``here`` is the path to which its forms return."""
        catalogue = _catalogue(language)
        stale = sum(each.rebuild for each in sight.verdicts)
        return self._environment.get_template(f"{page}.html.jinja").render(
            say=catalogue.say,
            w=SimpleNamespace(**WORDS),
            states=STATES,
            outcomes=OUTCOMES,
            language=language,
            languages=[(tag, name_of_language(tag, tag)) for tag in LANGUAGES],
            named=lambda tag: name_of_language(tag, language),
            when=lambda moment: _moment(moment, language, sight),
            on_day=lambda day: format_date(day, "medium", locale=_LOCALES[language]),
            seconds=lambda time: _("{time} s", time=decimal(time)),
            page=page,
            here=here,
            token=self._token,
            version=self._version(sight),
            told=_told(sight),
            building=sight.progress is not None,
            stale=stale,
            on_save=self._desk.manner.on_save,
            problems=self._problems(sight.error),
            last_words=WORDS["connection_lost"],
            **values,
        )


def language_for(chosen: str | None, accepted: str) -> str:
    """Return the language of the page: the chosen one, or the first that a browser accepts.

    ``accepted`` is an Accept-Language of https://www.rfc-editor.org/rfc/rfc9110#field.accept-language.
    """
    if chosen in LANGUAGES:
        return chosen
    wanted = [part.partition(";")[0].strip().lower() for part in accepted.split(",")]
    spoken = (tag.partition("-")[0] for tag in wanted)
    return next((tag for tag in spoken if tag in LANGUAGES), LANGUAGES[0])


@cache
def _catalogue(language: str) -> Catalogue:
    return Catalogue.of(language)


def _told(sight: Sight) -> Any:
    """Say in a few words how the book stands."""
    if sight.progress is not None:
        done, total = sight.progress.done, sight.progress.total
        return progress_told(done, total) if total else WORDS["busy"]
    if sight.error is not None:
        return counted_problems(len(getattr(sight.error, "problems", (sight.error,))))
    if sight.snapshot is None:
        return WORDS["reading"]
    stale = sum(each.rebuild or each.state == "failed" for each in sight.verdicts)
    return WORDS["nothing_stale"] if not stale else verbatim("")


def _moment(moment: datetime, language: str, sight: Sight) -> str:
    """Write a moment in the book's time zone."""
    zone = "UTC" if sight.snapshot is None else sight.snapshot.config.book.timezone
    return format_datetime(moment, "medium", ZoneInfo(zone), _LOCALES[language])


def _sheet_url(output: Output, sheet: Sheet) -> str:
    return f"/sheet/{output.path}?v={sheet.digest[:16]}"


def _among(asked: str | None, known: Sequence[str]) -> str:
    return asked if asked is not None and asked in known else known[0]


def _two(languages: Sequence[str], asked: Mapping[str, str]) -> tuple[str, ...]:
    """Return the languages that are shown side by side: two where the book has them."""
    left = _among(asked.get("left"), languages)
    others = [tag for tag in languages if tag != left]
    right = asked.get("right")
    if right is not None and right in languages:
        return (left,) if right == left else (left, right)
    return (left, *others[:1])

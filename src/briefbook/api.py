"""The public Python interface: open a book, check it, build it.

::

    from briefbook import Book, Selection

    book = Book.open("my-book")
    report = book.build(Selection(documents=("brief",), languages=("en",)))
    for output in report.built:
        print(output.output)

What is exported here stays; every other module may change. All errors are
:class:`~briefbook.errors.BriefbookError`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefbook.build.book import CONFIG_FILE, Known, read_book
from briefbook.build.builder import Report, build
from briefbook.build.dispatch import EXECUTORS, ExecutorName, Options
from briefbook.build.problems import CheckReport, Problem
from briefbook.build.reasons import Reason
from briefbook.build.shape import dataset_schema
from briefbook.build.snapshot import Snapshot
from briefbook.build.status import (
    Cleaned,
    Explanation,
    Fact,
    clean,
    explain,
    known,
    reading,
    status,
)
from briefbook.build.translation_lock import read_lock, write_lock
from briefbook.build.verdicts import Verdict
from briefbook.errors import UnknownName, UnreadableFile
from briefbook.events import Listener, ignore
from briefbook.plan.outputs import Output, Selection
from briefbook.plan.schedules import Schedule
from briefbook.record.digests import FileDigests
from briefbook.record.rows import RunRecord
from briefbook.schedule.listing import Listed
from briefbook.schedule.public import run_due, schedule_status, schedules, serve
from briefbook.schedule.status import ScheduleStatus
from briefbook.wording import _

if TYPE_CHECKING:
    from briefbook.build.sight import Viewpoint
    from briefbook.build.translated import Translation
    from briefbook.exchange.forms.approval import FormsChecked, Proposals
    from briefbook.exchange.translations import ExchangeFormat, Imported
    from briefbook.executors.head_start import HeadStart
    from briefbook.verify.verification import Verification

__all__ = [
    "EXECUTORS",
    "Book",
    "CheckReport",
    "Cleaned",
    "ExecutorName",
    "Explanation",
    "Fact",
    "Listed",
    "Output",
    "Problem",
    "Reason",
    "Report",
    "RunRecord",
    "Schedule",
    "ScheduleStatus",
    "Selection",
    "Verdict",
    "dataset_schema",
    "explain_file",
    "export_translations",
    "import_translations",
    "is_book",
    "new_book",
    "past_run",
    "past_runs",
    "run_due",
    "schedule_status",
    "schedules",
    "serve",
    "verify",
]


@dataclass(frozen=True, slots=True)
class Book:
    """A book, read whole from its folder and valid.

    ``snapshot`` is the book as it stood when it was opened: what changes on the disk
    later is seen when it is opened again, or when a build had to wait for another.
    ``as_of`` is the date that was set for its clock, None for today.
    """

    folder: Path
    snapshot: Snapshot
    as_of: date | None
    _files: FileDigests
    _ahead: HeadStart | None = None

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        as_of: date | None = None,
        *,
        remember: bool = False,
        ahead: HeadStart | None = None,
        view: Viewpoint | None = None,
    ) -> Book:
        """Read the book in the folder ``path``.

        ``as_of`` sets the date of the book's clock, which is else today's date in the
        book's time zone. With ``remember`` the parsed dataset is kept under ``output/``,
        which makes the next reading quick; ``view`` may have looked at the folder already.
        The worker ``ahead`` starts as soon as there seems to be something to build, and
        serves :meth:`build`. Raises :class:`~briefbook.errors.InvalidBook` with all the
        problems that keep the book from being built.
        """
        folder = Path(path)
        known = replace(_known(folder), remember=remember, view=view, ahead=ahead)
        return cls(folder, read_book(folder, as_of, known), as_of, known.files, ahead)

    def outputs(self) -> tuple[Output, ...]:
        """Return every output of the book, in the order of its documents."""
        return self.snapshot.outputs()

    def build(
        self,
        selection: Selection | None = None,
        *,
        executor: ExecutorName = "processes",
        workers: int | None = None,
        scheduler: str | None = None,
        force: bool = False,
        strict: bool = False,
        listener: Listener = ignore,
    ) -> Report:
        """Make those of the selected outputs that are stale, and publish them.

        Without a selection that is every output of the book, under its ``output/``.

        ``executor`` says where outputs are made: in ``workers`` processes (by default
        one per core) whose time and memory are limited, inline in this process without
        limits, or on the workers of the Dask cluster whose scheduler has the address
        ``scheduler`` (docs/distributed.md). With ``force`` current outputs are made too,
        and files altered by hand are moved beside and replaced. With ``strict`` a
        document whose languages do not say the same is not published (docs/parity.md).
        ``listener`` hears what happens, as it happens. Another build of the same book is
        waited for.

        An output that fails does not stop the others and leaves its old file in
        place: see ``failed`` of the report. Raises
        :class:`~briefbook.errors.UnknownName` for a selection that the book does not
        have, :class:`~briefbook.errors.OutputFolder` where nothing can be written and
        :class:`~briefbook.errors.ExecutorUnavailable` where no worker can be used.
        """
        options = Options(
            selection or Selection(), executor, workers, scheduler, force, strict=strict
        )
        options = replace(options, ahead=self._ahead)
        read_again = partial(read_book, self.folder, self.as_of)
        return build(
            self.folder,
            self.snapshot,
            options,
            listener,
            files=self._files,
            read_again=read_again,
        )

    def check(
        self,
        selection: Selection | None = None,
        *,
        strict: bool = False,
        executor: ExecutorName = "processes",
        workers: int | None = None,
        listener: Listener = ignore,
    ) -> CheckReport:
        """Find what :meth:`build` would stumble over; write nothing.

        All templates are read, facts past their review are told, and the selected
        outputs are made, compared with their other languages and thrown away. ``strict``
        makes warnings count in ``ok`` of the report. The other parameters are those of
        :meth:`build`. Raises :class:`~briefbook.errors.UnknownName`.
        """
        options = Options(selection or Selection(), executor, workers)
        from briefbook.build.check import check_book  # noqa: PLC0415  # heavy, only to check

        lock = read_lock(self.folder)
        return check_book(self.snapshot, options, strict=strict, lock=lock, listener=listener)

    def translations(self) -> tuple[Translation, ...]:
        """Return each unit of the book in each language it is translated into, and how it stands.

        Raises :class:`~briefbook.errors.InvalidBook` for a lock that cannot be read.
        """
        from briefbook.build.translated import translations  # noqa: PLC0415  # heavy

        return translations(self.snapshot, read_lock(self.folder))

    def confirm_translations(self, units: Sequence[str] = (), languages: Sequence[str] = ()) -> int:
        """Record that a person has looked at translations: of all units, or of those named.

        Returns how many entries of the lock are new or changed. Raises
        :class:`~briefbook.errors.UnknownName` for a unit that is not translated.
        """
        from briefbook.build.translated import confirmed, translations  # noqa: PLC0415  # heavy

        lock = read_lock(self.folder)
        known = lock.entries if lock else {}
        source = self.snapshot.config.book.source_language
        found = translations(self.snapshot, lock)
        entries = confirmed(found, source, lock, units, languages)
        if lock is None or entries != known:
            write_lock(self.folder, entries)
        return sum(known.get(key) != digest for key, digest in entries.items())

    def status(self, selection: Selection | None = None) -> tuple[Verdict, ...]:
        """Return what the selected outputs are, by default all, and why; write nothing.

        With the whole book, outputs that it no longer asks for come last. Raises
        :class:`~briefbook.errors.UnknownName`.
        """
        return status(self.folder, self.snapshot, selection or Selection())

    def explain(self, output: str) -> Explanation:
        """Return the facts that an output rests on, and what has changed since.

        ``output`` is its path, relative to the book or to ``output/``. Raises
        :class:`~briefbook.errors.UnknownName` for an output that was never made.
        """
        return explain(self.folder, self.snapshot, output)

    def propose_forms(self, names: Sequence[str] = ()) -> Proposals:
        """Return the grammatical forms that names lack, as libraries propose them; write nothing.

        ``names`` are paths of registers, records or names; without them all names are
        gone through. Raises :class:`~briefbook.errors.UnknownName` for a path without
        names and :class:`~briefbook.errors.ExtraMissing` without the extra ``forms``.
        """
        from briefbook.exchange.forms.approval import propose_forms  # noqa: PLC0415  # heavy
        from briefbook.exchange.forms.libraries import libraries  # noqa: PLC0415  # as above

        return propose_forms(self.folder, self.snapshot.dataset, libraries(), names)

    def check_forms(self) -> FormsChecked:
        """Compare the stored forms with the libraries and the reviewed list, ``forms.toml``.

        Raises :class:`~briefbook.errors.InvalidBook` for a list that cannot be used and
        :class:`~briefbook.errors.ExtraMissing` without the extra ``forms``.
        """
        from briefbook.exchange.forms.approval import check_forms  # noqa: PLC0415  # heavy
        from briefbook.exchange.forms.exceptions import read_exceptions  # noqa: PLC0415
        from briefbook.exchange.forms.libraries import libraries  # noqa: PLC0415  # as above

        exceptions = read_exceptions(self.folder)
        return check_forms(self.snapshot.dataset, libraries(), exceptions)

    def clean(self, *, listener: Listener = ignore) -> Cleaned:
        """Remove the outputs that the book no longer asks for; keep those that were edited."""
        return clean(self.folder, self.snapshot, listener)


def export_translations(
    path: str | os.PathLike[str], language: str | None = None, form: ExchangeFormat = "xliff"
) -> bytes:
    """Return all texts of the book in ``path`` for a translator, as XLIFF 1.2 or PO.

    ``language`` is the one to translate into, by default the only one beside the source
    language; it may be one that the book does not have yet. The book may lack
    translations, but nothing else. Raises :class:`~briefbook.errors.InvalidBook` and
    :class:`~briefbook.errors.UnknownName`.
    """
    from briefbook.exchange.reading import read_to_translate  # noqa: PLC0415  # heavy
    from briefbook.exchange.translations import export_translations as write  # noqa: PLC0415

    return write(read_to_translate(Path(path)), language, form, read_lock(Path(path)))


def import_translations(
    path: str | os.PathLike[str],
    file: str | os.PathLike[str],
    language: str | None = None,
    *,
    dry_run: bool = False,
    listener: Listener = ignore,
) -> Imported:
    """Take a translator's file over into the data and phrases of the book in ``path``.

    ``language`` is the one that the file must be into, needed only for a language that
    the book does not have yet; with ``dry_run`` nothing is written. Raises
    :class:`~briefbook.errors.TranslationsRefused` with all that is wrong with the file;
    the book is then as it was.
    """
    from briefbook.exchange.reading import read_to_translate  # noqa: PLC0415  # heavy
    from briefbook.exchange.translations import import_translations as take_over  # noqa: PLC0415

    folder = Path(path)
    read = partial(read_to_translate, folder)
    imported = take_over(folder, read, Path(file), language, dry_run=dry_run, listener=listener)
    if not dry_run and read_lock(folder) is not None:
        _confirm_imported(folder, read(), imported)
    return imported


def _confirm_imported(folder: Path, snapshot: Snapshot, imported: Imported) -> None:
    """Record of which source texts the translations of an imported file were made."""
    from briefbook.build.translated import confirmed, translations  # noqa: PLC0415  # heavy

    lock = read_lock(folder)
    found = translations(snapshot, lock)
    known = {one.unit.id for one in found if one.state != "missing"}
    units = [unit for unit in imported.confirmed if unit in known]
    if units:
        source = snapshot.config.book.source_language
        write_lock(folder, confirmed(found, source, lock, units, [imported.language]))


def is_book(path: str | os.PathLike[str]) -> bool:
    """Tell whether there is a book in the folder ``path``, valid or not."""
    return Path(path, CONFIG_FILE).exists()


def past_runs(path: str | os.PathLike[str]) -> tuple[RunRecord, ...]:
    """Return the runs that the ledger of the book in ``path`` knows, the newest first."""
    with reading(Path(path)) as ledger:
        return ledger.runs() if ledger else ()


def past_run(path: str | os.PathLike[str], number: int) -> RunRecord:
    """Return one past run with what it did to each output.

    Raises :class:`~briefbook.errors.UnknownName` for a run that is not in the ledger.
    """
    with reading(Path(path)) as ledger:
        found = ledger.run(number) if ledger else None
    if found is None:
        raise UnknownName(
            _("the ledger has no run {number}", number=number), hint=_("history lists the runs")
        )
    return found


def verify(file: str | os.PathLike[str], book: Book | None = None) -> Verification:
    """Find out whether a PDF or DOCX is what briefbook wrote, and whether its facts hold.

    Works on any copy, under any name; ``book`` is the book to ask about the facts, if
    it is at hand. What is wrong with the file is in the result. It detects accidents,
    not forgery.
    """
    from briefbook.verify.verification import verify as verify_file  # noqa: PLC0415  # heavy

    return verify_file(Path(file), book.snapshot if book else None)


def explain_file(file: str | os.PathLike[str], book: Book | None = None) -> Explanation:
    """Return the facts that a lone PDF or DOCX says it rests on.

    With ``book`` each is told beside what the book says now. Raises
    :class:`~briefbook.errors.UnreadableDocument` for a file that says nothing.
    """
    from briefbook.verify.explanation import explain_file as explain_one  # noqa: PLC0415  # heavy

    return explain_one(Path(file), book.snapshot if book else None)


def new_book(path: str | os.PathLike[str]) -> Path:
    """Lay a new book that builds into the folder ``path``; return its absolute path.

    Raises :class:`~briefbook.errors.FolderNotEmpty` if something is there already and
    :class:`~briefbook.errors.OutputFolder` if it cannot be written.
    """
    from briefbook.build.init import init_book  # noqa: PLC0415  # heavy, only here

    return init_book(Path(path))


def _known(folder: Path) -> Known:
    """Return what the ledger remembers; a build tells if it cannot be read."""
    try:
        return known(folder)
    except UnreadableFile:
        return Known()

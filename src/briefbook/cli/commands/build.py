"""``briefbook build``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

import click

from briefbook.cli import completion
from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.options import as_of_option, json_option, pass_settings
from briefbook.cli.settings import Settings, Verbosity
from briefbook.wording import _

if TYPE_CHECKING:
    from briefbook.api import Report, Verdict
    from briefbook.cli.console import Console

__all__ = ["EXECUTORS", "build"]

#: As in :mod:`briefbook.api`, which is too heavy for --help.
EXECUTORS = ("inline", "processes", "dask")


@click.command
@click.argument("documents", metavar="[DOCUMENT]...", nargs=-1, shell_complete=completion.documents)
@click.option(
    "--subject",
    "subjects",
    metavar="ID",
    multiple=True,
    shell_complete=completion.subjects,
    help="Only documents about this record. Can be repeated.",
)
@click.option(
    "--language",
    "languages",
    metavar="TAG",
    multiple=True,
    shell_complete=completion.languages,
    help="Only this language, such as ru. Can be repeated.",
)
@click.option(
    "--format",
    "formats",
    metavar="NAME",
    multiple=True,
    shell_complete=completion.formats,
    help="In this format, pdf or docx, also where the book names another. Can be repeated.",
)
@as_of_option
@click.option(
    "--force",
    is_flag=True,
    help="Make outputs that are current too, and replace files altered by hand.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Publish no document whose languages do not say the same.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="How many processes work at once. By default one per core.",
)
@click.option(
    "--executor",
    type=click.Choice(EXECUTORS),
    default="processes",
    help="Where outputs are made: in processes with limits, inline without, or by Dask.",
)
@click.option(
    "--dask-scheduler",
    metavar="ADDRESS",
    help="The scheduler for the executor dask, such as tcp://host:8786. By default one of its own.",
)
@click.option("--dry-run", is_flag=True, help="Tell what would be made and why; make nothing.")
@json_option
@pass_settings
def build(
    settings: Settings,
    *,
    documents: tuple[str, ...],
    subjects: tuple[str, ...],
    languages: tuple[str, ...],
    formats: tuple[str, ...],
    as_of: date | None,
    jobs: int | None,
    executor: Literal["inline", "processes", "dask"],
    dask_scheduler: str | None,
    force: bool,
    strict: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Make the documents of the book: all, or the kinds named."""
    from briefbook.cli.console import Console  # noqa: PLC0415  # --help does not wait for it

    console = Console(settings.verbosity, settings.catalogue)
    plain = not (force or strict or dry_run or settings.verbosity is Verbosity.VERBOSE)
    from briefbook.build.rest import is_news, still_at_rest  # noqa: PLC0415  # as above
    from briefbook.build.sight import Viewpoint  # noqa: PLC0415  # as above

    view = Viewpoint(settings.folder)
    if plain:
        wanted = (documents, subjects, languages, formats)
        report = still_at_rest(settings.folder, wanted, as_of, view)
        if report is not None:
            return _told(console, report, as_json=as_json)
    from briefbook.build.workers import head_start  # noqa: PLC0415  # as above
    from briefbook.collector import collector_at_rest, keep_what_lives_on  # noqa: PLC0415

    with head_start() as first:
        ahead = first if executor == "processes" and not dry_run else None
        if ahead is not None and (force or is_news(settings.folder, view.sight)):
            ahead.begin()  # before the heavy imports, which it makes meanwhile too
        from briefbook.api import Book, Selection  # noqa: PLC0415  # heavy, and often not needed

        chosen = Selection(documents, subjects, languages, formats)
        if dry_run:
            verdicts = Book.open(settings.folder, as_of).status(chosen)
            return _rehearse(console, verdicts, as_json=as_json)
        with collector_at_rest():  # what is read lives on until the end
            book = Book.open(settings.folder, as_of, remember=True, ahead=ahead, view=view)
            keep_what_lives_on()
        with console.listening(_("building")) as listener:
            report = book.build(
                chosen,
                executor=executor,
                workers=jobs,
                scheduler=dask_scheduler,
                force=force,
                strict=strict,
                listener=listener,
            )
    return _told(console, report, as_json=as_json)


def _told(console: Console, report: Report, *, as_json: bool) -> int:
    """Tell what became of a build."""
    from briefbook.cli.json_report import build_json, print_json  # noqa: PLC0415  # as above

    console.tell_build(report)
    if as_json:
        print_json(build_json(report), console.catalogue)
    return ExitCode.DONE if report.ok else ExitCode.PROBLEMS


def _rehearse(console: Console, verdicts: Sequence[Verdict], *, as_json: bool) -> int:
    """Tell what a build would make."""
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli.standing import status_json, tell_plan  # noqa: PLC0415  # as above

    tell_plan(console, verdicts)
    if as_json:
        print_json(status_json(verdicts), console.catalogue)
    return ExitCode.DONE

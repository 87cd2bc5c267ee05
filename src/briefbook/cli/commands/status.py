"""``briefbook status``, ``explain``, ``clean`` and ``history``: how the outputs stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefbook.cli import completion
from briefbook.cli.commands.verify import book_at_hand
from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.options import as_of_option, json_option, pass_settings
from briefbook.cli.settings import Settings
from briefbook.errors import UnknownName
from briefbook.wording import _

if TYPE_CHECKING:
    from briefbook.api import Explanation

__all__ = ["clean", "explain", "history", "status"]


@click.command
@click.argument("documents", metavar="[DOCUMENT]...", nargs=-1, shell_complete=completion.documents)
@as_of_option
@json_option
@pass_settings
def status(
    settings: Settings, documents: tuple[str, ...], as_of: date | None, *, as_json: bool
) -> int:
    """Tell of each output whether it is current, and if not, why."""
    from briefbook.api import Book, Selection  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above
    from briefbook.cli.standing import status_json, tell_status  # noqa: PLC0415  # as above

    verdicts = Book.open(settings.folder, as_of).status(Selection(documents=documents))
    tell_status(Console(settings.verbosity, settings.catalogue), verdicts)
    if as_json:
        print_json(status_json(verdicts), settings.catalogue)
    return ExitCode.DONE


@click.command
@click.argument("output", shell_complete=completion.outputs)
@as_of_option
@json_option
@pass_settings
def explain(settings: Settings, output: str, as_of: date | None, *, as_json: bool) -> int:
    """Tell the facts that an output rests on, and what has changed since.

    A file from elsewhere is read for the facts that it bears; no book is needed then.
    """
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above
    from briefbook.cli.standing import explain_json, tell_explanation  # noqa: PLC0415  # as above

    explanation = _explained(settings, output, as_of)
    tell_explanation(Console(settings.verbosity, settings.catalogue), explanation)
    if as_json:
        print_json(explain_json(explanation), settings.catalogue)
    return ExitCode.DONE


def _explained(settings: Settings, output: str, as_of: date | None) -> Explanation:
    """Explain an output of the book, or else the file that is there under that name."""
    from briefbook.api import Book, explain_file  # noqa: PLC0415  # --help does not wait for it

    lone = Path(output).is_file()
    book = book_at_hand(settings, as_of) if lone else Book.open(settings.folder, as_of)
    try:
        if book is not None:
            return book.explain(output)
    except UnknownName:
        if not lone:
            raise
    return explain_file(output, book)


@click.command
@json_option
@pass_settings
def clean(settings: Settings, *, as_json: bool) -> int:
    """Remove outputs that the book no longer asks for; edited files are kept."""
    from briefbook.api import Book  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above
    from briefbook.cli.standing import clean_json, tell_clean  # noqa: PLC0415  # as above

    console = Console(settings.verbosity, settings.catalogue)
    book = Book.open(settings.folder)
    with console.listening(_("cleaning")) as listener:
        cleaned = book.clean(listener=listener)
    tell_clean(console, cleaned)
    if as_json:
        print_json(clean_json(cleaned), settings.catalogue)
    return ExitCode.DONE


@click.command
@click.argument("run", type=click.IntRange(min=1), required=False)
@json_option
@pass_settings
def history(settings: Settings, run: int | None, *, as_json: bool) -> int:
    """Tell past runs, or one run with what it did to each output."""
    from briefbook.api import past_run, past_runs  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli import standing  # noqa: PLC0415  # as above
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above

    console = Console(settings.verbosity, settings.catalogue)
    if run is None:
        runs = past_runs(settings.folder)
        standing.tell_history(console, runs)
        report = standing.history_json(runs)
    else:
        one = past_run(settings.folder, run)
        standing.tell_run(console, one)
        report = standing.run_json(one)
    if as_json:
        print_json(report, settings.catalogue)
    return ExitCode.DONE

"""``briefbook check``."""

from __future__ import annotations

from datetime import date

import click

from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.options import as_of_option, json_option, pass_settings, ui_option
from briefbook.cli.settings import Settings
from briefbook.wording import _

__all__ = ["check"]


@click.command
@click.option("--strict", is_flag=True, help="Let warnings count as problems.")
@as_of_option
@json_option
@ui_option
@pass_settings
def check(settings: Settings, as_of: date | None, *, strict: bool, as_json: bool) -> int:
    """Find what a build would stumble over; write nothing."""
    from briefbook.api import Book  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.json_report import check_json, print_json  # noqa: PLC0415  # as above

    console = Console(settings.verbosity, settings.catalogue)
    book = Book.open(settings.folder, as_of)
    with console.listening(_("checking"), failures_later=True) as listener:
        report = book.check(strict=strict, listener=listener)
    console.tell_check(report)
    if as_json:
        print_json(check_json(report), settings.catalogue)
    return ExitCode.DONE if report.ok else ExitCode.PROBLEMS

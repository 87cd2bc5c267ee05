"""``briefbook verify``: whether a file is what was written, and its facts still hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.options import as_of_option, json_option, pass_settings
from briefbook.cli.settings import Settings

if TYPE_CHECKING:
    from briefbook.api import Book

__all__ = ["book_at_hand", "verify"]


@click.command
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@as_of_option
@json_option
@pass_settings
def verify(settings: Settings, files: tuple[str, ...], as_of: date | None, *, as_json: bool) -> int:
    """Tell whether a PDF or DOCX is what briefbook wrote, and whether its facts hold.

    A copy will do, under any name. The facts are compared with the book, if there is
    one. This detects accidents, not forgery.
    """
    from briefbook.api import verify as verify_file  # noqa: PLC0415  # --help does not wait
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above
    from briefbook.cli.verified import tell_verification, verify_json  # noqa: PLC0415  # as above

    book = book_at_hand(settings, as_of)
    found = [verify_file(file, book) for file in files]
    console = Console(settings.verbosity, settings.catalogue)
    for each in found:
        tell_verification(console, each)
    if as_json:
        print_json(verify_json(found), settings.catalogue)
    return ExitCode.DONE if all(each.ok for each in found) else ExitCode.PROBLEMS


def book_at_hand(settings: Settings, as_of: date | None) -> Book | None:
    """Open the book that was named or that the command was given in, if there is one."""
    from briefbook.api import Book, is_book  # noqa: PLC0415  # --help does not wait for it

    named = settings.folder != Path()
    if not named and not is_book(settings.folder):
        return None
    return Book.open(settings.folder, as_of)

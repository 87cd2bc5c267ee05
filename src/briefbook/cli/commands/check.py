"""``briefbook check``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from briefbook.cli.exit_codes import ExitCode, exit_code
from briefbook.cli.options import as_of_option, json_option, pass_settings, ui_option
from briefbook.cli.settings import Settings
from briefbook.errors import InvalidBook
from briefbook.wording import _

if TYPE_CHECKING:
    from briefbook.build.problems import CheckReport
    from briefbook.cli.console import Console

__all__ = ["check"]


@click.command
@click.option("--strict", is_flag=True, help="Let warnings count as problems.")
@as_of_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html"]),
    help="How to tell it: on the terminal, or as one page of HTML that can be mailed.",
)
@click.option(
    "-o",
    "--output",
    "output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file for the page. By default standard output.",
)
@json_option
@ui_option
@pass_settings
def check(
    settings: Settings,
    as_of: date | None,
    *,
    strict: bool,
    form: Literal["text", "html"] | None,
    output: Path | None,
    as_json: bool,
) -> int:
    """Find what a build would stumble over; write nothing into the book."""
    from briefbook.build.grouping import grouped  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli.checked import check_page, tell_check  # noqa: PLC0415  # as above
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.json_report import check_json, error_json, print_json  # noqa: PLC0415  # as above

    paged = form == "html" or (form is None and output is not None)
    _refuse_contradictions(paged=paged, output=output, as_json=as_json)
    console = Console(settings.verbosity, settings.catalogue)
    report, refused = _examined(console, settings, as_of, strict=strict)
    groups = grouped(report.problems, settings.folder)
    tell_check(console, groups)
    if paged:
        name, day = settings.folder.resolve().name, as_of or datetime.now(UTC).astimezone().date()
        page = check_page(report, groups, name, day, settings.catalogue)
        _write_page(console, page, output)
    if as_json:
        found = check_json(report) if refused is None else error_json(refused)
        print_json(found, settings.catalogue)
    if refused is not None:
        return exit_code(refused)
    return ExitCode.DONE if report.ok else ExitCode.PROBLEMS


def _refuse_contradictions(*, paged: bool, output: Path | None, as_json: bool) -> None:
    """Raise :class:`click.UsageError` for options that ask for two things at once."""
    if output is not None and not paged:
        raise click.UsageError(_("--output is for the page: --format html."))
    if paged and output is None and as_json:
        raise click.UsageError(_("--json and the page need --output to tell them apart."))


def _examined(
    console: Console, settings: Settings, as_of: date | None, *, strict: bool
) -> tuple[CheckReport, InvalidBook | None]:
    """Examine a book; return also what keeps it from being examined whole."""
    from briefbook.api import Book, CheckReport, Problem  # noqa: PLC0415  # --help does not wait

    try:
        book = Book.open(settings.folder, as_of)
        with console.listening(_("checking"), failures_later=True) as listener:
            return book.check(strict=strict, listener=listener), None
    except InvalidBook as refused:
        return CheckReport(tuple(map(Problem, refused.problems)), strict), refused


def _write_page(console: Console, page: str, output: Path | None) -> None:
    """Write the page, to a file as a whole or not at all."""
    from briefbook.cli.streams import write_output  # noqa: PLC0415  # --help does not wait for it
    from briefbook.publish import publish  # noqa: PLC0415  # as above

    if output is None:
        write_output(page)
    else:
        publish(page.encode("utf-8"), output.resolve())
        console.tell(_("written: {file}", file=output.as_posix()))

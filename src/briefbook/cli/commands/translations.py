"""``briefbook translations``: texts out to translators, and back into the book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.options import json_option, pass_settings
from briefbook.cli.settings import Settings
from briefbook.wording import _

if TYPE_CHECKING:
    from briefbook.exchange.translations import ExchangeFormat

__all__ = ["translations"]


@click.group
def translations() -> None:
    """Exchange texts with translators."""


@translations.command("export")
@click.option("--language", metavar="TAG", help="Translate into this language, such as en.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["xliff", "po"]),
    help="By default what the name of the file says, else xliff.",
)
@click.option(
    "-o",
    "--output",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write. By default standard output.",
)
@pass_settings
def export(
    settings: Settings, language: str | None, form: ExchangeFormat | None, output: Path | None
) -> int:
    """Write all texts of the book for a translator, as XLIFF 1.2 or PO."""
    from briefbook.api import export_translations  # noqa: PLC0415  # --help does not wait
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.streams import write_output  # noqa: PLC0415  # as above
    from briefbook.publish import publish  # noqa: PLC0415  # as above

    by_name: ExchangeFormat = "po" if output and output.suffix.lower() == ".po" else "xliff"
    data = export_translations(settings.folder, language, form or by_name)
    if output is None:
        write_output(data.decode("utf-8"))
    else:
        publish(data, output.resolve())
        console = Console(settings.verbosity, settings.catalogue)
        console.tell(_("written: {file}", file=output.as_posix()))
    return ExitCode.DONE


@translations.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--language", metavar="TAG", help="The file must be into this language.")
@click.option("--dry-run", is_flag=True, help="Show what would change as a patch; write nothing.")
@json_option
@pass_settings
def import_(
    settings: Settings, file: Path, language: str | None, *, dry_run: bool, as_json: bool
) -> int:
    """Take a translator's file over into the data and phrases of the book."""
    from briefbook.api import import_translations  # noqa: PLC0415  # --help does not wait
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.exchanged import import_json, tell_import  # noqa: PLC0415  # as above
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above
    from briefbook.cli.streams import write_output  # noqa: PLC0415  # as above

    console = Console(settings.verbosity, settings.catalogue)
    with console.listening(_("waiting")) as listener:
        imported = import_translations(
            settings.folder, file, language, dry_run=dry_run, listener=listener
        )
    tell_import(console, imported, dry_run=dry_run)
    if as_json:
        print_json(import_json(imported, dry_run=dry_run), settings.catalogue)
    elif dry_run:
        write_output(imported.diff)
    return ExitCode.DONE


@translations.command("status")
@json_option
@pass_settings
def status(settings: Settings, *, as_json: bool) -> int:
    """Tell how many translations are older than their source, by language, and which."""
    from briefbook.api import Book  # noqa: PLC0415  # --help does not wait
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.exchanged import tell_translations, translations_json  # noqa: PLC0415
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above

    console = Console(settings.verbosity, settings.catalogue)
    found = Book.open(settings.folder).translations()
    tell_translations(console, found)
    if as_json:
        print_json(translations_json(found), settings.catalogue)
    return ExitCode.DONE


@translations.command("confirm")
@click.argument("units", metavar="[UNIT]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Confirm every translation of the book.")
@click.option(
    "--language",
    "languages",
    metavar="TAG",
    multiple=True,
    help="Only this language. Can be repeated.",
)
@pass_settings
def confirm(
    settings: Settings, units: tuple[str, ...], languages: tuple[str, ...], *, everything: bool
) -> int:
    """Record that you have compared translations with their source text."""
    from briefbook.api import Book  # noqa: PLC0415  # --help does not wait
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.wording import ngettext  # noqa: PLC0415  # as above

    if everything == bool(units):
        raise click.UsageError(_("Name units, or give --all."))
    count = Book.open(settings.folder).confirm_translations(units, languages)
    console = Console(settings.verbosity, settings.catalogue)
    console.tell(ngettext("{count} translation confirmed", "{count} translations confirmed", count))
    return ExitCode.DONE

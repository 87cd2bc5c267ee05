"""``briefbook schema``."""

from __future__ import annotations

import click

from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.options import pass_settings
from briefbook.cli.settings import Settings

__all__ = ["schema"]


@click.command
@click.option("--register", metavar="NAME", help="Only for the files of this register.")
@pass_settings
def schema(settings: Settings, register: str | None) -> int:
    """Print JSON Schema of the book's YAML files, for editors.

    Where there is no book, it is that of a dataset of organizations.
    """
    from briefbook.api import dataset_schema  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above

    is_book = (settings.folder / "briefbook.toml").exists()
    found = dataset_schema(settings.folder if is_book else None, register=register)
    print_json(found, settings.catalogue)
    return ExitCode.DONE

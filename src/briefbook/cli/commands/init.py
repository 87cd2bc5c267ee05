"""``briefbook init``."""

from __future__ import annotations

from pathlib import Path

import click

from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.options import pass_settings
from briefbook.cli.settings import Settings
from briefbook.wording import _

__all__ = ["init"]


@click.command
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@pass_settings
def init(settings: Settings, folder: Path) -> int:
    """Lay a new book that builds into the folder DIR."""
    from briefbook.api import new_book  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above

    new_book(folder)
    console = Console(settings.verbosity, settings.catalogue)
    console.tell(_("laid a new book into {folder}", folder=folder))
    console.tell(_("now say: briefbook --book {folder} build", folder=folder))
    return ExitCode.DONE

"""``briefbook watch``."""

from __future__ import annotations

from datetime import date
from typing import Literal

import click

from briefbook.cli import completion
from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.options import as_of_option, pass_settings
from briefbook.cli.settings import Settings

__all__ = ["watch"]


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
@as_of_option
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="How many processes work at once. By default one per core.",
)
@click.option(
    "--executor",
    type=click.Choice(("inline", "processes")),
    default="processes",
    help="Where outputs are made: in processes with limits, or inline without.",
)
@pass_settings
def watch(
    settings: Settings,
    *,
    documents: tuple[str, ...],
    subjects: tuple[str, ...],
    languages: tuple[str, ...],
    as_of: date | None,
    jobs: int | None,
    executor: Literal["inline", "processes"],
) -> int:
    """Make the documents of the book, and again after every save, until Ctrl-C."""
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.watching import WatchListening  # noqa: PLC0415  # as above
    from briefbook.live import Selection  # noqa: PLC0415  # --help does not wait for it
    from briefbook.live import watch as watch_book  # noqa: PLC0415  # as above

    with WatchListening(Console(settings.verbosity, settings.catalogue)) as listener:
        watch_book(
            settings.folder,
            Selection(documents, subjects, languages),
            as_of=as_of,
            executor=executor,
            workers=jobs,
            listener=listener,
        )
    return ExitCode.DONE

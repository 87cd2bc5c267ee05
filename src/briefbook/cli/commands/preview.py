"""``briefbook preview``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import click

from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.options import as_of_option, pass_settings
from briefbook.cli.settings import Settings

if TYPE_CHECKING:
    from briefbook.events import Event, Listener

__all__ = ["preview"]


@click.command
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, 65535),
    default=8321,
    help="The port of the page, 8321 by default; 0 for any that is free.",
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    help="An address of this computer, such as ::1. Others are refused.",
)
@click.option("--open", "in_browser", is_flag=True, help="Open the page in a browser.")
@click.option("--no-watch", is_flag=True, help="Build when the button is pressed, not by itself.")
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
def preview(
    settings: Settings,
    *,
    port: int,
    host: str,
    in_browser: bool,
    no_watch: bool,
    as_of: date | None,
    jobs: int | None,
    executor: Literal["inline", "processes"],
) -> int:
    """Show the book on a local web page that follows every save, until Ctrl-C."""
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.watching import WatchListening  # noqa: PLC0415  # as above
    from briefbook.live import preview as serve_page  # noqa: PLC0415  # --help does not wait for it

    with WatchListening(Console(settings.verbosity, settings.catalogue)) as listener:
        serve_page(
            settings.folder,
            host=host,
            port=port,
            on_save=not no_watch,
            as_of=as_of,
            executor=executor,
            workers=jobs,
            listener=_opening(listener) if in_browser else listener,
        )
    return ExitCode.DONE


def _opening(listener: Listener) -> Listener:
    """Return a listener that also opens the page in a browser as soon as it is there."""
    from briefbook.events import PreviewStarted  # noqa: PLC0415  # --help does not wait for it

    def heard(event: Event) -> None:
        listener(event)
        if isinstance(event, PreviewStarted):
            import webbrowser  # noqa: PLC0415  # only with --open

            webbrowser.open(event.url)

    return heard

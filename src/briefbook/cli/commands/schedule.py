"""``briefbook schedule``: what is made without being asked for, and when."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from briefbook.cli import completion
from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.options import json_option, pass_settings
from briefbook.cli.settings import Settings
from briefbook.wording import _, verbatim

if TYPE_CHECKING:
    from types import FrameType

    from briefbook.schedule.stopping import Stop

__all__ = ["schedule"]


@click.group
def schedule() -> None:
    """Make documents at the times that briefbook.toml plans, and tell how that goes."""


@schedule.command("list")
@json_option
@pass_settings
def list_(settings: Settings, *, as_json: bool) -> int:
    """Tell each schedule with its next five times, in its zone."""
    from briefbook.api import schedules  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above
    from briefbook.cli.scheduled import list_json, tell_list  # noqa: PLC0415  # as above

    found = schedules(settings.folder)
    tell_list(Console(settings.verbosity, settings.catalogue), found)
    if as_json:
        print_json(list_json(found), settings.catalogue)
    return ExitCode.DONE


@schedule.command
@click.option(
    "--grace",
    metavar="MINUTES",
    type=click.IntRange(min=0),
    default=15,
    show_default=True,
    help="How late a slot may end before it counts as overdue.",
)
@json_option
@pass_settings
def status(settings: Settings, grace: int, *, as_json: bool) -> int:
    """Tell how the schedules stand; end with 1 if one is overdue or failed.

    The ledger is enough for it: it tells of a dead service too.
    """
    from briefbook.api import schedule_status  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above
    from briefbook.cli.scheduled import status_json, tell_status  # noqa: PLC0415  # as above

    found = schedule_status(settings.folder, grace=timedelta(minutes=grace))
    tell_status(Console(settings.verbosity, settings.catalogue), found)
    if as_json:
        print_json(status_json(found), settings.catalogue)
    return ExitCode.DONE if found.ok else ExitCode.PROBLEMS


@schedule.command
@click.argument("name", required=False, shell_complete=completion.schedules)
@click.option("--once", is_flag=True, help="Work on what is due, then end: for timers.")
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="How many processes work at once. By default one per core.",
)
@json_option
@pass_settings
def run(
    settings: Settings, name: str | None, jobs: int | None, *, once: bool, as_json: bool
) -> int:
    """Make and deliver what the schedules plan, until asked to stop.

    With --once only what is due now, to its end: retries and deliveries included.
    """
    from briefbook.api import run_due, serve  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above
    from briefbook.cli.logs import Log  # noqa: PLC0415  # as above
    from briefbook.cli.scheduled import exit_code_of, run_json  # noqa: PLC0415  # as above
    from briefbook.schedule.stopping import Stop  # noqa: PLC0415  # as above

    if as_json and not once:
        raise click.UsageError(_("--json goes with --once."))
    stop, log = Stop(), Log(settings.verbosity, catalogue=settings.catalogue)
    with _stopping(stop) as asked:
        if not once:
            serve(settings.folder, name, workers=jobs, listener=log, stop=stop)
            return ExitCode.INTERRUPTED if signal.SIGINT in asked else ExitCode.DONE
        done = run_due(settings.folder, name, workers=jobs, listener=log, stop=stop)
    if as_json:
        print_json(run_json(done), settings.catalogue)
    if stop.signal.is_set():
        return ExitCode.INTERRUPTED if signal.SIGINT in asked else ExitCode.TERMINATED
    return exit_code_of(done)


@schedule.command
@click.option(
    "--format",
    "form",
    type=click.Choice(["systemd", "cron"]),
    required=True,
    help="For which scheduler: units with timers, or crontab lines.",
)
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write files into this folder. By default they are printed.",
)
@click.option(
    "--timezone",
    metavar="ZONE",
    help="The time zone that cron goes by. By default that of this machine.",
)
@json_option
@pass_settings
def export(
    settings: Settings,
    form: Literal["systemd", "cron"],
    output: Path | None,
    timezone: str | None,
    *,
    as_json: bool,
) -> int:
    """Print timers for systemd or cron that call schedule run NAME --once."""
    from briefbook.cli.console import Console  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above
    from briefbook.cli.scheduled import export_json, export_text  # noqa: PLC0415  # as above
    from briefbook.cli.streams import write_output  # noqa: PLC0415  # as above
    from briefbook.plan.schedules import is_timezone  # noqa: PLC0415  # as above
    from briefbook.schedule.public import exported_schedules, write_exported  # noqa: PLC0415

    if timezone is not None and not is_timezone(timezone):
        raise click.UsageError(_("{zone} is no time zone of the IANA database", zone=timezone))
    files = exported_schedules(settings.folder, form, zone=timezone)
    if output is not None:
        write_exported(files, output)
        for file in files:
            Console(settings.verbosity, settings.catalogue).tell(verbatim(str(output / file.name)))
    if as_json:
        print_json(export_json(files), settings.catalogue)
    elif output is None:
        write_output(export_text(files))
    return ExitCode.DONE


@contextmanager
def _stopping(stop: Stop) -> Iterator[set[int]]:
    """Let Ctrl-C and SIGTERM ask for the end; yield the signals that came."""
    asked: set[int] = set()

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.add(number)
        stop.request()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""``briefbook schedule``: what is made without being asked for, and when."""

from __future__ import annotations

import click

from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.options import json_option, pass_settings
from briefbook.cli.settings import Settings

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

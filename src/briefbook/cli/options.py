"""Types and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from briefbook.cli.settings import Settings

__all__ = ["as_of_option", "json_option", "pass_settings"]

_Command = TypeVar("_Command", bound=Callable[..., Any])

#: Gives a command the options that stand before it.
pass_settings = click.make_pass_decorator(Settings)


class Day(click.ParamType[date]):
    """A calendar date as ISO 8601 writes it."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a date such as 2024-12-31; refuse anything else."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date such as 2024-12-31.", param, ctx)


def as_of_option(command: _Command) -> _Command:
    """Add ``--as-of`` to a command."""
    return click.option(
        "--as-of", type=Day(), metavar="DATE", help="Take this day for today, such as 2024-12-31."
    )(command)


def json_option(command: _Command) -> _Command:
    """Add ``--json`` to a command."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(command)

"""Types and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from briefbook.catalogue import LANGUAGES
from briefbook.cli.settings import Settings
from briefbook.wording import _

__all__ = ["as_of_option", "json_option", "pass_settings", "ui_option"]

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
            self.fail(_("{value} is no date such as 2024-12-31.", value=repr(value)), param, ctx)


def as_of_option(command: _Command) -> _Command:
    """Add ``--as-of`` to a command."""
    return click.option(
        "--as-of", type=Day(), metavar="DATE", help="Take this day for today, such as 2024-12-31."
    )(command)


def json_option(command: _Command) -> _Command:
    """Add ``--json`` to a command."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(command)


def ui_option(command: _Command) -> _Command:
    """Add ``--ui`` to a command.

    The help is told in that language too, so :func:`briefbook.cli.help.ui_language` reads
    the option before click does; here it is checked and documented.
    """
    return click.option(
        "--ui",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        help="The language of messages. By default that of the locale, if it is one of these.",
    )(command)

"""``briefbook forms``: grammatical forms, proposed by libraries and approved by people."""

from __future__ import annotations

import click

from briefbook.cli.exit_codes import ExitCode
from briefbook.cli.options import json_option, pass_settings
from briefbook.cli.settings import Settings

__all__ = ["forms"]


@click.group
def forms() -> None:
    """Propose and check the grammatical forms of names, posts and persons."""


@forms.command
@click.argument("names", metavar="[NAME]...", nargs=-1)
@json_option
@pass_settings
def propose(settings: Settings, names: tuple[str, ...], *, as_json: bool) -> int:
    """Print a patch with the forms that names lack; write nothing.

    All names are gone through, or those at or below the paths given, such as persons or
    bodies.cnd. A form is approved by applying the patch, when a person has read it.
    """
    from briefbook.api import Book  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli.approved import propose_json, tell_proposals  # noqa: PLC0415  # as above
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above
    from briefbook.cli.streams import write_output  # noqa: PLC0415  # as above

    found = Book.open(settings.folder).propose_forms(names)
    tell_proposals(Console(settings.verbosity, settings.catalogue), found)
    if as_json:
        print_json(propose_json(found), settings.catalogue)
    else:
        write_output(found.diff)
    return ExitCode.DONE


@forms.command
@json_option
@pass_settings
def check(settings: Settings, *, as_json: bool) -> int:
    """Compare the stored forms with the libraries and the reviewed list in forms.toml."""
    from briefbook.api import Book  # noqa: PLC0415  # --help does not wait for it
    from briefbook.cli.approved import forms_json, tell_forms  # noqa: PLC0415  # as above
    from briefbook.cli.console import Console  # noqa: PLC0415  # as above
    from briefbook.cli.json_report import print_json  # noqa: PLC0415  # as above

    checked = Book.open(settings.folder).check_forms()
    tell_forms(Console(settings.verbosity, settings.catalogue), checked)
    if as_json:
        print_json(forms_json(checked), settings.catalogue)
    return ExitCode.DONE if checked.ok else ExitCode.PROBLEMS

"""``briefbook [--book DIR] [--verbose | --quiet] COMMAND``: the way in and the ways out.

Whatever ends a command, it ends with one of :class:`~briefbook.cli.exit_codes.ExitCode`,
a sentence on standard error, and with ``--json`` one object on standard output.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import click

from briefbook.catalogue import ENGLISH, Catalogue
from briefbook.cli.commands.build import build
from briefbook.cli.commands.check import check
from briefbook.cli.commands.forms import forms
from briefbook.cli.commands.init import init
from briefbook.cli.commands.preview import preview
from briefbook.cli.commands.schedule import schedule
from briefbook.cli.commands.schema import schema
from briefbook.cli.commands.status import clean, explain, history, status
from briefbook.cli.commands.translations import translations
from briefbook.cli.commands.verify import verify
from briefbook.cli.commands.watch import watch
from briefbook.cli.exit_codes import ExitCode, exit_code
from briefbook.cli.help import click_speaking, in_language, ui_language
from briefbook.cli.options import ui_option
from briefbook.cli.settings import Settings, Verbosity
from briefbook.cli.streams import prepare_streams
from briefbook.errors import BriefbookError, InternalError, UsageError
from briefbook.version import VERSION
from briefbook.wording import _, verbatim

__all__ = ["program", "run"]

_EPILOG = """\
Exit codes: 0 done, 1 some outputs failed or problems were found, 2 usage, 3 the book is
invalid, 130 interrupted.

\b
Completion with TAB in bash (zsh and fish: zsh_source, fish_source):
  eval "$(_BRIEFBOOK_COMPLETE=bash_source briefbook)"
"""


class Terminated(BaseException):
    """The process was asked to end; all that is open is closed on the way out."""


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--book",
    metavar="DIR",
    envvar="BRIEFBOOK_BOOK",
    show_envvar=True,
    default=".",
    type=click.Path(path_type=Path),
    help="The folder of the book. By default the current one.",
)
@click.option("-v", "--verbose", is_flag=True, help="Tell every output, and tracebacks.")
@click.option("-q", "--quiet", is_flag=True, help="Tell only what went wrong.")
@ui_option
@click.version_option(VERSION, prog_name="briefbook", message="%(prog)s %(version)s")
@click.pass_context
def program(ctx: click.Context, book: Path, *, verbose: bool, quiet: bool) -> None:
    """One dataset of facts, many documents: PDF briefs and DOCX memos."""
    if verbose and quiet:
        raise click.UsageError(_("--verbose and --quiet exclude each other."))
    verbosity = Verbosity.QUIET if quiet else Verbosity.NORMAL
    verbosity = Verbosity.VERBOSE if verbose else verbosity
    ctx.obj = Settings(book, verbosity, ctx.obj or ENGLISH)


_COMMANDS = (
    build,
    check,
    clean,
    explain,
    forms,
    history,
    init,
    preview,
    schedule,
    schema,
    status,
    translations,
    verify,
    watch,
)
for _command in _COMMANDS:
    program.add_command(_command)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; ``arguments`` are the program's by default."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    prepare_streams()
    catalogue = Catalogue.of(ui_language(given))
    try:
        with _ending_on_request(), click_speaking(catalogue):
            return _start(given, catalogue)
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except Terminated:
        return ExitCode.TERMINATED
    except BriefbookError as error:
        return _fail(error, given, catalogue)
    except Exception as error:  # noqa: BLE001  # a defect ends like any other error
        return _fail(_defect(error), given, catalogue)


def _start(given: list[str], catalogue: Catalogue) -> int:
    """Run a command whose help and refusals are in one language."""
    spoken = program if catalogue is ENGLISH else in_language(program, catalogue)
    try:
        name = "briefbook"
        return int(spoken.main(given, prog_name=name, standalone_mode=False, obj=catalogue))
    except click.ClickException as error:
        return _refuse(error, given, catalogue)


@contextmanager
def _ending_on_request() -> Iterator[None]:
    """Let SIGTERM end the command as Ctrl-C does: workers die, the lock is released."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _refuse(error: click.ClickException, given: Sequence[str], catalogue: Catalogue) -> int:
    """Tell what is wrong with the command line."""
    vars(error)["message"] = catalogue.say(error.message)
    error.show(sys.stderr)
    _print_error(UsageError(verbatim(error.format_message())), given, catalogue)
    return ExitCode.USAGE


def _fail(error: BriefbookError, given: Sequence[str], catalogue: Catalogue) -> int:
    """Tell why a command could not do its work."""
    from briefbook.cli.console import Console  # noqa: PLC0415  # --help does not wait for it

    verbose = not {"-v", "--verbose"}.isdisjoint(given)
    console = Console(Verbosity.VERBOSE if verbose else Verbosity.NORMAL, catalogue)
    console.tell_error(error)
    if verbose and not isinstance(error, InternalError):
        console.tell_traceback(error)
    _print_error(error, given, catalogue)
    return exit_code(error)


def _print_error(error: BriefbookError, given: Sequence[str], catalogue: Catalogue) -> None:
    """Print the error as JSON too, where that was asked for."""
    if "--json" in given:
        from briefbook.cli.json_report import error_json, print_json  # noqa: PLC0415  # as above

        with suppress(InternalError):  # the sentence has been told, and the code says enough
            print_json(error_json(error), catalogue)


def _defect(error: Exception) -> BriefbookError:
    """Return a defect of ours as an error that can be told."""
    from briefbook.executors.base import internal_error  # noqa: PLC0415  # as above

    return internal_error(_("the command failed"), error)

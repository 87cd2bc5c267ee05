"""What is told to people, on standard error: progress, failures, the last line.

A progress bar appears only on a terminal. Colours follow the terminal and NO_COLOR
(https://no-color.org).
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from briefbook.catalogue import Catalogue
from briefbook.cli.counting import STATES, tally
from briefbook.cli.delivering import tell_delivery
from briefbook.cli.messages import error_text, failures, visible
from briefbook.cli.settings import Verbosity
from briefbook.cli.streams import silence
from briefbook.errors import BriefbookError
from briefbook.events import (
    Event,
    Holder,
    LedgerStartedAnew,
    NothingToDeliver,
    OutputBuilt,
    OutputCurrent,
    OutputFailed,
    OutputKept,
    OutputsWarned,
    OutputWithheld,
    ParcelDelivered,
    ParcelFailed,
    RunStarted,
    WaitingForLock,
    WorkerRefused,
)
from briefbook.wording import NOTHING, Message, _, decimal, ngettext

if TYPE_CHECKING:
    from rich.console import Console as RichConsole
    from rich.progress import Progress, TaskID
    from rich.text import Text

    from briefbook.api import Report

__all__ = ["Console", "Listening", "lasting"]


class Console:
    """Tells on standard error what a command does, as much as ``verbosity`` asks for.

    ``catalogue`` says it in the language of the reader.
    """

    def __init__(self, verbosity: Verbosity, catalogue: Catalogue) -> None:
        self.verbosity = verbosity
        self.catalogue = catalogue

    @cached_property
    def _rich(self) -> RichConsole:
        """What writes to the terminal; made when there is something to write."""
        return _rich_console()

    def tell(
        self, sentence: Message | Text, *, at: Verbosity = Verbosity.NORMAL, inset: bool = False
    ) -> None:
        """Print a line from the verbosity ``at`` upwards, ``inset`` below the one it belongs to."""
        if self.verbosity >= at:
            shown: str | Text
            if isinstance(sentence, Message):
                shown = ("    " if inset else "") + visible(self.catalogue.say(sentence))
            else:
                shown = sentence
            self._rich.print(shown, soft_wrap=True, markup=False, highlight=False, emoji=False)

    def tell_error(self, error: BriefbookError) -> None:
        """Print an error, or each problem of a book; tracebacks only if verbose."""
        verbose = self.verbosity is Verbosity.VERBOSE
        problems = failures(error)
        for problem in problems:
            self.tell(error_text(problem, self.catalogue, traceback=verbose), at=Verbosity.QUIET)
        if len(problems) > 1:
            self.tell(error.message)

    def tell_traceback(self, error: BaseException) -> None:
        """Print where an error came from."""
        from rich.text import Text  # noqa: PLC0415  # heavy, and --help needs none

        self.tell(Text("".join(traceback.format_exception(error)).rstrip(), "dim"))

    @contextmanager
    def listening(self, what: Message, *, failures_later: bool = False) -> Iterator[Listening]:
        """Yield a listener for the events of one run, with a bar while it lasts.

        ``what`` stands before the bar. With ``failures_later`` the failures are left
        to whoever reads the report.
        """
        words = self.catalogue.say(what)
        if self.verbosity is Verbosity.QUIET or not self._rich.is_terminal:
            yield Listening(self, None, words, failures_later=failures_later)
            return
        with _bar(self._rich) as progress:
            yield Listening(self, progress, words, failures_later=failures_later)

    def tell_build(self, report: Report) -> None:
        """Print how a build ended."""
        made = len(report.built), len(report.current), len(report.kept), len(report.failed)
        self.tell(lasting(tally(*made), report.seconds))
        if report.warnings:
            count = len(report.warnings)
            self.tell(ngettext("{count} warning", "{count} warnings", count))


class Listening:
    """Turns the events of a run into lines and a moving bar; called with each event."""

    def __init__(
        self, console: Console, progress: Progress | None, what: str, *, failures_later: bool
    ) -> None:
        self._console = console
        self._progress = progress
        self._what = what
        self._failures_later = failures_later
        self._task: TaskID | None = None

    def __call__(self, event: Event) -> None:
        """Tell an event."""
        match event:
            case WaitingForLock(holder):
                self._console.tell(_waiting(holder))
            case LedgerStartedAnew(reason):
                self._console.tell(_("the ledger was started anew: {reason}", reason=reason))
            case WorkerRefused(message):
                self._console.tell(message, at=Verbosity.QUIET)
            case RunStarted(_, outputs) if self._progress is not None:
                self._task = self._progress.add_task(self._what, total=len(outputs))
            case OutputBuilt(output, reason, seconds):
                self._advance(
                    lasting(_("{output}: {reason}", output=output, reason=reason), seconds)
                )
            case OutputKept(output, reason):
                self._advance()
                said = _("kept: {output}, for {reason}", output=output, reason=reason)
                self._console.tell(said, at=Verbosity.QUIET)
            case OutputCurrent(output):
                self._advance(_("{output}: {state}", output=output, state=STATES["current"]))
            case OutputFailed(output, error):
                self._advance()
                if not self._failures_later:
                    said = _("{state}: {output}", state=STATES["failed"], output=output)
                    self._console.tell(said, at=Verbosity.QUIET)
                    self._console.tell_error(error)
            case ParcelDelivered() | NothingToDeliver() | OutputWithheld() | ParcelFailed():
                tell_delivery(self._console, event)
            case OutputsWarned(error=error):
                self._console.tell_error(error)
            case _:
                pass

    def _advance(self, sentence: Message = NOTHING) -> None:
        """Move the bar by one output; the sentence is for those who want to know all."""
        if sentence:
            self._console.tell(sentence, at=Verbosity.VERBOSE)
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task)


def _bar(console: RichConsole) -> Progress:
    """Return a bar that moves with the outputs and goes when they are done."""
    from rich.progress import (  # noqa: PLC0415  # heavy, and only a terminal shows it
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True, redirect_stdout=False)


def _rich_console() -> RichConsole:
    """Return a console on standard error that a reader may leave at any time."""
    from rich.console import Console as RichConsole  # noqa: PLC0415  # heavy, --help needs none

    class Steadfast(RichConsole):
        """Goes on in silence when nobody reads any more: a build is not stopped by that."""

        def on_broken_pipe(self) -> None:
            """Let what follows lead nowhere."""
            silence(self.file)  # type: ignore[arg-type]  # standard error

    return Steadfast(stderr=True)


def _waiting(holder: Holder) -> Message:
    """Say for whom a build waits."""
    if holder.pid is None or holder.since is None:
        return _("waiting for another build of this book")
    return _(
        "waiting for the build of process {pid} (since {time} UTC, `{command}`)",
        pid=holder.pid,
        time=f"{holder.since:%H:%M:%S}",
        command=holder.command,
    )


def lasting(sentence: Message, seconds: float) -> Message:
    """Add to a sentence how long it took."""
    return _("{done} in {seconds} s", done=sentence, seconds=decimal(seconds))

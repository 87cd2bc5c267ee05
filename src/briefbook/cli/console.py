"""What is told to people, on standard error: progress, failures, the last line.

A progress bar appears only on a terminal. Colours follow the terminal and NO_COLOR
(https://no-color.org).
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from briefbook.catalogue import Catalogue
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
    OutputWithheld,
    ParcelDelivered,
    ParcelFailed,
    RunStarted,
    WaitingForLock,
    WorkerRefused,
)

if TYPE_CHECKING:
    from rich.console import Console as RichConsole
    from rich.progress import Progress, TaskID
    from rich.text import Text

    from briefbook.api import CheckReport, Report

__all__ = ["Console", "Listening", "tally"]


class Console:
    """Tells on standard error what a command does, as much as ``verbosity`` asks for.

    ``catalogue`` says it in the language of the reader.
    """

    def __init__(self, verbosity: Verbosity, catalogue: Catalogue) -> None:
        self.verbosity = verbosity
        self.catalogue = catalogue
        self._rich = _rich_console()

    def tell(
        self, sentence: str | Text, *, at: Verbosity = Verbosity.NORMAL, inset: bool = False
    ) -> None:
        """Print a line from the verbosity ``at`` upwards, ``inset`` below the one it belongs to."""
        if self.verbosity >= at:
            shown: str | Text = sentence
            if isinstance(sentence, str):
                shown = ("    " if inset else "") + visible(self.catalogue.say(sentence))
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
    def listening(self, what: str, *, failures_later: bool = False) -> Iterator[Listening]:
        """Yield a listener for the events of one run, with a bar while it lasts.

        ``what`` stands before the bar. With ``failures_later`` the failures are left
        to whoever reads the report.
        """
        from rich.progress import (  # noqa: PLC0415  # heavy, and --help needs none
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
        shown = self._rich.is_terminal and self.verbosity is not Verbosity.QUIET
        with Progress(
            *columns, console=self._rich, transient=True, disable=not shown, redirect_stdout=False
        ) as progress:
            yield Listening(self, progress, what, failures_later=failures_later)

    def tell_build(self, report: Report) -> None:
        """Print how a build ended."""
        made = len(report.built), len(report.current), len(report.kept), len(report.failed)
        self.tell(f"{tally(*made)} in {report.seconds:.1f} s")

    def tell_check(self, report: CheckReport) -> None:
        """Print the problems of a book, and how many there are."""
        for problem in report.problems:
            self.tell(error_text(problem.error, self.catalogue), at=Verbosity.QUIET)
            if problem.outputs:
                self.tell(f"    keeps from being made: {', '.join(problem.outputs)}")
        count = len(report.problems)
        self.tell(f"{_counted(count, 'problem')} found" if count else "no problems found")


class Listening:
    """Turns the events of a run into lines and a moving bar; called with each event."""

    def __init__(
        self, console: Console, progress: Progress, what: str, *, failures_later: bool
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
                self._console.tell(f"the ledger was started anew: {reason}")
            case WorkerRefused(message):
                self._console.tell(message, at=Verbosity.QUIET)
            case RunStarted(_, outputs):
                self._task = self._progress.add_task(self._what, total=len(outputs))
            case OutputBuilt(output, reason, seconds):
                self._advance(f"{output}: {reason} in {seconds:.1f} s")
            case OutputKept(output, reason):
                self._advance("")
                self._console.tell(f"kept: {output}, for {reason}", at=Verbosity.QUIET)
            case OutputCurrent(output):
                self._advance(f"{output}: current")
            case OutputFailed(output, error):
                self._advance("")
                if not self._failures_later:
                    self._console.tell(f"failed: {output}", at=Verbosity.QUIET)
                    self._console.tell_error(error)
            case ParcelDelivered() | NothingToDeliver() | OutputWithheld() | ParcelFailed():
                tell_delivery(self._console, event)
            case _:
                pass

    def _advance(self, sentence: str) -> None:
        """Move the bar by one output; the sentence is for those who want to know all."""
        if sentence:
            self._console.tell(sentence, at=Verbosity.VERBOSE)
        if self._task is not None:
            self._progress.advance(self._task)


def _rich_console() -> RichConsole:
    """Return a console on standard error that a reader may leave at any time."""
    from rich.console import Console as RichConsole  # noqa: PLC0415  # heavy, --help needs none

    class Steadfast(RichConsole):
        """Goes on in silence when nobody reads any more: a build is not stopped by that."""

        def on_broken_pipe(self) -> None:
            """Let what follows lead nowhere."""
            silence(self.file)  # type: ignore[arg-type]  # standard error

    return Steadfast(stderr=True)


def _waiting(holder: Holder) -> str:
    """Say for whom a build waits."""
    if holder.pid is None or holder.since is None:
        return "waiting for another build of this book"
    since = f"since {holder.since:%H:%M:%S} UTC, `{holder.command}`"
    return f"waiting for the build of process {holder.pid} ({since})"


def tally(built: int, current: int, kept: int, failed: int) -> str:
    """Say what a build made: “built 3 outputs, 1 current, 1 failed”."""
    others = {"current": current, "kept": kept, "failed": failed}
    said = [f"{count} {what}" for what, count in others.items() if count]
    return ", ".join([f"built {_counted(built, 'output')}", *said])


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

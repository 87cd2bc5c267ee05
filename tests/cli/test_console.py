"""What is told of each event."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from briefbook.catalogue import ENGLISH
from briefbook.cli.console import Console
from briefbook.cli.settings import Verbosity
from briefbook.errors import MissingGlyph
from briefbook.events import (
    Event,
    Holder,
    LedgerStartedAnew,
    OutputBuilt,
    OutputCurrent,
    OutputFailed,
    OutputKept,
    RunFinished,
    RunStarted,
    WaitingForLock,
)
from briefbook.wording import verbatim

NAME = "output/ru/office/note.pdf"
HOLDER = Holder(123, datetime(2026, 11, 22, 12, 0, 5, tzinfo=UTC), "briefbook build")

TOLD: list[tuple[Event, Verbosity, str]] = [
    (
        WaitingForLock(HOLDER),
        Verbosity.NORMAL,
        "waiting for the build of process 123 (since 12:00:05 UTC, `briefbook build`)\n",
    ),
    (WaitingForLock(Holder()), Verbosity.NORMAL, "waiting for another build of this book\n"),
    (
        LedgerStartedAnew(verbatim("it broke")),
        Verbosity.NORMAL,
        "the ledger was started anew: it broke\n",
    ),
    (OutputBuilt(NAME, verbatim("made"), 1.26), Verbosity.VERBOSE, f"{NAME}: made in 1.3 s\n"),
    (OutputCurrent(NAME), Verbosity.VERBOSE, f"{NAME}: current\n"),
    (
        OutputKept(NAME, verbatim("it was altered")),
        Verbosity.QUIET,
        f"kept: {NAME}, for it was altered\n",
    ),
    (
        OutputFailed(NAME, MissingGlyph(verbatim("no glyph"))),
        Verbosity.QUIET,
        f"failed: {NAME}\nerror: no glyph [missing-glyph]\n",
    ),
]


@pytest.mark.parametrize(("event", "level", "text"), TOLD)
@pytest.mark.parametrize("verbosity", list(Verbosity))
def test_an_event_is_told_from_its_verbosity_upwards(
    capsys: pytest.CaptureFixture[str],
    event: Event,
    level: Verbosity,
    text: str,
    *,
    verbosity: Verbosity,
) -> None:
    with Console(verbosity, ENGLISH).listening(verbatim("building")) as listener:
        listener(RunStarted(1, (NAME,)))
        listener(event)
    assert capsys.readouterr().err == (text if verbosity >= level else "")


def test_the_rest_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with Console(Verbosity.VERBOSE, ENGLISH).listening(verbatim("building")) as listener:
        listener(RunFinished(1, 1, 0, 0, 0, 1.0))
    assert capsys.readouterr().err == ""


def test_a_command_line_in_a_note_cannot_steer_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    holder = Holder(1, HOLDER.since, "briefbook \x1b[2J [red]")
    with Console(Verbosity.NORMAL, ENGLISH).listening(verbatim("building")) as listener:
        listener(WaitingForLock(holder))
    assert "`briefbook \\u001b[2J [red]`" in capsys.readouterr().err

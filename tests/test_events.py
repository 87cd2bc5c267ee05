"""Events are plain frozen values that any listener can keep or send on."""

from __future__ import annotations

import dataclasses
import pickle
from datetime import UTC, date, datetime
from inspect import signature
from typing import get_args

import pytest

from briefbook.api import Book
from briefbook.errors import Span, UndefinedName
from briefbook.events import (
    BuildRefused,
    ClockSet,
    DayBegan,
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
    PreviewStarted,
    RunFinished,
    RunStarted,
    SchedulesRead,
    SchedulesRefused,
    ServiceStarted,
    ServiceStopped,
    SlotBegun,
    SlotEnded,
    SlotFailed,
    SlotWaits,
    SourcesChanged,
    WaitingForLock,
    WatchStarted,
    WorkerRefused,
    ignore,
)
from briefbook.wording import verbatim

BRIEF = "output/ru/unodc/brief.pdf"
SLOT = "morning@2026-11-25T03:00Z"

EVENTS: tuple[Event, ...] = (
    WaitingForLock(Holder(42, datetime(2026, 1, 2, tzinfo=UTC), "briefbook build")),
    RunStarted(7, (BRIEF,)),
    LedgerStartedAnew(verbatim("the ledger was missing")),
    WorkerRefused(verbatim("the worker north has Python 3.12 instead of 3.11")),
    OutputBuilt(BRIEF, verbatim("a fact changed"), 0.25),
    OutputCurrent(BRIEF),
    OutputKept(BRIEF, verbatim("altered by hand")),
    RunFinished(7, built=1, current=0, kept=0, failed=0, seconds=1.5),
    WatchStarted("my-book"),
    SourcesChanged(("data/organizations/unodc.yaml",)),
    DayBegan(date(2027, 1, 1)),
    PreviewStarted("http://127.0.0.1:8321/"),
    ParcelDelivered("registry", "North", (BRIEF,), uncertain=False),
    NothingToDeliver("registry", "North", told=True),
    OutputWithheld("registry", BRIEF, verbatim("it bears a mark")),
    ServiceStarted(("morning",)),
    SchedulesRead(("morning", "evening")),
    ClockSet(-3600.0),
    SlotBegun(SLOT, 1, resumed=False),
    SlotWaits(SLOT, 60.0, verbatim("1 output failed")),
    SlotEnded(SLOT, "completed", verbatim("1 output built")),
)
#: Those that hold an error, which is compared by identity, and one that holds nothing.
OTHERS = {
    BuildRefused,
    OutputFailed,
    OutputsWarned,
    ParcelFailed,
    SchedulesRefused,
    ServiceStopped,
    SlotFailed,
}


def test_every_kind_of_event_is_known() -> None:
    kinds = {type(event) for event in EVENTS} | OTHERS
    assert kinds == set(get_args(Event))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_frozen_and_crosses_process_borders(event: Event) -> None:
    assert pickle.loads(pickle.dumps(event)) == event
    first = dataclasses.fields(event)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(event, first, None)


def test_a_failure_carries_its_error_with_place_and_hint() -> None:
    error = UndefinedName(
        verbatim("no name 'x'"), spans=[Span("templates/a", 3)], hint=verbatim("define it")
    )
    sent = pickle.loads(pickle.dumps(OutputFailed(BRIEF, error)))
    assert (sent.output, str(sent.error), sent.error.hint) == (BRIEF, str(error), "define it")


def test_nobody_need_listen(capfd: pytest.CaptureFixture[str]) -> None:
    for event in EVENTS:
        ignore(event)
    assert capfd.readouterr() == ("", "")
    assert signature(Book.build).parameters["listener"].default is ignore

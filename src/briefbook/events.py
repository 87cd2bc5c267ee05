"""What happens in a run: the core tells it as frozen values, reporters listen.

The core never prints and never asks: whoever starts a run passes a
:data:`Listener`, and the console, the JSON output and the tests are listeners.
Outputs are named by their paths relative to the book (``output/ru/unodc/brief.pdf``),
durations are in seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from briefbook.errors import BriefbookError
from briefbook.wording import Message


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock of a book: process id, start of the hold (UTC), command line.

    The parts are None or empty while the holder has not yet said who it is.
    """

    pid: int | None = None
    since: datetime | None = None
    command: str = ""


@dataclass(frozen=True, slots=True)
class WaitingForLock:
    """Another build holds the book; this one waits until it ends."""

    holder: Holder


@dataclass(frozen=True, slots=True)
class LedgerStartedAnew:
    """The ledger could not be used as it was; ``reason`` says why."""

    reason: Message


@dataclass(frozen=True, slots=True)
class WorkerRefused:
    """A worker on another machine is not used; ``message`` says which and why."""

    message: Message


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run begins; ``run`` is its number in the ledger, ``outputs`` all it considers."""

    run: int
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutputBuilt:
    """An output was made and published."""

    output: str
    reason: Message
    seconds: float


@dataclass(frozen=True, slots=True)
class OutputCurrent:
    """An output needed nothing."""

    output: str


@dataclass(frozen=True, slots=True)
class OutputKept:
    """An output is not as it should be and was left alone, for this reason."""

    output: str
    reason: Message


@dataclass(frozen=True, slots=True)
class OutputFailed:
    """An output could not be made; its old file is as it was."""

    output: str
    error: BriefbookError


@dataclass(frozen=True, slots=True)
class OutputsWarned:
    """Something is not as it should be with outputs that are made nevertheless."""

    outputs: tuple[str, ...]
    error: BriefbookError


@dataclass(frozen=True, slots=True)
class RunFinished:
    """A run is over; the counts are of outputs."""

    run: int
    built: int
    current: int
    kept: int
    failed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class WatchStarted:
    """The book in ``folder`` is watched; every save from here on is seen."""

    folder: str


@dataclass(frozen=True, slots=True)
class SourcesChanged:
    """Files that a book is made from were saved, added or removed; a build follows.

    ``files`` are relative to the book, with forward slashes.
    """

    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayBegan:
    """A new day has begun for a book that is watched; a build follows."""

    today: date


@dataclass(frozen=True, slots=True)
class BuildRefused:
    """Nothing could be built, for the book is wrong; the next save is tried again."""

    error: BriefbookError


@dataclass(frozen=True, slots=True)
class ParcelDelivered:
    """Outputs reached a recipient; ``uncertain`` says that they may have reached him twice."""

    delivery: str
    recipient: str
    outputs: tuple[str, ...]
    uncertain: bool


@dataclass(frozen=True, slots=True)
class NothingToDeliver:
    """A recipient has all outputs as they are; ``told`` says whether he was told so."""

    delivery: str
    recipient: str
    told: bool


@dataclass(frozen=True, slots=True)
class OutputWithheld:
    """An output did not go out to the recipients of a delivery, for this reason."""

    delivery: str
    output: str
    reason: Message


@dataclass(frozen=True, slots=True)
class ParcelFailed:
    """Outputs did not reach a recipient; the next delivery tries again."""

    delivery: str
    recipient: str
    error: BriefbookError


@dataclass(frozen=True, slots=True)
class PreviewStarted:
    """The page of a book can be opened at ``url``."""

    url: str


@dataclass(frozen=True, slots=True)
class ServiceStarted:
    """The service looks after these schedules from now on."""

    schedules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceStopped:
    """The service was asked to stop, and has; what is open is resumed at its next start."""


@dataclass(frozen=True, slots=True)
class SchedulesRead:
    """``briefbook.toml`` was changed; these are the schedules now."""

    schedules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchedulesRefused:
    """``briefbook.toml`` was changed and cannot be used; the schedules stay as they were."""

    error: BriefbookError


@dataclass(frozen=True, slots=True)
class ClockSet:
    """The clock was set, or the machine slept: it is off by ``seconds`` from what was due."""

    seconds: float


@dataclass(frozen=True, slots=True)
class SlotBegun:
    """Work on a planned slot begins, for the ``attempt``-th time.

    ``resumed`` says that an attempt before was cut short.
    """

    slot: str
    attempt: int
    resumed: bool


@dataclass(frozen=True, slots=True)
class SlotWaits:
    """An attempt at a slot failed, for this reason; it is tried again after ``seconds``."""

    slot: str
    seconds: float
    reason: Message


@dataclass(frozen=True, slots=True)
class SlotFailed:
    """An attempt at a slot met an error that is not of one output: the book, a delivery."""

    slot: str
    error: BriefbookError


@dataclass(frozen=True, slots=True)
class SlotEnded:
    """A slot has ended: completed, failed, coalesced into another one, skipped."""

    slot: str
    state: str
    detail: Message


Event = (
    WaitingForLock
    | LedgerStartedAnew
    | WorkerRefused
    | RunStarted
    | OutputBuilt
    | OutputCurrent
    | OutputKept
    | OutputFailed
    | OutputsWarned
    | RunFinished
    | WatchStarted
    | SourcesChanged
    | DayBegan
    | BuildRefused
    | ParcelDelivered
    | NothingToDeliver
    | OutputWithheld
    | ParcelFailed
    | PreviewStarted
    | ServiceStarted
    | ServiceStopped
    | SchedulesRead
    | SchedulesRefused
    | ClockSet
    | SlotBegun
    | SlotWaits
    | SlotFailed
    | SlotEnded
)

Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """Listen to nothing: the listener of a caller that only wants the result."""

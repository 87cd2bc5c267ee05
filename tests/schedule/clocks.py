"""Clocks for the tests of the service, and a deliverer that only notes what it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event as Signal

from tests.books import REPOSITORY, append, write

from briefbook.build.snapshot import Snapshot
from briefbook.deliver.courier import Timing
from briefbook.deliver.report import Delivered, DeliveryReport, Occasion, Undelivered
from briefbook.errors import BriefbookError
from briefbook.events import Event, Listener
from briefbook.schedule.attempt import Workplace
from briefbook.schedule.stopping import Stop

START = datetime(2026, 11, 24, 5, 59, tzinfo=UTC)


@dataclass
class FakeClock:
    """Waits in no time, and asks for the end when it has waited for ``length``.

    ``steps`` maps a moment to by how much the wall clock is set there.
    """

    stop: Stop
    length: timedelta
    wall: datetime = START
    watch: float = 0.0
    steps: dict[datetime, timedelta] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    on_wait: Callable[[datetime], None] = lambda _: None

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.watch

    def wait(self, seconds: float, until: Signal) -> None:
        self.waits.append(seconds)
        self.on_wait(self.wall)
        self.watch += seconds
        self.wall += timedelta(seconds=seconds)
        for moment in sorted(self.steps):
            if moment <= self.wall:
                self.wall += self.steps.pop(moment)
        if self.watch >= self.length.total_seconds():
            until.set()


@dataclass
class NotedDeliveries:
    """Takes what is delivered; ``errors`` are met one delivery after another."""

    causes: list[tuple[tuple[str, ...], Occasion]] = field(default_factory=list)
    errors: list[BriefbookError] = field(default_factory=list)

    def __call__(
        self,
        folder: Path,
        snapshot: Snapshot,
        names: Sequence[str],
        occasion: Occasion,
        listener: Listener,
        *,
        timing: Timing,
    ) -> DeliveryReport:
        assert snapshot.config.deliveries
        self.causes.append((tuple(names), occasion))
        report = DeliveryReport()
        if self.errors and not occasion.failures:
            report.failed.append(Undelivered("registry", "sent", (), "key", self.errors.pop(0)))
        else:
            sent = Delivered("registry", "sent", "documents", (), "key", uncertain=False)
            report.delivered.append(sent)
        return report


def with_schedule(book: Path, settings: str) -> Path:
    """Give a book further settings, and the words of its delivery notes."""
    append(book / "briefbook.toml", settings)
    for language in ("ru", "en"):
        name = f"templates/deliveries/{language}.toml"
        write(book / name, (REPOSITORY / name).read_text(encoding="utf-8"))
    return book


@dataclass
class Bench:
    """A service on a book, with what is needed to look at it."""

    place: Workplace
    clock: FakeClock
    deliveries: NotedDeliveries
    events: list[Event]

    def told(self, kind: type[Event]) -> list[Event]:
        """Return the events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]


def bench(
    book: Path,
    length: timedelta = timedelta(days=1),
    start: datetime = START,
    patience: float = 1800,
) -> Bench:
    """Lay the tools for a service of a book that is asked to end after so long."""
    events: list[Event] = []
    stop = Stop()
    clock = FakeClock(stop, length, start)
    deliveries = NotedDeliveries()
    place = Workplace(book, clock, stop, events.append, deliveries, "inline", patience=patience)
    return Bench(place, clock, deliveries, events)

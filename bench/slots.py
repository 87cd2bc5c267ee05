"""Slots with nothing to do, beside builds with nothing to do: ``python -m bench.slots BOOK RUNS``.

Both in one process, in turns, each reading the book anew; prints the medians in seconds
as JSON. A clock of our own lets one slot come after the other.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from bench.measuring import medians
from briefbook.api import Book
from briefbook.deliver.dispatch import deliver
from briefbook.events import ignore
from briefbook.schedule.attempt import Workplace
from briefbook.schedule.service import run_once
from briefbook.schedule.stopping import Stop

#: The schedule that the section puts into the book.
SCHEDULE = "steady"


@dataclass
class SteppingClock:
    """Goes on by a minute each time it is told to; nothing ever waits."""

    wall: datetime

    def now(self) -> datetime:
        """Return the time of the wall, in UTC."""
        return self.wall

    def monotonic(self) -> float:
        """Return the seconds of the wall clock, which nobody sets here."""
        return self.wall.timestamp()

    def wait(self, seconds: float, until: Event) -> None:
        """Go on by so many seconds."""
        del until
        self.wall += timedelta(seconds=seconds)


def main(book: str, runs: str) -> None:
    """Measure slots and builds in turns, and print JSON."""
    folder = Path(book)
    clock = SteppingClock(datetime.now(UTC))
    place = Workplace(folder, clock, Stop(), ignore, deliver, "inline")

    def slot() -> None:
        clock.wall += timedelta(minutes=1)
        (done,) = run_once(place, SCHEDULE)
        assert done.slot is not None
        assert done.slot.state == "completed", done.slot.detail

    def build() -> None:
        assert not Book.open(folder).build(executor="inline").built

    slot()  # the first one looks at what no slot has seen before
    build()
    slots, builds = medians(int(runs), slot, build)
    print(json.dumps({"slot": slots, "build": builds}))


if __name__ == "__main__":
    main(*sys.argv[1:])

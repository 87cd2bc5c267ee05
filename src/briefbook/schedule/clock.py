"""The clock of the service: what time it is, and waiting.

Both are injected, so that years can be tested in seconds and a clock that is set back
like any other. Waiting is never longer than :data:`LONGEST_WAIT`: then the wall clock is
looked at again, whether it was set or the machine slept meanwhile.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Event
from typing import Protocol

__all__ = ["LONGEST_WAIT", "Clock", "SystemClock"]

#: In seconds.
LONGEST_WAIT = 30.0


class Clock(Protocol):
    """Tells the time of the wall and of a watch that nobody sets."""

    def now(self) -> datetime:
        """Return the time of the wall, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only ever go on, from a beginning that means nothing."""
        ...

    def wait(self, seconds: float, until: Event) -> None:
        """Wait so many seconds, or until the event is set."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the time of the wall, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the seconds of ``CLOCK_MONOTONIC``, which stands while the machine sleeps."""
        return time.monotonic()

    def wait(self, seconds: float, until: Event) -> None:
        """Wait so many seconds, or until the event is set."""
        until.wait(seconds)

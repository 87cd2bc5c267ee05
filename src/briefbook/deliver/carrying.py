"""What every way of delivering has in common: one attempt, several attempts, the outcome."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from briefbook.deliver.parcel import Parcel
from briefbook.errors import DeliveryFailed
from briefbook.wording import NOTHING, Message, verbatim

#: Each pause between attempts is this many times as long as the one before.
_BACK_OFF = 4


class Carrier(Protocol):
    """A way to a recipient."""

    def send(self, parcel: Parcel) -> str:
        """Make one attempt; return what the other side answered.

        Raises :class:`Unsent`. A parcel that may have arrived before bears the same key.
        """
        ...


class Unsent(Exception):
    """One attempt failed.

    ``final``: another one would fail as well. ``uncertain``: the other side may have
    taken the parcel all the same.
    """

    def __init__(
        self,
        message: Message,
        hint: Message = NOTHING,
        *,
        final: bool = False,
        uncertain: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.final = final
        self.uncertain = uncertain


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the attempts at a parcel ended.

    ``error`` is ``None`` for one that arrived. ``uncertain``: it may have arrived more
    than once, or although the last attempt failed.
    """

    detail: Message
    attempts: int
    uncertain: bool
    error: DeliveryFailed | None = None


def carry(
    carrier: Carrier, parcel: Parcel, attempts: int, pause: float, sleep: Callable[[float], None]
) -> Outcome:
    """Try to send a parcel, ``pause`` seconds after the first attempt, then ever later."""
    uncertain = parcel.again
    for attempt in range(1, attempts + 1):
        try:
            return Outcome(verbatim(carrier.send(parcel)), attempt, uncertain)
        except Unsent as unsent:
            uncertain = uncertain or unsent.uncertain
            if unsent.final or attempt == attempts:
                error = DeliveryFailed(unsent.message, hint=unsent.hint)
                return Outcome(unsent.message, attempt, uncertain, error)
        sleep(pause * _BACK_OFF ** (attempt - 1))
    raise ValueError("a delivery needs at least one attempt")


@contextmanager
def deadline(seconds: float, cut: Callable[[], None]) -> Iterator[threading.Event]:
    """Call ``cut`` if the block lasts too long: an answer may come drop by drop for ever.

    Timeouts of sockets are for each drop. The event is set once it was cut off: what was
    read until then is no answer, even if it looks like one.
    """
    late = threading.Event()

    def end() -> None:
        late.set()
        cut()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()

"""Stopping when asked to: not before the output under way is whole, and not much later."""

from __future__ import annotations

from threading import Event as Signal

from briefbook.events import (
    Event,
    Listener,
    NothingToDeliver,
    OutputBuilt,
    OutputFailed,
    ParcelDelivered,
    ParcelFailed,
    WaitingForLock,
)

__all__ = ["Stop", "Stopped"]

#: After these something was finished and recorded, and the next thing has not begun.
_BETWEEN = (OutputBuilt, OutputFailed, ParcelDelivered, ParcelFailed, NothingToDeliver)


class Stopped(BaseException):
    """The service was asked to stop; all that is open is closed on the way out."""


class Stop:
    """The wish that work ends; ``signal`` is set when it has been asked for.

    The first request ends the work after the output or the delivery that is under way,
    or at once where it only waits for another process; a second one ends it at once.
    """

    def __init__(self) -> None:
        self.signal = Signal()
        self._only_waits = False

    def request(self) -> None:
        """Ask for the end; called by the handler of a signal, in the main thread."""
        again = self.signal.is_set()
        self.signal.set()
        if again or self._only_waits:
            raise Stopped

    def check(self) -> None:
        """Raise :class:`Stopped` if the end was asked for."""
        if self.signal.is_set():
            raise Stopped

    def heeding(self, listener: Listener) -> Listener:
        """Return a listener that stops the work between two outputs or deliveries."""

        def listen(event: Event) -> None:
            listener(event)
            if isinstance(event, WaitingForLock):
                self.check()
            self._only_waits = isinstance(event, WaitingForLock)
            if isinstance(event, _BETWEEN):
                self.check()

        return listen

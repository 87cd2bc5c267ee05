"""Work that goes on in a thread while its results are used in another (compose, render).

Whoever publishes waits for the disk; those who look after workers must not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from threading import Condition, Thread
from typing import Generic, TypeVar

__all__ = ["Aside", "Backlog"]

T = TypeVar("T")

#: How long what is finished may wait for more, so that few groups are published and recorded.
GATHER_SECONDS = 0.2


class Backlog(Generic[T]):
    """What one thread has finished and another has not taken yet, with its weight in bytes."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting: list[T] = []
        self._error: BaseException | None = None
        self._open = True
        self.weight = 0

    def add(self, finished: Iterable[T], weight: int) -> None:
        """Let things wait to be taken."""
        with self._changed:
            self._waiting.extend(finished)
            self.weight += weight
            self._changed.notify_all()

    def close(self, error: BaseException | None = None) -> None:
        """Say that no more will come, or why."""
        with self._changed:
            self._open, self._error = False, error
            self._changed.notify_all()

    def take(self) -> list[T]:
        """Return all that waits, at least one thing; nothing after the last.

        What comes within a moment after the first is waited for, but for the last things.
        Raises the error that the work ended with, after all that it had finished.
        """
        with self._changed:
            while self._open and not self._waiting:
                self._changed.wait()
            self._changed.wait_for(lambda: not self._open, GATHER_SECONDS)
            taken, self._waiting = self._waiting, []
            self.weight = 0
            if not taken and self._error is not None:
                raise self._error
            return taken


class Aside(Generic[T]):
    """A thread that finishes things, and the place where they wait.

    ``work`` is given that place and a question that it asks again and again: whether it
    is still wanted. It begins when the first things are asked for. An interrupt reaches the
    thread of the caller alone, perhaps while the other one starts: :meth:`stop` ends it.
    """

    def __init__(self, work: Callable[[Backlog[T], Callable[[], bool]], None]) -> None:
        self._work = work
        self._wanted = True
        self._backlog: Backlog[T] = Backlog()
        self._thread = Thread(target=self._run, name="briefbook workers", daemon=True)

    def finished(self) -> Iterator[list[T]]:
        """Yield what was finished meanwhile, again and again until all is done; asked once."""
        self._thread.start()
        while taken := self._backlog.take():
            yield taken

    def stop(self) -> None:
        """Have the work end within a moment, and wait for that; an interrupt waits too."""
        self._wanted = False
        interrupt: KeyboardInterrupt | None = None
        while self._thread.is_alive():
            try:
                self._thread.join()
            except KeyboardInterrupt as error:
                interrupt = error
        if interrupt is not None:
            raise interrupt

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            self._work(self._backlog, lambda: self._wanted)
        except BaseException as raised:  # noqa: BLE001 - it is raised where it is noticed
            error = raised
        self._backlog.close(error)

"""A worker process that starts before it is known what it will do (serves compose and render).

To start a worker takes longer than to make a document. Whoever sees early that there
will be something to do lets one start meanwhile: it imports what it will need, gets ready
with what is known by then, and waits to be told the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any, Self, TypeVar

from briefbook.executors.member import Member, setup_place, write_pickled
from briefbook.executors.worker import Setup

__all__ = ["HeadStart", "InTime"]

P = TypeVar("P")

#: Tells a worker that gets ready whether there is nothing better to do yet.
InTime = Callable[[], bool]


class HeadStart:
    """At most one worker, started by :meth:`begin`; ended on leaving, unless a run took it.

    ``preload`` names the modules that it imports.
    """

    def __init__(self, preload: Sequence[str]) -> None:
        self._preload = tuple(preload)
        self._open = ExitStack()
        self._places: tuple[int, int] | None = None
        self._member: Member | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._member is not None:
            if self._member.tidies:
                self._member.dismiss()
                self._member.await_exit()
            self._member.end()
            self._member = None
        self._open.close()

    def begin(self) -> None:
        """Start the worker, unless that was done; it is not waited for."""
        if self._places is None:
            with suppress(OSError):  # the run tells of it, if it lasts
                setup, kit = (self._open.enter_context(setup_place()) for _ in range(2))
                self._places = setup, kit
                self._member = Member(setup, None, self._preload, kit)

    def equip(self, function: Callable[[P, InTime], Any], payload: P) -> None:
        """Let the worker call a function, once, to get ready while there is time.

        What it returns is given to the preparation of the run, after its payload; the
        worker passes over what goes wrong: what was not made ready is made when it is needed.
        """
        if self._member is None or self._places is None or self._member.tidies:
            return
        with suppress(Exception):  # the run tells what cannot be pickled
            write_pickled(self._places[1], (function, payload))
            self._member.equip()

    def written(self, setup: Setup) -> int | None:
        """Write a setup for the worker that waits for it; return that file, if there is one.

        The file stays until this is left. Raises what pickling raises.
        """
        if self._member is None or self._places is None:
            return None
        write_pickled(self._places[0], setup)
        return self._places[0]

    def take(self, deadline: float) -> Member:
        """Hand the worker over, told to prepare until a moment by what was :meth:`written`."""
        member, self._member = self._member, None
        assert member is not None  # noqa: S101  # it was written to
        member.begin(deadline)
        return member

"""A worker process that starts before it is known what it will do (serves compose and render).

To start a worker takes longer than to make a document. Whoever sees early that there
will be something to do lets one start meanwhile: it imports what it will need, then waits
to be told the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from briefbook.executors.member import Member, setup_place, write_setup
from briefbook.executors.worker import Setup

__all__ = ["HeadStart"]


class HeadStart:
    """At most one worker, started by :meth:`begin`; ended on leaving, unless a run took it.

    ``preload`` names the modules that it imports.
    """

    def __init__(self, preload: Sequence[str]) -> None:
        self._preload = tuple(preload)
        self._open = ExitStack()
        self._place: int | None = None
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
            self._member.end()
            self._member = None
        self._open.close()

    def begin(self) -> None:
        """Start the worker, unless that was done; it is not waited for."""
        if self._place is None:
            with suppress(OSError):  # the run tells of it, if it lasts
                self._place = self._open.enter_context(setup_place())
                self._member = Member(self._place, None, self._preload)

    def written(self, setup: Setup) -> int | None:
        """Write a setup for the worker that waits for it; return that file, if there is one.

        The file stays until this is left. Raises what pickling raises.
        """
        if self._member is None or self._place is None:
            return None
        write_setup(self._place, setup)
        return self._place

    def take(self, deadline: float) -> Member:
        """Hand the worker over, told to prepare until a moment by what was :meth:`written`."""
        member, self._member = self._member, None
        assert member is not None  # noqa: S101  # it was written to
        member.begin(deadline)
        return member

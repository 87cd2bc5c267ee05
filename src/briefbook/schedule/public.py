"""Schedules for Python programs: what :mod:`briefbook.api` offers of them."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from briefbook.events import Listener, ignore
from briefbook.schedule.listing import Listed, listed
from briefbook.schedule.status import GRACE, ScheduleStatus, status_of

if TYPE_CHECKING:
    from briefbook.schedule.attempt import Attempted
    from briefbook.schedule.stopping import Stop

__all__ = ["run_due", "schedule_status", "schedules", "serve"]


def schedules(path: str | os.PathLike[str]) -> tuple[Listed, ...]:
    """Return the schedules of the book in ``path``, each with its next times.

    Raises :class:`~briefbook.errors.InvalidBook` for settings that cannot be used.
    """
    return listed(Path(path), datetime.now(UTC))


def schedule_status(path: str | os.PathLike[str], *, grace: timedelta = GRACE) -> ScheduleStatus:
    """Return how the schedules of the book in ``path`` stand, from its ledger alone.

    A slot that has not ended so long after its time as ``grace`` says is overdue. Raises
    :class:`~briefbook.errors.InvalidBook` for settings that cannot be used.
    """
    return status_of(Path(path), datetime.now(UTC), grace)


def serve(
    path: str | os.PathLike[str],
    name: str | None = None,
    *,
    workers: int | None = None,
    listener: Listener = ignore,
    stop: Stop | None = None,
) -> None:
    """Make and deliver what the schedules of a book plan, until ``stop`` is requested.

    ``name`` is that of one schedule, None for all; ``workers`` how many processes build,
    by default one per core. Raises :class:`~briefbook.errors.InvalidBook` for settings
    that cannot be used and :class:`~briefbook.errors.UsageError` where there is no such
    schedule.
    """
    from briefbook.schedule import service  # noqa: PLC0415  # heavy, only here

    service.serve(service.workplace(Path(path), workers, listener, stop), name)


def run_due(
    path: str | os.PathLike[str],
    name: str | None = None,
    *,
    workers: int | None = None,
    listener: Listener = ignore,
    stop: Stop | None = None,
) -> tuple[Attempted, ...]:
    """Make and deliver what is due now, retries included; for timers from outside.

    The parameters and errors are those of :func:`serve`. Asked to stop, it returns what
    has ended so far.
    """
    from briefbook.schedule import service  # noqa: PLC0415  # heavy, only here

    return service.run_once(service.workplace(Path(path), workers, listener, stop), name)

"""Schedules for Python programs: what :mod:`briefbook.api` offers of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from briefbook.errors import FolderNotEmpty
from briefbook.events import Listener, ignore
from briefbook.publish import publish
from briefbook.schedule.listing import Listed, listed
from briefbook.schedule.status import GRACE, ScheduleStatus, status_of
from briefbook.wording import _

if TYPE_CHECKING:
    from briefbook.schedule.attempt import Attempted
    from briefbook.schedule.export import Exported
    from briefbook.schedule.stopping import Stop

__all__ = [
    "exported_schedules",
    "run_due",
    "schedule_status",
    "schedules",
    "serve",
    "write_exported",
]


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


def exported_schedules(
    path: str | os.PathLike[str], form: Literal["systemd", "cron"], *, zone: str | None = None
) -> tuple[Exported, ...]:
    """Return files for timers from outside, which call ``schedule run NAME --once``.

    ``zone`` is the time zone that cron goes by, by default that of this machine. Raises
    :class:`~briefbook.errors.InvalidBook` for settings that cannot be used and
    :class:`~briefbook.errors.UsageError` where there is no schedule.
    """
    from briefbook.schedule import export  # noqa: PLC0415  # seldom needed
    from briefbook.schedule.service import read_timetable  # noqa: PLC0415  # as above

    folder = Path(path).resolve()
    found = read_timetable(folder, None).schedules
    command, now = export.program(), datetime.now(UTC)
    if form == "systemd":
        return export.systemd_units(found, folder, command, now)
    return (export.crontab(found, folder, command, zone or export.machine_zone(), now),)


def write_exported(files: Sequence[Exported], folder: Path) -> None:
    """Write exported files into a folder, in the place of earlier ones.

    Raises :class:`~briefbook.errors.FolderNotEmpty`, and writes nothing, if a file of
    somebody else has one of their names, and :class:`~briefbook.errors.PublishFailed`.
    """
    from briefbook.schedule.export import HEAD  # noqa: PLC0415  # seldom needed

    for file in files:
        with suppress(FileNotFoundError):
            if not (folder / file.name).read_bytes().startswith(HEAD.encode()):
                raise FolderNotEmpty(
                    _("{file} was not written by briefbook", file=str(folder / file.name)),
                    hint=_("name another folder, or move the file away"),
                )
    for file in files:
        publish(file.text.encode(), folder / file.name, inside=folder)

"""What worker processes are asked to do, by names that cost little to import.

Stages *compose* and *render*, seen from the builder, which does without the libraries that
make documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.executors.head_start import HeadStart, InTime

if TYPE_CHECKING:
    from briefbook.build.equipment import Equipment
    from briefbook.build.job import Workshop
    from briefbook.build.outcome import Job, Outcome
    from briefbook.build.snapshot import Groundwork, Snapshot

__all__ = ["PRELOAD", "equip", "head_start", "make", "open_workshop"]

#: What every worker imports before it prepares.
PRELOAD = ("briefbook.build.job",)
# What the first PDF asks for: only a worker that waits imports it before it is asked.
_AHEAD = (*PRELOAD, "briefbook.render.typesetter")


def head_start() -> HeadStart:
    """Return a worker process that may start before it is known what is to be made."""
    return HeadStart(_AHEAD)


def equip(ahead: HeadStart, ground: Groundwork) -> None:
    """Let a worker that started ahead get ready with what is known before the dataset."""
    ahead.equip(_get_ready, ground)


def open_workshop(snapshot: Snapshot, ready: Equipment | None = None) -> Workshop:
    """Open a workshop where the jobs are done: the builder itself has no use for it."""
    from briefbook.build import job  # noqa: PLC0415  # heavy, only to make

    return job.open_workshop(snapshot, ready)


def make(workshop: Workshop, job: Job) -> tuple[Outcome, ...]:
    """Do a job in a workshop, and make ready what is to be recorded of it."""
    from briefbook.build import job as making  # noqa: PLC0415  # heavy, only to make
    from briefbook.build.sealing import seal  # noqa: PLC0415  # as above

    return seal(workshop, job, making.make(workshop, job))


def _get_ready(ground: Groundwork, in_time: InTime) -> Equipment:
    from briefbook.build.equipment import get_ready  # noqa: PLC0415  # heavy, only to make

    return get_ready(ground, in_time)

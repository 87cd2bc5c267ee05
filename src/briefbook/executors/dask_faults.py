"""What goes wrong on a Dask cluster, in plain words (serves compose and render)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from briefbook.errors import ExecutorUnavailable, WorkerDied
from briefbook.executors.dask import Refused, unavailable
from briefbook.executors.dask_post import Post
from briefbook.executors.job_process import Difference
from briefbook.wording import Message, _, decimal, joined

__all__ = ["lost_twice", "nobody_came", "nobody_fits", "refusal_of", "scheduler_lost"]


def nobody_came(place: str, seconds: float) -> ExecutorUnavailable:
    """Return the error of a cluster that has had no worker for so many seconds."""
    return unavailable(
        _(
            "{place} has had no worker for {patience} s",
            place=place,
            patience=decimal(seconds, None),
        ),
        _("start workers with `dask worker`, and see their logs if they do not stay"),
    )


def nobody_fits(place: str, refused: Iterable[Refused]) -> ExecutorUnavailable:
    """Return the error of a cluster whose workers are all refused."""
    messages = sorted(refusal.message for refusal in refused)
    return unavailable(
        _(
            "no Dask worker of {place} can be used: {messages}",
            place=place,
            messages=joined(messages, "; "),
        ),
        _("install the same briefbook on every machine, from the same lock file"),
    )


def scheduler_lost(place: str) -> ExecutorUnavailable:
    """Return the error of a run whose scheduler is gone."""
    return unavailable(
        _("the connection to the Dask scheduler at {place} was lost", place=place),
        _("see its log; what was finished is kept, so build again"),
    )


def refusal_of(
    post: Post[Any], reason: Message, differences: tuple[Difference, ...] = ()
) -> Refused:
    """Say that a worker is given no work, and why."""
    message = _(
        "the Dask worker {name} at {address} is refused: {reason}",
        name=post.name,
        address=post.address,
        reason=reason,
    )
    return Refused(post.name, post.address, message, differences)


def lost_twice(name: str, worker: str) -> WorkerDied:
    """Return the error of a task that has lost as many workers as it may."""
    return WorkerDied(
        _(
            "{name} was given up: both Dask workers that made it were lost, the last was {worker}",
            name=name,
            worker=worker,
        ),
        hint=_("see the log of that worker; its machine may have run out of memory"),
    )

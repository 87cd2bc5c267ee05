"""Schedules told to people and to programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from briefbook.cli.console import Console

if TYPE_CHECKING:
    from briefbook.api import Listed, Schedule

__all__ = ["list_json", "tell_list"]


def list_json(schedules: Sequence[Listed]) -> dict[str, Any]:
    """Return the schedules with their next times."""
    return {"schedules": [_listed(one) for one in schedules]}


def tell_list(console: Console, schedules: Sequence[Listed]) -> None:
    """Print each schedule with its next times, a line each."""
    for one in schedules:
        schedule = one.schedule
        console.tell(f"{schedule.name}: {schedule.cron} ({schedule.timezone}), {_whole(schedule)}")
        for time in one.times:
            console.tell(f"    {time:%a %Y-%m-%d %H:%M %Z}")
        if not one.times:
            console.tell("    no time in the next ten years")
    if not schedules:
        console.tell("briefbook.toml has no schedules")


def _listed(one: Listed) -> dict[str, Any]:
    schedule = one.schedule
    return {
        "schedule": schedule.name,
        "cron": schedule.cron,
        "timezone": schedule.timezone,
        "documents": list(schedule.documents),
        "subjects": list(schedule.subjects),
        "languages": list(schedule.languages),
        "deliver": list(schedule.deliver),
        "deliver_on_failure": list(schedule.deliver_on_failure),
        "next": [time.isoformat() for time in one.times],
    }


def _whole(schedule: Schedule) -> str:
    """Say what a schedule makes and where it goes."""
    chosen = [*schedule.documents, *schedule.subjects, *schedule.languages]
    made = ", ".join(chosen) or "all documents"
    return f"{made}; to {', '.join(schedule.deliver)}" if schedule.deliver else made

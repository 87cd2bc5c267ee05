"""Schedules told to people and to programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from briefbook.cli.console import Console
from briefbook.wording import Message, _, joined

if TYPE_CHECKING:
    from briefbook.api import Listed, Schedule

__all__ = ["list_json", "tell_list"]

_WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def list_json(schedules: Sequence[Listed]) -> dict[str, Any]:
    """Return the schedules with their next times."""
    return {"schedules": [_listed(one) for one in schedules]}


def tell_list(console: Console, schedules: Sequence[Listed]) -> None:
    """Print each schedule with its next times, a line each."""
    for one in schedules:
        schedule = one.schedule
        console.tell(
            _(
                "{name}: {cron} ({zone}), {what}",
                name=schedule.name,
                cron=schedule.cron,
                zone=schedule.timezone,
                what=_whole(schedule),
            )
        )
        for time in one.times:
            day, moment = _WEEKDAYS[time.weekday()], f"{time:%Y-%m-%d %H:%M %Z}"
            console.tell(_("{weekday} {time}", weekday=day, time=moment), inset=True)
        if not one.times:
            console.tell(_("no time in the next ten years"), inset=True)
    if not schedules:
        console.tell(_("briefbook.toml has no schedules"))


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


def _whole(schedule: Schedule) -> Message:
    """Say what a schedule makes and where it goes."""
    chosen = [*schedule.documents, *schedule.subjects, *schedule.languages]
    made = joined(chosen) if chosen else _("all documents")
    if not schedule.deliver:
        return made
    return _("{documents}; to {recipients}", documents=made, recipients=joined(schedule.deliver))

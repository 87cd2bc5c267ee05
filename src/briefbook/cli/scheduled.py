"""Schedules told to people and to programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from briefbook.cli.console import Console
from briefbook.cli.exit_codes import ExitCode, exit_code
from briefbook.cli.json_report import error_entry
from briefbook.cli.settings import Verbosity
from briefbook.wording import Message, _, joined

if TYPE_CHECKING:
    from datetime import datetime

    from briefbook.api import Listed, Schedule, ScheduleStatus
    from briefbook.record.slots import Slot
    from briefbook.schedule.attempt import Attempted
    from briefbook.schedule.export import Exported
    from briefbook.schedule.status import Standing

__all__ = [
    "exit_code_of",
    "export_json",
    "export_text",
    "list_json",
    "run_json",
    "status_json",
    "tell_list",
    "tell_status",
]

_WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def list_json(schedules: Sequence[Listed]) -> dict[str, Any]:
    """Return the schedules with their next times."""
    return {"schedules": [_listed(one) for one in schedules]}


def status_json(status: ScheduleStatus) -> dict[str, Any]:
    """Return how the schedules stand, and which services there are."""
    services = [
        {
            "pid": one.pid,
            "since": one.since.isoformat(),
            "at": one.at.isoformat(),
            "alive": one.alive,
        }
        for one in status.services
    ]
    return {
        "ok": status.ok,
        "schedules": [_standing(one) for one in status.schedules],
        "services": services,
    }


def run_json(done: Sequence[Attempted]) -> dict[str, Any]:
    """Return what a run of all due slots came to; schedules with nothing due are left out."""
    return {"slots": [_attempted(one, one.slot) for one in done if one.slot is not None]}


def export_json(files: Sequence[Exported]) -> dict[str, Any]:
    """Return exported files with their texts."""
    return {"files": [{"file": one.name, "text": one.text} for one in files]}


def export_text(files: Sequence[Exported]) -> str:
    """Return exported files one after another; of several each is headed by its name."""
    if len(files) == 1:
        return files[0].text
    return "\n".join(f"# {one.name}\n{one.text}" for one in files)


def exit_code_of(done: Sequence[Attempted]) -> ExitCode:
    """Return how a run of all due slots ends: as a build would, the worst first."""
    codes = [ExitCode.DONE]
    for one in done:
        if one.slot is not None and one.slot.state == "failed":
            codes += [exit_code(error) for error in one.errors] or [ExitCode.PROBLEMS]
    return max(codes)


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


def tell_status(console: Console, status: ScheduleStatus) -> None:
    """Print how each schedule stands, and which services look after them."""
    for one in status.schedules:
        if one.problem:
            problem = _("{schedule}: {problem}", schedule=one.schedule.name, problem=one.problem)
            console.tell(problem, at=Verbosity.QUIET)
        else:
            console.tell(_("{schedule}: on time", schedule=one.schedule.name))
        if one.last is not None:
            console.tell(_last(one.last), inset=True)
        if one.next_time is not None:
            console.tell(_("next: {moment} UTC", moment=_moment(one.next_time)), inset=True)
    for service in status.services:
        gap = {"pid": service.pid, "at": _moment(service.at)}
        alive = _("the service of process {pid} last looked at {at} UTC", **gap)
        dead = _("the service of process {pid} is dead; it last looked at {at} UTC", **gap)
        console.tell(alive if service.alive else dead)
    if not status.services:
        console.tell(_("no service is running"))


def _last(slot: Slot) -> Message:
    gap = {"slot": slot.id, "detail": slot.detail}
    completed = _("last: {slot} was completed: {detail}", **gap)
    failed = _("last: {slot} failed: {detail}", **gap)
    return completed if slot.state == "completed" else failed


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


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


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "schedule": one.schedule.name,
        "condition": one.condition,
        "problem": one.problem or None,
        "last": _slot(one.last) if one.last else None,
        "open": _slot(one.open_slot) if one.open_slot else None,
        "next": one.next_time.isoformat() if one.next_time else None,
    }


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "slot": slot.id,
        "planned": slot.planned.isoformat(),
        "state": slot.state,
        "changed": slot.changed.isoformat(),
        "failures": slot.failures,
        "run": slot.run,
        "detail": slot.detail,
    }


def _attempted(one: Attempted, slot: Slot) -> dict[str, Any]:
    report = one.report
    return {
        **_slot(slot),
        "built": [built.output for built in report.built] if report else [],
        "failed": [failed.output for failed in report.failed] if report else [],
        "delivered": one.delivered,
        "errors": [error_entry(error) for error in one.errors],
    }


def _whole(schedule: Schedule) -> Message:
    """Say what a schedule makes and where it goes."""
    chosen = [*schedule.documents, *schedule.subjects, *schedule.languages]
    made = joined(chosen) if chosen else _("all documents")
    if not schedule.deliver:
        return made
    return _("{documents}; to {recipients}", documents=made, recipients=joined(schedule.deliver))

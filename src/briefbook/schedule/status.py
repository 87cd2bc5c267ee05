"""How the schedules of a book stand, from the ledger alone: it works with a dead service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from briefbook.build.status import reading
from briefbook.plan.schedules import Schedule
from briefbook.record.slots import Slot, Slots, slot_id
from briefbook.schedule.heartbeat import Heartbeat, heartbeats
from briefbook.schedule.listing import read_schedules_of
from briefbook.schedule.times import working_times_after
from briefbook.wording import NOTHING, Message, _

__all__ = ["GRACE", "Condition", "ScheduleStatus", "Standing", "status_of"]

#: How late a slot may end before it is overdue, where nothing else is said.
GRACE = timedelta(minutes=15)

#: ``unattended``: nobody has ever looked at the schedule. ``overdue``: a planned time has
#: passed, and its slot has not ended. ``failed``: the last slot that was worked on failed.
Condition = Literal["on_time", "overdue", "failed", "unattended"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one schedule stands.

    ``last`` is the slot that was last worked on to its end, ``open_slot`` the one that
    has not ended, ``next_time`` the next planned time (UTC). ``problem`` says in a
    sentence what is wrong, and nothing where nothing is.
    """

    schedule: Schedule
    condition: Condition
    problem: Message
    last: Slot | None
    open_slot: Slot | None
    next_time: datetime | None


@dataclass(frozen=True, slots=True)
class ScheduleStatus:
    """How all schedules stand, and which services look after them."""

    schedules: tuple[Standing, ...]
    services: tuple[Heartbeat, ...]

    @property
    def ok(self) -> bool:
        """Whether no slot is overdue and no last one failed."""
        return all(one.condition == "on_time" for one in self.schedules)


def status_of(folder: Path, now: datetime, grace: timedelta) -> ScheduleStatus:
    """Return how the schedules of a book stand at ``now`` (UTC); write nothing.

    A slot that has not ended so long after its time as ``grace`` says is overdue. Raises
    :class:`~briefbook.errors.InvalidBook` for settings that cannot be used.
    """
    schedules = read_schedules_of(folder)
    with reading(folder) as ledger:
        slots = ledger.slots if ledger else None
        found = tuple(_standing(one, slots, now, grace) for one in schedules)
    return ScheduleStatus(found, heartbeats(folder))


def _standing(schedule: Schedule, slots: Slots | None, now: datetime, grace: timedelta) -> Standing:
    last = slots.last_worked(schedule.name) if slots else None
    open_slot = slots.open_slot(schedule.name) if slots else None
    condition, problem = _condition(schedule, slots, last, open_slot, now - grace)
    following = next(working_times_after(schedule, now), None)
    return Standing(schedule, condition, problem, last, open_slot, following)


def _condition(
    schedule: Schedule,
    slots: Slots | None,
    last: Slot | None,
    open_slot: Slot | None,
    latest: datetime,
) -> tuple[Condition, Message]:
    """Judge a schedule; what was planned for ``latest`` or before must have ended."""
    seen_until = slots.seen_until(schedule.name) if slots else None
    if seen_until is None:
        return "unattended", _("no service and no timer has looked at it yet")
    if open_slot is not None and open_slot.planned <= latest:
        return "overdue", _overdue(open_slot)
    missed = next(working_times_after(schedule, seen_until), None)
    if missed is not None and missed <= latest:
        name = slot_id(schedule.name, missed)
        return "overdue", _("{slot} is overdue: nobody has worked on it", slot=name)
    if last is not None and last.state == "failed":
        return "failed", _("{slot} failed: {detail}", slot=last.id, detail=last.detail)
    return "on_time", NOTHING


def _overdue(slot: Slot) -> Message:
    """Say what keeps a slot from its end."""
    if slot.state == "waiting":
        return _(
            "{slot} is overdue: it failed and is to be tried again ({detail})",
            slot=slot.id,
            detail=slot.detail,
        )
    return _(
        "{slot} is overdue: it was begun at {moment} UTC and has not ended",
        slot=slot.id,
        moment=f"{slot.begun:%Y-%m-%d %H:%M}",
    )

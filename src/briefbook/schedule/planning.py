"""Which slots have come due, and what each of them becomes.

A schedule has one open slot at most. What comes due while a slot is open, or together
with a later one, is coalesced: one run does the work of all. A run after downtime is
therefore one run.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from briefbook.plan.schedules import Schedule
from briefbook.record.slots import Slot, slot_id
from briefbook.schedule.times import is_holiday, last_time, times_between
from briefbook.wording import NOTHING, Message, _

__all__ = ["MISSED", "Plan", "Standing", "next_attempt", "plan"]

#: Without ``catch_up`` a slot is skipped when it is later than this.
MISSED = timedelta(hours=1)

#: The longest wait between two attempts, in seconds.
_LONGEST_PAUSE = 3600.0

_HOLIDAY = _("its day is a holiday")
_TOO_LATE = _("it was missed, and the schedule does not catch up")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger knows of a schedule.

    ``seen_until`` is None for a schedule that nobody has looked at yet; ``open_slot`` is
    the slot that has not ended; ``known`` are the planned times that have slots already.
    """

    seen_until: datetime | None
    open_slot: Slot | None
    known: Collection[datetime] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What to record, and what to do.

    ``slots`` are new or changed; ``seen_until`` goes with them; ``due`` is the slot to
    work on now, already among ``slots`` as running, or None. It is ``resumed`` where an
    attempt before was cut short. ``retry_at`` is when a slot that waits is due again.
    """

    slots: tuple[Slot, ...]
    seen_until: datetime
    due: Slot | None
    resumed: bool = False
    retry_at: datetime | None = None


def plan(schedule: Schedule, standing: Standing, now: datetime, *, once: bool = False) -> Plan:
    """Decide what has come due by ``now``, which is in UTC.

    A schedule that is new begins now; asked for ``once`` it begins with the last time
    that it planned. Where the clock was set back, the time is looked at anew from there,
    and what has a slot already does not come again. With ``once`` an open slot is due
    whenever it was to be tried again.
    """
    times = [one for one in _times(schedule, standing, now, once=once) if one not in standing.known]
    rest = {one: _why_skipped(schedule, one, now) for one in times}
    skipped = [
        Slot(schedule.name, one, "skipped", now, detail=why) for one, why in rest.items() if why
    ]
    working = [one for one in times if not rest[one]]
    if standing.open_slot is not None:
        due = _resumed(standing.open_slot, now, again=once or bool(working))
    else:
        due = _begun(schedule, working.pop(), now) if working else None
    host = standing.open_slot or due
    coalesced = [_coalesced(schedule, one, host, now) for one in working if host is not None]
    slots = (*skipped, *coalesced, *([due] if due else []))
    if standing.open_slot is None or due is None:
        return Plan(slots, now, due, retry_at=host.retry_at if host and not due else None)
    return Plan(slots, now, due, resumed=standing.open_slot.state == "running")


def next_attempt(schedule: Schedule, slot: Slot, now: datetime) -> Slot:
    """Return a slot whose attempt has failed: to be tried again later, or failed for good."""
    failures = slot.failures + 1
    if failures > schedule.retries:
        return replace(slot, state="failed", failures=failures, changed=now, retry_at=None)
    pause = min(schedule.retry_after * 2 ** (failures - 1), _LONGEST_PAUSE)
    later = now + timedelta(seconds=pause)
    return replace(slot, state="waiting", failures=failures, changed=now, retry_at=later)


def _times(
    schedule: Schedule, standing: Standing, now: datetime, *, once: bool
) -> Sequence[datetime]:
    """Return the planned times that nobody has looked at yet."""
    if standing.seen_until is not None:
        return times_between(schedule, standing.seen_until, now)
    last = last_time(schedule, now) if once else None
    return [] if last is None else [last]


def _why_skipped(schedule: Schedule, planned: datetime, now: datetime) -> Message:
    if is_holiday(schedule, planned):
        return _HOLIDAY
    return _TOO_LATE if not schedule.catch_up and now - planned > MISSED else NOTHING


def _begun(schedule: Schedule, planned: datetime, now: datetime) -> Slot:
    return Slot(schedule.name, planned, "running", now, begun=now)


def _resumed(slot: Slot, now: datetime, *, again: bool) -> Slot | None:
    """Return an open slot as running, if it was cut short or is to be tried again now."""
    waits = slot.state == "waiting" and slot.retry_at is not None and slot.retry_at > now
    if waits and not again and not _is_far(slot, now):
        return None
    return replace(slot, state="running", changed=now, retry_at=None)


def _is_far(slot: Slot, now: datetime) -> bool:
    """Tell whether an attempt is so far ahead that the clock must have been set back."""
    longest = timedelta(seconds=_LONGEST_PAUSE)
    return slot.retry_at is not None and slot.retry_at - now > longest


def _coalesced(schedule: Schedule, planned: datetime, host: Slot, now: datetime) -> Slot:
    into = _("into {slot}", slot=slot_id(schedule.name, host.planned))
    return Slot(schedule.name, planned, "coalesced", now, detail=into)

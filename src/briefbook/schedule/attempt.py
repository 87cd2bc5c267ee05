"""One attempt at a slot: claim it, build, deliver, record what became of it.

The slot is in the ledger before the work begins and gets its end after all of it is
done. A process that is killed in between leaves it running; whoever looks next takes it
up again, under the same name, so that what was delivered is not delivered twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from briefbook.build.book import CONFIG_FILE, Known, read_bare, read_book
from briefbook.build.builder import Report, build, locked, opened_ledger
from briefbook.build.dispatch import ExecutorName, Options
from briefbook.build.snapshot import Snapshot
from briefbook.build.status import known
from briefbook.deliver.courier import Timing
from briefbook.deliver.parcel import Failure
from briefbook.deliver.report import DeliveryReport, Occasion
from briefbook.errors import BriefbookError, InvalidBook, UnreadableFile
from briefbook.events import Listener, SlotBegun, SlotEnded, SlotFailed, SlotWaits, WaitingForLock
from briefbook.executors.base import internal_error
from briefbook.plan.outputs import OUTPUT_FOLDER, Selection
from briefbook.plan.schedules import Schedule
from briefbook.publish import PRIVATE_FOLDER, BuildLock, prepare_folder
from briefbook.record.ledger import Ledger
from briefbook.record.rows import RunRecord
from briefbook.record.slots import Slot
from briefbook.schedule.clock import LONGEST_WAIT, Clock
from briefbook.schedule.planning import Plan, Standing, next_attempt, plan
from briefbook.schedule.stopping import Stop
from briefbook.schedule.times import HORIZON
from briefbook.wording import Message, _, joined, ngettext

__all__ = ["Attempted", "Workplace", "attempt", "lock_of"]


#: Of how many problems of a book people are told.
_TOLD = 20


class Deliver(Protocol):
    """As :func:`briefbook.deliver.dispatch.deliver`."""

    def __call__(
        self,
        folder: Path,
        snapshot: Snapshot,
        names: Sequence[str],
        occasion: Occasion,
        listener: Listener,
        *,
        timing: Timing,
    ) -> DeliveryReport:
        """Send the outputs of an occasion through the deliveries called ``names``."""
        ...


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where and with what the work is done.

    ``executor`` and ``workers`` are those of a build; ``listener`` hears what happens;
    ``patience`` is for how many seconds the wall clock is not looked at; ``apart`` says
    that a service makes each attempt in a process of its own.
    """

    folder: Path
    clock: Clock
    stop: Stop
    listener: Listener
    deliver: Deliver
    executor: ExecutorName = "processes"
    workers: int | None = None
    patience: float = LONGEST_WAIT
    apart: bool = False


@dataclass(slots=True)
class _Work:
    """What has come of an attempt so far."""

    report: Report | None = None
    snapshot: Snapshot | None = None
    delivered: int = 0
    errors: tuple[BriefbookError, ...] = ()

    @property
    def ok(self) -> bool:
        return self.report is not None and self.report.ok and not self.errors

    @property
    def may_succeed_later(self) -> bool:
        """Whether another attempt may help; a file altered by hand stays as it is."""
        return self.report is None or bool(self.report.failed or self.errors)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What people are told of: outputs that failed, else what kept all from being made."""
        failed = self.report.failed if self.report else ()
        told = tuple(Failure(one.output, one.error) for one in failed)
        return told or tuple(map(_failure_of, _problems(self.errors)))


def _problems(errors: Sequence[BriefbookError]) -> tuple[BriefbookError, ...]:
    """Return errors, in the place of an invalid book the first of its problems."""
    return tuple(
        problem
        for error in errors
        for problem in (error.problems if isinstance(error, InvalidBook) else (error,))
    )[:_TOLD]


def _failure_of(error: BriefbookError) -> Failure:
    """Return an error that is of no output, under the name of the file where it stands."""
    return Failure(error.spans[0].file if error.spans else CONFIG_FILE, error)


@dataclass(frozen=True, slots=True)
class Attempted:
    """What one look at a schedule came to.

    ``slot`` is the slot that was worked on, as it stands now, or None if none was due;
    ``report`` and ``errors`` say what its attempt did. ``seen_until`` and ``retry_at``
    say when there is something to do again.
    """

    seen_until: datetime
    retry_at: datetime | None = None
    slot: Slot | None = None
    report: Report | None = None
    delivered: int = 0
    errors: tuple[BriefbookError, ...] = ()


def attempt(place: Workplace, schedule: Schedule, zone: str, *, once: bool = False) -> Attempted:
    """Work on the slot of a schedule that is due, if there is one.

    ``zone`` is the time zone of the book, ``once`` says that a timer from outside asks.
    Raises :class:`~briefbook.errors.OutputFolder` where the ledger cannot be written,
    and :class:`~briefbook.schedule.stopping.Stopped` when asked to stop; all other
    failures are failures of the slot.
    """
    prepare_folder(place.folder / OUTPUT_FOLDER)
    with _alone(place, schedule):
        planned = _claim(place, schedule, once=once)
        for slot in planned.slots:
            if slot.ended:
                place.listener(SlotEnded(slot.id, slot.state, slot.detail))
        if planned.due is None:
            return Attempted(planned.seen_until, planned.retry_at)
        slot = planned.due
        place.listener(SlotBegun(slot.id, slot.failures + 1, planned.resumed))
        work = _work(place, schedule, slot, zone)
        slot = _settled(schedule, slot, work, place.clock.now())
        if slot.state == "failed":
            _tell_failure(place, schedule, slot, work, zone)
        _record(place, slot)
    _tell(place, slot)
    retry_at = slot.retry_at
    return Attempted(planned.seen_until, retry_at, slot, work.report, work.delivered, work.errors)


def lock_of(folder: Path, schedule: str) -> BuildLock:
    """Return the lock under which a schedule is worked on, by one process at a time."""
    return BuildLock(folder / OUTPUT_FOLDER / PRIVATE_FOLDER / f"schedule-{schedule}.lock")


@contextmanager
def _alone(place: Workplace, schedule: Schedule) -> Iterator[None]:
    """Hold the lock of a schedule."""
    listener = place.stop.heeding(place.listener)
    with lock_of(place.folder, schedule.name).acquire(
        lambda holder: listener(WaitingForLock(holder))
    ):
        yield


@contextmanager
def _ledger(place: Workplace) -> Iterator[Ledger]:
    """Open the ledger under the lock of the book."""
    listener = place.stop.heeding(place.listener)
    with (
        locked(place.folder / OUTPUT_FOLDER, listener),
        opened_ledger(place.folder, listener) as ledger,
    ):
        yield ledger


def _claim(place: Workplace, schedule: Schedule, *, once: bool) -> Plan:
    """Let due times become slots in the ledger; return what is to be done."""
    with _ledger(place) as ledger:
        now = place.clock.now()
        slots = ledger.slots
        standing = Standing(
            slots.seen_until(schedule.name),
            slots.open_slot(schedule.name),
            slots.planned_since(schedule.name, now - HORIZON),
        )
        planned = plan(schedule, standing, now, once=once)
        slots.plan(schedule.name, planned.slots, planned.seen_until)
    return planned


def _work(place: Workplace, schedule: Schedule, slot: Slot, zone: str) -> _Work:
    """Build and deliver; whatever goes wrong is part of the result."""
    work = _Work()
    try:
        _build(place, schedule, slot, zone, work)
        _deliver(place, schedule, slot, work)
    except BriefbookError as error:
        work.errors = (*work.errors, error)
    except Exception as error:  # noqa: BLE001  # a defect fails the slot, not the service
        work.errors = (*work.errors, internal_error(_("the slot failed"), error))
    _tell_errors(place, slot, work.errors)
    return work


def _tell_errors(place: Workplace, slot: Slot, errors: Iterable[BriefbookError]) -> None:
    for error in errors:
        place.listener(SlotFailed(slot.id, error))


def _build(place: Workplace, schedule: Schedule, slot: Slot, zone: str, work: _Work) -> None:
    """Make what the schedule selects current."""
    place.stop.check()
    today = place.clock.now().astimezone(ZoneInfo(zone)).date()
    remembered = _known(place.folder)
    work.snapshot = read_book(place.folder, today, remembered)

    def read_again() -> Snapshot:
        work.snapshot = read_book(place.folder, today)
        return work.snapshot

    options = Options(
        selection_of(schedule),
        place.executor,
        place.workers,
        command=f"{RunRecord.OF_SLOT}{slot.id}",
    )
    listener = place.stop.heeding(place.listener)
    work.report = build(
        place.folder,
        work.snapshot,
        options,
        listener,
        files=remembered.files,
        read_again=read_again,
    )


def _known(folder: Path) -> Known:
    """Return what the ledger remembers; the build tells if it cannot be read."""
    try:
        return replace(known(folder), remember=True)
    except UnreadableFile:
        return Known(remember=True)


def selection_of(schedule: Schedule) -> Selection:
    """Return what a schedule makes."""
    return Selection(schedule.documents, schedule.subjects, schedule.languages)


def _deliver(place: Workplace, schedule: Schedule, slot: Slot, work: _Work) -> None:
    """Send what is current to those who do not have it."""
    if not schedule.deliver or work.snapshot is None:
        return
    place.stop.check()
    occasion = Occasion(slot.id, selection_of(schedule))
    sent = _send(place, work.snapshot, schedule.deliver, occasion)
    work.delivered += len(sent.delivered)
    work.errors = (*work.errors, *(one.error for one in sent.failed))


def _send(
    place: Workplace, snapshot: Snapshot, names: Sequence[str], occasion: Occasion
) -> DeliveryReport:
    """Deliver by the clock of the service; asked to stop, it ends between two parcels."""

    def sleep(seconds: float) -> None:
        place.clock.wait(seconds, place.stop.signal)
        place.stop.check()

    listener = place.stop.heeding(place.listener)
    timing = Timing(place.clock.now, sleep)
    return place.deliver(place.folder, snapshot, names, occasion, listener, timing=timing)


def _tell_failure(place: Workplace, schedule: Schedule, slot: Slot, work: _Work, zone: str) -> None:
    """Tell people that a slot has failed for good; that this fails is only logged."""
    if not schedule.deliver_on_failure or not work.failures:
        return
    try:
        today = place.clock.now().astimezone(ZoneInfo(zone)).date()
        snapshot = work.snapshot or read_bare(place.folder, today)
        occasion = Occasion(slot.id, selection_of(schedule), work.failures)
        sent = _send(place, snapshot, schedule.deliver_on_failure, occasion)
        errors: tuple[BriefbookError, ...] = tuple(one.error for one in sent.failed)
        work.delivered += len(sent.delivered)
    except BriefbookError as error:
        errors = (error,)
    except Exception as error:  # noqa: BLE001  # as above
        errors = (internal_error(_("the failure could not be told"), error),)
    _tell_errors(place, slot, errors)


def _settled(schedule: Schedule, slot: Slot, work: _Work, now: datetime) -> Slot:
    """Return the slot with what its attempt came to."""
    if work.ok:
        slot = replace(slot, state="completed", changed=now)
    elif work.may_succeed_later:
        slot = next_attempt(schedule, slot, now)
    else:
        slot = replace(slot, state="failed", failures=slot.failures + 1, changed=now)
    run = work.report.run if work.report else slot.run
    return replace(slot, run=run, detail=_detail(work))


def _detail(work: _Work) -> Message:
    """Say in one line what an attempt came to."""
    said: list[Message | str] = []
    report = work.report
    if report is not None:
        said.append(ngettext("{count} output built", "{count} outputs built", len(report.built)))
        stale = sum(kept.stale for kept in report.kept)
        failed = ngettext("{count} output failed", "{count} outputs failed", len(report.failed))
        altered = ngettext(
            "{count} stale output altered by hand", "{count} stale outputs altered by hand", stale
        )
        said += [failed] * bool(report.failed) + [altered] * bool(stale)
    if work.delivered:
        said.append(ngettext("{count} delivery", "{count} deliveries", work.delivered))
    said += [error.message for error in work.errors]
    return joined(said, "; ")


def _record(place: Workplace, slot: Slot) -> None:
    with _ledger(place) as ledger:
        ledger.slots.put(slot)


def _tell(place: Workplace, slot: Slot) -> None:
    """Tell how an attempt ended."""
    if slot.retry_at is not None:
        pause = (slot.retry_at - slot.changed).total_seconds()
        place.listener(SlotWaits(slot.id, pause, slot.detail))
    else:
        place.listener(SlotEnded(slot.id, slot.state, slot.detail))

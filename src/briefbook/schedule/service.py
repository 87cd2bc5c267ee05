"""The service: looks after the schedules of a book until it is asked to stop.

A loop over an injected clock. It never sleeps longer than half a minute, then looks at
the wall clock again: a clock that was set, or a machine that slept, only changes what is
due. One slot is worked on at a time. All that matters is in the ledger, so it may be
killed at any moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from briefbook.build.book import CONFIG_FILE, read_settings
from briefbook.build.builder import locked, opened_ledger
from briefbook.build.snapshot import Snapshot
from briefbook.deliver.courier import Timing
from briefbook.deliver.report import DeliveryReport, Occasion
from briefbook.errors import BriefbookError, UsageError
from briefbook.events import (
    ClockSet,
    Listener,
    SchedulesRead,
    SchedulesRefused,
    ServiceStarted,
    ServiceStopped,
    SlotEnded,
    SlotFailed,
)
from briefbook.plan.config import read_config
from briefbook.plan.outputs import OUTPUT_FOLDER
from briefbook.plan.schedules import Schedule
from briefbook.publish import prepare_folder
from briefbook.schedule.apart import attempt_apart
from briefbook.schedule.attempt import Attempted, Workplace, attempt
from briefbook.schedule.clock import SystemClock
from briefbook.schedule.heartbeat import beat, still
from briefbook.schedule.listing import named
from briefbook.schedule.stopping import Stop, Stopped
from briefbook.schedule.times import times_after
from briefbook.wording import _

__all__ = ["Timetable", "read_timetable", "run_once", "serve", "workplace"]

#: By how many seconds two clocks may disagree before it is told.
_TOLERANCE = 5.0
_REMOVED = _("the book has no such schedule any more")


@dataclass(frozen=True, slots=True)
class Timetable:
    """The schedules looked after, and the book's time zone."""

    schedules: tuple[Schedule, ...]
    zone: str


def read_timetable(folder: Path, name: str | None) -> Timetable:
    """Read the schedule called ``name``, or all.

    Raises :class:`~briefbook.errors.InvalidBook` for settings that cannot be used, and
    :class:`~briefbook.errors.UsageError` where there is no schedule.
    """
    config = read_config(read_settings(folder), CONFIG_FILE)
    if not config.schedules:
        hint = _("add a table such as [schedules.morning] to briefbook.toml")
        raise UsageError(_("the book has no schedules"), hint=hint)
    return Timetable(named(config.schedules, name), config.book.timezone)


def workplace(
    folder: Path, workers: int | None, listener: Listener, stop: Stop | None
) -> Workplace:
    """Return a workplace with the clock of the machine and the deliveries of the book."""
    return Workplace(
        folder, SystemClock(), stop or Stop(), listener, _deliver, workers=workers, apart=True
    )


def _deliver(
    folder: Path,
    snapshot: Snapshot,
    names: Sequence[str],
    occasion: Occasion,
    listener: Listener,
    *,
    timing: Timing,
) -> DeliveryReport:
    """Deliver as the book says."""
    from briefbook.deliver.dispatch import deliver  # noqa: PLC0415  # heavy, and often not needed

    return deliver(folder, snapshot, names, occasion, listener, timing=timing)


def run_once(place: Workplace, name: str | None) -> tuple[Attempted, ...]:
    """Work on what is due of one schedule, or of all, to its end; for timers from outside.

    A slot that fails is tried again, after waiting, until it succeeds or has failed for
    good. When asked to stop, what has ended so far is returned. Raises what
    :func:`read_timetable` and :func:`attempt` raise.
    """
    timetable = read_timetable(place.folder, name)
    done: list[Attempted] = []
    with suppress(Stopped):
        for schedule in timetable.schedules:
            done.append(_to_its_end(place, schedule, timetable.zone))  # noqa: PERF401  # all so far
    return tuple(done)


def _to_its_end(place: Workplace, schedule: Schedule, zone: str) -> Attempted:
    while True:
        place.stop.check()
        done = attempt(place, schedule, zone, once=True)
        if done.slot is None or done.retry_at is None:
            return done
        _wait_until(place, done.retry_at)


def _wait_until(place: Workplace, moment: datetime) -> None:
    """Wait, looking at the wall clock now and then, until it shows a moment."""
    while (left := (moment - place.clock.now()).total_seconds()) > 0:
        place.clock.wait(min(left, place.patience), place.stop.signal)
        place.stop.check()


def serve(place: Workplace, name: str | None = None) -> None:
    """Look after one schedule, or all, until asked to stop.

    ``briefbook.toml`` is read again when it changes. Raises what :func:`read_timetable`
    raises; later nothing but a defect ends the service.
    """
    service = _Service(place, name, read_timetable(place.folder, name))
    try:
        service.run()
    except Stopped:
        place.listener(ServiceStopped())
    finally:
        still(place.folder, name)


class _Service:
    """A service under way: what it looks after, and what it knows of each schedule."""

    def __init__(self, place: Workplace, name: str | None, timetable: Timetable) -> None:
        self.place = place
        self.name = name
        self.timetable = timetable
        self.settings = _settings(place.folder)
        self.outlook: dict[str, Attempted] = {}
        self.troubled: dict[str, float] = {}
        self.since = place.clock.now()

    def run(self) -> None:
        """Look, work, wait, for ever."""
        place = self.place
        prepare_folder(place.folder / OUTPUT_FOLDER)
        place.listener(ServiceStarted(_names(self.timetable)))
        self._retire()
        while True:
            place.stop.check()
            beat(place.folder, self.name, self.since, place.clock.now())
            for schedule in self.timetable.schedules:
                if self._is_due(schedule):
                    self._look(schedule)
            self._wait()
            self._read_again()

    def _is_due(self, schedule: Schedule) -> bool:
        """Tell whether the ledger may have something to do for a schedule."""
        return self._due_in(schedule) <= 0

    def _due_in(self, schedule: Schedule) -> float:
        """Return in how many seconds a schedule is to be looked at."""
        trouble = self.troubled.get(schedule.name, 0) - self.place.clock.monotonic()
        if trouble > 0:
            return trouble
        known, now = self.outlook.get(schedule.name), self.place.clock.now()
        if known is None or now < known.seen_until:
            return 0
        moments = [next(times_after(schedule, known.seen_until), None), known.retry_at]
        return min(
            ((moment - now).total_seconds() for moment in moments if moment is not None),
            default=self.place.patience,
        )

    def _look(self, schedule: Schedule) -> None:
        """Work on what is due of a schedule; trouble with the ledger is tried again later."""
        self.place.stop.check()
        try:
            make = attempt_apart if self.place.apart else attempt
            self.outlook[schedule.name] = make(self.place, schedule, self.timetable.zone)
        except BriefbookError as error:
            self.place.listener(SlotFailed(schedule.name, error))
            self.troubled[schedule.name] = self.place.clock.monotonic() + self.place.patience

    def _wait(self) -> None:
        """Wait for what comes next; tell if the wall clock went another way than time did."""
        clock = self.place.clock
        seconds = min([self.place.patience, *map(self._due_in, self.timetable.schedules)])
        wall, watch = clock.now(), clock.monotonic()
        clock.wait(max(0, seconds), self.place.stop.signal)
        off = (clock.now() - wall).total_seconds() - (clock.monotonic() - watch)
        if abs(off) > _TOLERANCE:
            self.place.listener(ClockSet(round(off, 1)))

    def _read_again(self) -> None:
        """Take up changed settings; with those that cannot be used nothing changes."""
        settings = _settings(self.place.folder)
        if settings == self.settings:
            return
        self.settings = settings
        try:
            config = read_config(read_settings(self.place.folder), CONFIG_FILE)
        except BriefbookError as error:
            self.place.listener(SchedulesRefused(error))
            return
        kept = tuple(one for one in config.schedules if self.name in {None, one.name})
        self.timetable = Timetable(kept, config.book.timezone)
        self.place.listener(SchedulesRead(_names(self.timetable)))
        self._retire()

    def _retire(self) -> None:
        """End the open slots of schedules that the book does not have any more."""
        if self.name is not None:
            return
        kept = {one.name for one in self.timetable.schedules}
        place = self.place
        listener = place.stop.heeding(place.listener)
        with (
            locked(place.folder / OUTPUT_FOLDER, listener),
            opened_ledger(place.folder, listener) as ledger,
        ):
            for slot in ledger.slots.all_open():
                if slot.schedule not in kept:
                    ended = replace(
                        slot, state="skipped", changed=place.clock.now(), detail=_REMOVED
                    )
                    ledger.slots.put(ended)
                    place.listener(SlotEnded(ended.id, ended.state, ended.detail))


def _settings(folder: Path) -> str | None:
    """Return the settings as they stand, None if they cannot be read."""
    try:
        return read_settings(folder)
    except BriefbookError:
        return None


def _names(timetable: Timetable) -> tuple[str, ...]:
    return tuple(schedule.name for schedule in timetable.schedules)

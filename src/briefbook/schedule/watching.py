"""Building again whenever a file of the book is saved.

The kernel says that something stirred (watchfiles, https://watchfiles.helpmanual.io);
what counts is then looked up (:mod:`briefbook.schedule.sources`). Where the kernel keeps
silent, as on some network drives, a glance every other second finds the change.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from briefbook.build.book import Known, read_book, read_settings
from briefbook.build.builder import Report, build
from briefbook.build.dispatch import Options, standing_executor
from briefbook.build.snapshot import Snapshot
from briefbook.build.status import known
from briefbook.errors import BriefbookError, ExtraMissing, UnreadableFile, UsageError
from briefbook.events import (
    BuildRefused,
    DayBegan,
    Listener,
    SourcesChanged,
    WatchStarted,
    ignore,
)
from briefbook.executors.base import internal_error
from briefbook.record.digests import FileDigests
from briefbook.schedule.sources import changed, folders_of, look
from briefbook.wording import _

__all__ = ["Pace", "Turn", "Watcher", "take_turn", "watch"]

_DEBOUNCE_MS, _STEP_MS = 100, 20


@dataclass(frozen=True, slots=True)
class Pace:
    """How a watcher waits; all in seconds.

    ``settle``: nothing may have changed for so long before a build begins, so that a
    burst of saves is one build. ``patience``: files that change all the time are waited
    for no longer than this. ``glance``: how often the files are looked at where the
    kernel tells nothing.
    """

    settle: float = 0.15
    patience: float = 5.0
    glance: float = 2.0


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one build of a watch.

    Either a ``snapshot`` and a ``report``, or the ``error`` that kept it from building.
    """

    snapshot: Snapshot | None = None
    report: Report | None = None
    error: BriefbookError | None = None


class Watcher:
    """Sees what changes among the sources of a book, from its making on.

    Used in a ``with`` statement. Raises :class:`ExtraMissing` without watchfiles.
    """

    def __init__(self, book: Path, pace: Pace | None = None) -> None:
        require_watchfiles()
        self.book = book
        self.pace = pace or Pace()
        self._seen = look(book)
        self._stirred = Signal()
        self._over = Signal()
        self._thread = Thread(target=self._listen, name="watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def wake(self) -> None:
        """Let whoever waits for changes look at once."""
        self._stirred.set()

    def changes(self) -> tuple[str, ...]:
        """Wait for what changed since the last call, until it has settled.

        Returns the files by their paths in the book. After a glance that found nothing,
        or :meth:`wake`, it is empty.
        """
        self._stirred.wait(self.pace.glance)
        self._stirred.clear()
        now = look(self.book)
        limit = time.monotonic() + self.pace.patience
        while changed(self._seen, now) and time.monotonic() < limit:
            time.sleep(self.pace.settle)
            again = look(self.book)
            if again == now:
                break
            now = again
        names = changed(self._seen, now)
        self._seen = now
        return names

    def _listen(self) -> None:
        """Note, in a thread, that something stirred; folders that come are watched too."""
        while not self._over.is_set():
            try:
                self._listen_to(folders_of(self.book))
            except (OSError, RuntimeError):  # no more watches, or a folder that just went
                self._over.wait(1)

    def _listen_to(self, folders: tuple[Path, ...]) -> None:
        from watchfiles import watch as stirrings  # noqa: PLC0415  # belongs to an extra

        self._stirred.set()  # what changed before the kernel listened
        for _changes in stirrings(
            *folders,
            watch_filter=None,
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            stop_event=self._over,
            raise_interrupt=False,
            recursive=False,
        ):
            self._stirred.set()
            if folders_of(self.book) != folders:
                return


def watch(
    folder: Path,
    options: Options,
    listener: Listener = ignore,
    *,
    as_of: date | None = None,
    stop: Signal | None = None,
    pace: Pace | None = None,
) -> None:
    """Make the selected outputs current now, and again after every save, until ``stop``.

    What is wrong with the book is told to the listener and tried again after the next
    save. A new day is a change too, unless ``as_of`` sets the clock. Each build takes
    the lock of the book and lets it go. Workers stay from build to build.

    Raises :class:`ExtraMissing` without watchfiles, :class:`InvalidBook` where there are
    no settings to begin with, and :class:`UsageError` for a selection that the book
    does not have when it is first read.
    """
    require_watchfiles()
    read_settings(folder)
    stop = stop or Signal()
    with Watcher(folder, pace) as watcher, standing_executor(options.workers) as standing:
        work = replace(options, standing=standing)
        listener(WatchStarted(str(folder)))
        turn = take_turn(folder, work, listener, as_of=as_of, first=True)
        if options.executor == "processes":
            standing.warm_up()
        while not stop.is_set():
            files = watcher.changes()
            day = new_day(turn.snapshot) if as_of is None else None
            if files:
                listener(SourcesChanged(files))
            elif day is not None:
                listener(DayBegan(day))
            else:
                continue
            turn = take_turn(folder, work, listener, as_of=as_of, before=turn.snapshot)


def take_turn(
    folder: Path,
    options: Options,
    listener: Listener,
    *,
    as_of: date | None = None,
    before: Snapshot | None = None,
    first: bool = False,
    on_read: Callable[[Snapshot], None] | None = None,
) -> Turn:
    """Read the book and make what is stale; tell what keeps it from being built.

    ``before`` is the book as it was last sound; it is part of the result where the
    book is not sound now. At the ``first`` turn errors of usage are raised. ``on_read``
    is called between reading and making.
    """
    snapshot = before
    try:
        snapshot, files = read_anew(folder, as_of)
        if on_read is not None:
            on_read(snapshot)
        again = partial(read_book, folder, as_of)
        report = build(folder, snapshot, options, listener, files=files, read_again=again)
    except UsageError as error:
        if first:
            raise
        failure: BriefbookError = error
    except BriefbookError as error:
        failure = error
    except Exception as error:  # noqa: BLE001  # a defect is told, and the next save tried
        failure = internal_error(_("the build failed"), error)
    else:
        return Turn(snapshot, report)
    listener(BuildRefused(failure))
    return Turn(snapshot, None, failure)


def read_anew(folder: Path, as_of: date | None = None) -> tuple[Snapshot, FileDigests]:
    """Read the book and what was learned of its files; raises :class:`InvalidBook`."""
    try:
        remembered = known(folder)
    except UnreadableFile:  # the build tells of it
        remembered = Known()
    remembered = replace(remembered, remember=True)
    return read_book(folder, as_of, remembered), remembered.files


def new_day(snapshot: Snapshot | None) -> date | None:
    """Return the date in the book's time zone if it is another than the snapshot's."""
    if snapshot is None:
        return None
    today = datetime.now(ZoneInfo(snapshot.config.book.timezone)).date()
    return today if today != snapshot.today else None


def require_watchfiles(find: Callable[[str], object] = find_spec) -> None:
    """Raise :class:`ExtraMissing` if the library that watches files is not installed."""
    if find("watchfiles") is None:
        raise ExtraMissing(
            _("watching files needs a library that is not installed"),
            hint=_("install it with `pip install 'briefbook[preview]'`"),
        )

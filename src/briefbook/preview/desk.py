"""What stands behind the page: the book as last read, and the builds, in a thread.

The page is told of everything by :class:`Sight`, a frozen value that is replaced as a
whole: whoever serves a request takes the present one and looks at nothing else.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from briefbook.build.builder import LEDGER
from briefbook.build.dispatch import Options, executor_for, standing_executor
from briefbook.build.snapshot import Snapshot
from briefbook.build.status import status
from briefbook.build.verdicts import Verdict
from briefbook.errors import BriefbookError
from briefbook.events import (
    BuildRefused,
    DayBegan,
    Event,
    Listener,
    OutputBuilt,
    OutputCurrent,
    OutputFailed,
    OutputKept,
    RunFinished,
    RunStarted,
    SourcesChanged,
    ignore,
)
from briefbook.executors.base import Task, internal_error
from briefbook.executors.standing import Halted
from briefbook.plan.outputs import Output, Selection
from briefbook.preview.manner import Manner
from briefbook.preview.sheet import Sheet, compose_sheet, open_sheet_shop
from briefbook.schedule.watching import Watcher, new_day, read_anew, take_turn
from briefbook.wording import _

__all__ = ["Desk", "Progress", "Sight"]

#: How long the end of the page waits for the thread behind it, in seconds.
_PATIENCE = 10.0
#: How many sheets are kept at most.
_KEPT = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """A build under way: how many outputs it has dealt with, of how many."""

    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Sight:
    """What there is to see of a book.

    ``version`` grows with every change of what is shown. ``snapshot`` is the book as it
    was last sound, None if it never was; ``error`` is what is wrong with it now;
    ``progress`` is that of a build, None while there is none.
    """

    version: int = 0
    snapshot: Snapshot | None = None
    verdicts: tuple[Verdict, ...] = ()
    error: BriefbookError | None = None
    progress: Progress | None = None


class Ended(BaseException):
    """The page is closing: a build under way is given up."""


class Desk:
    """Reads and builds a book in a thread of its own; used in a ``with`` statement."""

    def __init__(self, folder: Path, manner: Manner | None = None, listener: Listener = ignore):
        self.folder = folder
        self.manner = manner or Manner()
        self._tell = listener
        self._sight = Sight()
        self._over = threading.Event()
        self._closed = threading.Event()
        self._asked = threading.Event()
        self._watcher = Watcher(folder, self.manner.pace)
        self._builders = standing_executor(self.manner.workers)
        self._composers = standing_executor(1)
        self._composing = threading.Lock()
        self._sheets: tuple[Snapshot | None, dict[Output, Sheet | BriefbookError]] = (None, {})
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)

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
        self._builders.halt()
        self._watcher.wake()
        self._thread.join(_PATIENCE)
        self._builders.close()
        self._composers.halt()
        with self._composing:
            self._composers.close()

    def sight(self) -> Sight:
        """Return what there is to see now."""
        return self._sight

    def close_news(self) -> None:
        """Let go of whoever waits for news: the page is closing."""
        self._closed.set()

    @property
    def closed(self) -> bool:
        """Whether the page is closing."""
        return self._closed.is_set()

    def ask_for_build(self) -> None:
        """Have what is stale made, as soon as what is under way has ended."""
        self._asked.set()
        self._watcher.wake()

    def sheet(self, snapshot: Snapshot, output: Output) -> Sheet | BriefbookError:
        """Compose an output for the screen, or say why that fails; takes its time.

        Sheets are kept until another snapshot is asked for.
        """
        with self._composing:
            if self._sheets[0] is not snapshot:
                self._sheets = (snapshot, {})
            known = self._sheets[1]
            if len(known) >= _KEPT and output not in known:
                known.clear()
            if output not in known:
                known[output] = self._composed(snapshot, output)
            return known[output]

    def _composed(self, snapshot: Snapshot, output: Output) -> Sheet | BriefbookError:
        options = replace(self._options(), standing=self._composers)
        task = Task(str(output), output)
        executor = executor_for(snapshot, options)
        (done,) = executor.run(open_sheet_shop, snapshot, compose_sheet, [task])
        if done.result is not None:
            return done.result
        return done.error or internal_error(_("nothing was composed"), RuntimeError(str(output)))

    def _options(self) -> Options:
        return Options(
            executor=self.manner.executor,
            workers=self.manner.workers,
            standing=self._builders,
            command="preview",
        )

    def _work(self) -> None:
        """Read and build until the page closes: the whole life of the thread."""
        try:
            with self._watcher as watcher:
                self._turn(build=self.manner.on_save)
                if self.manner.executor == "processes":
                    self._builders.warm_up()
                    with self._composing:
                        self._composers.warm_up()
                while not self._over.is_set():
                    self._wait(watcher)
        except (Ended, Halted):
            pass
        except Exception as failure:  # noqa: BLE001  # a defect is shown; the page stays
            self._show(error=internal_error(_("the page no longer follows the book"), failure))
        finally:
            self._builders.close()

    def _wait(self, watcher: Watcher) -> None:
        """Wait for a save, a new day, the button, or another command at work."""
        ledger = _stamp(self.folder / LEDGER)
        files = watcher.changes()
        asked = self._asked.is_set()
        self._asked.clear()
        day = new_day(self._sight.snapshot) if self.manner.as_of is None else None
        if self._over.is_set():
            return
        if files:
            self._tell(SourcesChanged(files))
        elif day is not None:
            self._tell(DayBegan(day))
        if files or day is not None or asked:
            self._turn(build=asked or self.manner.on_save)
        elif _stamp(self.folder / LEDGER) != ledger:
            self._look(self._sight.snapshot)

    def _turn(self, *, build: bool) -> None:
        """Read the book and, if that is wanted, make what is stale."""
        if build:
            self._show(progress=Progress())
            turn = take_turn(
                self.folder,
                self._options(),
                self._hear,
                as_of=self.manner.as_of,
                before=self._sight.snapshot,
                on_read=self._look,
            )
            self._look(turn.snapshot, turn.error, ended=True)
            return
        try:
            snapshot, _files = read_anew(self.folder, self.manner.as_of)
        except BriefbookError as error:
            self._tell(BuildRefused(error))
            self._look(self._sight.snapshot, error)
        else:
            self._look(snapshot)

    def _look(
        self,
        snapshot: Snapshot | None,
        error: BriefbookError | None = None,
        *,
        ended: bool = False,
    ) -> None:
        """Show a book and how its outputs stand."""
        verdicts = self._sight.verdicts
        if snapshot is not None and error is None:
            try:
                verdicts = status(self.folder, snapshot, Selection())
            except BriefbookError as failure:
                error = failure
            except Exception as failure:  # noqa: BLE001  # a defect is shown; the page stays
                error = internal_error(_("the outputs could not be looked at"), failure)
        progress = None if ended else self._sight.progress
        self._show(snapshot=snapshot, verdicts=verdicts, error=error, progress=progress)

    def _show(self, **changes: object) -> None:
        version = self._sight.version + 1
        self._sight = replace(self._sight, version=version, **changes)  # type: ignore[arg-type]  # fields of Sight

    def _hear(self, event: Event) -> None:
        """Follow a build; give it up if the page is closing."""
        if self._over.is_set() and not isinstance(event, RunFinished):
            raise Ended
        self._tell(event)
        before = self._sight.progress or Progress()
        match event:
            case RunStarted(_, outputs):
                now = Progress(0, len(outputs))
            case OutputBuilt() | OutputCurrent() | OutputKept() | OutputFailed():
                now = replace(before, done=before.done + 1)
            case _:
                return
        # Not a new version: the page counts along, and shows the rest at the end.
        self._sight = replace(self._sight, progress=now)


def _stamp(path: Path) -> object:
    """Return what changes when a file is written."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_ino, state.st_size, state.st_mtime_ns

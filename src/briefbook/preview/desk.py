"""What stands behind the page: the book as last read, and the builds, in a thread.

The page is told of everything by :class:`Sight`, a frozen value that is replaced as a
whole: whoever serves a request takes the present one and looks at nothing else.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from briefbook.build.builder import LEDGER
from briefbook.build.dispatch import Options, executor_for, standing_executor
from briefbook.build.enclosing import piece_of
from briefbook.build.snapshot import Snapshot
from briefbook.build.status import reading, status
from briefbook.build.verdicts import Verdict
from briefbook.errors import BriefbookError, WorkerDied
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
from briefbook.executors.base import Executor, Limits, Task, internal_error
from briefbook.executors.inline import InlineExecutor
from briefbook.executors.limits import MEBIBYTE
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
#: How long a text may be composed for the screen, in seconds: somebody is waiting, and
#: the files come after it.
_COMPOSING = 10.0
#: How many sheets a page has on the screen.
_IN_VIEW = 2


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
        self._composers = standing_executor(_IN_VIEW)
        self._composing = threading.Lock()
        self._sheets: list[tuple[Snapshot, dict[Output, Sheet | BriefbookError]]] = []
        self._seen: tuple[Output, ...] = ()
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
        self.close_news()
        self._over.set()
        self._builders.halt()
        self._watcher.wake()
        self._thread.join(_PATIENCE)
        self._builders.close()
        with self._composing:
            self._composers.close()

    def sight(self) -> Sight:
        """Return what there is to see now."""
        return self._sight

    def close_news(self) -> None:
        """Let go of whoever waits for news, or for a text: the page is closing."""
        self._closed.set()
        self._composers.halt()

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

        Sheets are kept until two other snapshots were asked for.
        """
        return self.sheets(snapshot, (output,))[output]

    def sheets(
        self, snapshot: Snapshot, outputs: Sequence[Output]
    ) -> Mapping[Output, Sheet | BriefbookError]:
        """Compose outputs for the screen side by side, as :meth:`sheet` does one."""
        with self._composing:
            self._seen = tuple(dict.fromkeys((*outputs, *self._seen)))[:_IN_VIEW]
            known = self._sheets_of(snapshot)
            wanting = [output for output in outputs if output not in known]
            known.update(self._composed(snapshot, wanting))
            return {output: known[output] for output in outputs}

    def _sheets_of(self, snapshot: Snapshot) -> dict[Output, Sheet | BriefbookError]:
        """Return the sheets kept of a snapshot: of the last two, as one follows the other."""
        for kept, sheets in self._sheets:
            if kept is snapshot:
                if len(sheets) >= _KEPT:
                    sheets.clear()
                return sheets
        fresh: dict[Output, Sheet | BriefbookError] = {}
        self._sheets = [(snapshot, fresh), *self._sheets[:1]]
        return fresh

    def _composed(
        self, snapshot: Snapshot, outputs: Sequence[Output]
    ) -> Iterator[tuple[Output, Sheet | BriefbookError]]:
        """Yield each output with what came of it."""
        executor = self._composer_for(snapshot)
        with reading(self.folder) as ledger:
            pages = ledger.pages() if ledger else {}
        config = snapshot.config
        tasks = [Task(str(output), piece_of(output, config, pages)) for output in outputs]
        closing = WorkerDied(_("the page is closing"))
        try:
            for done in executor.run(open_sheet_shop, snapshot, compose_sheet, tasks):
                # There is a result or an error.
                yield done.task.job.output, done.result or done.error or closing
        except Halted:
            yield from ((output, closing) for output in outputs)

    def _composer_for(self, snapshot: Snapshot) -> Executor:
        """Return what composes: within the limits of the book, and soon."""
        if self.manner.executor == "inline":
            return InlineExecutor()
        book = snapshot.config.book.limits
        seconds = min(book.seconds, _COMPOSING)
        self._composers.limit(Limits(seconds, book.memory * MEBIBYTE))
        return self._composers

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
                self._warm_up(self._sight.snapshot)
                while not self._over.is_set():
                    self._wait(watcher)
        except (Ended, Halted):
            pass
        except Exception as failure:  # noqa: BLE001  # a defect is shown; the page stays
            self._show(error=internal_error(_("the page no longer follows the book"), failure))
        finally:
            self._builders.close()

    def _warm_up(self, snapshot: Snapshot | None) -> None:
        """Have the workers ready before somebody waits for them."""
        if snapshot is None or self.manner.executor != "processes":
            return
        executor_for(snapshot, self._options())  # the builders are held to the limits of the book
        self._builders.warm_up()
        self.sheets(snapshot, snapshot.outputs()[:_IN_VIEW])

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
            self._sight = replace(self._sight, progress=Progress())
            turn = take_turn(
                self.folder,
                self._options(),
                self._hear,
                as_of=self.manner.as_of,
                before=self._sight.snapshot,
                on_read=self._prepare,
            )
            self._look(turn.snapshot, turn.error, ended=True)
            return
        try:
            snapshot, _files = read_anew(self.folder, self.manner.as_of)
        except BriefbookError as error:
            self._tell(BuildRefused(error))
            self._look(self._sight.snapshot, error)
        else:
            self._prepare(snapshot)

    def _prepare(self, snapshot: Snapshot) -> None:
        """Show a book that was just read; what is on the screen comes before the files."""
        wanted = set(snapshot.outputs())
        self.sheets(snapshot, [output for output in self._seen if output in wanted])
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

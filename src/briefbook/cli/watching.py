"""What is told while a book is watched: what was saved, then each build as it goes."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from briefbook.cli.console import Console, Listening, lasting
from briefbook.cli.counting import tally
from briefbook.events import (
    BuildRefused,
    DayBegan,
    Event,
    PreviewStarted,
    RunFinished,
    SourcesChanged,
    WatchStarted,
)
from briefbook.wording import Message, _, joined, ngettext

__all__ = ["WatchListening"]

#: How many of the files that were saved are named on a line.
_NAMED = 3


class WatchListening:
    """Tells the events of many builds, each with a bar of its own; used in a ``with``."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = ExitStack()
        self._listening: Listening | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._rest()

    def __call__(self, event: Event) -> None:
        """Tell an event."""
        match event:
            case WatchStarted(folder):
                self._console.tell(_("watching {folder}; Ctrl-C ends it", folder=folder))
            case PreviewStarted(url):
                self._console.tell(_("the page is at {url} ; Ctrl-C ends it", url=url))
            case SourcesChanged(files):
                self._console.tell(_("saved: {files}", files=_named(files)))
            case DayBegan(today):
                self._console.tell(_("a new day: {day}", day=today))
            case BuildRefused(error):
                self._rest()
                self._console.tell_error(error)
                self._console.tell(_("nothing was built; the next save is tried again"))
            case RunFinished():
                self._listen(event)
                self._rest()
                counts = (event.built, event.current, event.kept, event.failed)
                self._console.tell(lasting(tally(*counts), event.seconds))
            case _:
                self._listen(event)

    def _listen(self, event: Event) -> None:
        if self._listening is None:
            self._listening = self._bar.enter_context(self._console.listening(_("building")))
        self._listening(event)

    def _rest(self) -> None:
        """Take the bar away until the next build."""
        self._listening = None
        self._bar.close()


def _named(files: tuple[str, ...]) -> Message:
    """Name the first files, and say how many more there are."""
    more = len(files) - _NAMED
    names = joined(files[:_NAMED])
    if more <= 0:
        return names
    return ngettext("{names} and {count} more", "{names} and {count} more", more, names=names)

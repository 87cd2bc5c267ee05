"""Events as structured lines on standard error: the log of the service.

One line an event, ``key=value`` with spaces between (logfmt): a journal can be read
through and searched, and a line is never broken. A value with other characters than
letters, digits and plain signs is quoted as JSON quotes (RFC 8259). Sentences are in the
language of the interface; keys, states and codes are not, for programs read them too.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, TextIO

from briefbook.catalogue import ENGLISH, Catalogue
from briefbook.cli.messages import failures, visible
from briefbook.cli.settings import Verbosity
from briefbook.errors import BriefbookError
from briefbook.events import (
    ClockSet,
    Event,
    Holder,
    LedgerStartedAnew,
    OutputCurrent,
    OutputFailed,
    OutputKept,
    OutputWithheld,
    ParcelFailed,
    SchedulesRefused,
    SlotEnded,
    SlotFailed,
    SlotWaits,
    WorkerRefused,
)

__all__ = ["Log"]

_ERRORS = (OutputFailed, ParcelFailed, SchedulesRefused, SlotFailed)
_WARNINGS = (
    ClockSet,
    LedgerStartedAnew,
    OutputKept,
    OutputWithheld,
    SlotWaits,
    WorkerRefused,
)
_PLAIN = re.compile(r"[\w.:/@+*,%-]+", re.ASCII)
#: Long lists of files are told by their number.
_COUNTED = frozenset({"outputs", "files"})


class Log:
    """Writes each event as one line; ``verbosity`` says from which level on.

    ``catalogue`` says the sentences in the language of the reader.
    """

    def __init__(
        self,
        verbosity: Verbosity,
        stream: TextIO | None = None,
        catalogue: Catalogue = ENGLISH,
    ) -> None:
        self._verbosity = verbosity
        self._stream = stream
        self._catalogue = catalogue

    def __call__(self, event: Event) -> None:
        """Write an event; the errors of an invalid book are a line each."""
        level = _level(event)
        if self._verbosity < _FROM[level]:
            return
        head = {"time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z", "level": level}
        head["event"] = re.sub(r"(?<!^)(?=[A-Z])", "-", type(event).__name__).lower()
        for pairs in _details(event):
            self._write({**head, **pairs})

    def _write(self, pairs: dict[str, Any]) -> None:
        say = self._catalogue.say
        said = {key: say(one) if isinstance(one, str) else one for key, one in pairs.items()}
        line = " ".join(f"{key}={_value(value)}" for key, value in said.items())
        stream = self._stream or sys.stderr
        try:
            stream.write(f"{line}\n")
            stream.flush()
        except OSError:  # nobody reads any more, or the disk is full: the work goes on
            return


#: From which verbosity on a level is told.
_FROM = {
    "error": Verbosity.QUIET,
    "warning": Verbosity.QUIET,
    "info": Verbosity.NORMAL,
    "debug": Verbosity.VERBOSE,
}


def _level(event: Event) -> str:
    if isinstance(event, _ERRORS) or (isinstance(event, SlotEnded) and event.state == "failed"):
        return "error"
    if isinstance(event, _WARNINGS):
        return "warning"
    return "debug" if isinstance(event, OutputCurrent) else "info"


def _details(event: Event) -> Iterator[dict[str, Any]]:
    """Yield the keys and values of an event, once for each error that it tells."""
    values = {one.name: getattr(event, one.name) for one in fields(event)}
    error = values.pop("error", None)
    plain: dict[str, Any] = {}
    for key, value in values.items():
        plain.update(_pairs(key, value))
    if not isinstance(error, BriefbookError):
        yield plain
        return
    for problem in failures(error):
        place = {"at": problem.spans[0]} if problem.spans else {}
        hint = {"hint": problem.hint} if problem.hint else {}
        yield {**plain, "code": problem.code, "error": problem.message, **place, **hint}


def _pairs(key: str, value: Any) -> dict[str, Any]:
    """Return one field of an event as keys and plain values; what is empty is left out."""
    if isinstance(value, Holder):
        return {"pid": value.pid, "command": value.command} if value.pid else {}
    if isinstance(value, tuple):
        return {key: len(value) if key in _COUNTED else ",".join(map(str, value))}
    if isinstance(value, bool):
        return {key: str(value).lower()} if value else {}
    if isinstance(value, float):
        return {key: round(value, 3)}
    return {key: value} if value not in {"", None} else {}


def _value(value: Any) -> str:
    """Return a value as it stands in a line."""
    text = visible(str(value))
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)

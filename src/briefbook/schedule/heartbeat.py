"""The sign of life of a service: a small file that says who it is and when it last looked.

It only tells people; whether a slot is overdue is known from the ledger alone.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from briefbook.errors import PublishFailed
from briefbook.plan.outputs import OUTPUT_FOLDER
from briefbook.publish import PRIVATE_FOLDER, process_mark, publish

__all__ = ["Heartbeat", "beat", "heartbeats", "still"]


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A service: its process, since when it runs, when it last looked (UTC), whether it lives."""

    pid: int
    since: datetime
    at: datetime
    alive: bool


def beat(folder: Path, name: str | None, since: datetime, now: datetime) -> None:
    """Leave a sign of life of the service for the schedule ``name``, or for all."""
    pid = os.getpid()
    note = {
        "pid": pid,
        "process": process_mark(pid),
        "since": since.isoformat(timespec="seconds"),
        "at": now.isoformat(timespec="seconds"),
    }
    with contextlib.suppress(PublishFailed, OSError):  # a full disk shows elsewhere
        publish(json.dumps(note).encode(), _file(folder, name))


def still(folder: Path, name: str | None) -> None:
    """Take the sign of life away: the service has ended as it should."""
    with contextlib.suppress(OSError):
        _file(folder, name).unlink()


def heartbeats(folder: Path) -> tuple[Heartbeat, ...]:
    """Return the services of a book, those included that died without a word."""
    files = sorted((folder / OUTPUT_FOLDER / PRIVATE_FOLDER).glob("service*.json"))
    return tuple(found for found in map(_read, files) if found is not None)


def _read(file: Path) -> Heartbeat | None:
    try:
        note = json.loads(file.read_text(encoding="utf-8"))
        since, at = (datetime.fromisoformat(note[key]) for key in ("since", "at"))
        return Heartbeat(note["pid"], since, at, _lives(note["pid"], note["process"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _lives(pid: int, mark: str) -> bool:
    try:
        return process_mark(pid) == mark
    except OSError:
        return False


def _file(folder: Path, name: str | None) -> Path:
    file = "service.json" if name is None else f"service-{name}.json"
    return folder / OUTPUT_FOLDER / PRIVATE_FOLDER / file

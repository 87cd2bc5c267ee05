"""Times and memory: medians of runs that take turns, so that a busy minute hits both sides."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

Action = Callable[[], object]

_KIBIBYTES_PER_MEBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table: what was done, our median in seconds, and the peer's."""

    what: str
    ours: float
    peer: str = ""
    theirs: float | None = None


def compare(
    what: str, ours: Action, runs: int, peer: str = "", theirs: Action | None = None
) -> Measured:
    """Time an action, and a peer's where there is one, in turns; return the medians."""
    own: list[float] = []
    others: list[float] = []
    for _ in range(runs):
        own.append(seconds(ours))
        if theirs is not None:
            others.append(seconds(theirs))
    return Measured(what, median(own), peer, median(others) if others else None)


def seconds(action: Action) -> float:
    """Return the wall-clock time of an action, in seconds."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def python(*arguments: str, folder: Path, environment: Mapping[str, str] | None = None) -> None:
    """Run this Python in a new process; raises ``CalledProcessError`` if it fails."""
    subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )


def peak_memory(arguments: Sequence[str], folder: Path) -> int:
    """Return the greatest resident memory of any one process of a command, in MiB."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return usage.ru_maxrss // _KIBIBYTES_PER_MEBIBYTE

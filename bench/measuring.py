"""Times: commands run in turns, alone or several at once; medians in seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

Action = Callable[[], object]


def seconds(action: Action) -> float:
    """Return the wall-clock time of an action, in seconds."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def medians(runs: int, *actions: Action) -> tuple[float, ...]:
    """Time actions in turns, so that a busy minute hits all of them; return their medians."""
    taken = [[seconds(action) for action in actions] for _ in range(runs)]
    return tuple(median(times) for times in zip(*taken, strict=True))


def python(*arguments: str, folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """Run this Python in a new process and return what it prints; raises if it fails."""
    return run([sys.executable, *arguments], folder, environment)


def briefbook(folder: Path, *arguments: str) -> str:
    """Run the briefbook command on the book in ``folder``; return what it prints."""
    return python("-m", "briefbook", *arguments, folder=folder)


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """Run a command; raises ``RuntimeError`` with the end of what it said if it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[:4]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def run_at_once(
    commands: Sequence[Sequence[str]], folder: Path, environment: Mapping[str, str] | None = None
) -> list[Any]:
    """Run commands side by side; return the JSON that each prints.

    Raises ``RuntimeError`` if one fails.
    """
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    command,
                    cwd=folder,
                    env={**os.environ, **(environment or {})},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    encoding="utf-8",
                )
            )
            for command in commands
        ]
        said = [process.communicate() for process in started]
    for process, (_, complaint) in zip(started, said, strict=True):
        if process.returncode != 0:
            raise RuntimeError(f"{process.args!r:.200} failed: {complaint[-2000:]}")
    return [json.loads(printed) for printed, _ in said]

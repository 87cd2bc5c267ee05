"""The program run as a user runs it: a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.books import REPOSITORY

_BREAK = 0.02


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment, with changes, without what steers the program."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("BRIEFBOOK", "_BRIEFBOOK"))
        and key not in {"NO_COLOR", "FORCE_COLOR"}
    }
    ours = {"PYTHONPATH": str(REPOSITORY / "src"), "LC_ALL": "C.UTF-8"}
    return {**kept, **ours, **changes}


def _unmeasured(variables: dict[str, str], options: Mapping[str, object]) -> dict[str, str]:
    """Keep coverage out of a process whose limits would make it fail too."""
    if "preexec_fn" not in options:
        return variables
    return {key: value for key, value in variables.items() if not key.startswith("COVERAGE_")}


def start(
    *arguments: str, folder: Path, changes: Mapping[str, str] | None = None, **options: object
) -> subprocess.Popen[bytes]:
    """Start the program in a folder; its streams are pipes unless ``options`` say otherwise."""
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # options are checked there
        [sys.executable, "-m", "briefbook", *arguments],
        cwd=folder,
        env=_unmeasured(environment(**(changes or {})), options),
        **{**streams, **options},
    )


def run(
    *arguments: str, folder: Path, changes: Mapping[str, str] | None = None, **options: object
) -> subprocess.CompletedProcess[str]:
    """Run the program to its end, a minute at most."""
    process = start(*arguments, folder=folder, changes=changes, **options)
    try:
        output, messages = process.communicate(timeout=60)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    texts = [(data or b"").decode("utf-8", "replace") for data in (output, messages)]
    return subprocess.CompletedProcess(process.args, process.returncode, *texts)


def wait_until(true: object, seconds: float = 20) -> None:
    """Wait until ``true()`` holds; fail if it does not in time."""
    assert callable(true)
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, "it did not come about in time"
        time.sleep(_BREAK)


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """Return the numbers of the living children of a process."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal():
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == process.pid and fields[0] != "Z":
                    found.append(int(entry.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


def is_alive(pid: int) -> bool:
    """Tell whether a process of that number lives."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return fields[0] != "Z"


__all__ = ["environment", "is_alive", "run", "signal", "start", "wait_until", "workers_of"]

"""What the system says of processes, for the tests of the executors."""

from __future__ import annotations

import os
import time
from pathlib import Path


def alive(process: int) -> bool:
    """Say whether a process runs; one that only waits to be buried does not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def gone_within(processes: list[int], seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while any(alive(process) for process in processes):
        if time.monotonic() > limit:
            return False
        time.sleep(0.01)
    return True


def wait_for(file: Path) -> int:
    """Return the number of the process that a worker wrote into a file, as soon as it did."""
    limit = time.monotonic() + 20
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < limit, "the worker did not begin"
        time.sleep(0.01)
    return int(file.read_text())


def children() -> list[int]:
    """Return the children of this process that are alive or not waited for."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.append(int(entry.parent.name))
    return found


def descriptors() -> set[str]:
    return set(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names are wanted

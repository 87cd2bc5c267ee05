"""What the system says of processes, for the tests of the executors."""

from __future__ import annotations

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

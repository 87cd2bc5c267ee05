"""The service of schedules: a slot with nothing to do, and its memory while it waits."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.books import Bench, build
from bench.inside import resident
from bench.measuring import python
from bench.report import Row, at_most
from bench.slots import SCHEDULE
from bench.workplace import REPOSITORY

_SETTINGS = (
    f'\n[schedules.{SCHEDULE}]\ncron = "* * * * *"\n[schedules.yearly]\ncron = "0 0 1 1 *"\n'
)
_IDLE = 6.0  # seconds after which nothing more is read or imported
_LIMIT = 120  # MiB


def rows(bench: Bench) -> Iterator[Row]:
    """Measure a no-op slot beside a no-op build, then an idle service."""
    folder = bench.built(bench.plan.subjects)
    settings = folder / "briefbook.toml"
    if _SETTINGS not in settings.read_text(encoding="utf-8"):
        settings.write_text(settings.read_text(encoding="utf-8") + _SETTINGS, encoding="utf-8")
    build(folder)
    arguments = ("-m", "bench.slots", str(folder), str(bench.plan.runs + 2))
    measured = json.loads(python(*arguments, folder=REPOSITORY))
    slot, nothing = measured["slot"], measured["build"]
    yield Row(
        f"a slot with nothing to do, {bench.plan.subjects} subjects",
        f"{slot * 1000:.0f} ms",
        "a build with nothing to do",
        f"{nothing * 1000:.0f} ms",
        slot / nothing,
        at_most(2),
    )
    size = _idle_memory(folder)
    yield Row(
        "memory of the service while it waits",
        f"{size} MiB",
        "the limit",
        f"{_LIMIT} MiB",
        size / _LIMIT,
        at_most(1),
    )


def _idle_memory(folder: Path) -> int:
    """Return the resident memory, in MiB, of a service that has nothing to do, all processes."""
    command = [sys.executable, "-m", "briefbook", "--quiet", "schedule", "run", "yearly"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as service:
        try:
            time.sleep(_IDLE)
            return sum(map(resident, _family(service.pid))) // 1024
        finally:
            service.terminate()
            service.wait(timeout=30)


def _family(pid: int) -> Iterator[int]:
    """Yield a process and all that it started."""
    yield pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    for child in children:
        yield from _family(int(child))

"""The functions that the tests of the executor dask have workers call."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any


def tools() -> dict[str, str]:
    """Return a toolchain that a test can change for one worker."""
    return {"Python": "3", "Renderer": os.environ.get("TEST_RENDERER", "70.0")}


def broken_tools() -> dict[str, str]:
    if "TEST_RENDERER" in os.environ:
        raise FileNotFoundError("no library")
    return {"Renderer": "70.0"}


def dask_worker(context: Any, job: float) -> int:
    """Return the process of the Dask worker that this process stands beside."""
    time.sleep(job)
    return os.getppid()


def end_dask_worker(context: Any, job: str) -> str:
    """Do to the Dask worker what the system does when memory runs out."""
    if job == "kill":
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(600)
    time.sleep(0.05)
    return job


def note_pids_and_sleep(context: Any, job: str) -> None:
    with Path(job).open("a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(600)


def span(context: Any, job: float) -> tuple[float, float]:
    """Return when the work began and ended, on the clock of the machine."""
    began = time.monotonic()
    time.sleep(job)
    return began, time.monotonic()


def quick_or_long(context: Any, job: Any) -> Any:
    return note_pids_and_sleep(context, job) if job else job


def forgetful_tools() -> dict[str, str]:
    """Know the renderer only in the process of the test."""
    return {"Renderer": "70.0"} if "pytest" in sys.modules else {}

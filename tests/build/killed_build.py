"""A build that is killed at a chosen step: ``python -m tests.build.killed_build BOOK STEP NTH``.

It is the real builder; only the functions at whose edges it is to die are wrapped.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.build.offices import build

import briefbook.publish as publishing
from briefbook.build import clerk
from briefbook.record import tables
from briefbook.record.ledger import Ledger

#: Before or after which call of which function the build dies.
STEPS: dict[str, tuple[Any, str, str]] = {
    "before announcing": (Ledger, "announce", "before"),
    "after announcing": (Ledger, "announce", "after"),
    "after committing": (clerk.Clerk, "publish", "before"),
    "before a new file is forced to the disk": (publishing.Batch, "force", "before"),
    "before the new file is moved in": (publishing, "_replace", "before"),
    "after the file is replaced": (publishing.Batch, "replace", "after"),
    "before the folders are forced to the disk": (publishing.Batch, "confirm", "before"),
    "before recording": (Ledger, "record_built", "before"),
    "in the middle of recording": (tables, "attempt_row", "after"),
    "after recording": (Ledger, "record_built", "after"),
    "before remembering what is current": (Ledger, "record_current", "before"),
    "at the end of the run": (Ledger, "finish_run", "before"),
    "while an edited file is moved beside": (clerk, "set_aside", "after"),
}


def arm(step: str, nth: int) -> None:
    """Let the process die at the ``nth`` time that a step is reached."""
    owner, name, when = STEPS[step]
    original: Callable[..., Any] = getattr(owner, name)
    left = [nth]

    def wrapped(*arguments: Any, **options: Any) -> Any:
        left[0] -= 1
        if when == "before" and left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*arguments, **options)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, wrapped)


if __name__ == "__main__":
    folder, chosen, number = sys.argv[1:]
    arm(chosen, int(number))
    build(Path(folder), force=chosen == "while an edited file is moved beside")

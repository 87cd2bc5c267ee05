"""Limits that really stop a task (serves the stages compose and render).

Memory is held twice. In the worker, the address space may grow by the limit and
no further (RLIMIT_AS, https://man7.org/linux/man-pages/man2/setrlimit.2.html),
so that an allocation fails before the machine suffers. In the parent, resident
memory is watched through ``/proc/PID/statm``
(https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html), because C code may
take the failed allocation badly or lift the limit.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from briefbook.errors import MemoryLimit, Span, TimeLimit, WorkerDied
from briefbook.wording import Message, _, decimal, ngettext

__all__ = [
    "CRASH_SIGNALS",
    "Usage",
    "ending",
    "memory_limit",
    "room",
    "time_limit",
    "usage",
    "worker_died",
]

MEBIBYTE = 2**20

# What C code ends with when it cannot go on, by its own will or the kernel's.
CRASH_SIGNALS = frozenset({signal.SIGABRT, signal.SIGBUS, signal.SIGSEGV, signal.SIGTRAP})


@dataclass(frozen=True, slots=True)
class Usage:
    """The memory of a process in bytes: its whole address space, and what of it is resident."""

    size: int
    resident: int


def usage(process: int | str = "self") -> Usage | None:
    """Return the memory of a process, or ``None`` if it cannot be known.

    It cannot be known once the process has ended, or on a system without
    ``/proc``.
    """
    try:
        fields = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
    except OSError:
        return None
    page = os.sysconf("SC_PAGE_SIZE")
    return Usage(size=int(fields[0]) * page, resident=int(fields[1]) * page)


@contextmanager
def room(memory: int | None) -> Iterator[None]:
    """Let this process grow by ``memory`` bytes at most while the block runs.

    An allocation beyond it raises ``MemoryError``. The limit that stood before
    is put back at the end. ``None`` limits nothing.
    """
    now = usage() if memory is not None else None
    if memory is None or now is None:
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_lower(now.size + memory, before[0]), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _lower(wanted: int, standing: int) -> int:
    return wanted if standing == resource.RLIM_INFINITY else min(wanted, standing)


def time_limit(name: str, seconds: float) -> TimeLimit:
    """Return the error of a task that was stopped after ``seconds``."""
    return TimeLimit(
        _("{name} took longer than {time} and was stopped", name=name, time=_time(seconds)),
        hint=_("look for a loop that does not end, or allow more time"),
    )


def memory_limit(name: str, memory: int, spans: Sequence[Span] = ()) -> MemoryLimit:
    """Return the error of a task that was stopped at ``memory`` bytes.

    ``spans`` are the places where it was at that moment, if they are known.
    """
    return MemoryLimit(
        _(
            "{name} asked for more than {amount} of memory and was stopped",
            name=name,
            amount=_amount(memory),
        ),
        spans=spans,
        hint=_("look for a loop that keeps adding, or allow more memory"),
    )


def worker_died(name: str, status: int, memory: int | None) -> WorkerDied:
    """Return the error of a task whose process ended before it answered.

    ``status`` is as in ``subprocess``: an exit code, or a signal's number below
    zero. ``memory`` is the limit in bytes that was in force.
    """
    hint = _("build it with the inline executor to see where it ends")
    if status == -signal.SIGKILL:
        hint = _("the system ends processes when it runs out of memory; use fewer workers")
    elif -status in CRASH_SIGNALS and memory is not None:
        hint = _(
            "build it with the inline executor to see where it ends; "
            "it may have hit its limit of {amount} of memory",
            amount=_amount(memory),
        )
    return WorkerDied(
        _("the process that made {name} {ending}", name=name, ending=ending(status)), hint=hint
    )


def ending(status: int) -> Message:
    """Say how a process ended: ``was ended by SIGSEGV``, ``ended with exit code 3``."""
    if status >= 0:
        return _("ended with exit code {status}", status=status)
    try:
        return _("was ended by {signal}", signal=signal.Signals(-status).name)
    except ValueError:  # a real-time signal has no name
        return _("was ended by signal {number}", number=-status)


def _time(seconds: float) -> Message:
    if seconds == int(seconds):
        return ngettext("{count} second", "{count} seconds", int(seconds))
    return _("{seconds} seconds", seconds=decimal(seconds, None))


def _amount(memory: int) -> Message:
    if memory < MEBIBYTE:
        return ngettext("{count} bytes", "{count} bytes", memory)
    return _("{mebibytes} MiB", mebibytes=round(memory / MEBIBYTE))

"""One worker process as its parent sees it: started, spoken to, watched, ended.

The process is our own child, started afresh rather than forked, so that it
inherits no lock, thread or open file of the parent; it gets the parent's import
path and depends on neither the environment nor the current folder for it. What it writes
aside goes into a folder of its own, and with it.
"""

from __future__ import annotations

import enum
import fcntl
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from briefbook.executors.base import Task
from briefbook.executors.limits import Usage, usage
from briefbook.executors.scratch import Scratch, sweep
from briefbook.executors.worker import BEGIN, EQUIP, STOP, Setup

__all__ = ["Member", "State", "setup_file", "setup_place", "write_pickled"]

GRACE_SECONDS = 2.0  # what a worker gets for leaving by itself

_BOOTSTRAP = (
    "import sys, json; sys.path[:], ahead = json.loads(sys.argv.pop(1)); "
    "from briefbook.executors.worker import main; main(*map(int, sys.argv[1:]), ahead=ahead)"
)


class State(enum.Enum):
    """What a worker is doing, as far as its parent knows."""

    STARTING = enum.auto()
    IDLE = enum.auto()
    ASSIGNED = enum.auto()  # a task was sent; nothing shows yet that it was read
    RUNNING = enum.auto()
    STOPPING = enum.auto()


class Member:
    """A worker process and what the parent remembers of it.

    ``next`` is a task that was sent ahead: the worker takes it up as soon as it has
    answered, without waiting for its parent.

    ``deadline`` is the moment (``time.monotonic``) at which its present state
    has lasted too long, or ``None``. ``served`` counts the tasks it was given.
    ``ahead`` names the modules that it imports before the file ``setup`` is written; it
    then waits for :meth:`begin`, and may be told to :meth:`equip` itself from the file
    ``kit`` before. ``tidies`` says that it may have something to tidy up even if it was
    given no task. Raises ``OSError`` if no process can be started.
    """

    def __init__(
        self,
        setup: int,
        deadline: float | None,
        ahead: Sequence[str] = (),
        kit: int | None = None,
    ) -> None:
        self.state = State.STARTING
        self.deadline = deadline
        self.task: Task[Any] | None = None
        self.next: Task[Any] | None = None
        self.since = time.monotonic()
        self.served = 0
        self.tidies = False
        self.base: Usage | None = None  # its memory when the task was sent
        self.last: Usage | None = None  # its memory when it was last looked at
        self._scratch: Scratch | None = None
        ours, theirs, watched, self._lifeline = _channels()
        self.connection = Connection(ours)
        try:
            sweep()
            self._scratch = Scratch()
            files = (setup,) if kit is None else (setup, kit)
            self.process = _start((theirs, watched, *files), ahead, self._scratch.folder)
        except BaseException:
            self._close()
            raise
        finally:
            os.close(theirs)
            os.close(watched)

    def equip(self) -> None:
        """Tell a worker that started ahead that its kit is written."""
        self.tidies = True
        with suppress(OSError):
            self.connection.send_bytes(EQUIP)

    def begin(self, deadline: float) -> None:
        """Tell a worker that started ahead that its setup is written."""
        self.deadline = deadline
        with suppress(OSError):
            self.connection.send_bytes(BEGIN)

    def assign(self, task: Task[Any], job: bytes, seconds: float | None) -> None:
        """Send a task, its job pickled, with ``seconds`` to do it in.

        That the worker has gone meanwhile shows when it is next looked at.
        """
        self._watch(task)
        self._send(task, job)
        self._begin(seconds)

    def send_ahead(self, task: Task[Any], job: bytes) -> None:
        """Send a task to be done after the present one; its job must not fill the connection."""
        self.next = task
        self._send(task, job)

    def go_on(self, seconds: float | None) -> None:
        """Note that the worker has answered and goes on with the task that was sent ahead."""
        assert self.next is not None  # noqa: S101  # whoever calls this has looked
        self._watch(self.next)
        self.next = None
        self._begin(seconds)

    def _watch(self, task: Task[Any]) -> None:
        self.state, self.task = State.ASSIGNED, task
        self.base = self.last = usage(self.process.pid)

    def _send(self, task: Task[Any], job: bytes) -> None:
        self.served += 1
        with suppress(OSError):
            self.connection.send_bytes(pickle.dumps((task.name, job), pickle.HIGHEST_PROTOCOL))

    def _begin(self, seconds: float | None) -> None:
        self.since = time.monotonic()
        self.deadline = None if seconds is None else self.since + seconds

    def rest(self) -> None:
        """Note that the worker has answered and waits."""
        self.state, self.task, self.deadline = State.IDLE, None, None

    def dismiss(self) -> None:
        """Ask the worker to leave by itself, so that it can tidy up."""
        self.state, self.task = State.STOPPING, None
        self.deadline = time.monotonic() + GRACE_SECONDS
        with suppress(OSError):
            self.connection.send_bytes(STOP)

    def look(self) -> None:
        """Look at the worker's memory."""
        now = usage(self.process.pid)
        if now is not None and now.size:  # a process that has just ended shows zeros
            self.last = now

    def gained(self) -> Usage:
        """Return what its memory had gained since its task was sent, when last looked at."""
        if self.base is None or self.last is None:
            return Usage(0, 0)
        return Usage(self.last.size - self.base.size, self.last.resident - self.base.resident)

    def has_exited(self) -> bool:
        """Say whether the process has ended; its number stays ours until :meth:`end`."""
        try:
            options = os.WEXITED | os.WNOHANG | os.WNOWAIT
            return os.waitid(os.P_PID, self.process.pid, options) is not None
        except ChildProcessError:  # SIGCHLD is ignored in this program
            return True

    def await_exit(self) -> None:
        """Give a process that has closed its connection a moment to be gone."""
        limit = time.monotonic() + GRACE_SECONDS
        while not self.has_exited() and time.monotonic() < limit:
            time.sleep(0.001)

    def kill(self) -> None:
        """Kill the process and the children it has started, without waiting."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def end(self) -> int:
        """Kill what is left, wait for it, close everything; return how the process ended.

        The status is as in ``subprocess``: of a process that had already ended
        by itself, its own.
        """
        self.kill()
        status = self.process.wait()
        self._close()
        return status

    def _close(self) -> None:
        self.connection.close()
        os.close(self._lifeline)
        if self._scratch is not None:
            self._scratch.remove()


@contextmanager
def setup_file(setup: Setup) -> Iterator[int]:
    """Yield the descriptor of a file in memory with the pickled setup.

    A file lets any number of workers read it at their own pace, where a pipe
    would have the parent wait for each. Raises what pickling raises.
    """
    with setup_place() as place:
        write_pickled(place, setup)
        yield place


@contextmanager
def setup_place() -> Iterator[int]:
    """Yield the descriptor of an empty file in memory, for a setup or a kit to be written."""
    with open(_above_standard(os.memfd_create("briefbook-setup")), "wb") as file:
        yield file.fileno()


def write_pickled(place: int, what: object) -> None:
    """Pickle something into a file in memory; raises what pickling raises."""
    rest = memoryview(pickle.dumps(what, pickle.HIGHEST_PROTOCOL))
    while rest:
        rest = rest[os.write(place, rest) :]


def _start(
    descriptors: tuple[int, ...], ahead: Sequence[str], scratch: Path
) -> subprocess.Popen[bytes]:
    options = [f"-W{option}" for option in sys.warnoptions]
    if sys.dont_write_bytecode:
        options.append("-B")
    arguments = [json.dumps([_import_path(), list(ahead)]), *map(str, descriptors)]
    return subprocess.Popen(  # noqa: S603 - our own interpreter
        # -I: neither the environment nor the current folder decides what is imported.
        [sys.executable, "-I", "-X", "utf8", *options, "-c", _BOOTSTRAP, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=_standard_error(),
        stderr=_standard_error(),
        pass_fds=descriptors,
        env={**os.environ, "TMPDIR": str(scratch)},
        start_new_session=True,
    )


def _import_path() -> list[str]:
    """Return ``sys.path`` with absolute folders, for a process of any current folder."""
    folders = []
    for entry in sys.path:
        with suppress(FileNotFoundError):  # the current folder is gone
            folders.append(str(Path(entry).absolute()))
    return folders


def _standard_error() -> int:
    """Return where a worker may write: standard error, or nowhere if that is closed."""
    try:
        os.fstat(2)
    except OSError:
        return subprocess.DEVNULL
    return 2


def _channels() -> list[int]:
    """Return both ends of a connection, then the reading and the writing end of a lifeline."""
    fresh: list[int] = []
    moved: list[int] = []
    try:
        fresh += [end.detach() for end in socket.socketpair()]
        fresh += os.pipe()
        while fresh:
            moved.append(_above_standard(fresh.pop(0)))
    except BaseException:
        for descriptor in fresh + moved:
            os.close(descriptor)
        raise
    return moved


def _above_standard(descriptor: int) -> int:
    """Move a descriptor out of 0 to 2, where it lands in a program whose input is closed."""
    try:
        return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 3)
    finally:
        os.close(descriptor)

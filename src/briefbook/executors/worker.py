"""The far side of :mod:`briefbook.executors.processes`: what a worker process does.

It prepares once, then answers one task at a time over a connection. It runs in a
session of its own, ignores the terminal's interrupt (the parent decides), and
dies with its parent whatever it is doing.
"""

from __future__ import annotations

import atexit
import fcntl
import importlib
import os
import pickle
import select
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any, NoReturn

from briefbook.collector import collector_at_rest, keep_what_lives_on
from briefbook.errors import BriefbookError, MemoryLimit
from briefbook.executors.base import attempt, internal_error
from briefbook.executors.limits import memory_limit, room
from briefbook.wording import _

__all__ = [
    "BEGIN",
    "EQUIP",
    "READY",
    "STARTED",
    "STOP",
    "Reply",
    "Setup",
    "die_with_parent",
    "main",
    "serve",
]

# Short messages; whatever else is sent is a pickle.
READY = b"ready"  # the worker has prepared and waits for a task
STARTED = b"started"  # the worker has read its task: from here on the task is to blame
EQUIP = b"equip"  # what a worker that started ahead can get ready with is written
BEGIN = b"begin"  # the setup of a worker that started ahead is written
STOP = b"stop"  # the parent has no more tasks


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker needs before its first task.

    ``preload`` names modules to import first; ``memory`` is the limit of each
    task in bytes.
    """

    prepare: Callable[..., Any]
    payload: Any
    function: Callable[[Any, Any], Any]
    preload: tuple[str, ...] = ()
    memory: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a task, or of the preparation; ``seconds`` of wall clock.

    ``spent`` says that the worker ran out of memory and is not to be trusted
    with another task.
    """

    result: Any
    error: BriefbookError | None
    seconds: float = 0.0
    spent: bool = False


def main(
    connection: int, lifeline: int, setup: int, kit: int | None = None, *, ahead: Sequence[str] = ()
) -> None:
    """Serve until told to stop; the numbers are file descriptors.

    ``lifeline`` is the reading end of a pipe that the parent holds open for as
    long as this process may live; ``setup`` is a file with a pickled
    :class:`Setup`. With modules to import ``ahead`` that is not written yet: they are
    imported, as far as there is time, until the word comes. Before it the file ``kit`` may
    bring a pickled pair of a function and a payload: the function is called with the
    payload and with what tells whether there is still time; what it returns is given to
    the preparation after its own payload.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent(lifeline)
    # A copy, so that the descriptor itself stays open, and tells of the end, until the very end.
    talk = Connection(os.dup(connection))
    ready: tuple[Any, ...] = ()
    if ahead:
        with collector_at_rest():  # most of what is imported and prepared lives on
            begins, ready = _until_begin(talk, ahead, kit)
            keep_what_lives_on()
        if not begins:
            _end()
    serve(talk, _whole(setup), ready)
    _end()


def _end() -> NoReturn:
    """End this process after what is registered for its end, without taking it all apart.

    The parent waits for the end, and to let go of every object takes a while.
    """
    atexit._run_exitfuncs()  # noqa: SLF001  # there is no other way before os._exit
    with suppress(Exception):  # nobody may read any more
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(0)


def _until_begin(
    connection: Connection, ahead: Sequence[str], kit: int | None
) -> tuple[bool, tuple[Any, ...]]:
    """Import modules and get ready until told to begin; what fails is told when it is needed."""
    with suppress(Exception):
        for module in ahead:
            if connection.poll():
                break  # there is work to do, perhaps without the rest
            importlib.import_module(module)
    word = _next(connection)
    ready: tuple[Any, ...] = ()
    if word == EQUIP and kit is not None:
        with suppress(Exception):
            function, payload = pickle.loads(_whole(kit))  # noqa: S301 - written by the parent
            ready = (function(payload, lambda: not connection.poll()),)
        word = _next(connection)
    return word == BEGIN, ready


def _whole(file: int) -> bytes:
    """Return what a file in memory holds, and close it."""
    contents = os.pread(file, os.fstat(file).st_size, 0)
    os.close(file)
    return contents


def die_with_parent(lifeline: int) -> None:
    """Have the kernel end this process group when the far end of a pipe closes.

    The kernel sends SIGIO, whose default is to terminate, to the group that
    owns the descriptor (F_SETOWN and O_ASYNC,
    https://man7.org/linux/man-pages/man2/fcntl.2.html). Unlike a thread that
    waits, this needs no interpreter lock; unlike PR_SET_PDEATHSIG, it does not
    fire when only a thread of the parent ends.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGIO})
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpgrp())
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC)
    # The parent may have gone before the kernel was asked to watch.
    if select.select([lifeline], [], [], 0)[0]:
        os.kill(os.getpid(), signal.SIGIO)


def serve(connection: Connection, pickled: bytes, ready: tuple[Any, ...] = ()) -> None:
    """Prepare, then answer tasks until :data:`STOP` or the end of the connection.

    ``ready`` is what was made ready ahead, if anything was. A preparation that fails is
    answered by a :class:`Reply` instead of :data:`READY`, and nothing is served.
    """
    with collector_at_rest():
        prepared, error = attempt("the preparation", lambda: _prepare(pickled, ready))
        keep_what_lives_on()
    if prepared is None:
        connection.send_bytes(_pickle("the preparation", Reply(None, error)))
        return
    setup, context = prepared
    connection.send_bytes(READY)
    spent = False
    while not spent and (data := _next(connection)) != STOP:
        connection.send_bytes(STARTED)
        answer, spent = _answer(setup, context, data)
        connection.send_bytes(answer)


def _prepare(pickled: bytes, ready: tuple[Any, ...]) -> tuple[Setup, Any]:
    setup: Setup = pickle.loads(pickled)  # noqa: S301 - written by the parent
    for module in setup.preload:
        importlib.import_module(module)
    return setup, setup.prepare(setup.payload, *ready)


def _next(connection: Connection) -> bytes:
    try:
        return connection.recv_bytes()
    except (EOFError, OSError):
        return STOP


def _answer(setup: Setup, context: Any, data: bytes) -> tuple[bytes, bool]:
    """Do one task within its limit of memory; return the pickled reply, and if that spent us."""
    name, job = pickle.loads(data)  # noqa: S301 - written by the parent
    started = perf_counter()

    def work() -> bytes:
        result = setup.function(context, pickle.loads(job))  # noqa: S301 - written by the parent
        return _pickle(name, Reply(result, None, perf_counter() - started))

    with room(setup.memory):
        reply, error = attempt(name, work)
    if reply is not None:
        return reply, False
    spent = isinstance(error, MemoryLimit)
    if spent and error is not None and setup.memory is not None:
        error = memory_limit(name, setup.memory, error.spans)
    return _pickle(name, Reply(None, error, perf_counter() - started, spent)), spent


def _pickle(name: str, reply: Reply) -> bytes:
    """Pickle a reply; a reply that cannot be pickled becomes the error that says so."""
    try:
        return pickle.dumps(reply, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - objects may refuse pickling in any way
        defect = internal_error(
            _("the result of {name} cannot leave its process", name=name), error
        )
        return pickle.dumps(Reply(None, defect, reply.seconds), pickle.HIGHEST_PROTOCOL)

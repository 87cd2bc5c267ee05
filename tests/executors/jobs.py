"""The functions that the tests of the executors have workers call.

They stand apart from the tests, because a worker imports them by name.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from briefbook.errors import InvalidConfig, RenderFailed, Span, TemplateFailed
from briefbook.executors import worker
from briefbook.wording import verbatim

MEBIBYTE = 2**20


def same(payload: Any) -> Any:
    return payload


def product(context: int, job: int) -> int:
    return context * job


def echo(context: Any, job: Any) -> Any:
    return job


def pid(context: Any, job: Any) -> int:
    return os.getpid()


def prepared_in(payload: Any) -> tuple[int, float]:
    return os.getpid(), time.monotonic()


def prepared_with(payload: Any, ready: Any = None) -> tuple[Any, Any]:
    return payload, ready


def readied(payload: Any, in_time: Callable[[], bool]) -> str:
    return f"ready with {payload}"


def never_ready(payload: Any, in_time: Callable[[], bool]) -> NoReturn:
    raise OSError("no")


def ready_when_out_of_time(payload: Any, in_time: Callable[[], bool]) -> str:
    while in_time():
        time.sleep(0.001)
    return "out of time"


def leaves_a_trace(folder: Path, in_time: Callable[[], bool]) -> None:
    trace = folder / "trace"
    trace.touch()
    atexit.register(trace.unlink)


def context_of(context: Any, job: Any) -> Any:
    time.sleep(0.02)
    return context


def sleep(context: Any, job: float) -> float:
    time.sleep(job)
    return job


def nothing(context: Any, job: Any) -> None:
    return None


# Errors


def fail_as_job_says(context: Any, job: str) -> str:
    if job == "ours":
        raise RenderFailed(
            verbatim("no page fits"), spans=[Span("a.jinja", 3)], hint=verbatim("make it smaller")
        )
    if job == "division":
        return str(1 // 0)
    if job == "exit":
        sys.exit(4)
    if job == "memory":
        raise MemoryError
    if job == "disguised memory":
        raise TemplateFailed(verbatim("it broke"), spans=[Span("b.jinja", 7)]) from MemoryError()
    return job


class Unpicklable:
    def __reduce__(self) -> NoReturn:
        raise TypeError("this stays at home")


class BreaksWhenRead:
    """Pickles well and fails when it is unpickled."""

    def __reduce__(self) -> Any:
        return int, ("not a number",)


class EndsItsReader:
    """Ends the process that unpickles it."""

    def __reduce__(self) -> Any:
        return os._exit, (5,)


def unpicklable_result(context: Any, job: bool) -> Any:
    return Unpicklable() if job else "fine"


def unreadable_result(context: Any, job: bool) -> Any:
    return BreaksWhenRead() if job else "fine"


def unpicklable_error(context: Any, job: Any) -> NoReturn:
    error = RenderFailed(verbatim("no page fits"))
    vars(error)["page"] = Unpicklable()
    raise error


def bytes_of_size(context: Any, job: int) -> bytes:
    return bytes(job)


# Preparations that fail


def prepare_ours(payload: Any) -> NoReturn:
    raise InvalidConfig(verbatim("the font is gone"))


def prepare_broken(payload: Any) -> NoReturn:
    raise KeyError(payload)


def prepare_exit(payload: Any) -> NoReturn:
    os._exit(7)


def prepare_for_ever(payload: Any) -> NoReturn:
    while True:
        pass


def prepare_dies_once(payload: str) -> str:
    mark = Path(payload)
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return payload


# Tasks that misbehave


def misbehave(context: Any, job: str) -> Any:
    deeds: dict[str, Callable[[], Any]] = {
        "well": lambda: "done",
        "loop": loop_for_ever,
        "loop in C": loop_in_c,
        "sleep": lambda: time.sleep(600),
        "exit": lambda: os._exit(3),
        "segfault": lambda: ctypes.string_at(0),
        "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
        "interrupt": lambda: os.kill(os.getpid(), signal.SIGINT),
        "close everything": lambda: os.closerange(3, 100),
        "bytearray": eat_bytearrays,
        "objects": eat_objects,
        "C": eat_in_c,
        "slowly": eat_past_the_limit,
        "swallow": swallow,
        "print": lambda: print("a worker speaks"),  # noqa: T201 - a task may print
        "read": sys.stdin.read,
    }
    return deeds[job]()


def loop_for_ever() -> NoReturn:
    while True:
        pass


def loop_in_c() -> NoReturn:
    ctypes.PyDLL(None).pause()  # a PyDLL call keeps the interpreter's lock
    raise AssertionError


def eat_bytearrays() -> NoReturn:
    eaten = []
    while True:
        eaten.append(bytearray(MEBIBYTE))


def eat_objects() -> NoReturn:
    eaten: list[Any] = []
    while True:
        eaten = [eaten, object()]


def eat_in_c() -> NoReturn:
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    while True:
        block = libc.malloc(ctypes.c_size_t(MEBIBYTE))
        ctypes.memset(block, 1, MEBIBYTE)  # crashes when malloc returned nothing
        time.sleep(0.001)


def eat_past_the_limit() -> NoReturn:
    """Lift the limit of the address space first, as no task should."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
    eaten = []
    while True:
        eaten.append(bytearray(b"1") * MEBIBYTE)
        time.sleep(0.001)


def swallow() -> str:
    try:
        eat_bytearrays()
    except MemoryError:
        return "went on"


def hold_and_return(context: Any, job: int) -> int:
    return len(bytearray(job))


def loop_with_child(context: Any, job: str) -> NoReturn:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(job).write_text(f"{os.getpid()} {child.pid}")
    loop_for_ever()


def pid_or_memory(context: Any, job: str) -> int:
    if job == "memory":
        raise MemoryError
    return os.getpid()


def sabotage(payload: Any) -> None:
    """Have this worker end as soon as the next task reaches it."""

    def leave(connection: Any) -> NoReturn:
        connection.recv_bytes()
        os._exit(6)

    worker._next = leave


def pid_or_sabotage(context: Any, job: str) -> int:
    if job == "sabotage":
        sabotage(None)
    return os.getpid()


def linger_at_exit(context: Any, job: Any) -> None:
    atexit.register(time.sleep, 600)


def tidy_at_exit(context: Any, job: Path) -> None:
    atexit.register(job.touch)


def fork_and_die(context: Any, job: str) -> str:
    if job == "leave a child":
        if os.fork() == 0:
            time.sleep(600)
        os._exit(9)
    return job


def write_aside(context: Any, job: str) -> str:
    _, path = tempfile.mkstemp()
    misbehave(context, job)
    return path


def write_aside_and_loop(context: Any, job: str) -> NoReturn:
    tempfile.mkstemp()
    write_pid_and_loop(context, job)


def write_pid_and_loop(context: Any, job: str) -> NoReturn:
    Path(job).write_text(str(os.getpid()))
    loop_for_ever()


def write_pid_and_loop_in_c(context: Any, job: str) -> NoReturn:
    Path(job).write_text(str(os.getpid()))
    loop_in_c()


def note_pid(context: Any, job: str) -> None:
    Path(job).write_text(str(os.getpid()))


def note_pid_or_loop(context: Any, job: str) -> None:
    """Note the process in the file ``job``; loop for ever if that is named so."""
    note_pid(context, job)
    if Path(job).name in {"loop", "pid"}:
        loop_for_ever()


def imported(context: Any, job: str) -> bool:
    return job in sys.modules

"""The worker's side of the conversation, held here in one process."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any

from tests.executors import jobs

from briefbook.errors import InternalError, InvalidConfig, MemoryLimit
from briefbook.executors.base import Limits, Task
from briefbook.executors.processes import ProcessExecutor
from briefbook.executors.worker import READY, STARTED, STOP, Reply, Setup, serve

ROOT = Path(__file__).parents[2]


def talk(setup: Setup, *messages: bytes) -> list[Any]:
    """Return what a worker says to ``messages``, its pickles read.

    It is listened to meanwhile, as a parent does: a long answer would wait for ever.
    """
    ours, theirs = Pipe()
    heard: list[bytes] = []
    listener = Thread(target=_listen, args=(ours, heard), daemon=True)
    with ours:
        with theirs:
            for message in messages:
                ours.send_bytes(message)
            listener.start()
            serve(theirs, pickle.dumps(setup))
        listener.join(10)
    return [data if data in {READY, STARTED} else pickle.loads(data) for data in heard]


def _listen(connection: Connection, heard: list[bytes]) -> None:
    with suppress(EOFError, OSError):
        while True:
            heard.append(connection.recv_bytes())


def task(job: Any) -> bytes:
    return pickle.dumps(("brief", pickle.dumps(job)))


def test_a_worker_says_when_it_is_ready_and_when_it_has_begun() -> None:
    said = talk(Setup(jobs.same, 3, jobs.product), task(2), task(5), STOP)
    assert said[0] == READY
    assert said[1] == said[3] == STARTED
    assert [said[2].result, said[4].result] == [6, 15]


def test_a_failed_preparation_is_the_only_answer() -> None:
    (reply,) = talk(Setup(jobs.prepare_ours, None, jobs.echo), STOP)
    assert isinstance(reply.error, InvalidConfig)


def test_a_setup_that_cannot_be_read_is_the_only_answer() -> None:
    (reply,) = talk(Setup(jobs.same, jobs.BreaksWhenRead(), jobs.echo), STOP)
    assert isinstance(reply.error, InternalError)


def test_the_end_of_the_connection_is_the_end() -> None:
    ours, theirs = Pipe()
    with ours, theirs:
        with socket.socket(fileno=os.dup(ours.fileno())) as speaking:
            speaking.shutdown(socket.SHUT_WR)
        serve(theirs, pickle.dumps(Setup(jobs.same, None, jobs.echo)))
        assert ours.recv_bytes() == READY
        assert not ours.poll()


def test_modules_are_loaded_before_the_preparation() -> None:
    said = talk(Setup(jobs.same, None, jobs.echo, preload=("json",)), STOP)
    assert said == [READY]


def test_a_shortage_of_memory_names_the_limit_and_spends_the_worker() -> None:
    setup = Setup(jobs.same, None, jobs.hold_and_return, memory=64 * 2**20)
    *_, reply = talk(setup, task(1 << 30), STOP)
    assert isinstance(reply.error, MemoryLimit)
    assert reply.error.message == "brief asked for more than 64 MiB of memory and was stopped"
    assert reply.spent


def test_the_room_is_for_the_pickled_result_too() -> None:
    # In a process of its own: this one may have memory to spare from earlier tests.
    executor = ProcessExecutor(1, Limits(memory=64 * 2**20))
    given = [Task("brief", 40 * 2**20)]
    [completion] = executor.run(jobs.same, None, jobs.bytes_of_size, given)
    assert isinstance(completion.error, MemoryLimit)


def test_a_result_that_cannot_be_pickled_is_answered_by_a_defect() -> None:
    *_, reply = talk(Setup(jobs.same, None, jobs.unpicklable_result), task(job=True), STOP)
    assert isinstance(reply, Reply)
    assert isinstance(reply.error, InternalError)
    assert not reply.spent


def test_a_worker_whose_parent_has_already_gone_ends_at_once() -> None:
    code = (
        f"import os, sys; sys.path[:0] = {[str(ROOT / 'src')]!r};"
        "from briefbook.executors.worker import die_with_parent;"
        "reading, writing = os.pipe(); os.close(writing);"
        "die_with_parent(reading); print('alive')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    assert done.returncode == -signal.SIGIO
    assert done.stdout == ""

"""An attempt in a process of its own, so that the service stays small.

What reading a book and making documents takes of memory goes back to the system when the
process ends, and a slot that exhausts the machine does not take the service with it. The
process is a fork: it has the clock, the listener and the signals of the service. It dies
with the service, as if both were one.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from briefbook.errors import BriefbookError, WorkerDied
from briefbook.plan.schedules import Schedule
from briefbook.schedule.attempt import Attempted, Workplace, attempt
from briefbook.schedule.stopping import Stopped
from briefbook.wording import _

__all__ = ["attempt_apart"]

#: How often, in seconds, it is looked whether the end was asked for.
_GLANCE = 0.2
#: "Let me be sent a signal when my parent dies"
#: (https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html).
_PR_SET_PDEATHSIG = 1


def attempt_apart(place: Workplace, schedule: Schedule, zone: str) -> Attempted:
    """Work on the slot of a schedule that is due, as :func:`attempt` does.

    The result lacks the report of the build. Raises what :func:`attempt` raises, and
    :class:`~briefbook.errors.WorkerDied` if the process ended without an answer; its
    slot is then resumed at the next look.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    arguments = (place, schedule, zone, sender, os.getpid())
    child = context.Process(target=_work, args=arguments, name=f"schedule {schedule.name}")
    with _running(child):
        sender.close()
        answer = _answer(place, child, receiver)
    if isinstance(answer, Attempted):
        return answer
    if isinstance(answer, BriefbookError):
        raise answer
    place.stop.check()
    raise WorkerDied(
        _(
            "the process that worked on the schedule {name} ended without an answer",
            name=schedule.name,
        ),
        hint=_("the system ends processes when it runs out of memory; use fewer workers"),
    )


@contextmanager
def _running(child: BaseProcess) -> Iterator[None]:
    """Let a process run for the block, and no longer."""
    child.start()
    try:
        yield
    except BaseException:
        child.kill()
        raise
    finally:
        child.join()
        child.close()


def _answer(place: Workplace, child: BaseProcess, receiver: Connection) -> object:
    """Wait for the answer of a process, passing on that it is to stop; None if there is none."""
    passed_on = False
    with receiver:
        while not receiver.poll(_GLANCE):
            if place.stop.signal.is_set() and not passed_on:
                passed_on = True
                child.terminate()
        try:
            return receiver.recv()
        except EOFError:
            return None


def _work(place: Workplace, schedule: Schedule, zone: str, sender: Connection, parent: int) -> None:
    """Make the attempt in the child, and answer with what came of it."""
    _die_with(parent)
    # Ctrl-C reaches both; the service passes it on as one request.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answer: object
    try:
        answer = replace(attempt(place, schedule, zone), report=None)
    except BriefbookError as error:
        answer = error
    except Stopped:
        answer = None
    with contextlib.suppress(BrokenPipeError):
        sender.send(answer)


def _die_with(parent: int) -> None:
    """Let the system end this process when its parent dies; only Linux can."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)

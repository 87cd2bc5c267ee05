"""The worker processes of one executor: hired, spoken to, watched, ended (compose, render).

A worker does one task at a time, and has the next at hand. A task that takes too long
or too much is killed with its worker, which is replaced; the others go on. Nothing a task does
can stop the run, and no process outlives it.
"""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from typing import Any, Generic, Protocol, TypeVar

from briefbook.errors import BriefbookError, WorkerDied
from briefbook.executors.backlog import Aside, Backlog
from briefbook.executors.base import Completion, Groups, Limits, Task, internal_error
from briefbook.executors.limits import (
    CRASH_SIGNALS,
    ending,
    memory_limit,
    time_limit,
    worker_died,
)
from briefbook.executors.member import Member, State
from briefbook.executors.worker import READY, STARTED, Reply
from briefbook.wording import Message, _, decimal, reason_of

__all__ = ["Crew", "Employer"]

J = TypeVar("J")
R = TypeVar("R")

WATCH_SECONDS = 0.05  # how often memory and deadlines are looked at
AHEAD_BYTES = 16_384  # what may be sent to a worker that does not read: far below its buffer
UNTAKEN_BYTES = 32 * 2**20  # results that may wait for the caller before work is held back
WORTH_A_START = 3  # tasks that a worker does while another one starts
FALSE_STARTS = 3  # workers that may end before they take up a task


class Employer(Protocol):
    """What a crew asks of whom it works for; see :class:`ProcessExecutor`."""

    workers: int
    limits: Limits
    tasks_per_worker: int
    startup_seconds: float


class Crew(Generic[J, R]):
    """Workers, the tasks that wait for them, and the completions not yet handed over."""

    def __init__(self, executor: Employer, setup: int) -> None:
        self.executor = executor
        self.limits = executor.limits
        self.setup = setup
        self.queue: deque[Task[J]] = deque()
        self.members: list[Member] = []
        self.finished: list[Completion[J, R]] = []
        self.weight = 0  # of these completions, in bytes
        self.aside: Aside[Completion[J, R]] | None = None
        self.false_starts = 0
        self.started_ahead = False

    def serve(self, tasks: Sequence[Task[J]]) -> Groups[J, R]:
        """Do these tasks and yield what becomes of them; the workers stay.

        They are looked after in a thread of its own, whatever the caller is busy with;
        each time, all is yielded that ended meanwhile.
        """
        self.queue.extend(tasks)
        self.false_starts = 0
        if tasks:
            aside = self.aside = Aside(self.look_after)
            try:
                yield from aside.finished()
            finally:
                aside.stop()

    def look_after(self, backlog: Backlog[Completion[J, R]], is_wanted: Callable[[], bool]) -> None:
        """Look after the workers until all tasks have ended, or nobody wants it any more."""
        while is_wanted() and (self.queue or any(member.task for member in self.members)):
            self.turn(more=backlog.weight < UNTAKEN_BYTES)
            finished, self.finished = self.finished, []
            if finished:
                backlog.add(finished, self.weight)
                self.weight = 0

    def stop_looking(self) -> None:
        """Have the workers for this thread alone again."""
        if self.aside is not None:
            self.aside.stop()

    def turn(self, *, more: bool) -> None:
        """Look after the workers once; give them ``more`` to do only if that is asked for."""
        self.hire()
        self.hear()
        self.inspect()
        if more:
            self.assign()

    def leave(self) -> None:
        """Ask the workers to leave by themselves, and wait until they have.

        Those that still start have nothing to tidy up, and are not waited for.
        """
        self.stop_looking()
        for member in list(self.members):
            if member.state is State.STARTING and not member.tidies:
                self.dismissed(member)
            else:
                member.dismiss()
        while self.members:
            self.hear()
            self.inspect()

    def kill(self) -> None:
        """Kill all workers at once, then wait for each."""
        self.stop_looking()
        for member in self.members:
            member.kill()
        while self.members:
            self.members.pop().end()

    def hire(self) -> None:
        """Start workers, as many as the waiting tasks can use."""
        active = [member for member in self.members if member.state is not State.STOPPING]
        free = sum(member.state in (State.STARTING, State.IDLE) for member in active)
        places = min(self.executor.workers - len(active), len(self.queue) - free)
        if self.started_ahead and active and len(self.queue) <= WORTH_A_START:
            return  # the one that started ahead is done before another is ready
        for _place in range(places):
            try:
                deadline = time.monotonic() + self.executor.startup_seconds
                self.members.append(Member(self.setup, deadline))
            except OSError as error:
                self.abandon(
                    WorkerDied(
                        _("no worker process can be started: {reason}", reason=reason_of(error))
                    )
                )
                return

    def assign(self) -> None:
        """Give each idle worker a task; one that has served long enough gets its leave."""
        for member in self.members:
            while member.state is State.IDLE:
                if member.served >= self.executor.tasks_per_worker:
                    member.dismiss()
                elif self.queue:
                    self.give(member, self.queue.popleft())
                else:
                    break
        for member in self.members:
            # The last tasks wait for whoever is free first.
            if len(self.queue) > len(self.members):
                self.give_ahead(member)

    def give_ahead(self, member: Member) -> None:
        """Send a busy worker its next task, so that it need not wait for us."""
        busy = member.state in (State.ASSIGNED, State.RUNNING) and member.next is None
        if not busy or member.served >= self.executor.tasks_per_worker:
            return
        try:
            job = pickle.dumps(self.queue[0].job, pickle.HIGHEST_PROTOCOL)
        except Exception:  # noqa: BLE001 - it is told of when the task's turn comes
            return
        if len(job) <= AHEAD_BYTES:
            member.send_ahead(self.queue.popleft(), job)

    def give(self, member: Member, task: Task[J]) -> None:
        """Send a task to a worker; one that cannot be pickled fails here."""
        try:
            job = pickle.dumps(task.job, pickle.HIGHEST_PROTOCOL)
        except Exception as error:  # noqa: BLE001 - objects may refuse pickling in any way
            message = _("{name} cannot be handed to a worker process", name=task.name)
            self.finish(task, None, internal_error(message, error), 0.0)
            return
        member.assign(task, job, self.limits.seconds)

    def hear(self) -> None:
        """Wait a moment for messages and take them in."""
        talking = wait([member.connection for member in self.members], WATCH_SECONDS)
        for member in [member for member in self.members if member.connection in talking]:
            try:
                data = member.connection.recv_bytes()
            except (EOFError, OSError):
                member.await_exit()
                self.lose(member)
            else:
                self.take(member, data)

    def take(self, member: Member, data: bytes) -> None:
        """Take in one message of a worker."""
        if data == READY:
            if member.state is State.STARTING:
                member.rest()
        elif data == STARTED:
            self.false_starts = 0
            member.state = State.RUNNING
        elif member.task is not None:
            self.answered(member, member.task, data)
        else:
            self.unprepared(member, data)

    def answered(self, member: Member, task: Task[J], data: bytes) -> None:
        """Finish a task with its worker's reply."""
        reply = _read(task.name, data)
        self.finish(task, reply.result, reply.error, reply.seconds)
        self.weight += len(data)
        if reply.spent:  # it leaves without looking at what was sent ahead
            self.take_back(member)
            member.dismiss()
        elif member.next is not None:
            member.go_on(self.limits.seconds)
        else:
            member.rest()

    def take_back(self, member: Member) -> None:
        """Put what was sent ahead to a worker that will not do it before the other tasks."""
        if member.next is not None:
            self.queue.appendleft(member.next)
            member.next = None

    def unprepared(self, member: Member, data: bytes) -> None:
        """Fail what waits: the preparation fails in the same way for every worker."""
        reply = _read("the preparation", data)
        member.dismiss()
        if reply.error is not None:
            self.abandon(reply.error)

    def inspect(self) -> None:
        """End the workers that are past a limit; bury those that are gone."""
        for member in list(self.members):
            if member.connection.poll():
                continue  # what it has to say counts first
            if member.has_exited():
                self.lose(member)
            elif member.deadline is not None and time.monotonic() > member.deadline:
                self.overdue(member)
            elif member.state is State.RUNNING:
                self.weigh(member)

    def weigh(self, member: Member) -> None:
        """End a worker whose task has added more to its resident memory than it may."""
        memory = self.limits.memory
        if memory is None:
            return
        member.look()
        if member.gained().resident > memory:
            self.stop(member, lambda name: memory_limit(name, memory))

    def overdue(self, member: Member) -> None:
        """End a worker whose present state has lasted too long."""
        seconds = self.limits.seconds
        if member.task is not None and seconds is not None:
            self.stop(member, lambda name: time_limit(name, seconds))
        elif member.state is State.STARTING:
            self.dismissed(member)
            self.false_start(
                _(
                    "was not ready after {seconds} seconds",
                    seconds=decimal(self.executor.startup_seconds, None),
                )
            )
        else:
            self.dismissed(member)

    def stop(self, member: Member, error: Callable[[str], BriefbookError]) -> None:
        """Kill a worker for what its task does."""
        task = member.task
        self.dismissed(member)
        if task is not None:
            self.finish(task, None, error(task.name), time.monotonic() - member.since)

    def lose(self, member: Member) -> None:
        """Account for a worker that has ended by itself."""
        status = self.dismissed(member)
        if member.state is State.RUNNING and member.task is not None:
            error = self.died(member, member.task.name, status)
            self.finish(member.task, None, error, time.monotonic() - member.since)
        elif member.state is State.ASSIGNED and member.task is not None:
            self.queue.appendleft(member.task)
            self.false_start(ending(status))
        elif member.state is State.STARTING:
            self.false_start(ending(status))

    def died(self, member: Member, name: str, status: int) -> BriefbookError:
        """Tell a crash at the limit of memory from other deaths.

        C code crashes when it is refused memory. Seen from outside that is the
        signal of a crash after the task had used up much of its room.
        """
        memory = self.limits.memory
        crashed = -status in CRASH_SIGNALS
        if memory is not None and crashed and member.gained().size >= memory / 2:
            return memory_limit(name, memory)
        return worker_died(name, status, memory)

    def dismissed(self, member: Member) -> int:
        """End a worker and forget it; return how its process ended."""
        self.take_back(member)
        self.members.remove(member)
        return member.end()

    def false_start(self, ended: Message) -> None:
        """Count a worker that ended before it took up a task; give up after some."""
        self.false_starts += 1
        if self.false_starts >= FALSE_STARTS:
            message = _(
                "{number} worker processes in a row were lost before they took up a task; "
                "the last {ended}",
                number=FALSE_STARTS,
                ended=ended,
            )
            hint = _("build with the inline executor to see where it ends")
            self.abandon(WorkerDied(message, hint=hint))

    def abandon(self, error: BriefbookError) -> None:
        """Fail every task that waits."""
        while self.queue:
            self.finish(self.queue.popleft(), None, error, 0.0)

    def finish(
        self, task: Task[J], result: Any, error: BriefbookError | None, seconds: float
    ) -> None:
        """Note what became of a task."""
        self.finished.append(Completion(task, result, error, seconds))


def _read(name: str, data: bytes) -> Reply:
    try:
        reply: Reply = pickle.loads(data)  # noqa: S301 - written by our own worker
    except Exception as error:  # noqa: BLE001 - what a class does when it is unpickled is its own
        return Reply(
            None, internal_error(_("the result of {name} cannot be read", name=name), error)
        )
    return reply

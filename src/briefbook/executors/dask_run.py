"""One run on a Dask cluster: who does what, who was lost (serves compose and render).

The run decides itself which worker gets which task, and asks the scheduler only to
carry: so it knows which worker a loss is owed to, it checks each worker that joins
before it is given anything, and few tasks are under way at a time. In the cluster, a
worker's :class:`~briefbook.executors.job_process.Station` is an ordinary result that
its tasks depend on: it lives in the worker's memory for as long as the run holds it,
is killed when the run ends or its client is gone, and is opened anew by the scheduler
when a worker comes back under its old address
(https://distributed.dask.org/en/stable/resilience.html).
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import importlib
import pickle
import time
import uuid
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Generic, TypeVar

import dask
from distributed import Client, Future, KilledWorker

from briefbook.errors import BriefbookError
from briefbook.executors.base import Completion, Task, internal_error
from briefbook.executors.dask import DaskExecutor, Refused
from briefbook.executors.dask_cluster import connect
from briefbook.executors.dask_faults import (
    lost_twice,
    nobody_came,
    nobody_fits,
    refusal_of,
    scheduler_lost,
)
from briefbook.executors.dask_post import Errand, Flight, Post
from briefbook.executors.dask_worker import open_station, serve
from briefbook.executors.job_process import Answer, Blame
from briefbook.wording import _, joined

__all__ = ["run_on_cluster"]

J = TypeVar("J")
R = TypeVar("R")

WATCH_SECONDS = 0.2  # the longest wait for news
SURVEY_SECONDS = 0.5  # how often the scheduler is asked for its workers
SILENCE_SECONDS = 30.0  # how long the scheduler may take to answer
LOADED = b"loaded"
DEPTH = 2  # tasks under way per worker: one at work, one that waits beside it
DEATHS = 2  # workers that a task may lose


def run_on_cluster(
    executor: DaskExecutor, order: bytes, tasks: Sequence[Task[J]]
) -> Iterator[Completion[J, R]]:
    """Yield the completions of tasks; see :meth:`~briefbook.executors.dask.DaskExecutor.run`.

    ``order`` is a pickled :class:`~briefbook.executors.job_process.Order`.
    """
    with ExitStack() as stack:
        workers = min(executor.workers, len(tasks))
        client = connect(stack, executor.scheduler, workers, executor.connect_seconds)
        run: _Run[J, R] = _Run(executor, client, order, tasks)
        stack.callback(run.close)
        yield from run.completions()


class _Run(Generic[J, R]):
    """The tasks of one run, the workers that do them, the completions not yet handed over."""

    def __init__(
        self, executor: DaskExecutor, client: Client, order: bytes, tasks: Sequence[Task[J]]
    ) -> None:
        self.executor = executor
        self.client = client
        loop: Any = client.loop  # Dask annotates it in part
        self.loop: asyncio.AbstractEventLoop = loop.asyncio_loop
        self.order = order
        self.place = executor.scheduler or _("the local cluster")
        self.key = f"briefbook-{uuid.uuid4().hex}"
        self.sent = 0
        self.waiting = deque(tasks)
        self.returned: deque[Errand[J]] = deque()  # to be done again, before the others
        self.finished: list[Completion[J, R]] = []
        self.posts: dict[str, Post[J]] = {}
        self.refused: dict[str, Refused] = {}
        self.worked = False  # some worker was accepted
        self.place_error: BriefbookError | None = None
        self.seen = time.monotonic()  # when a worker was last there
        self.question: concurrent.futures.Future[Any] | None = None
        self.asked = 0.0

    def completions(self) -> Iterator[Completion[J, R]]:
        """Keep the workers busy and yield what they finish."""
        while self.open() or self.finished:
            finished, self.finished = self.finished, []
            yield from finished
            if self.open():
                self.survey()
                self.dispatch()
                self.land()

    def open(self) -> int:
        """Return the number of tasks that are not finished."""
        return len(self.waiting) + len(self.returned) + sum(1 for _ in self.errands())

    def errands(self) -> Iterator[Errand[J]]:
        """Yield the errands under way."""
        for post in self.posts.values():
            yield from (flight.errand for flight in post.flights if flight.errand)

    def close(self) -> None:
        """Let go of everything, so that the cluster ends what still runs."""
        if self.question is not None:
            self.question.cancel()
        for post in list(self.posts.values()):
            self.leave(post)

    # Workers

    def survey(self) -> None:
        """Ask the scheduler for its workers now and then; take in its answer."""
        now = time.monotonic()
        if self.question is None:
            if now - self.asked >= SURVEY_SECONDS:
                self.asked, self.question = now, self.ask(self.identity())
            return
        if not self.question.done():
            if now - self.asked > SILENCE_SECONDS:
                self.scheduler_lost()
            return
        question, self.question = self.question, None
        try:
            workers = question.result()["workers"]
        except Exception:  # noqa: BLE001 - a connection may end in any way
            self.scheduler_lost()
        else:
            self.muster(workers)

    async def identity(self) -> Any:
        """Return what the scheduler tells of itself and of its workers."""
        scheduler: Any = self.client.scheduler  # none while the client is reconnecting
        return await scheduler.identity(n_workers=-1)

    def muster(self, workers: Mapping[str, Mapping[str, Any]]) -> None:
        """Account for workers that have gone and probe those that have come."""
        for address in self.posts.keys() - workers.keys():
            self.lose(self.posts[address])
        for address in self.refused.keys() - workers.keys():
            del self.refused[address]  # whoever comes back there is asked anew
        for address in workers.keys() - self.posts.keys() - self.refused.keys():
            if len(self.posts) < self.open() and workers[address]["status"] == "running":
                self.hire(address, str(workers[address]["name"]))
        if self.posts:
            self.seen = time.monotonic()
        elif self.open():
            self.stranded(all_refused=bool(workers) and self.refused.keys() >= workers.keys())

    def hire(self, address: str, name: str) -> None:
        """Ask a worker whether it has briefbook at all.

        A Dask worker that receives a function that it cannot import closes its connection
        and ends, so the question may consist of the standard library only.
        """
        question = self.submit(address, importlib.import_module, open_station.__module__)
        post: Post[J] = Post(address, name, question)
        self.posts[address] = post
        post.flights.append(Flight(None, question, self.ask(_has_loaded(question))))

    def equip(self, post: Post[J]) -> None:
        """Send a worker what it needs and have it try."""
        post.station = self.submit(post.address, open_station, self.order)
        self.fly(post, None)

    def refuse(self, post: Post[J], refusal: Refused) -> None:
        """Give a worker nothing more; what it had goes to others."""
        self.refused[post.address] = refusal
        self.returned.extend(self.leave(post))
        if self.executor.on_refused is not None:
            self.executor.on_refused(refusal)

    def lose(self, post: Post[J]) -> None:
        """Account for a worker that is gone; what it had is done again, but not for ever."""
        for errand in self.leave(post):
            errand.deaths += 1
            if errand.deaths < DEATHS:
                self.returned.append(errand)
            else:
                self.finish(errand.task, None, lost_twice(errand.task.name, post.name), 0.0)

    def leave(self, post: Post[J]) -> list[Errand[J]]:
        """Forget a worker; return the errands that it had."""
        self.posts.pop(post.address, None)
        flights, post.flights = post.flights, []
        for flight in flights:
            flight.landing.cancel()
            flight.future.release()  # type: ignore[no-untyped-call]  # Dask annotates it in part
        post.station.release()  # type: ignore[no-untyped-call]  # Dask annotates it in part
        return [flight.errand for flight in flights if flight.errand]

    def stranded(self, *, all_refused: bool) -> None:
        """Give up when there is nobody to work, and nobody is to be expected."""
        patience = self.executor.patience_seconds
        if not all_refused and time.monotonic() - self.seen < patience:
            return
        if self.place_error is not None:
            self.abandon(self.place_error)
            return
        error = self.nobody_fits() if self.refused else nobody_came(self.place, patience)
        if not self.worked:
            raise error
        self.abandon(error)

    def nobody_fits(self) -> BriefbookError:
        """Return the error of a cluster whose workers are all refused."""
        return nobody_fits(self.place, self.refused.values())

    def scheduler_lost(self) -> None:
        """Fail what is left: without the scheduler nobody can be reached."""
        error = scheduler_lost(self.place)
        for post in list(self.posts.values()):
            for errand in self.leave(post):
                self.finish(errand.task, None, error, 0.0)
        self.abandon(error)

    # Tasks

    def dispatch(self) -> None:
        """Send errands while there is room: to idle workers first, then one behind another."""
        while errand := self.next_errand():
            # Towards the end nothing waits behind a task while others are idle.
            depth = DEPTH if len(self.waiting) >= len(self.posts) else 1
            fitting = [post for post in self.posts.values() if post.fits(errand, depth)]
            if not fitting:
                self.returned.appendleft(errand)
                return
            self.fly(min(fitting, key=lambda post: len(post.flights)), errand)

    def next_errand(self) -> Errand[J] | None:
        """Return what is to be done next; a task that cannot be pickled fails here."""
        if self.returned:
            return self.returned.popleft()
        while self.waiting:
            task = self.waiting.popleft()
            try:
                return Errand(task, pickle.dumps(task.job, pickle.HIGHEST_PROTOCOL))
            except Exception as error:  # noqa: BLE001 - objects may refuse pickling in any way
                message = _("{name} cannot be handed to a worker process", name=task.name)
                self.finish(task, None, internal_error(message, error), 0.0)
        return None

    def fly(self, post: Post[J], errand: Errand[J] | None) -> None:
        """Send an errand, or a probe, to a worker."""
        name, job = (errand.task.name, errand.job) if errand else ("", None)
        future = self.submit(post.address, serve, post.station, name, job)
        post.flights.append(Flight(errand, future, self.ask(_arrival(future))))

    def submit(self, address: str, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have the scheduler call a function in one worker and in no other."""
        self.sent += 1
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 PiB"}):
            return self.client.submit(
                function, *arguments, key=f"{self.key}-{self.sent}", workers=[address], pure=False
            )

    def ask(self, coroutine: Coroutine[Any, Any, Any]) -> concurrent.futures.Future[Any]:
        """Run a coroutine in the client's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop)

    def land(self) -> None:
        """Wait a moment for answers and take them in."""
        landings = [flight.landing for post in self.posts.values() for flight in post.flights]
        if self.question is not None:
            landings.append(self.question)
        if landings:
            concurrent.futures.wait(landings, WATCH_SECONDS, concurrent.futures.FIRST_COMPLETED)
        else:
            time.sleep(WATCH_SECONDS)
        for post in list(self.posts.values()):
            for flight in list(post.flights):
                # What an earlier answer has led to may have called this flight back.
                if flight in post.flights and flight.landing.done():
                    self.arrive(post, flight)

    def arrive(self, post: Post[J], flight: Flight[J]) -> None:
        """Take in what came of a flight."""
        try:
            if flight.landing.result() == LOADED:
                post.flights.remove(flight)
                self.equip(post)
                return
            answer: Answer | None = pickle.loads(flight.landing.result())  # noqa: S301 - our own
        except KilledWorker:  # one that came back under its address and was lost again
            self.lose(post)
        except (asyncio.CancelledError, concurrent.futures.CancelledError):
            self.scheduler_lost()  # nobody else calls our flights back
        except Exception as error:  # noqa: BLE001 - what a foreign machine does is its own
            self.fail(post, flight, error)
        else:
            post.flights.remove(flight)
            flight.future.release()  # type: ignore[no-untyped-call]  # Dask annotates it in part
            self.answered(post, flight.errand, answer)

    def fail(self, post: Post[J], flight: Flight[J], error: Exception) -> None:
        """Refuse a worker that cannot even be spoken to; else the task is at fault."""
        if flight.errand is None:
            summary = f"{type(error).__name__}: {error}"
            self.refuse(
                post, refusal_of(post, _("it cannot run briefbook ({reason})", reason=summary))
            )
            return
        post.flights.remove(flight)
        message = _(
            "{name} failed in the Dask worker {worker}",
            name=flight.errand.task.name,
            worker=post.name,
        )
        self.finish(flight.errand.task, None, internal_error(message, error), 0.0)

    def answered(self, post: Post[J], errand: Errand[J] | None, answer: Answer | None) -> None:
        """Take in the answer of a worker."""
        if errand is not None and (answer is None or answer.blame is not Blame.TASK):
            self.returned.appendleft(errand)
        if answer is None:
            return  # the worker is closing, which the next survey shows
        if answer.blame is Blame.WORK and answer.error is not None:
            self.abandon(answer.error)  # it fails in every worker
        elif answer.blame is Blame.PLACE:
            self.displace(post, answer)
        elif errand is not None:
            self.read(errand.task, answer)
        else:
            post.accepted = self.worked = True

    def displace(self, post: Post[J], answer: Answer) -> None:
        """Refuse a worker that has other tools, or whose processes do not start."""
        reason = joined((one.sentence() for one in answer.differences), "; ")
        if answer.error is not None:
            self.place_error, reason = answer.error, answer.error.message
        self.refuse(post, refusal_of(post, reason, answer.differences))

    def read(self, task: Task[J], answer: Answer) -> None:
        """Finish a task with its worker's answer."""
        if answer.result is None:
            self.finish(task, None, answer.error, answer.seconds)
            return
        try:
            result = pickle.loads(answer.result)  # noqa: S301 - written by our own function
        except Exception as error:  # noqa: BLE001 - what a class does when it is read is its own
            defect = internal_error(_("the result of {name} cannot be read", name=task.name), error)
            self.finish(task, None, defect, 0.0)
        else:
            self.finish(task, result, None, answer.seconds)

    def abandon(self, error: BriefbookError) -> None:
        """Fail every task that waits."""
        while self.returned:
            self.finish(self.returned.popleft().task, None, error, 0.0)
        while self.waiting:
            self.finish(self.waiting.popleft(), None, error, 0.0)

    def finish(
        self, task: Task[J], result: Any, error: BriefbookError | None, seconds: float
    ) -> None:
        """Note what became of a task."""
        self.finished.append(Completion(task, result, error, seconds))


async def _has_loaded(future: Future[Any]) -> bytes:
    """Wait for a result that stays where it is; raise what came in its place."""
    asked: Any = future.exception()  # type: ignore[no-untyped-call]  # Dask annotates it in part
    if error := await asked:
        raise error
    return LOADED


async def _arrival(future: Future[bytes]) -> bytes:
    answer: bytes = await future
    return answer

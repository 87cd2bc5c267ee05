"""The way into a Dask cluster: one that runs, or one of our own (serves compose and render)."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from distributed import Client, Scheduler, Security, SpecCluster, Worker
from distributed.core import rpc

from briefbook.executors.dask import unavailable
from briefbook.wording import _

__all__ = ["connect"]

CLOSE_SECONDS = 5.0


def connect(stack: ExitStack, scheduler: str | None, workers: int, seconds: float) -> Client:
    """Return a client of the cluster at an address, or of a local one of ``workers``.

    ``stack`` closes the client, and the local cluster. Raises what
    :func:`~briefbook.executors.dask.unavailable` returns if nobody answers there within
    ``seconds``.
    """
    stack.enter_context(_silence())
    if scheduler is not None:
        _greet(scheduler, seconds)
    target = _local_cluster(stack, workers) if scheduler is None else scheduler
    client: Client = Client(  # type: ignore[no-untyped-call]  # Dask annotates it in part
        target, timeout=seconds, set_as_default=False
    )
    stack.callback(_close, client)
    return client


def _close(client: Client) -> None:
    """Close a client; a scheduler that is gone, or does not answer, has nothing to be told."""
    with suppress(OSError, TimeoutError):
        client.close(timeout=CLOSE_SECONDS)  # type: ignore[no-untyped-call]  # as above


def _greet(scheduler: str, seconds: float) -> None:
    """Make sure that a scheduler answers there: a client that fails cannot be tidied up."""
    # A thread, because this one may have a loop of its own that runs.
    with ThreadPoolExecutor(1) as pool:
        try:
            identity = pool.submit(asyncio.run, _identity(scheduler, seconds)).result()
        except Exception as error:
            raise unavailable(
                _("the Dask scheduler at {scheduler} cannot be reached", scheduler=scheduler),
                _(
                    "start it with `dask scheduler`, or correct the address, which has the "
                    "form tcp://HOST:8786"
                ),
            ) from error
    if identity.get("type") == "Worker":
        raise unavailable(
            _("what listens at {scheduler} is no Dask scheduler", scheduler=scheduler),
            _("give the address of the scheduler, not that of a worker"),
        )


async def _identity(scheduler: str, seconds: float) -> dict[str, Any]:
    """Return what the scheduler tells of itself."""
    call: Any = rpc  # Dask annotates these two in part
    security: Any = Security
    arguments = security().get_connection_args("client")
    async with asyncio.timeout(seconds):
        async with call(scheduler, timeout=seconds, connection_args=arguments) as there:
            identity: dict[str, Any] = await there.identity()
            return identity


class _PortlessScheduler(Scheduler):
    """A scheduler without pages: else it would serve them on all networks of the machine."""

    def start_http_server(self, *_: Any, **__: Any) -> None:
        """Open no port."""


class _PortlessWorker(Worker):
    """A worker without pages."""

    def start_http_server(self, *_: Any, **__: Any) -> None:
        """Open no port."""


def _local_cluster(stack: ExitStack, workers: int) -> SpecCluster:
    """Return a cluster of threads in this process; each does its jobs in a process beside it.

    It opens no port, so that no other user of the machine can reach it.
    """
    scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="briefbook-dask-"))
    options = {
        "protocol": "inproc://",
        "nthreads": 1,
        "memory_limit": None,
        "local_directory": scratch,
    }
    cluster: SpecCluster = SpecCluster(  # type: ignore[no-untyped-call]  # Dask annotates it in part
        scheduler={"cls": _PortlessScheduler, "options": {"protocol": "inproc://"}},
        workers={number: {"cls": _PortlessWorker, "options": options} for number in range(workers)},
    )
    entered: SpecCluster = stack.enter_context(cluster)
    return entered


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what Dask logs off standard error: what matters is told as an error."""
    logger = logging.getLogger("distributed")
    before = [(handler, handler.level) for handler in logger.handlers]
    for handler, _level in before:
        handler.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for handler, level in before:
            handler.setLevel(level)

"""The way into a Dask cluster: one that runs, or one of our own (serves compose and render)."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from distributed import Client, LocalCluster

from briefbook.executors.dask import unavailable

__all__ = ["connect"]


def connect(stack: ExitStack, scheduler: str | None, workers: int, seconds: float) -> Client:
    """Return a client of the cluster at an address, or of a local one of ``workers``.

    ``stack`` closes the client, and the local cluster. Raises what
    :func:`~briefbook.executors.dask.unavailable` returns if nobody answers there within
    ``seconds``.
    """
    stack.enter_context(_silence())
    target = _local_cluster(stack, workers) if scheduler is None else scheduler
    try:
        client: Client = Client(  # type: ignore[no-untyped-call]  # Dask annotates it in part
            target, timeout=seconds, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise unavailable(
            f"the Dask scheduler at {scheduler} cannot be reached",
            "start it with `dask scheduler`, or correct the address, which has the form "
            "tcp://HOST:8786",
        ) from error
    entered: Client = stack.enter_context(client)
    return entered


def _local_cluster(stack: ExitStack, workers: int) -> LocalCluster:
    """Return a cluster of threads in this process; each does its jobs in a process beside it."""
    scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="briefbook-dask-"))
    cluster: LocalCluster = LocalCluster(  # type: ignore[no-untyped-call]  # Dask annotates it in part
        n_workers=workers,
        threads_per_worker=1,
        processes=False,
        protocol="inproc://",  # without a port, no other user of the machine can reach it
        dashboard_address=None,
        memory_limit=None,
        silence_logs=logging.CRITICAL,
        local_directory=scratch,
    )
    entered: LocalCluster = stack.enter_context(cluster)
    return entered


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what Dask logs off standard error: what matters is told as an error."""
    logger = logging.getLogger("distributed")
    before = [(handler, handler.level) for handler in logger.handlers]
    for handler, _ in before:
        handler.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for handler, level in before:
            handler.setLevel(level)

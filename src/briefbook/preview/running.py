"""The page under uvicorn: started, watched for slow clients, and ended without a trace."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from briefbook.events import Listener
from briefbook.preview.app import make_app
from briefbook.preview.desk import Desk
from briefbook.preview.guard import Guard
from briefbook.preview.manner import Manner, Patience

__all__ = ["run"]

_KEEP_ALIVE_SECONDS = 30
_CONNECTIONS = 100


def run(
    folder: Path,
    listening: socket.socket,
    *,
    hosts: Iterable[str],
    manner: Manner | None,
    listener: Listener,
    patience: Patience | None,
    started: Callable[[], None],
) -> None:
    """Serve the page at a socket until SIGINT or SIGTERM, whose effect then follows."""
    with Desk(folder, manner, listener) as desk:
        config = _config(desk, hosts, patience or Patience())
        server = Server(config, started, desk.close_news)
        asyncio.run(server.serve(sockets=[listening]))


class Server(uvicorn.Server):
    """uvicorn's server, which says when the page can be opened and when it closes."""

    def __init__(
        self, config: uvicorn.Config, opened: Callable[[], None], closing: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._opened, self._closing = opened, closing

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to serve, and tell it."""
        await super().startup(sockets)
        self._opened()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what is open: whoever waits for news is let go first."""
        self._closing()
        await super().shutdown(sockets)


class Impatient(H11Protocol):
    """HTTP/1.1 that closes a connection whose request does not come in ``seconds``."""

    seconds: ClassVar[float]
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Give a new client its time."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; a request that is complete has no limit of time here."""
        if self._waiting is None and self._is_idle():
            self._wait()
        super().data_received(data)
        if not self._is_idle():
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a client that has gone."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(self.seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if self._is_idle() and not self.transport.is_closing():
            self.transport.close()


def _config(desk: Desk, hosts: Iterable[str], patience: Patience) -> uvicorn.Config:
    class Protocol(Impatient):
        seconds = patience.head

    app: ASGIApp = Guard(make_app(desk), hosts, patience)
    return uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=3,
    )

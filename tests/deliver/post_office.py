"""Real servers on loopback, also bad ones: SMTP and HTTP that hang, refuse, cut and fail."""

from __future__ import annotations

import json
import socket
import threading
from asyncio import Transport
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailHandler:
    """Keeps what arrives; ``answers`` are given to messages in turn, then 250."""

    answers: list[str] = field(default_factory=list)
    accept_then_cut: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802  # as aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK queued"
        if not answer.startswith("250"):
            return answer
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients.append(list(envelope.rcpt_tos))
        if self.accept_then_cut:
            self.accept_then_cut -= 1
            assert isinstance(server.transport, Transport)
            server.transport.abort()
        return answer


@contextmanager
def mail_server(handler: MailHandler, **options: Any) -> Iterator[int]:
    """Run an SMTP server; yield its port."""
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def cutting_mail_server() -> Iterator[int]:
    """Take a message up to the middle of its text, then end the connection, each time."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 here\r\n")
                for line in lines:
                    if line.upper().startswith(b"DATA"):
                        connection.sendall(b"354 go on\r\n")
                        lines.read(100)
                        break
                    connection.sendall(b"250 yes\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        thread.join()
        listener.close()


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@dataclass
class Hook:
    """An HTTP server that keeps what arrives and answers in turn, then with 200.

    An answer is a status, or ``"cut"`` (the connection ends in the middle of the body),
    ``"hang"`` (nothing is said), ``"drip"`` (an answer that never ends).
    """

    answers: list[int | str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def webhook(hook: Hook) -> Iterator[str]:
    """Run an HTTP server; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = hook.answers.pop(0) if hook.answers else 200
            if answer == "cut":
                self.rfile.read(10)
                self.connection.close()
                return
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.raw.append(body)
            hook.bodies.append(json.loads(body))
            hook.headers.append(dict(self.headers))
            if answer == "hang":
                hook.over.wait(20)
            elif answer == "drip":
                self._drip()
            else:
                self.send_response(int(answer))
                if answer == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(b"noted\nsecond line")

        def _drip(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            while not hook.over.wait(0.05):
                try:
                    self.wfile.write(b"x")
                    self.wfile.flush()
                except OSError:
                    return

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # cut connections are meant
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook"
    finally:
        hook.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def silent_server(greeting: bytes = b"", drip: Sequence[bytes] = ()) -> Iterator[int]:
    """Take connections and say nothing more than a greeting, or a drop now and then."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    taken: list[socket.socket] = []

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                for one in taken:
                    for drop in drip:
                        try:
                            one.sendall(drop)
                        except OSError:
                            break
                continue
            connection.sendall(greeting)
            taken.append(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        thread.join()
        for connection in taken:
            connection.close()
        listener.close()

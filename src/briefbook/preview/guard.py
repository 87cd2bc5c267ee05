"""What every request passes before the page sees it, and every answer on its way out.

The page is for the person at this computer alone. A site in the same browser must not
read it (DNS rebinding: the Host is checked), command it (the Origin is checked) or frame
it. Headers are those of https://www.w3.org/TR/CSP3/ and https://fetch.spec.whatwg.org/.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefbook.preview.manner import Patience

__all__ = ["BODY_LIMIT", "PAGE_POLICY", "Guard"]

#: The largest body that a request may have, in bytes: the forms of the page are small.
BODY_LIMIT = 16 * 1024

#: What the page itself may load: its own files, and nothing that is written in line.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    # Not no-referrer: a form would then be sent with the Origin null.
    (b"referrer-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
_METHODS = frozenset({"GET", "HEAD", "POST"})


class Refused(Exception):
    """A request that is not answered; ``status`` is that of the answer."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Guard:
    """Stands before an application; ``hosts`` are the values of Host that are its own."""

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str], patience: Patience | None = None
    ) -> None:
        self.app = app
        self.hosts = frozenset(hosts)
        self.patience = patience or Patience()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        guarded = _Answer(send, self.patience.answer)
        try:
            self._look_at(scope)
            body = await self._body(receive) if scope["method"] == "POST" else b""
        except Refused as refused:
            await _refuse(guarded, refused)
            return
        await self.app(scope, _once(body, receive), guarded)

    def _look_at(self, scope: Scope) -> None:
        """Raise :class:`Refused` for a request that comes from elsewhere, or asks too much."""
        if scope["method"] not in _METHODS:
            raise Refused(405, "GET and POST only")
        hosts = _values(scope, b"host")
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            raise Refused(403, "this address is not the one of the page")
        if _values(scope, b"sec-fetch-site") == ["cross-site"] and not _is_followed(scope):
            raise Refused(403, "the request comes from another page")
        if scope["method"] == "POST":
            if _values(scope, b"origin") != [f"http://{hosts[0]}"]:
                raise Refused(403, "the request comes from another page")
            if any(int(size) > BODY_LIMIT for size in _values(scope, b"content-length")):
                raise Refused(413, "the request is too large")

    async def _body(self, receive: Receive) -> bytes:
        """Read the body of a request, within its limits of size and time."""
        body = bytearray()
        try:
            async with asyncio.timeout(self.patience.body):
                while True:
                    message = await receive()
                    body += message.get("body", b"")
                    if len(body) > BODY_LIMIT:
                        raise Refused(413, "the request is too large")
                    if message["type"] == "http.disconnect" or not message.get("more_body"):
                        return bytes(body)
        except TimeoutError:
            raise Refused(408, "the request came too slowly") from None


class _Answer:
    """Adds the headers of every answer, and gives up on a client that does not take it."""

    def __init__(self, send: Send, seconds: float) -> None:
        self._send = send
        self._seconds = seconds

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            given = list(message.get("headers", ()))
            named = {name.lower() for name, _ in given}
            added = [pair for pair in _policies(named) if pair[0] not in named]
            message = {**message, "headers": [*given, *added]}
        async with asyncio.timeout(self._seconds):
            await self._send(message)


def _policies(named: set[bytes]) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer that has ``named`` already."""
    policies = [*_HEADERS, (b"content-security-policy", PAGE_POLICY.encode())]
    if b"content-security-policy" not in named:
        policies.append((b"x-frame-options", b"DENY"))
    return policies


def _is_followed(scope: Scope) -> bool:
    """Tell whether a person follows a link, as from a mail, and no page loads what it shows."""
    return _values(scope, b"sec-fetch-mode") == ["navigate"] and _values(
        scope, b"sec-fetch-dest"
    ) == ["document"]


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _once(body: bytes, receive: Receive) -> Receive:
    """Return what hands over a body that was read, then whatever else comes."""
    waiting = [body]

    async def next_message() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return next_message


async def _refuse(send: Send, refused: Refused) -> None:
    text = f"{refused.why}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": text})

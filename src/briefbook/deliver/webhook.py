"""Delivery to a webhook: JSON by POST, signed, at least once.

The body is signed with HMAC-SHA-256 (RFC 2104) together with the time of the attempt:
``Briefbook-Signature: t=SECONDS,v1=HEX`` over ``SECONDS.BODY``. Each attempt at a
delivery bears the same ``Idempotency-Key`` and the same body, so that the other side
can leave out what it has.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from briefbook.deliver.carrying import Unsent, deadline
from briefbook.deliver.parcel import Changes, Edition, Parcel
from briefbook.plan.deliveries import WebhookSettings
from briefbook.version import VERSION
from briefbook.wording import _, verbatim

#: The name and number of the form of the JSON (docs/deliveries.md).
FORM = "briefbook-delivery"
FORM_VERSION = 1

#: How much of an answer is read, in bytes.
_ANSWER = 4096
#: How many times the timeout of one step a whole attempt may last.
_PATIENCE = 4
#: Answers that another attempt may change (RFC 9110, 15.5.9; RFC 6585, 4).
_FOR_NOW = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class WebhookCarrier:
    """Posts parcels to one address; ``timeout`` in seconds; ``clock`` gives Unix time."""

    settings: WebhookSettings
    timeout: float
    clock: Callable[[], float] = time.time

    def send(self, parcel: Parcel) -> str:
        """Post a parcel; return the status that the other side answered.

        Raises :class:`Unsent`, final for a secret that is not set and an answer that
        another attempt would get again. Redirections are not followed.
        """
        body = body_of(parcel, self.settings)
        headers = self._headers(parcel, body)
        status, said = _post(self.settings.url, body, headers, self.timeout)
        if 200 <= status < 300:
            return verbatim(f"{status} {said}".strip())
        final = status < 500 and status not in _FOR_NOW
        hint = _("see to the address and the secret") if final else _("it is tried again")
        message = _("the webhook answered {status} {said}", status=status, said=said)
        raise Unsent(message, hint, final=final)

    def _headers(self, parcel: Parcel, body: bytes) -> dict[str, str]:
        secret = os.environ.get(self.settings.secret)
        if not secret:
            message = _("the secret of the webhook is not set in {name}", name=self.settings.secret)
            raise Unsent(message, _("set it in the environment"), final=True)
        return {
            "Content-Type": "application/json",
            "User-Agent": f"briefbook/{VERSION}",
            "Idempotency-Key": parcel.key,
            "Briefbook-Signature": signature(secret, int(self.clock()), body),
        }


def signature(secret: str, seconds: int, body: bytes) -> str:
    """Sign a body at a moment, in Unix seconds."""
    signed = f"{seconds}.".encode() + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def body_of(parcel: Parcel, settings: WebhookSettings) -> bytes:
    """Write a parcel as canonical JSON: the same bytes for each attempt."""
    data = {
        "form": FORM,
        "version": FORM_VERSION,
        "key": parcel.key,
        "delivery": parcel.delivery,
        "kind": parcel.kind,
        "intended": parcel.intended.isoformat(),
        "since": None if parcel.since is None else parcel.since.isoformat(),
        "documents": [_document(edition, settings) for edition in parcel.editions],
        "failures": [
            {"output": one.output, "code": one.error.code, "message": str(one.error)}
            for one in parcel.failures
        ],
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _document(edition: Edition, settings: WebhookSettings) -> dict[str, Any]:
    output, summary, links = edition.output, edition.summary, settings.links
    found: dict[str, Any] = {
        "output": str(output),
        "document": output.document,
        "subject": output.subject,
        "language": output.language,
        "format": output.format,
        "sha256": edition.digest,
        **asdict(summary),
        "link": f"{links.rstrip('/')}/{edition.path}" if links else None,
        "changes": None if edition.changes is None else _changes(edition.changes),
    }
    if settings.attach:
        found["content"] = base64.b64encode(edition.data).decode("ascii")
    return found


def _changes(changes: Changes) -> dict[str, Any]:
    return {**asdict(changes), "since": changes.since.isoformat()}


def _post(url: str, body: bytes, headers: dict[str, str], timeout: float) -> tuple[int, str]:
    """Post once; return the status and the first line of the answer."""
    connection = _connection(url, timeout)
    with (
        deadline(_PATIENCE * timeout, lambda: _cut(connection)) as late,
        contextlib.closing(connection),
    ):
        try:
            connection.connect()
        except (HTTPError, OSError) as error:
            hint = _("see to the address, the network and the certificate")
            message = _("the webhook cannot be reached: {said}", said=_said(error))
            raise Unsent(message, hint) from error
        try:
            connection.request("POST", _target(url), body, headers, preload_content=False)
            answer = connection.getresponse()
            if late.is_set():
                raise TimeoutError("no answer in time")
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            text = _("the webhook gave no answer: {said}", said=_said(error))
            raise Unsent(text, _("it is sent again"), uncertain=True) from error
        return answer.status, _first_line(answer)


def _connection(url: str, timeout: float) -> HTTPConnection:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return HTTPSConnection(host, parts.port, timeout=timeout, ssl_context=context)
    return HTTPConnection(host, parts.port, timeout=timeout)


def _target(url: str) -> str:
    """Return the part of an address that is asked of its host (RFC 9112, 3.2.1)."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _first_line(answer: BaseHTTPResponse) -> str:
    """Return the beginning of an answer, which is worth a line in the history at most."""
    try:
        said = answer.read(_ANSWER, decode_content=False)
    except (HTTPError, HTTPException, OSError, ValueError):
        return ""  # the status has been answered, and that is what counts
    return said.decode("utf-8", "replace").split("\n")[0].strip()[:200]


def _cut(connection: HTTPConnection) -> None:
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__

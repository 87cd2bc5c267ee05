"""The server of the page: on this computer only, until it is told to end.

uvicorn (https://uvicorn.dev) waits for ever for the head of a request; here a client has
a few seconds. Sockets are bound before anything is announced, so that port 0 is some
free port and a taken one is told at once.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from briefbook.build.book import read_settings
from briefbook.errors import ExtraMissing, PageUnavailable
from briefbook.events import Listener, PreviewStarted, ignore
from briefbook.preview.manner import Address, Manner, Patience
from briefbook.wording import _, verbatim

__all__ = ["Address", "Manner", "bound", "require_extra", "serve"]

_NEEDED = ("starlette", "uvicorn", "watchfiles")
#: Connections at once, of a handful of browser tabs; further ones are answered with 503.
_CONNECTIONS = 100


def serve(
    folder: Path,
    address: Address | None = None,
    manner: Manner | None = None,
    listener: Listener = ignore,
    *,
    patience: Patience | None = None,
) -> None:
    """Serve the page of the book in ``folder`` until SIGINT or SIGTERM.

    The listener hears of the builds, and of :class:`PreviewStarted` with the page's
    address. Raises :class:`ExtraMissing` where the extra ``preview`` is not installed,
    :class:`InvalidBook` where there is no book, and :class:`PageUnavailable` for an
    address that is not this computer's own or a port that is taken.
    """
    require_extra()
    read_settings(folder)
    with bound(address or Address()) as listening:
        from briefbook.preview.running import run  # noqa: PLC0415  # belongs to an extra

        host, port = own_name(listening), listening.getsockname()[1]
        url = f"http://{host}:{port}/"
        run(
            folder,
            listening,
            hosts=(f"{host}:{port}", f"localhost:{port}"),
            manner=manner,
            listener=listener,
            patience=patience,
            started=lambda: listener(PreviewStarted(url)),
        )


def require_extra(find: Callable[[str], object] = find_spec) -> None:
    """Raise :class:`ExtraMissing` if a library of the page is not installed."""
    if any(find(name) is None for name in _NEEDED):
        raise ExtraMissing(
            _("the page needs libraries that are not installed"),
            hint=_("install them with {command}", command="pip install 'briefbook[preview]'"),
        )


def bound(address: Address) -> socket.socket:
    """Return a socket that listens at an address of this computer.

    Raises :class:`PageUnavailable`.
    """
    try:
        found = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError:
        found = []
    loopback = [one for one in found if ipaddress.ip_address(one[4][0]).is_loopback]
    if not loopback or len(loopback) != len(found):
        raise PageUnavailable(
            _("the page is for this computer only, and not for {host}", host=address.host),
            hint=_("take 127.0.0.1, ::1 or localhost"),
        )
    family, kind, protocol, _name, place = loopback[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(_CONNECTIONS)
    except OSError as error:
        listening.close()
        reason = verbatim((error.strerror or str(error)).lower())
        raise PageUnavailable(
            _("port {port} cannot be used: {reason}", port=address.port, reason=reason),
            hint=_("name another with {option}, or 0 for any that is free", option="--port"),
        ) from error
    return listening


def own_name(listening: socket.socket) -> str:
    """Return the name of the host as it stands in the page's address."""
    host = str(listening.getsockname()[0])
    return f"[{host}]" if ":" in host else host

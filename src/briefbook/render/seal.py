"""The file identifier of a PDF: what it was made from, and a seal of all its bytes.

Stage *render*. ISO 32000-1, 14.4: the first string stays with a file for ever, the
second changes with its contents. Here the second is the beginning of the SHA-256
of the whole file, computed with its own digits set to zero, so that a change of
any byte can be noticed without anything outside the file. It guards against
accidents, not against forgery: whoever changes a file can seal it again.
"""

from __future__ import annotations

import re
from hashlib import sha256

#: Bytes of each of the two strings.
SIZE = 16

_ZEROS = b"0" * (2 * SIZE)
_IDENTIFIER = re.compile(rb"/ID \[<[0-9a-f]{32}> <(?P<seal>[0-9a-f]{32})>\]")
_START = re.compile(rb"startxref\s+(?P<offset>\d+)\s+%%EOF\s*\Z")


def identified(data: bytes, permanent: bytes) -> bytes:
    """Return a PDF that ends with a cross-reference stream, given a file identifier.

    ``permanent`` is its first string, 16 bytes; the second is zero until ``seal``.
    Nothing but the dictionary of the stream, the file's last object, grows, so
    that no offset changes. Raises ``ValueError`` if there is no such stream.
    """
    start = _START.search(data)
    place = -1 if start is None else data.find(b"<<", int(start["offset"]))
    if place < 0 or len(permanent) != SIZE:
        raise ValueError("no PDF with a cross-reference stream, or no identifier of 16 bytes")
    entry = b"/ID [<%b> <%b>]" % (permanent.hex().encode(), _ZEROS)
    return data[: place + 2] + entry + data[place + 2 :]


def seal(data: bytes) -> bytes:
    """Return the file with the second string of its identifier computed anew.

    Raises ``ValueError`` if it has no identifier in the form that ``identified`` writes.
    """
    place = _place(data)
    if place is None:
        raise ValueError("there is no file identifier to seal")
    return data[: place.start] + _digest(data, place) + data[place.stop :]


def is_sealed(data: bytes) -> bool:
    """Whether no byte of the file has changed since it was sealed."""
    place = _place(data)
    return place is not None and data[place.start : place.stop] == _digest(data, place)


def _place(data: bytes) -> slice | None:
    """Return where the digits of the last identifier's second string stand."""
    places = [slice(*found.span("seal")) for found in _IDENTIFIER.finditer(data)]
    return places[-1] if places else None


def _digest(data: bytes, place: slice) -> bytes:
    whole = sha256(data[: place.start])
    whole.update(_ZEROS)
    whole.update(data[place.stop :])
    return whole.hexdigest()[: 2 * SIZE].encode()

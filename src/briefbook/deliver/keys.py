"""Which delivery is which: one key for all attempts at it, and for no other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable


def key_for(*parts: str | int | Iterable[tuple[str, str]]) -> str:
    """Return the key of a delivery: 32 hexadecimal digits made from what it is.

    For documents these are delivery, recipient, how many deliveries reached him before,
    and each output with its digest: a document that goes back to an earlier edition is
    another delivery.
    """
    plain = [part if isinstance(part, str | int) else sorted(part) for part in parts]
    text = json.dumps(plain, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]

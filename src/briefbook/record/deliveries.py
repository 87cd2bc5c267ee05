"""What was sent to whom: intents and receipts, the part of the ledger for deliveries.

Stage *record*. An intent is committed before anything is sent, its receipt after. What
stands as intended when a delivery begins was cut short: whether it arrived is not known.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from briefbook.record import marked
from briefbook.record.codec import decode_message, encode_message
from briefbook.record.store import transaction
from briefbook.wording import NOTHING, Message

__all__ = [
    "Correspondence",
    "Deliveries",
    "DeliveryKind",
    "DeliveryRecord",
    "DeliveryState",
    "Received",
]

#: What was sent: outputs, the word that nothing changed, the word that outputs failed.
DeliveryKind = Literal["documents", "unchanged", "failure"]

#: How it stands. ``superseded``: the outputs changed before it was known to arrive.
DeliveryState = Literal["intended", "delivered", "failed", "superseded"]

#: Ended deliveries that the history goes back to.
KEPT_DELIVERIES = 2000


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One delivery to one recipient.

    ``key`` is the same for each attempt at it and for no other delivery. ``recipient``
    is a folder or an address. ``occasion`` says what set it off: the slot of a
    schedule. ``outputs`` pairs each output with the SHA-256 of its file. ``intended``
    and ``ended`` are in UTC. ``uncertain``: it may have arrived more than once.
    ``detail``: what the other side answered, or why it failed.
    """

    key: str
    delivery: str
    recipient: str
    kind: DeliveryKind
    occasion: str
    outputs: tuple[tuple[str, str], ...]
    state: DeliveryState
    intended: datetime
    ended: datetime | None = None
    attempts: int = 0
    uncertain: bool = False
    detail: Message = NOTHING


@dataclass(frozen=True, slots=True)
class Received:
    """What a recipient last received of one output, and when (UTC)."""

    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Correspondence:
    """How many deliveries have reached a recipient; ``last`` is when the last did (UTC)."""

    sequence: int = 0
    last: datetime | None = None


class Deliveries:
    """The deliveries that a ledger knows; its methods that write are one transaction each."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def intend(self, record: DeliveryRecord) -> None:
        """Record, before sending, what is about to be sent.

        Other deliveries of the same kind to this recipient that are not known to have
        arrived are superseded.
        """
        with transaction(self._connection):
            for other in self.unfinished(record.delivery, record.recipient):
                if other.kind == record.kind and other.key != record.key:
                    self._put(replace(other, state="superseded", ended=record.intended))
            self._put(replace(record, state="intended", ended=None))

    def settle(self, record: DeliveryRecord) -> None:
        """Record how a delivery ended, and what its recipient has now."""
        with transaction(self._connection):
            self._put(record)
            if record.state == "delivered" and record.ended is not None:
                at = record.ended.isoformat()
                whom = (record.delivery, record.recipient)
                rows = [(*whom, output, digest, at) for output, digest in record.outputs]
                marked.put(self._connection, "received", rows)
                sequence = self.correspondence(*whom).sequence + 1
                marked.put(self._connection, "correspondence", [(*whom, sequence, at)])
            self._forget_old()

    def record(self, key: str) -> DeliveryRecord | None:
        """Return the delivery with this key."""
        query = "SELECT * FROM deliveries WHERE key = ?"
        return next(self._records(query, (key,)), None)

    def unfinished(self, delivery: str, recipient: str) -> tuple[DeliveryRecord, ...]:
        """Return the deliveries to a recipient that are not known to have arrived."""
        query = (
            "SELECT * FROM deliveries WHERE delivery = ? AND recipient = ?"
            " AND state IN ('intended', 'failed') ORDER BY intended"
        )
        return tuple(self._records(query, (delivery, recipient)))

    def received(self, delivery: str, recipient: str) -> Mapping[str, Received]:
        """Return what a recipient last received of each output."""
        query = "SELECT * FROM received WHERE delivery = ? AND recipient = ?"
        rows = marked.sound_rows(self._connection, query, (delivery, recipient))
        return {
            output: Received(digest, datetime.fromisoformat(at))
            for _, _, output, digest, at in rows
        }

    def correspondence(self, delivery: str, recipient: str) -> Correspondence:
        """Return how many deliveries have reached a recipient, and when the last one did."""
        query = "SELECT * FROM correspondence WHERE delivery = ? AND recipient = ?"
        rows = marked.sound_rows(self._connection, query, (delivery, recipient))
        if not rows:
            return Correspondence()
        _, _, sequence, at = rows[0]
        return Correspondence(sequence, datetime.fromisoformat(at))

    def recent(self, limit: int = 50) -> tuple[DeliveryRecord, ...]:
        """Return the last deliveries of all kinds and states, the newest first."""
        query = "SELECT * FROM deliveries ORDER BY intended DESC, key LIMIT ?"
        return tuple(self._records(query, (limit,)))

    def of_occasion(self, occasion: str) -> tuple[DeliveryRecord, ...]:
        """Return the deliveries that one occasion set off, in their order."""
        query = "SELECT * FROM deliveries WHERE occasion = ? ORDER BY intended, key"
        return tuple(self._records(query, (occasion,)))

    def known_digests(self) -> frozenset[str]:
        """Return the digests of all files that some recipient last received."""
        rows = self._connection.execute("SELECT DISTINCT digest FROM received").fetchall()
        return frozenset(digest for (digest,) in rows)

    def _put(self, record: DeliveryRecord) -> None:
        marked.put(self._connection, "deliveries", [_row(record)])

    def _records(self, query: str, values: marked.Row) -> Iterator[DeliveryRecord]:
        return map(_record, marked.sound_rows(self._connection, query, values))

    def _forget_old(self) -> None:
        """Forget very old deliveries; what each recipient has is known all the same."""
        self._connection.execute(
            "DELETE FROM deliveries WHERE state IN ('delivered', 'superseded') AND key NOT IN"
            " (SELECT key FROM deliveries ORDER BY intended DESC LIMIT ?)",
            (KEPT_DELIVERIES,),
        )


def _row(record: DeliveryRecord) -> marked.Row:
    return (
        record.key,
        record.delivery,
        record.recipient,
        record.kind,
        record.occasion,
        json.dumps(record.outputs, ensure_ascii=True),
        record.state,
        record.intended.isoformat(),
        None if record.ended is None else record.ended.isoformat(),
        record.attempts,
        int(record.uncertain),
        marked.printable(encode_message(record.detail)),
    )


def _record(row: marked.Row) -> DeliveryRecord:
    key, delivery, recipient, kind, occasion, outputs, state, intended, ended, *rest = row
    attempts, uncertain, detail = rest
    return DeliveryRecord(
        key=key,
        delivery=delivery,
        recipient=recipient,
        kind=kind,
        occasion=occasion,
        outputs=tuple((output, digest) for output, digest in json.loads(outputs)),
        state=state,
        intended=datetime.fromisoformat(intended),
        ended=None if ended is None else datetime.fromisoformat(ended),
        attempts=attempts,
        uncertain=bool(uncertain),
        detail=decode_message(detail),
    )

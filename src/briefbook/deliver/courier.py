"""One occasion's deliveries, recipient by recipient; see :mod:`briefbook.deliver.dispatch`."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from briefbook.build.builder import locked, opened_ledger
from briefbook.build.snapshot import Snapshot
from briefbook.deliver.carrying import Carrier, Outcome, carry
from briefbook.deliver.changes import changes_between
from briefbook.deliver.editions import Editions, Standing, Unavailable
from briefbook.deliver.keys import key_for
from briefbook.deliver.parcel import Changes, Edition, Parcel
from briefbook.deliver.report import Delivered, DeliveryReport, Occasion, Undelivered, Withheld
from briefbook.deliver.shelf import Shelf
from briefbook.events import (
    Listener,
    NothingToDeliver,
    OutputWithheld,
    ParcelDelivered,
    ParcelFailed,
)
from briefbook.plan.deliveries import Delivery, FolderSettings
from briefbook.plan.outputs import OUTPUT_FOLDER, Output
from briefbook.publish import PRIVATE_FOLDER
from briefbook.record.deliveries import Deliveries, DeliveryKind, DeliveryRecord, Received
from briefbook.tracking.evidence import Evidence
from briefbook.wording import Message, _

#: The folder of what recipients last received, below ``output/.briefbook``.
SHELF = "received"
#: Files of at most so many bytes go into one message; many servers refuse twice that.
LARGEST = 10 * 1024 * 1024
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Addressee:
    """One recipient of a delivery: who he is, how he reads, the way to him."""

    delivery: Delivery
    recipient: str
    language: str
    carrier: Carrier

    @property
    def names(self) -> tuple[str, str]:
        """What tells him from all others: the delivery and the recipient."""
        return self.delivery.name, self.recipient


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Timing:
    """``now`` gives the moment in UTC, ``sleep`` waits for seconds."""

    now: Callable[[], datetime] = _now
    sleep: Callable[[float], None] = time.sleep


class Courier:
    """Serves recipients one after another; ``report`` says what became of it."""

    def __init__(
        self,
        folder: Path,
        snapshot: Snapshot,
        occasion: Occasion,
        listener: Listener,
        timing: Timing,
    ) -> None:
        self.report = DeliveryReport()
        self._folder = folder
        self._zone = ZoneInfo(snapshot.config.book.timezone)
        self._occasion = occasion
        self._listener = listener
        self._timing = timing
        self._editions = Editions(folder, snapshot)
        failures_only = bool(occasion.failures)
        selected = occasion.selection
        self._standing = Standing() if failures_only else self._editions.standing(selected)
        self._shelf = Shelf(folder / OUTPUT_FOLDER / PRIVATE_FOLDER / SHELF)

    def serve(self, addressee: Addressee) -> None:
        """Send a recipient what he lacks, or the word that there is nothing."""
        if self._occasion.failures:
            self._tell_failures(addressee)
            return
        with self._deliveries() as deliveries:
            has = deliveries.received(*addressee.names)
            unsure = _unsure(addressee, deliveries.unfinished(*addressee.names))
        editions = list(self._lacking(addressee, has, unsure))
        for group in _groups(editions):
            self._send_documents(addressee, group)
        if not editions and not self._withheld_from(addressee.delivery):
            self._tell_nothing(addressee)

    def tidy(self) -> None:
        """Put away what no recipient has any more."""
        if self.report.delivered:
            with self._deliveries() as deliveries:
                self._shelf.keep_only(deliveries.known_digests())

    def _lacking(
        self, addressee: Addressee, has: Mapping[str, Received], unsure: Collection[str]
    ) -> Iterator[Edition]:
        """Yield the editions that are to go to a recipient, each with its change note.

        ``unsure`` are outputs of which he may have another edition than is known.
        """
        delivery = addressee.delivery
        wanted = {
            output: found
            for output, found in self._standing.current.items()
            if output.language in delivery.languages
        }
        for output, reason in self._standing.others.items():
            if output.language in delivery.languages:
                self._withhold(delivery, output, reason)
        lacking = {
            output: found
            for output, found in wanted.items()
            if str(output) not in has or has[str(output)].digest != found or str(output) in unsure
        }
        for output, found in (wanted if delivery.portion == "all" and lacking else lacking).items():
            edition = self._allowed(delivery, output, found)
            if edition is not None:
                yield replace(edition, changes=self._changes(edition, has.get(str(output))))

    def _allowed(self, delivery: Delivery, output: Output, found: str) -> Edition | None:
        """Open an edition, unless it may not leave the house or is not there any more."""
        try:
            edition = self._editions.open(output, found)
        except Unavailable as why:
            self._withhold(delivery, output, why.message)
            return None
        marking = edition.summary.marking
        if marking and delivery.leaves_the_house and marking not in delivery.marks:
            mark = _("it bears the mark “{marking}”", marking=marking)
            self._withhold(delivery, output, mark)
            return None
        return edition

    def _changes(self, edition: Edition, had: Received | None) -> Changes | None:
        """Return what changed since a recipient's last edition; None if he had none."""
        if had is None:
            return None
        since = self._day(had.at)
        kept = self._shelf.take(had.digest)
        if kept is None:
            return Changes(since, (), (), known=False)
        return changes_between(
            Evidence.from_json(kept), Evidence.from_json(edition.evidence), since
        )

    def _send_documents(self, addressee: Addressee, editions: Sequence[Edition]) -> None:
        with self._deliveries() as deliveries:
            before = deliveries.correspondence(*addressee.names).sequence
        items = tuple((str(edition.output), edition.digest) for edition in editions)
        key = key_for(*addressee.names, "documents", before, items)
        parcel = self._parcel(addressee, key, "documents")
        self._send(addressee, replace(parcel, editions=tuple(editions)), items)

    def _tell_failures(self, addressee: Addressee) -> None:
        failures = self._occasion.failures
        said = [(one.output, f"{one.error.code} {one.error}") for one in failures]
        key = key_for(*addressee.names, "failure", self._occasion.name, said)
        parcel = self._parcel(addressee, key, "failure")
        self._send(addressee, replace(parcel, failures=failures), ())

    def _tell_nothing(self, addressee: Addressee) -> None:
        """Say that a recipient has everything; to himself as often as he wants it."""
        since = self._silent_since(addressee)
        self.report.unchanged.append(addressee.names)
        self._listener(NothingToDeliver(*addressee.names, told=since is not None))
        if since is not None:
            key = key_for(*addressee.names, "unchanged", self._occasion.name)
            parcel = self._parcel(addressee, key, "unchanged")
            self._send(addressee, replace(parcel, since=since), ())

    def _silent_since(self, addressee: Addressee) -> date | None:
        """Return since when nothing changed, if it is time to tell the recipient."""
        how = addressee.delivery.unchanged
        with self._deliveries() as deliveries:
            last = deliveries.correspondence(*addressee.names).last
            has = deliveries.received(*addressee.names)
            told = deliveries.of_occasion(self._occasion.name)
        if how == "never" or last is None or not has:
            return None
        if any((one.delivery, one.recipient) == addressee.names for one in told):
            return None
        if how == "weekly" and self._timing.now() - last < _WEEK:
            return None
        return self._day(max(one.at for one in has.values()))

    def _parcel(self, addressee: Addressee, key: str, kind: DeliveryKind) -> Parcel:
        return Parcel(
            key=key,
            delivery=addressee.delivery.name,
            recipient=addressee.recipient,
            kind=kind,
            language=addressee.language,
            intended=self._timing.now().replace(microsecond=0),
        )

    def _send(
        self, addressee: Addressee, parcel: Parcel, items: tuple[tuple[str, str], ...]
    ) -> None:
        """Note the intent, send, note the receipt: an interruption leaves the intent."""
        record = self._intend(parcel, items)
        if record is None:
            return
        parcel = replace(parcel, intended=record.intended, again=record.uncertain)
        delivery = addressee.delivery
        outcome = carry(
            addressee.carrier, parcel, delivery.attempts, delivery.pause, self._timing.sleep
        )
        for edition in parcel.editions if outcome.error is None else ():
            self._shelf.put(edition.digest, edition.evidence)
        with self._deliveries() as deliveries:
            deliveries.settle(_settled(record, outcome, self._timing.now()))
        self._tell(parcel, outcome)

    def _intend(self, parcel: Parcel, items: tuple[tuple[str, str], ...]) -> DeliveryRecord | None:
        """Commit what is about to be sent; None if it has arrived already."""
        record = DeliveryRecord(
            key=parcel.key,
            delivery=parcel.delivery,
            recipient=parcel.recipient,
            kind=parcel.kind,
            occasion=self._occasion.name,
            outputs=items,
            state="intended",
            intended=parcel.intended,
        )
        with self._deliveries() as deliveries:
            earlier = deliveries.record(parcel.key)
            if earlier is not None and earlier.state == "delivered":
                return None
            if earlier is not None:
                record = _resumed(earlier, record)
            deliveries.intend(record)
        return record

    def _tell(self, parcel: Parcel, outcome: Outcome) -> None:
        names = (parcel.delivery, parcel.recipient)
        outputs = tuple(str(edition.output) for edition in parcel.editions)
        if outcome.error is None:
            sent = Delivered(*names, parcel.kind, outputs, parcel.key, outcome.uncertain)
            self.report.delivered.append(sent)
            self._listener(ParcelDelivered(*names, outputs, outcome.uncertain))
        else:
            self.report.failed.append(Undelivered(*names, outputs, parcel.key, outcome.error))
            self._listener(ParcelFailed(*names, outcome.error))

    def _withhold(self, delivery: Delivery, output: Output, reason: Message) -> None:
        withheld = Withheld(delivery.name, str(output), reason)
        if withheld not in self.report.withheld:
            self.report.withheld.append(withheld)
            self._listener(OutputWithheld(delivery.name, str(output), reason))

    def _withheld_from(self, delivery: Delivery) -> bool:
        """Tell whether something stays here: then nobody may be told that nothing changed."""
        return any(one.delivery == delivery.name for one in self.report.withheld)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    @contextmanager
    def _deliveries(self) -> Iterator[Deliveries]:
        """Open the deliveries of the ledger, under the lock of the book."""
        with (
            locked(self._folder / OUTPUT_FOLDER, self._listener),
            opened_ledger(self._folder, self._listener) as ledger,
        ):
            yield ledger.deliveries


def _unsure(addressee: Addressee, unfinished: Sequence[DeliveryRecord]) -> frozenset[str]:
    """Return the outputs of which a recipient may have received an edition unknown to us.

    What was cut short may have arrived; of what failed in a folder a part may be there.
    """
    partly = isinstance(addressee.delivery.settings, FolderSettings)
    return frozenset(
        output
        for record in unfinished
        if record.state == "intended" or record.uncertain or partly
        for output, _digest in record.outputs
    )


def _groups(editions: Sequence[Edition]) -> Iterator[list[Edition]]:
    """Yield the editions in groups that are small enough to travel together."""
    group: list[Edition] = []
    size = 0
    for edition in editions:
        if group and size + len(edition.data) > LARGEST:
            yield group
            group, size = [], 0
        group.append(edition)
        size += len(edition.data)
    if group:
        yield group


def _resumed(earlier: DeliveryRecord, record: DeliveryRecord) -> DeliveryRecord:
    """Take an earlier attempt up again: the same moment, so that it says the same.

    One that stands as intended was cut short, and may have arrived.
    """
    uncertain = earlier.uncertain or earlier.state == "intended"
    attempts = max(earlier.attempts, 1)
    return replace(record, intended=earlier.intended, attempts=attempts, uncertain=uncertain)


def _settled(record: DeliveryRecord, outcome: Outcome, now: datetime) -> DeliveryRecord:
    return replace(
        record,
        state="delivered" if outcome.error is None else "failed",
        ended=now,
        attempts=record.attempts + outcome.attempts,
        uncertain=record.uncertain or outcome.uncertain,
        detail=outcome.detail,
    )

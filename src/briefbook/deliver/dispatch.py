"""Finished outputs to their recipients: decide, note the intent, send, note the receipt.

What a recipient has is known from the receipts in the ledger, not from what one run
made: so what failed to arrive yesterday goes out today, and what he has is not sent
again. One delivery of a book at a time; builds go on while messages travel, since the
lock of the book is held only for the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from briefbook.build.snapshot import Snapshot
from briefbook.deliver.carrying import Carrier
from briefbook.deliver.courier import Addressee, Courier, Timing
from briefbook.deliver.folder import FolderCarrier
from briefbook.deliver.mail import MailCarrier
from briefbook.deliver.report import DeliveryReport, Occasion
from briefbook.deliver.webhook import WebhookCarrier
from briefbook.errors import UnknownName
from briefbook.events import Listener, ignore
from briefbook.plan.deliveries import Delivery, EmailSettings, FolderSettings
from briefbook.plan.naming import choices_hint, quoted
from briefbook.plan.notices import Notice, notice_path, read_notice
from briefbook.plan.outputs import OUTPUT_FOLDER
from briefbook.publish import PRIVATE_FOLDER, BuildLock, prepare_folder
from briefbook.wording import _

_LOCK = "delivery.lock"


def deliver(
    folder: Path,
    snapshot: Snapshot,
    names: Sequence[str],
    occasion: Occasion,
    listener: Listener = ignore,
    *,
    timing: Timing | None = None,
) -> DeliveryReport:
    """Send the outputs of an occasion through the deliveries called ``names``.

    ``timing`` is the clock that is gone by, the system's by default. What does not arrive
    is in the report, and does not stop the others. Raises
    :class:`~briefbook.errors.UnknownName` for a delivery or selection that the book does
    not have, and :class:`~briefbook.errors.OutputFolder` if the ledger cannot be
    written: then nothing is sent.
    """
    deliveries = [_named(snapshot, name) for name in dict.fromkeys(names)]
    prepare_folder(folder / OUTPUT_FOLDER)
    lock = BuildLock(folder / OUTPUT_FOLDER / PRIVATE_FOLDER / _LOCK)
    with lock.acquire(lambda _holder: None):
        courier = Courier(folder, snapshot, occasion, listener, timing or Timing())
        for delivery in deliveries:
            for addressee in _addressees(folder, snapshot, delivery):
                courier.serve(addressee)
        courier.tidy()
    return courier.report


def _named(snapshot: Snapshot, name: str) -> Delivery:
    known = {delivery.name: delivery for delivery in snapshot.config.deliveries}
    if name not in known:
        hint = choices_hint(name, list(known), _("deliveries"))
        raise UnknownName(_("the book has no delivery {name}", name=quoted(name)), hint=hint)
    return known[name]


def _addressees(folder: Path, snapshot: Snapshot, delivery: Delivery) -> Iterator[Addressee]:
    """Yield everyone whom a delivery goes to, with the way to him."""
    settings = delivery.settings
    if isinstance(settings, EmailSettings):
        for address, language in settings.recipients.items():
            notice = _notice(snapshot, language)
            carrier: Carrier = MailCarrier(settings, notice, delivery.timeout)
            yield Addressee(delivery, address, language, carrier)
    elif isinstance(settings, FolderSettings):
        carrier = FolderCarrier(folder / settings.path, _notice(snapshot, delivery.language))
        yield Addressee(delivery, settings.path, delivery.language, carrier)
    else:
        carrier = WebhookCarrier(settings, delivery.timeout)
        yield Addressee(delivery, settings.url, delivery.language, carrier)


def _notice(snapshot: Snapshot, language: str) -> Notice:
    """Return the words of a language; that they are there was checked with the book."""
    path = notice_path(language)
    return read_notice(snapshot.files[path].decode("utf-8"), f"templates/{path}")

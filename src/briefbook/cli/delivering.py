"""What is told of deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.cli.settings import Verbosity
from briefbook.events import NothingToDeliver, OutputWithheld, ParcelDelivered, ParcelFailed
from briefbook.wording import Message, _, ngettext

if TYPE_CHECKING:
    from briefbook.cli.console import Console

__all__ = ["DeliveryEvent", "tell_delivery"]

DeliveryEvent = ParcelDelivered | NothingToDeliver | OutputWithheld | ParcelFailed


def tell_delivery(console: Console, event: DeliveryEvent) -> None:
    """Tell what became of outputs on their way to a recipient."""
    match event:
        case ParcelDelivered():
            console.tell(_delivered(event))
        case NothingToDeliver(delivery, recipient):
            names = {"delivery": delivery, "recipient": recipient}
            if event.told:
                console.tell(_("{delivery}, {recipient}: told that nothing has changed", **names))
            else:
                console.tell(_("{delivery}, {recipient}: nothing has changed", **names))
        case OutputWithheld(delivery, output, reason):
            fillings = {"delivery": delivery, "output": output, "reason": reason}
            console.tell(_("{delivery}: {output} is not sent, for {reason}", **fillings))
        case ParcelFailed(delivery, recipient, error):
            names = {"delivery": delivery, "recipient": recipient}
            console.tell(_("{delivery}, {recipient}: failed", **names), at=Verbosity.QUIET)
            console.tell_error(error)


def _delivered(event: ParcelDelivered) -> Message:
    """Say what reached whom."""
    names = {"delivery": event.delivery, "recipient": event.recipient}
    if event.uncertain:
        return ngettext(
            "{delivery}, {recipient}: {count} output sent; it may have arrived twice",
            "{delivery}, {recipient}: {count} outputs sent; they may have arrived twice",
            len(event.outputs),
            **names,
        )
    return ngettext(
        "{delivery}, {recipient}: {count} output sent",
        "{delivery}, {recipient}: {count} outputs sent",
        len(event.outputs),
        **names,
    )

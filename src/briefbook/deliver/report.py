"""What set deliveries off, and what became of them, as values."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefbook.deliver.parcel import Failure
from briefbook.errors import BriefbookError
from briefbook.plan.outputs import Selection
from briefbook.record.deliveries import DeliveryKind
from briefbook.wording import Message


@dataclass(frozen=True, slots=True)
class Occasion:
    """What sets deliveries off.

    ``name`` is the same when it is resumed after an interruption, and no other occasion
    has it: the slot of a schedule. ``selection``: the outputs concerned. With
    ``failures`` recipients are told of these, and nothing else is delivered.
    """

    name: str
    selection: Selection = field(default_factory=Selection)
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivered:
    """A parcel that arrived; ``uncertain``: it may have arrived more than once."""

    delivery: str
    recipient: str
    kind: DeliveryKind
    outputs: tuple[str, ...]
    key: str
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A parcel that did not arrive; the next delivery takes its outputs along."""

    delivery: str
    recipient: str
    outputs: tuple[str, ...]
    key: str
    error: BriefbookError


@dataclass(frozen=True, slots=True)
class Withheld:
    """An output that did not go out, and why."""

    delivery: str
    output: str
    reason: Message


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of the deliveries of one occasion.

    ``unchanged`` pairs a delivery with each recipient who has everything already.
    """

    delivered: list[Delivered] = field(default_factory=list)
    failed: list[Undelivered] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    unchanged: list[tuple[str, str]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every parcel arrived."""
        return not self.failed

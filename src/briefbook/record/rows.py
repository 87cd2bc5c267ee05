"""What the ledger knows, as values: the stage *record*.

An output has at most two attempts on record: the one whose bytes were published
(``built``), and a later one that failed (``failed``). Both are kept, so that a failure
does not lose what the standing file rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:  # a build that makes nothing does without most of them
    from briefbook.errors import BriefbookError
    from briefbook.record.deliveries import DeliveryRecord
    from briefbook.tracking.account import Account
    from briefbook.tracking.reach import Reach
    from briefbook.tracking.trace import Trace
    from briefbook.wording import Message

#: Which attempt is meant: the last published one, or a failed one after it.
Role = Literal["built", "failed"]

#: What a run did with an output: made it, found it current after composing it anew,
#: kept a file altered by hand, failed.
Outcome = Literal["built", "current", "kept", "failed"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at an output.

    ``key``: digest of everything but the facts. ``input_digest``: of the whole input of
    render; ``None`` if the attempt failed before. ``reason``: why it was made.
    ``seconds``: how long it took. ``run``: in which run. ``dataset_digest``, ``today``:
    of the last dataset and date for which its trace was seen to hold. ``error``: what
    went wrong, ``None`` for a success.
    """

    key: str
    input_digest: str | None
    reason: Message
    seconds: float
    run: int
    dataset_digest: str
    today: date
    error: BriefbookError | None = None


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """What the ledger knows of one output.

    ``output``: its path relative to the book, ``output/ru/unodc/brief.pdf``.
    ``built``: the attempt behind the published file, and ``file_digest`` its digest;
    both ``None`` until one was published. ``failed``: the last attempt, if it failed.
    """

    output: str
    document: str
    subject: str | None
    language: str
    format: str
    built: Attempt | None = None
    file_digest: str | None = None
    failed: Attempt | None = None

    @property
    def succeeded(self) -> bool:
        """Whether the last attempt was a success."""
        return self.failed is None and self.built is not None


@dataclass(frozen=True, slots=True)
class Basis:
    """What an attempt rested on, in full; read only when something changed.

    ``key_parts``: the name of each part of the key (``template memo.html.jinja``) →
    its digest or version. ``trace``: the facts read. ``reach``: where the trace has been,
    and ``account``: what the document says, to be recorded with it; they are read back
    alone, by :meth:`Ledger.reach` and :meth:`Ledger.account`.
    """

    key_parts: Mapping[str, str]
    trace: Trace
    reach: Reach | None = None
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What one run did with one output; ``seconds`` is 0 where nothing was made."""

    output: str
    outcome: Outcome
    reason: Message
    seconds: float = 0.0
    error: BriefbookError | None = None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run. ``seconds`` is ``None`` for a run that still goes on or was killed.

    ``command`` says what began it: ``build``, ``watch``, ``preview``, or ``schedule`` and
    the slot; ``user`` whose process it was. ``deliveries`` are those of its slot.
    ``outcomes`` is filled only where a single run is asked for, and does not list the
    outputs that were current without being composed: ``current`` counts them.
    """

    #: How the command of a run begins that a slot of a schedule began.
    OF_SLOT: ClassVar[str] = "schedule "

    id: int
    started: datetime
    command: str
    as_of: date
    dataset_digest: str
    built: int = 0
    current: int = 0
    kept: int = 0
    failed: int = 0
    seconds: float | None = None
    interrupted: bool = False
    outcomes: tuple[RunOutcome, ...] = ()
    user: str = ""
    deliveries: tuple[DeliveryRecord, ...] = ()

    @property
    def slot(self) -> str | None:
        """The slot of a schedule that began the run, if one did."""
        began = self.command.startswith(self.OF_SLOT)
        return self.command.removeprefix(self.OF_SLOT) if began else None

    @property
    def delivered(self) -> int:
        """How many deliveries arrived."""
        return sum(one.state == "delivered" for one in self.deliveries)

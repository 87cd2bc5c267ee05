"""What became of a job, made ready in its worker to be recorded.

Stages *compose* to *record*. What only the ledger reads is encoded, and the languages
are compared, where the objects are at hand: to send them took as long as to write them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefbook.build.job import Workshop
from briefbook.build.keys import key_of
from briefbook.build.outcome import Job, Outcome, Sealed
from briefbook.build.parity import Comparer
from briefbook.errors import ParityBreach
from briefbook.record.digests import digest
from briefbook.record.packing import pack
from briefbook.record.rows import Basis
from briefbook.tracking.trace import Trace

__all__ = ["seal"]


def seal(workshop: Workshop, job: Job, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Compare the languages of a whole job, and encode what its outcomes rest on."""
    breaches = _compared(workshop, outcomes) if job.whole else None
    return tuple(_sealed(workshop, outcome, breaches) for outcome in outcomes)


def _compared(workshop: Workshop, outcomes: Sequence[Outcome]) -> tuple[ParityBreach, ...]:
    accounts = [outcome.account for outcome in outcomes if outcome.account is not None]
    snapshot = workshop.snapshot
    return Comparer(snapshot.config.book, snapshot.files).breaches(accounts)


def _sealed(
    workshop: Workshop, outcome: Outcome, breaches: tuple[ParityBreach, ...] | None
) -> Outcome:
    """Put what an outcome rests on into its sealed part, and nowhere else."""
    parts, trace, account = outcome.key_parts, outcome.trace, outcome.account
    sealed = Sealed(
        key=key_of(parts),
        basis=pack(Basis(parts, trace, workshop.surroundings.reach(trace), account)),
        digest="" if outcome.data is None else digest(outcome.data),
        breaches=breaches,
    )
    return replace(outcome, key_parts={}, trace=Trace(), account=None, sealed=sealed)

"""What is asked of a worker, and what it answers: small values that travel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from briefbook.errors import BriefbookError
from briefbook.plan.outputs import Output
from briefbook.tracking.trace import Trace


@dataclass(frozen=True, slots=True)
class Job:
    """An output to make; ``known_input`` is the input digest of the file that stands."""

    output: Output
    known_input: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job, and what it rests on.

    ``data`` is None where the input of render is what it was, so that the standing
    file is right, and where the job failed with ``error``.
    """

    data: bytes | None
    input_digest: str | None
    key_parts: Mapping[str, str]
    trace: Trace
    error: BriefbookError | None = None

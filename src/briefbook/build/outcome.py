"""What is asked of a worker, and what it answers: small values that travel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from briefbook.errors import BriefbookError, ParityBreach
from briefbook.plan.outputs import Output
from briefbook.record.packing import Packed
from briefbook.tracking.account import Account
from briefbook.tracking.trace import Trace


@dataclass(frozen=True, slots=True)
class Piece:
    """One output of a job.

    ``known_input`` is the input digest of the file that stands. With ``witness`` the
    output is composed and not rendered: only what it says is asked for. ``pages`` counts
    those of the finished files that go with it, by the paths of their outputs.
    """

    output: Output
    known_input: str | None = None
    witness: bool = False
    pages: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """One document of one subject, in one format, in the languages that are to be made.

    A ``whole`` one has all languages of the document: they are compared where it is done.
    """

    pieces: tuple[Piece, ...]
    whole: bool = False

    @property
    def name(self) -> str:
        """The name under which messages speak of it: that of its outputs."""
        return " and ".join(str(piece.output) for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the builder records of an outcome, encoded where it was made.

    ``key`` is the digest of its key, ``digest`` that of its bytes, empty where there are
    none. ``breaches`` is what the languages of its job say otherwise, None where they were
    not compared.
    """

    key: str
    basis: Packed
    digest: str
    breaches: tuple[ParityBreach, ...] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a piece, and what it rests on.

    ``data`` is None where the input of render is what it was, so that the standing
    file is right, where nothing was to be rendered, and where ``error`` kept it from
    being made. ``account`` is what the document says, None where it could not be
    composed. ``seconds`` is how long it took; ``lacked`` are the styles that a letterhead
    lacked, asked for in a rehearsal only. ``pages`` is how many the file has, where the
    format has pages of its own and a file was made. In one that is ``sealed`` for the
    builder ``key_parts``, ``trace`` and ``account`` are empty.
    """

    data: bytes | None
    input_digest: str | None
    key_parts: Mapping[str, str]
    trace: Trace
    error: BriefbookError | None = None
    account: Account | None = None
    seconds: float = 0.0
    lacked: tuple[str, ...] = ()
    pages: int | None = None
    sealed: Sealed | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A piece with its outcome, or with the error of the worker that lost it."""

    piece: Piece
    outcome: Outcome | None
    lost: BriefbookError | None = None
    seconds: float = 0.0

    @property
    def account(self) -> Account | None:
        """What the document says, None where it could not be composed."""
        if self.outcome is None or self.outcome.sealed is None:
            return None if self.outcome is None else self.outcome.account
        return self.outcome.sealed.basis.said()

    @property
    def breaches(self) -> tuple[ParityBreach, ...] | None:
        """What the languages of its job say otherwise, None where they were not compared."""
        sealed = None if self.outcome is None else self.outcome.sealed
        return None if sealed is None else sealed.breaches

    @property
    def error(self) -> BriefbookError | None:
        """What kept the piece from being made, None for a success."""
        return self.lost if self.outcome is None else self.outcome.error


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """A file that is to be published: the outcome with its bytes and their digest."""

    output: Output
    outcome: Outcome
    data: bytes
    digest: str
    seconds: float

    @property
    def name(self) -> str:
        """The path of the output."""
        return str(self.output)

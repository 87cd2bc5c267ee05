"""What became of a run, as values."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefbook.errors import BriefbookError
from briefbook.wording import Message


@dataclass(frozen=True, slots=True)
class Built:
    """An output that was made, why, and in how many seconds."""

    output: str
    reason: Message
    seconds: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A file altered by hand that was left alone; ``stale`` if it is also out of date."""

    output: str
    reason: Message
    stale: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """An output that could not be made; its old file is as it was."""

    output: str
    error: BriefbookError


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that is not as it should be with outputs that were made nevertheless."""

    outputs: tuple[str, ...]
    error: BriefbookError


@dataclass(slots=True)
class Report:
    """What became of a run: the outputs in the order in which they ended."""

    run: int
    built: list[Built] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether every output is as it should be, or altered and otherwise current."""
        return not self.failed and not any(kept.stale for kept in self.kept)

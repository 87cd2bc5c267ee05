"""What a preflight found, as values."""

from __future__ import annotations

from dataclasses import dataclass

from briefbook.errors import BriefbookError


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to put right, and the outputs that it keeps from being made.

    ``outputs`` is empty for what was found without making one.
    """

    error: BriefbookError
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a preflight found, by file and line.

    ``ok`` says that nothing is to be put right; with ``strict``, warnings count too.
    """

    problems: tuple[Problem, ...]
    strict: bool = False

    @property
    def ok(self) -> bool:
        """Whether the book passed."""
        return not any(
            self.strict or problem.error.severity == "error" for problem in self.problems
        )

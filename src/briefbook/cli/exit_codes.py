"""The exit codes of briefbook: what scripts and schedulers go by.

The codes of signals are those of the shell: 128 and the signal's number
(https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_08_02).
"""

from __future__ import annotations

from enum import IntEnum

from briefbook.errors import BookError, BriefbookError, UsageError

__all__ = ["ExitCode", "exit_code"]


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    #: Some outputs failed while the others went on, or a check found problems.
    PROBLEMS = 1
    USAGE = 2
    #: The book or its data are invalid; nothing was composed.
    INVALID_BOOK = 3
    INTERRUPTED = 130
    TERMINATED = 143


def exit_code(error: BriefbookError) -> ExitCode:
    """Return how a command ends that raised ``error``."""
    if isinstance(error, UsageError):
        return ExitCode.USAGE
    if isinstance(error, BookError):
        return ExitCode.INVALID_BOOK
    return ExitCode.PROBLEMS

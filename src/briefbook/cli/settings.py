"""What the options before the command say: which book, and how much is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

__all__ = ["Settings", "Verbosity"]


class Verbosity(IntEnum):
    """How much is told on standard error."""

    #: Only what went wrong.
    QUIET = 0
    NORMAL = 1
    #: Every output, and tracebacks.
    VERBOSE = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """The folder of the book, and how much is told."""

    folder: Path
    verbosity: Verbosity

"""What the options before the command say: which book, how much is told, in which language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from briefbook.catalogue import ENGLISH, Catalogue

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
    """The folder of the book, how much is told, and in whose words."""

    folder: Path
    verbosity: Verbosity
    catalogue: Catalogue = ENGLISH

"""How the page of a book works, as its callers say it; loads nothing of the extra."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefbook.build.dispatch import ExecutorName
from briefbook.schedule.watching import Pace

__all__ = ["Address", "Manner", "Patience"]


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page is to be: a loopback address and a port, 0 for any that is free."""

    host: str = "127.0.0.1"
    port: int = 8321


@dataclass(frozen=True, slots=True)
class Manner:
    """How a desk works: ``on_save`` says that it builds by itself after every save."""

    on_save: bool = True
    as_of: date | None = None
    executor: ExecutorName = "processes"
    workers: int | None = None
    pace: Pace | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a client may take, in seconds.

    For the ``head`` of a request, for its ``body``, and for taking the ``answer``.
    """

    head: float = 10.0
    body: float = 10.0
    answer: float = 30.0

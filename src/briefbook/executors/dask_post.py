"""What a run on a Dask cluster knows of its workers and tasks (serves compose and render)."""

from __future__ import annotations

import concurrent.futures
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from distributed import Future

from briefbook.executors.base import Task

__all__ = ["Errand", "Flight", "Post"]

J = TypeVar("J")


@dataclass(slots=True)
class Errand(Generic[J]):
    """A task, pickled, and how many workers it was lost with."""

    task: Task[J]
    job: bytes
    deaths: int = 0


@dataclass(slots=True, eq=False)
class Flight(Generic[J]):
    """An errand under way, or a probe; ``landing`` ends with its answer."""

    errand: Errand[J] | None
    future: Future[bytes]
    landing: concurrent.futures.Future[bytes]


@dataclass(slots=True, eq=False)
class Post(Generic[J]):
    """A Dask worker as the run knows it."""

    address: str
    name: str
    station: Future[Any]  # of a Station; first, of the module that opens it
    accepted: bool = False
    flights: list[Flight[J]] = field(default_factory=list)

    def fits(self, errand: Errand[J], depth: int) -> bool:
        """Say whether an errand may be sent here; one that was lost before goes alone."""
        if not self.accepted:
            return False
        under_way = [flight.errand for flight in self.flights if flight.errand]
        if errand.deaths or any(other.deaths for other in under_way):
            return not under_way
        return len(under_way) < depth

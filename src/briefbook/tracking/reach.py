"""Where a trace has been: enough to know, mostly without asking, that it still holds.

A fact stands in the file of its record, so the facts of a record whose file did not
change need not be asked again. What is derived may rest on any record and on the
clock, and is asked each time. The idea is that of the direct mode of ccache
(https://ccache.dev/manual/latest.html#_how_ccache_works): remember which files were
looked at, and compare their digests before doing any work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from briefbook.tracking.trace import Read, Replayer, Trace

#: Questions whose answers stand in no file of the dataset.
_EACH_TIME = frozenset({"derived", "pages"})


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a trace has been.

    ``places``: the records whose facts it read (``bodies.cnd``) and the registers whose
    ids it read (``bodies``), sorted. ``digest``: of all places as they stood.
    ``derived``: the reads of derived values and of numbers of pages, in the order of the
    trace.
    """

    places: tuple[str, ...]
    digest: str
    derived: tuple[Read, ...]


@dataclass(slots=True)
class Surroundings:
    """The places of one dataset, by their digests.

    ``digest_of`` gives the digest of a record's file or of a register's ids, also of
    one that is not there. Digests are asked for once.
    """

    digest_of: Callable[[str], str]

    def reach(self, trace: Trace) -> Reach:
        """Sum up where a trace of this dataset has been."""
        derived = tuple(read for read in trace.reads if read.question.kind in _EACH_TIME)
        places = {
            _place(read.question.path)
            for read in trace.reads
            if read.question.kind not in _EACH_TIME
        }
        ordered = tuple(sorted(places))
        return Reach(ordered, self.digest(ordered), derived)

    def holds(self, reach: Reach, replayer: Callable[[], Replayer]) -> bool:
        """Tell whether a trace with this reach surely replays here without a difference.

        A no says nothing: a file may have changed and the facts in it that were read
        may not. ``replayer`` is asked for only where there are derived values.
        """
        if self.digest(reach.places) != reach.digest:
            return False
        ask = replayer().ask if reach.derived else None
        return ask is None or all(ask(question) == before for question, before in reach.derived)

    def digest(self, places: Iterable[str]) -> str:
        """Return one SHA-256 of places and what stands there, 64 hexadecimal digits."""
        parts = [f"{place}\0{self.digest_of(place)}\0" for place in places]
        return hashlib.sha256("".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _place(path: str) -> str:
    """Return the record in which a path lies; of a register's name, the register."""
    return ".".join(path.split(".", 2)[:2])

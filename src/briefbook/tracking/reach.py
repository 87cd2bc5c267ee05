"""Where a trace has been: enough to know, mostly without asking, that it still holds.

A fact stands in the file of its record, so the facts of a record whose file did not
change need not be asked again, nor what was derived from such records alone on the same
day. The idea is that of the direct mode of ccache
(https://ccache.dev/manual/latest.html#_how_ccache_works): remember which files were
looked at, and compare their digests before doing any work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import date

from briefbook.dataset.derivation import CLOCK
from briefbook.dataset.watched import place_of
from briefbook.tracking.trace import Read, Replayer, Trace


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a trace has been.

    ``places``: the records whose facts it read (``bodies.cnd``) and the registers whose
    ids it read (``bodies``), be it through derived values, sorted. ``digest``: of all
    places as they stood. ``derived`` and ``pages``: the reads of derived values and of
    numbers of pages, in the order of the trace. ``day``: the day on which the derived
    values were so, empty if none of them looked at the clock.
    """

    places: tuple[str, ...]
    digest: str
    derived: tuple[Read, ...] = ()
    pages: tuple[Read, ...] = ()
    day: str = ""


@dataclass(slots=True)
class Surroundings:
    """The places of one dataset, by their digests, on one day.

    ``digest_of`` gives the digest of a record's file or of a register's ids, also of
    one that is not there. Digests are asked for once.
    """

    digest_of: Callable[[str], str]
    today: date
    _known: dict[str, str] = field(default_factory=dict)
    _digests: dict[tuple[str, ...], str] = field(default_factory=dict)

    def reach(self, trace: Trace) -> Reach:
        """Sum up where a trace of this dataset and day has been, with what it rests on."""
        derived = tuple(read for read in trace.reads if read.question.kind == "derived")
        pages = tuple(read for read in trace.reads if read.question.kind == "pages")
        facts = (read.question for read in trace.reads if read.question.kind in _IN_FILES)
        places = {*(place_of(question.path) for question in facts), *trace.rests} - {CLOCK}
        ordered = tuple(sorted(places))
        known = all(place_of(read.question.path) in trace.rests for read in derived)
        day = self._day(trace.rests) if known else _NEVER
        return Reach(ordered, self.digest(ordered), derived, pages, day)

    def renewed(self, reach: Reach, replayer: Replayer) -> Reach:
        """Return a reach that holds here as it is today: other places may tell so."""
        rests = replayer.rests(reach.derived)
        ordered = tuple(sorted({*reach.places, *rests} - {CLOCK}))
        return replace(reach, places=ordered, digest=self.digest(ordered), day=self._day(rests))

    def _day(self, rests: Set[str]) -> str:
        return self.today.isoformat() if CLOCK in rests else ""

    def is_of_today(self, reach: Reach) -> bool:
        """Tell whether its derived values need not be asked for the day's sake."""
        return reach.day in {"", self.today.isoformat()}

    def holds(self, reach: Reach, replayer: Callable[[], Replayer]) -> bool:
        """Tell whether a trace with this reach surely replays here without a difference.

        A no says nothing: a file may have changed and the facts in it that were read
        may not. ``replayer`` is asked for only where there are questions to ask.
        """
        if self.digest(reach.places) != reach.digest:
            return False
        asked = reach.pages if self.is_of_today(reach) else (*reach.derived, *reach.pages)
        ask = replayer().ask if asked else None
        return ask is None or all(ask(question) == before for question, before in asked)

    def digest(self, places: tuple[str, ...]) -> str:
        """Return one SHA-256 of places and what stands there, 64 hexadecimal digits.

        It is computed once: the languages of a document are in the same places.
        """
        found = self._digests.get(places)
        if found is None:
            found = self._digests[places] = self._digest(places)
        return found

    def _digest(self, places: Iterable[str]) -> str:
        whole = "".join([self._known.get(place) or self._stand(place) for place in places])
        return hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()

    def _stand(self, place: str) -> str:
        """Write a place with its digest."""
        self._known[place] = f"{place}\0{self.digest_of(place)}\0"
        return self._known[place]


#: The day of a reach that does not know what its derived values rest on.
_NEVER = "never"
#: Questions whose answers stand in files of the dataset, each in one of them.
_IN_FILES = frozenset({"fact", "register"})

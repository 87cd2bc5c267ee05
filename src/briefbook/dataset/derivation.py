"""What a derived value is computed from: the open facts and the date of the clock.

Stage *dataset*. A schema maps (type of a node, name) to a function of a node and
a :class:`Derivation`; the view calls it when a template reads that name. What such a
function looks at is written down, so that its value need not be computed again while
that is as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias, TypeVar

from briefbook.dataset.disclosed import disclosed
from briefbook.dataset.values import Dataset, Node, Value
from briefbook.dataset.watched import Watched, place_of

__all__ = ["CLOCK", "Derivation", "Derived", "derive"]

#: What stands for the clock among the places that a derived value rests on.
CLOCK = ""

_DISCLOSED = "the dataset without its private facts"
_KEPT = "derived values"
#: How many derived values are kept at most: those of some dozens of subjects.
_MOST_KEPT = 1024

_T = TypeVar("_T")


class Derivation:
    """What a derived value may look at, and all that it has looked at.

    ``memo`` holds for a dataset and a date alone; many derivations share it.
    """

    __slots__ = ("_dataset", "_memo", "_today", "rests")

    def __init__(self, dataset: Dataset, today: date, memo: dict[object, Any]) -> None:
        #: The places looked at so far, and :data:`CLOCK`.
        self.rests: set[str] = set()
        self._dataset = Watched(dataset, self._note)
        self._today = today
        self._memo = memo

    def _note(self, place: str) -> None:
        self.rests.add(place)

    @property
    def dataset(self) -> Dataset:
        """The dataset without its private facts."""
        return self._dataset

    @property
    def today(self) -> date:
        """The date of the book's clock."""
        self.rests.add(CLOCK)
        return self._today

    def remembered(self, function: Callable[[Node, Derivation], _T], node: Node) -> _T:
        """Return what a function says of a node; it is asked once for a dataset and date.

        The function must be one of a module, and look at nothing but the node and the
        derivation that it is given: several derived values share what it says.
        """
        key = (function, node.path)
        if key not in self._memo:
            self._memo[key] = self._apart(function, node)
        said, rests = self._memo[key]
        self.rests |= rests
        result: _T = said
        return result

    def _apart(
        self, function: Callable[[Node, Derivation], _T], node: Node
    ) -> tuple[_T, frozenset[str]]:
        """Ask a function; return also what its answer alone rests on."""
        around, self.rests = self.rests, {place_of(node.path)}
        try:
            return function(node, self), frozenset(self.rests)
        finally:
            self.rests |= around


Derived: TypeAlias = Callable[[Node, Derivation], Value]


def derive(
    function: Derived,
    node: Node,
    dataset: Dataset,
    today: date,
    memo: dict[object, Any],
    *,
    rests: set[str] | None = None,
) -> Value:
    """Compute a derived value of a node from what is open to every reader.

    ``memo`` is that of :class:`Derivation`, for this dataset and date alone; values are
    kept there too, for the documents of a subject ask for the same. The places that the
    value rests on are added to ``rests``. Raises whatever the function raises.
    """
    kept: dict[tuple[Derived, str], tuple[Value, frozenset[str]]] = memo.setdefault(_KEPT, {})
    known = kept.get((function, node.path))
    if known is not None:
        if rests is not None:
            rests |= known[1]
        return known[0]
    if _DISCLOSED not in memo:
        memo[_DISCLOSED] = disclosed(dataset)
    context = Derivation(memo[_DISCLOSED], today, memo)
    seen = context.dataset.get(node.path)
    assert isinstance(seen, Node)  # noqa: S101  # the same node, without what is private
    try:
        value = function(seen, context)
    finally:
        if rests is not None:
            rests |= context.rests
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[function, node.path] = (value, frozenset(context.rests))
    return value

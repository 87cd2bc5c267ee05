"""What a derived value is computed from: the open facts and the date of the clock.

Stage *dataset*. A schema maps (type of a node, name) to a function of a node and
a :class:`Derivation`; the view calls it when a template reads that name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from briefbook.dataset.disclosed import disclosed
from briefbook.dataset.values import Dataset, Node, Value


@dataclass(frozen=True, slots=True)
class Derivation:
    """The dataset without its private facts, and ``today``: the date of the book's clock.

    ``memo`` is a place where a schema keeps what several derived values share; it
    holds for this dataset and date alone, and no result may depend on it.
    """

    dataset: Dataset
    today: date
    memo: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)


Derived: TypeAlias = Callable[[Node, Derivation], Value]

_DISCLOSED = "the dataset without its private facts"


def derive(
    function: Derived, node: Node, dataset: Dataset, today: date, memo: dict[object, Any]
) -> Value:
    """Compute a derived value of a node from what is open to every reader.

    ``memo`` is that of :class:`Derivation`, for this dataset and date alone. Raises
    whatever the function raises.
    """
    if _DISCLOSED not in memo:
        memo[_DISCLOSED] = disclosed(dataset)
    readable: Dataset = memo[_DISCLOSED]
    seen = readable.get(node.path)
    assert isinstance(seen, Node)  # noqa: S101  # the same node, without what is private
    return function(seen, Derivation(readable, today, memo))

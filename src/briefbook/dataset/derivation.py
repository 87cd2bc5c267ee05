"""What a derived value is computed from: the dataset and the date of its clock.

Stage *dataset*. A schema maps (type of a node, name) to a function of a node and
a :class:`Derivation`; the view calls it when a template reads that name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from briefbook.dataset.values import Dataset, Node, Value


@dataclass(frozen=True, slots=True)
class Derivation:
    """The dataset, and ``today``: the date of the book's clock.

    ``memo`` is a place where a schema keeps what several derived values share; it
    holds for this dataset and date alone, and no result may depend on it.
    """

    dataset: Dataset
    today: date
    memo: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)


Derived: TypeAlias = Callable[[Node, Derivation], Value]

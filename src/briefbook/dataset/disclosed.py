"""A dataset without its private facts: what derived values are computed from.

Stage *dataset*. A private fact is readable by no template, and so it must not reach
one through a derived value either. A private value reads as one that is not filled;
a private item of a list is not in the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from briefbook.dataset.packed import LazyMetas
from briefbook.dataset.values import Dataset, FrozenMap, Node, Value


def disclosed(dataset: Dataset) -> Dataset:
    """Return a dataset as it is to those who may not read private facts.

    Records without private facts are the same objects; others are made when they are
    first asked for.
    """
    registers = {name: _Disclosed(found, dataset) for name, found in dataset.registers.items()}
    return Dataset(FrozenMap(registers), dataset.origins, dataset.metas)


class _Disclosed(Mapping[str, Node]):
    """The records of a register, without what is private in them."""

    __slots__ = ("_dataset", "_known", "_records")

    def __init__(self, records: Mapping[str, Node], dataset: Dataset) -> None:
        self._records = records
        self._dataset = dataset
        self._known: dict[str, Node] = {}

    def __getitem__(self, identifier: str) -> Node:
        if identifier not in self._known:
            node = self._records[identifier]
            hides = any(meta.get("private") for meta in _metas(self._dataset, node.path))
            self._known[identifier] = _without_private(node, self._dataset) if hides else node
        return self._known[identifier]

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)


def _metas(dataset: Dataset, record: str) -> Iterator[Mapping[str, Any]]:
    """Yield the meta keys written in a record."""
    if isinstance(dataset.metas, LazyMetas):
        yield from dataset.metas.of_record(record).values()
        return
    for path, written in dataset.metas.items():
        if path == record or path.startswith(f"{record}."):
            yield written


def _without_private(node: Node, dataset: Dataset) -> Node:
    fields = {
        name: _opened(value, f"{node.path}.{name}", dataset) for name, value in node.fields.items()
    }
    return Node(node.type, node.path, FrozenMap(fields))


def _opened(value: Value, path: str, dataset: Dataset) -> Value:
    """Return a value without what is private in it; None if it is private itself."""
    if isinstance(value, Node):
        return _without_private(value, dataset)
    if isinstance(value, tuple):
        places = ((f"{path}.{number}", item) for number, item in enumerate(value))
        return tuple(
            _opened(item, place, dataset)
            for place, item in places
            if not dataset.meta(place).private
        )
    return None if dataset.meta(path).private else value

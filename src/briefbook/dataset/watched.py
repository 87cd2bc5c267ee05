"""A dataset that tells which records are looked at: stage *dataset*.

What is derived from it rests on those records and on no others. A place is a record
(``bodies.cnd``), also one that was looked for in vain, or the ids of a register
(``bodies``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from briefbook.dataset.values import Dataset, Meta, Node

__all__ = ["Watched", "place_of"]

_V = TypeVar("_V")

Note = Callable[[str], None]


def place_of(path: str) -> str:
    """Return the record in which a path lies; of a register's name, the register."""
    end = path.find(".", path.find(".") + 1) if "." in path else -1
    return path if end < 0 else path[:end]


class Watched(Dataset):
    """A dataset as it is; ``note`` hears of each place before it is looked at."""

    __slots__ = ("_note", "_whole")

    _note: Note
    _whole: Dataset

    def __init__(self, whole: Dataset, note: Note) -> None:
        registers = _Registers(whole.registers, note)
        super().__init__(
            registers,
            _ByPath(whole.origins, registers, note),
            _ByPath(whole.metas, registers, note),
        )
        object.__setattr__(self, "_note", note)
        object.__setattr__(self, "_whole", whole)

    def meta(self, path: str) -> Meta:
        """Return the meta of the value at ``path``, by whatever dataset it was asked before."""
        self._note(place_of(path))
        return self._whole.meta(path)


class _Registers(Mapping[str, Mapping[str, Node]]):
    """The registers of a dataset; which there are is said by its schema."""

    __slots__ = ("_note", "_whole")

    def __init__(self, whole: Mapping[str, Mapping[str, Node]], note: Note) -> None:
        self._whole = whole
        self._note = note

    def __getitem__(self, name: str) -> Mapping[str, Node]:
        return _Records(name, self._whole[name], self._note)

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


class _Records(Mapping[str, Node]):
    """The records of one register."""

    __slots__ = ("_name", "_note", "_whole")

    def __init__(self, name: str, whole: Mapping[str, Node], note: Note) -> None:
        self._name = name
        self._whole = whole
        self._note = note

    def __getitem__(self, identifier: str) -> Node:
        self._note(f"{self._name}.{identifier}")
        return self._whole[identifier]

    def __contains__(self, identifier: object) -> bool:
        self._note(f"{self._name}.{identifier}")
        return identifier in self._whole

    def __iter__(self) -> Iterator[str]:
        self._note(self._name)
        return iter(self._whole)

    def __len__(self) -> int:
        self._note(self._name)
        return len(self._whole)


class _ByPath(Mapping[str, _V]):
    """What is known of values by their paths, or of records."""

    __slots__ = ("_note", "_registers", "_whole")

    def __init__(
        self, whole: Mapping[str, _V], registers: Mapping[str, Mapping[str, Any]], note: Note
    ) -> None:
        self._whole = whole
        self._registers = registers
        self._note = note

    def __getitem__(self, path: str) -> _V:
        self._note(place_of(path))
        return self._whole[path]

    def __contains__(self, path: object) -> bool:
        self._note(place_of(str(path)))
        return path in self._whole

    def __iter__(self) -> Iterator[str]:
        self._note_all()
        return iter(self._whole)

    def __len__(self) -> int:
        self._note_all()
        return len(self._whole)

    def _note_all(self) -> None:
        for records in self._registers.values():
            for _each in records.values():
                pass  # to look at it is to note it

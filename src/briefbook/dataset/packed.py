"""Records in packed form: small bytes that become values when they are first read.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
A document reads few of a thousand records, so a dataset taken from the cache or
sent to a worker stays packed, and each record is unpacked at its first use.

Packed values are pickles (https://docs.python.org/3/library/pickle.html, protocol
5) compressed by zlib. Only the classes of a dataset's values can be written or read:
bytes from a foreign hand can name no other, so reading them runs no foreign code.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from briefbook.dataset.values import (
    Dataset,
    FrozenMap,
    Node,
    Origin,
    PartialDate,
    Period,
    Reference,
)

__all__ = ["LazyMap", "LazyMetas", "PackedRecord", "Values", "assemble", "loads", "pack"]

_LARGE = (FrozenMap, Node, Origin)
_SMALL = (date, Decimal, PartialDate, Period, Reference)
_CLASSES: tuple[type, ...] = (*_LARGE, *_SMALL)
# Records repeat each other's references and dates: equal ones are made once.
_MAKERS: Mapping[tuple[str, str], Callable[..., Any]] = {
    **{(each.__module__, each.__name__): each for each in _LARGE},
    **{(each.__module__, each.__name__): lru_cache(maxsize=8192)(each) for each in _SMALL},
}
_FAST = 1
_NOTHING: Mapping[str, Any] = FrozenMap()

_V = TypeVar("_V")


class _Packer(pickle.Pickler):
    """Refuses what is no value of a dataset."""

    def reducer_override(self, value: Any) -> Any:
        """Leave known values to pickle; raise :class:`pickle.PicklingError` for others."""
        if (value if isinstance(value, type) else type(value)) in _CLASSES:
            return NotImplemented
        raise pickle.PicklingError(f"no value of a dataset is a {type(value).__name__}")


class _Unpacker(pickle.Unpickler):
    """Knows the classes of a dataset's values and no other."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what makes a known value; raise :class:`pickle.UnpicklingError` else."""
        try:
            return _MAKERS[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no value of a dataset") from None


def pack(value: Any) -> bytes:
    """Return a value of a dataset as bytes; nothing, if it holds what no dataset holds."""
    stream = io.BytesIO()
    try:
        _Packer(stream, protocol=5).dump(value)
    except pickle.PicklingError:
        return b""
    return zlib.compress(stream.getvalue(), _FAST)


def unpack(packed: bytes) -> Any:
    """Return the value that :func:`pack` made into bytes.

    Raises :class:`pickle.UnpicklingError` or :class:`zlib.error` for other bytes.
    """
    return loads(zlib.decompress(packed))


def loads(pickled: bytes) -> Any:
    """Return the value in a pickle that may hold a dataset's values and no others.

    Raises :class:`pickle.UnpicklingError` where it names another class.
    """
    return _Unpacker(io.BytesIO(pickled)).load()


class LazyMap(Mapping[str, _V]):
    """A mapping of values that are unpacked when they are first read.

    ``packed`` gives its keys in order and their packed values; ``known`` the values
    at hand already, among them those that could not be packed. It compares as any
    mapping does, and pickles as its packed bytes.
    """

    __slots__ = ("_known", "_packed")

    def __init__(self, packed: Mapping[str, bytes], known: Mapping[str, _V] | None = None) -> None:
        self._packed = dict(packed)
        self._known: dict[str, _V] = dict(known or {})

    def __getitem__(self, key: str) -> _V:
        if key not in self._known:
            self._known[key] = unpack(self._packed[key])
        return self._known[key]

    def get(self, key: str, /, default: Any = None) -> Any:
        """Return the value of a key, or else ``default``; without an error on the way."""
        return self[key] if key in self._packed else default

    def __contains__(self, key: object) -> bool:
        return key in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        return f"LazyMap({list(self._packed)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        unpackable = {key: self._known[key] for key, data in self._packed.items() if not data}
        return LazyMap, (self._packed, unpackable)


class LazyMetas(Mapping[str, Mapping[str, Any]]):
    """The meta keys written in a dataset, by path, unpacked record by record.

    ``records`` maps the path of a record to the meta keys written in it, by path.
    """

    __slots__ = ("_records",)

    def __init__(self, records: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        self._records = records

    def of_record(self, record: str) -> Mapping[str, Mapping[str, Any]]:
        """Return the meta keys written in one record, by path."""
        return self._records[record]

    def __getitem__(self, path: str) -> Mapping[str, Any]:
        return self._records[_record(path)][path]

    def get(self, path: str, /, default: Any = None) -> Any:
        """Return the meta keys written at a path, or else ``default``: every fact asks."""
        return self._records.get(_record(path), _NOTHING).get(path, default)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and path in self._records.get(_record(path), _NOTHING)

    def __iter__(self) -> Iterator[str]:
        return (path for written in self._records.values() for path in written)

    def __len__(self) -> int:
        return sum(len(written) for written in self._records.values())

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        return f"LazyMetas({self._records!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return LazyMetas, (self._records,)


@dataclass(frozen=True, slots=True)
class PackedRecord:
    """A record without problems, as :func:`pack` packs its parts.

    ``digest`` is the SHA-256 of its file. ``references`` are the paths of the
    records it refers to; ``present`` and ``absent`` those that its validation
    found and missed: while they are so, the record is what the file says.
    """

    digest: str
    node: bytes
    origin: bytes
    metas: bytes
    references: tuple[str, ...] = ()
    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    def holds(self, paths: Set[str]) -> bool:
        """Tell whether it is right in a book that has the records with these paths."""
        return self.present <= paths and self.absent.isdisjoint(paths)


@dataclass(frozen=True, slots=True)
class Values:
    """The unpacked parts of a record: as in :class:`Dataset`, ``metas`` by path."""

    node: Node
    origin: Origin
    metas: Mapping[str, Mapping[str, Any]]


def assemble(
    registers: Iterable[str],
    packed: Mapping[str, PackedRecord | None],
    known: Mapping[str, Values],
) -> Dataset:
    """Make a dataset of the records in ``packed``, by path and in their order.

    Those that are not packed must be in ``known``; others may be.
    """
    nodes: dict[str, dict[str, bytes]] = {register: {} for register in registers}
    known_nodes: dict[str, dict[str, Node]] = {register: {} for register in nodes}
    for path, each in packed.items():
        register, _, identifier = path.partition(".")
        nodes[register][identifier] = each.node if each else b""
        if path in known:
            known_nodes[register][identifier] = known[path].node
    origins = {path: each.origin if each else b"" for path, each in packed.items()}
    metas = {path: each.metas if each else b"" for path, each in packed.items()}
    return Dataset(
        FrozenMap({name: LazyMap(below, known_nodes[name]) for name, below in nodes.items()}),
        LazyMap(origins, {path: values.origin for path, values in known.items()}),
        LazyMetas(LazyMap(metas, {path: values.metas for path, values in known.items()})),
    )


def _record(path: str) -> str:
    """Return the path of the record that a path lies in: its first two parts."""
    second = path.find(".", path.find(".") + 1)
    return path if second < 0 else path[:second]

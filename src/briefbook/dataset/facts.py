"""``{value: 1997, source: page, as_of: …}`` → ``1997`` and, beside it, its meta.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
A value may be written alone or with its meta; after this step every value stands
alone, as the schema declares it, and its meta is in a table by path. The keys are
few of those that PROV-DM (https://www.w3.org/TR/prov-dm/) knows, in plain words.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from briefbook.dataset.marks import Mark, PathTuple, SourceFile, place
from briefbook.dataset.values import META_KEYS
from briefbook.errors import Span

__all__ = ["Facts", "holds", "unwrap"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Facts:
    """The values of one file, each standing alone.

    ``marks`` and ``keys`` are as in :class:`SourceFile`, with the paths of the
    values; ``metas`` holds the meta written around a value, not yet validated.
    """

    source: SourceFile
    value: Any
    marks: Mapping[PathTuple, Mark]
    keys: Mapping[PathTuple, Mark]
    metas: Mapping[PathTuple, Mapping[str, Any]]
    broken: frozenset[PathTuple]

    def span(self, path: PathTuple) -> Span:
        """Return the place of a scalar; of the key where a mapping or list hangs on one."""
        return place(self.source.name, self.source.text, self.mark(path))

    def key_span(self, path: PathTuple) -> Span:
        """Return the place of a key; of the value where there is no key."""
        mark = self.keys.get(path) or self.mark(path)
        return place(self.source.name, self.source.text, mark)

    def mark(self, path: PathTuple) -> Mark:
        """Return line and column of a value, or of the nearest thing around it."""
        while path and path not in self.marks:
            path = path[:-1]
        value = self.marks.get(path, Mark(1, 1))
        key = self.keys.get(path, value)
        return key if key.line < value.line else value

    def beside(self, path: PathTuple) -> Facts:
        """Return the meta written around the value at ``path`` as facts of their own."""
        marks: dict[PathTuple, Mark] = {(): self.mark(path)}
        keys: dict[PathTuple, Mark] = {}
        for key in self.metas[path]:
            marks[(key,)] = self.marks[(*path, key)]
            keys[(key,)] = self.keys[(*path, key)]
        return Facts(self.source, self.metas[path], marks, keys, {}, frozenset())

    def without(self, gone: PathTuple) -> Facts:
        """Return the facts with one entry taken out; later items of a list move up."""
        value = copy.deepcopy(self.value)
        container = value
        for part in gone[:-1]:
            container = container[part]
        del container[gone[-1]]
        return Facts(
            self.source,
            value,
            _moved(self.marks, gone),
            _moved(self.keys, gone),
            _moved(self.metas, gone),
            self.broken,
        )

    def is_broken(self, path: PathTuple) -> bool:
        """Tell whether a value at ``path``, or around it, was refused when read."""
        return any(path[:length] in self.broken for length in range(len(path) + 1))


def _moved(table: Mapping[PathTuple, _T], gone: PathTuple) -> dict[PathTuple, _T]:
    """Drop the entries at and below a path, and count those after it anew."""
    *around, last = gone
    at = len(around)
    moved: dict[PathTuple, _T] = {}
    for path, found in table.items():
        part = path[at] if len(path) > at and list(path[:at]) == around else None
        if isinstance(part, int) and isinstance(last, int) and part > last:
            moved[(*around, part - 1, *path[at + 1 :])] = found
        elif part is None or part != last:
            moved[path] = found
    return moved


def holds(tree: Any, part: str | int) -> bool:
    """Tell whether a part of an error's location is an entry of ``tree``.

    Pydantic puts names of types into a location where a value may have several.
    """
    if isinstance(tree, dict):
        return part in tree
    return isinstance(tree, list) and isinstance(part, int)


def unwrap(source: SourceFile) -> Facts:
    """Take every value out of the mapping that gives it meta."""
    # In most files no value has meta of its own: everything stands where it stands.
    if not source.problems and all(path[-1] != "value" for path in source.keys):
        return Facts(source, source.value, source.marks, source.keys, {}, frozenset())
    work = _Unwrapping(source)
    value = work.copy(source.value, (), ())
    return Facts(source, value, work.marks, work.keys, work.metas, frozenset(work.broken))


class _Unwrapping:
    """Copies a tree; the depth is bounded, because the source's depth is."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.marks: dict[PathTuple, Mark] = {}
        self.keys: dict[PathTuple, Mark] = {}
        self.metas: dict[PathTuple, Mapping[str, Any]] = {}
        self.broken: set[PathTuple] = set()

    def copy(self, value: Any, old: PathTuple, new: PathTuple) -> Any:
        """Copy a value from its path in the file to its path in the dataset."""
        if old in self.source.broken:
            self.broken.add(new)
        if isinstance(value, dict):
            if "value" in value and old and not _is_meta(old):
                return self._take_out(value, old, new)
            self._note(old, new)
            return {key: self._copy_entry(value, key, old, new) for key in value}
        self._note(old, new)
        if isinstance(value, list):
            return [self.copy(v, (*old, n), (*new, n)) for n, v in enumerate(value)]
        return value

    def _copy_entry(self, value: dict[str, Any], key: str, old: PathTuple, new: PathTuple) -> Any:
        self._note_key((*old, key), (*new, key))
        return self.copy(value[key], (*old, key), (*new, key))

    def _take_out(self, value: dict[str, Any], old: PathTuple, new: PathTuple) -> Any:
        """Return what stands under ``value``; file the other keys as meta."""
        meta = {key: below for key, below in value.items() if key != "value"}
        self.metas[new] = {**self.metas.get(new, {}), **meta}
        for key in meta:
            self._note((*old, key), (*new, key))
            self._note_key((*old, key), (*new, key))
        return self.copy(value["value"], (*old, "value"), new)

    def _note(self, old: PathTuple, new: PathTuple) -> None:
        if old in self.source.marks:
            self.marks[new] = self.source.marks[old]

    def _note_key(self, old: PathTuple, new: PathTuple) -> None:
        self.keys[new] = self.source.keys[old]


def _is_meta(path: PathTuple) -> bool:
    return path[-1] in META_KEYS

"""Validated models → frozen values.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
Paths follow the book's words: register, id, then fields and, from 0, list items.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from pydantic import BaseModel, RootModel

from briefbook.dataset.base import MetaKeys
from briefbook.dataset.values import META_KEYS, FrozenMap, Node, Reference, Value

__all__ = ["freeze", "references", "written_meta"]


def freeze(value: Any, path: str) -> Value:
    """Turn a validated value into a frozen one that stands at ``path``."""
    if isinstance(value, RootModel):
        return _node(value, path, value.root)
    if isinstance(value, BaseModel):
        return _node(value, path, dict(value))
    if isinstance(value, list | tuple):
        return tuple(freeze(item, f"{path}.{n}") for n, item in enumerate(value))
    if isinstance(value, Enum):
        return freeze(value.value, path)
    frozen: Value = value
    return frozen


def _node(model: BaseModel, path: str, fields: Mapping[str, Any]) -> Node:
    """Freeze the fields of a model; its meta keys are kept apart."""
    hidden = META_KEYS if isinstance(model, MetaKeys) else ()
    frozen = {
        name: freeze(value, f"{path}.{name}")
        for name, value in fields.items()
        if name not in hidden
    }
    return Node(type(model).__name__, path, FrozenMap(frozen))


def written_meta(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the meta keys that were written in a model and below, by path."""
    if isinstance(value, RootModel):
        value = value.root
    if isinstance(value, MetaKeys):
        written = {key: getattr(value, key) for key in META_KEYS if key in value.model_fields_set}
        if written:
            yield path, written
    if isinstance(value, BaseModel):
        value = dict(value)
    if isinstance(value, dict):
        for name, below in value.items():
            yield from written_meta(below, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from written_meta(item, f"{path}.{number}")


def references(value: Value) -> Iterator[Reference]:
    """Yield every reference within a value."""
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, Node):
        for below in value.fields.values():
            yield from references(below)
    elif isinstance(value, tuple):
        for below in value:
            yield from references(below)

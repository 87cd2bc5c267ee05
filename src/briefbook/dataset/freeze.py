"""Validated models → frozen values.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
Paths follow the book's words: register, id, then fields and, from 0, list items.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import BaseModel, RootModel

from briefbook.dataset.base import MetaKeys
from briefbook.dataset.values import META_KEYS, FrozenMap, Node, Reference, Value

__all__ = ["Frozen", "freeze", "written_meta"]


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a model says: its values, and what was met on the way through them.

    ``metas`` holds, by path, the meta keys that were written in it and below;
    ``references`` the paths of the records it refers to, each once.
    """

    node: Node
    metas: Mapping[str, Mapping[str, Any]]
    references: tuple[str, ...]


def freeze(model: BaseModel, path: str) -> Frozen:
    """Turn a validated model into a node that stands at ``path``."""
    walk = _Walk()
    node = walk.node(model, path)
    return Frozen(node, walk.metas, tuple(walk.references))


def written_meta(keys: MetaKeys) -> dict[str, Any]:
    """Return the meta keys that were written in a model itself."""
    written = keys.model_fields_set
    return {key: getattr(keys, key) for key in META_KEYS if key in written}


class _Walk:
    """One way through a model; the depth is bounded, because that of its file is."""

    def __init__(self) -> None:
        self.metas: dict[str, dict[str, Any]] = {}
        self.references: dict[str, None] = {}

    def node(self, model: BaseModel, path: str) -> Node:
        """Freeze the fields of a model; its meta keys are kept apart."""
        fields: Mapping[str, Any] = vars(model)
        hidden: Collection[str] = ()
        if isinstance(model, RootModel):
            fields = model.root
        elif isinstance(model, MetaKeys):
            hidden = META_KEYS
            if written := written_meta(model):
                self.metas[path] = written
        frozen = {
            name: self.value(value, f"{path}.{name}")
            for name, value in fields.items()
            if name not in hidden
        }
        return Node(type(model).__name__, path, FrozenMap(frozen))

    def value(self, value: Any, path: str) -> Value:
        """Freeze what stands at ``path``."""
        if isinstance(value, BaseModel):
            return self.node(value, path)
        if isinstance(value, list | tuple):
            return tuple([self.value(item, f"{path}.{n}") for n, item in enumerate(value)])
        if isinstance(value, Enum):
            return self.value(value.value, path)
        if isinstance(value, Reference):
            self.references[value.path] = None
        frozen: Value = value
        return frozen

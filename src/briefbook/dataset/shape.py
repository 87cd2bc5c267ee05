"""The shape of a schema: which models stand at which path.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
Pydantic reports an error by its path alone; to suggest a key, one has to know
which model was meant there (https://docs.pydantic.dev/latest/api/fields/).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, RootModel

__all__ = ["check_model", "models_at", "reachable_models"]

_LISTS = (list, tuple, Sequence)


def models_at(model: type[BaseModel], path: Sequence[str | int]) -> list[type[BaseModel]]:
    """Return the models that a value at ``path`` of a ``model`` may have."""
    annotations: list[Any] = [model]
    for part in path:
        annotations = [below for above in annotations for below in _step(above, part)]
    leaves = [leaf for annotation in annotations for leaf in _spread(annotation)]
    return [leaf for leaf in leaves if _is_model(leaf)]


def reachable_models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield ``model`` and every model within it, each once."""
    seen: set[type[BaseModel]] = set()
    pending: list[Any] = [model]
    while pending:
        for leaf in _spread(pending.pop()):
            if not _is_model(leaf):
                pending.extend(get_args(leaf))
            elif leaf not in seen:
                seen.add(leaf)
                yield leaf
                pending.extend(field.annotation for field in leaf.model_fields.values())


def check_model(register: str, model: type[BaseModel]) -> None:
    """Refuse a field that the loader could not read.

    Raises :class:`TypeError`: ``value`` is how a single value carries meta, and a
    mapping with free keys could not be told from a record.
    """
    for part in reachable_models(model):
        for name, field in part.model_fields.items():
            where = f"{register}: {part.__name__}.{name}"
            if name == "value":
                raise TypeError(f"{where} bears a name that is kept for values with a source")
            if not issubclass(part, RootModel) and _has_free_keys(field.annotation):
                raise TypeError(f"{where} is a mapping; make it a Record, Localized or a list")


def _has_free_keys(annotation: Any) -> bool:
    return any(
        get_origin(leaf) is dict or leaf is dict or any(map(_has_free_keys, get_args(leaf)))
        for leaf in _spread(annotation)
    )


def _step(annotation: Any, part: str | int) -> Iterator[Any]:
    """Yield what may stand one part below an annotation."""
    for leaf in _spread(annotation):
        if _is_model(leaf):
            if issubclass(leaf, RootModel):
                yield from _step(leaf.model_fields["root"].annotation, part)
            elif part in leaf.model_fields:
                yield leaf.model_fields[str(part)].annotation
        elif get_origin(leaf) in _LISTS and isinstance(part, int):
            yield get_args(leaf)[0]
        elif get_origin(leaf) is dict:
            yield get_args(leaf)[1]


def _spread(annotation: Any) -> Iterator[Any]:
    """Yield the alternatives of an annotation, without ``None``."""
    if get_origin(annotation) in {Union, UnionType}:
        for argument in get_args(annotation):
            yield from _spread(argument)
    elif get_origin(annotation) is Annotated:
        yield from _spread(get_args(annotation)[0])
    elif annotation not in {None, NoneType}:
        yield annotation


def _is_model(leaf: Any) -> bool:
    return isinstance(leaf, type) and issubclass(leaf, BaseModel)

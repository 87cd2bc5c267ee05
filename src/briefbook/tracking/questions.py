"""What a rendering can ask of a dataset, and the answers.

Tracking works below the file: a rendering asks *questions*, one fact at a time,
and each answer is small. A question is asked of a dataset and a clock, and of
nothing else, so the same question can be asked again of a later dataset. The idea
of recording reads in their order, absences included, is that of constrained
memoization (https://docs.rs/comemo).

An answer is a plain value that JSON can hold, so that the ledger can keep it and a
reason can show it, old beside new.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple, TypeAlias

from briefbook.dataset.derivation import Derived, derive
from briefbook.dataset.values import Dataset, Meta, Node, Reference, Scalar, Value
from briefbook.dataset.watched import place_of

Kind = Literal["fact", "derived", "register", "pages"]
Answer: TypeAlias = "tuple[Answer, ...] | str | int | float | bool | None"

#: Answers for what is no value: nothing at the path, an empty field, a private fact.
MISSING: Answer = ("missing",)
ABSENT: Answer = ("absent",)
PRIVATE: Answer = ("private",)


class Question(NamedTuple):
    """One thing asked of a dataset.

    ``fact``: the value at ``path``; of a record or part only that it is there, of a
    list only its length, of a reference only its target. ``derived``: what the
    schema computes under that name. ``register``: the ids of the register ``path``.
    ``pages``: how many pages the finished file of the output ``path`` has.
    """

    kind: Kind
    path: str


@dataclass(frozen=True, slots=True)
class World:
    """What questions are asked of: a dataset, its derived values, a date.

    ``pages`` counts those of finished files, by the paths of their outputs.
    """

    dataset: Dataset
    derived: Mapping[tuple[str, str], Derived]
    today: date
    memo: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    pages: Mapping[str, int] = field(default_factory=dict)


def answer(question: Question, world: World, rests: set[str] | None = None) -> Answer:
    """Answer a question; what is not there is an answer too (:data:`MISSING`).

    To ``rests`` are added the places that a derived value rests on.
    """
    if question.kind == "register":
        records = world.dataset.registers.get(question.path)
        return MISSING if records is None else tuple(records)
    if question.kind == "pages":
        return pages_answer(world.pages.get(question.path))
    if question.kind == "derived":
        return _derived_answer(question.path, world, set() if rests is None else rests)
    try:
        value = world.dataset.get(question.path)
    except KeyError:
        return MISSING
    return shallow(value, world.dataset.meta(question.path))


def shallow(value: Value, meta: Meta) -> Answer:
    """Sum up a value without going into it, with its source and date where it is a fact."""
    if meta.private:
        return PRIVATE
    if value is None:
        return ABSENT
    if isinstance(value, Node):
        return ("record", value.type)
    if isinstance(value, tuple):
        return ("list", len(value))
    source = None if meta.source is None else meta.source.id
    as_of = None if meta.as_of is None else meta.as_of.isoformat()
    return (*plain(value), source, as_of)


def pages_answer(pages: int | None) -> Answer:
    """Sum up how many pages a finished file has."""
    return MISSING if pages is None else plain(pages)


def derived_answer(value: Value) -> Answer:
    """Sum up a derived value: its facts, and the paths of the records it names."""
    if isinstance(value, tuple):
        return ("list", *(derived_answer(item) for item in value))
    if isinstance(value, Node):
        return ("record", value.path)
    return ABSENT if value is None else plain(value)


def failed_answer(error: Exception) -> Answer:
    """Sum up that a derived value could not be computed, and why."""
    return ("failed", f"{type(error).__name__}: {error}")


def plain(value: Scalar) -> tuple[str, str]:
    """Write one value as its kind and its text; equal values give equal pairs."""
    if isinstance(value, bool):
        return ("bool", str(value).lower())
    if isinstance(value, int):
        return ("int", str(int(value)))
    if isinstance(value, Reference):
        return ("reference", value.path)
    return (type(value).__name__.lower(), str(value))


def _derived_answer(path: str, world: World, rests: set[str]) -> Answer:
    """Compute a derived value anew."""
    owner, _, name = path.rpartition(".")
    rests.add(place_of(owner))
    try:
        node = world.dataset.get(owner)
    except KeyError:
        return MISSING
    function = world.derived.get((node.type, name)) if isinstance(node, Node) else None
    if function is None or not isinstance(node, Node):
        return MISSING
    try:
        value = derive(function, node, world.dataset, world.today, world.memo, rests=rests)
        return derived_answer(value)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a schema can raise anything
        return failed_answer(error)

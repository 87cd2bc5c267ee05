"""The dataset as templates see it: in one language, on one date, read only.

Stage *localize*: dataset → a view in one language. A view has no public methods
and no attributes but the facts of its record, so that a fact may bear any name.
A text in several languages is its text in the language of the view; a reference
is the record it points to; a fact that is not filled is an :class:`Absent`, which
is false, and an error when it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from briefbook.dataset.derivation import Derivation, Derived
from briefbook.dataset.values import Dataset, Node, Reference, Value
from briefbook.errors import MissingTranslation, UndefinedName

#: What a template can hold of a fact: a view, several, nothing, or a plain value.
Seen = object

_PER_LANGUAGE = frozenset({"Localized", "Term", "PersonName"})


@dataclass(frozen=True, slots=True)
class Perspective:
    """From where a dataset is seen: a language and the date of the clock."""

    dataset: Dataset
    derived: Mapping[tuple[str, str], Derived]
    language: str
    today: date


class View:
    """One record, or a part of one. Its attributes are its facts."""

    __slots__ = ("_node", "_perspective")

    def __init__(self, node: Node, perspective: Perspective) -> None:
        self._node = node
        self._perspective = perspective

    def __getattr__(self, name: str) -> Seen:
        if name.startswith("_"):
            raise AttributeError(name)
        return _read(self._node, name, self._perspective)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, View) and self._node.path == other._node.path

    def __hash__(self) -> int:
        return hash(self._node.path)

    def __repr__(self) -> str:
        return f"<View {self._node.path}>"


class Listing:
    """Several facts in their order."""

    __slots__ = ("_items", "_path")

    def __init__(self, items: tuple[Seen, ...], path: str) -> None:
        self._items = items
        self._path = path

    def __iter__(self) -> Iterator[Seen]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: int) -> Seen:
        return self._items[index]

    def __repr__(self) -> str:
        return f"<Listing {self._path}>"


class Absent:
    """A fact that is not filled: false, without length, and not to be printed."""

    __slots__ = ("_path", "_perspective")

    def __init__(self, path: str, perspective: Perspective) -> None:
        self._path = path
        self._perspective = perspective

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[Seen]:
        return iter(())

    def __getattr__(self, name: str) -> Seen:
        if name.startswith("_"):
            raise AttributeError(name)
        raise absence(self)

    def __repr__(self) -> str:
        return f"<Absent {self._path}>"


def absence(absent: Absent) -> UndefinedName:
    """Make the error for a fact that is needed and not filled."""
    path = absent._path  # noqa: SLF001  # a view shows templates nothing but facts
    span = absent._perspective.dataset.mark(path)  # noqa: SLF001
    return UndefinedName(
        f"the fact {path} is not filled",
        spans=(span,),
        hint="fill it in, or let the template ask for it with “if”",
    )


def node_of(view: View) -> Node:
    """Return the node behind a view."""
    return view._node  # noqa: SLF001  # a view shows templates nothing but facts


def perspective_of(view: View) -> Perspective:
    """Return the perspective of a view."""
    return view._perspective  # noqa: SLF001  # a view shows templates nothing but facts


def see(value: Value, path: str, perspective: Perspective) -> Seen:
    """Show a value as templates get it; ``path`` is its place in the dataset."""
    if value is None:
        return Absent(path, perspective)
    if isinstance(value, Reference):
        return View(perspective.dataset.record(value), perspective)
    if isinstance(value, tuple):
        items = (see(item, f"{path}.{index}", perspective) for index, item in enumerate(value))
        return Listing(tuple(items), path)
    if isinstance(value, Node):
        return _see_node(value, perspective)
    return value


def see_register(name: str, perspective: Perspective) -> Listing:
    """Show all records of a register, in the order of their ids."""
    records = perspective.dataset.registers[name].values()
    return Listing(tuple(View(record, perspective) for record in records), name)


def _see_node(node: Node, perspective: Perspective) -> Seen:
    """Show a node; of a text in several languages, the one of the perspective."""
    if node.type not in _PER_LANGUAGE:
        return View(node, perspective)
    path = f"{node.path}.{perspective.language}"
    if node.fields.get(perspective.language) is None:
        raise MissingTranslation(
            f"{node.path} has no text in the language “{perspective.language}”",
            spans=(perspective.dataset.mark(node.path),),
            hint=f"add {perspective.language}: and the text",
        )
    return see(node.fields[perspective.language], path, perspective)


def _read(node: Node, name: str, perspective: Perspective) -> Seen:
    """Read one fact of a node, written or derived."""
    path = f"{node.path}.{name}"
    if name in node.fields:
        if perspective.dataset.meta(path).private:
            raise UndefinedName(
                f"the fact {path} is private",
                spans=(perspective.dataset.mark(path),),
                hint="a private fact is readable by no template",
            )
        return see(node.fields[name], path, perspective)
    derived = perspective.derived.get((node.type, name))
    if derived is None:
        raise _unknown(node, name, perspective)
    value = derived(node, Derivation(perspective.dataset, perspective.today))
    return see(value, path, perspective)


def _unknown(node: Node, name: str, perspective: Perspective) -> UndefinedName:
    """Make the error for a name that a record does not have."""
    known = [*node.fields, *(field for kind, field in perspective.derived if kind == node.type)]
    close = get_close_matches(name, known, n=1)
    return UndefinedName(
        f"{node.path} has no fact “{name}”",
        spans=(perspective.dataset.mark(node.path),),
        hint=f"did you mean “{close[0]}”?" if close else f"it has: {', '.join(sorted(known))}",
    )

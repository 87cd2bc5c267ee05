"""The dataset as templates see it: in one language, on one date, read only.

Stage *localize*: dataset → a view in one language. A view has no public methods
and no attributes but the facts of its record, so that a fact may bear any name.
A text in several languages is its text in the language of the view; a reference
is the record it points to; a fact that is not filled is an :class:`Absent`, which
is false, and an error when it is printed.

Templates reach the dataset through views only, and a view writes down every
question that it answers (:mod:`briefbook.tracking.trace`): values, absences, the
lengths of lists and their items one by one, the ids of a register, derived values
by their result. The clock is behind the derived values and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from briefbook.dataset.derivation import Derived, derive
from briefbook.dataset.values import Dataset, Node, Reference, Value
from briefbook.errors import MissingTranslation, TemplateFailed, UndefinedName
from briefbook.localize.shown import ShownText, shown, standing_in
from briefbook.tracking.questions import (
    MISSING,
    PRIVATE,
    Answer,
    Question,
    derived_answer,
    failed_answer,
    shallow,
)
from briefbook.tracking.trace import Recorder
from briefbook.wording import _

#: What a template can hold of a fact: a view, several, nothing, or a plain value.
Seen = object

#: The types of nodes whose fields are languages.
PER_LANGUAGE = frozenset({"Localized", "Term", "PersonName"})
#: Words about a name that nobody reads: they choose among others.
_GRAMMAR = frozenset({"animacy", "gender", "number"})
#: Stands where a node has no field of a name: a field may hold None.
_NOTHING: Final[Any] = object()


#: How many sights are kept at most: those of some ten documents.
_MOST_SIGHTS = 4096


class Sight(NamedTuple):
    """What it comes to, to read the fact at a path: what is written down, what is seen.

    ``seen`` is what a template gets of a plain value, in any language; None for others.
    ``node`` is the record, or the part of one, of which it gets a view. The same path can
    have another ``value`` where derived values are computed from what is not private.
    """

    value: Value
    question: Question
    answer: Answer
    seen: Seen | None
    node: Node | None


@dataclass(frozen=True, slots=True)
class Perspective:
    """From where a dataset is seen: a language, the date of the clock, who writes it down.

    ``memo`` is that of :class:`Derivation`; perspectives of one dataset and date may
    share it, and ``sights``, by path, those of one dataset. ``pages`` counts those of
    finished files, by the paths of their outputs. ``stand_ins`` are the languages whose
    text stands in for a missing one; ``foreign`` is the language of what is seen, where it
    stands in.
    """

    dataset: Dataset
    derived: Mapping[tuple[str, str], Derived]
    language: str
    today: date
    recorder: Recorder = field(default_factory=Recorder, compare=False)
    memo: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    pages: Mapping[str, int] = field(default_factory=dict)
    stand_ins: tuple[str, ...] = ()
    foreign: str = ""
    sights: dict[str, Sight] = field(default_factory=dict, compare=False, repr=False)


class View:
    """One record, or a part of one. Its attributes are its facts."""

    __slots__ = ("_node", "_perspective")

    def __init__(self, node: Node, perspective: Perspective) -> None:
        self._node = node
        self._perspective = perspective

    def __getattr__(self, name: str) -> Seen:
        if name.startswith("_"):
            raise AttributeError(name)
        return read(self, name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, View) and self._node.path == other._node.path

    def __hash__(self) -> int:
        return hash(self._node.path)

    def __str__(self) -> str:
        raise _unprintable(self._node.path, "nominative")

    def __repr__(self) -> str:
        return f"<View {self._node.path}>"


class Listing:
    """Several facts in their order; each is read when it is reached."""

    __slots__ = ("_items", "_path", "_perspective")

    def __init__(self, items: tuple[Value, ...], path: str, perspective: Perspective) -> None:
        self._items = items
        self._path = path
        self._perspective = perspective

    def __iter__(self) -> Iterator[Seen]:
        return (self[index] for index in range(len(self._items)))

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: int) -> Seen:
        place = index if index >= 0 else len(self._items) + index
        path = f"{self._path}.{place}"
        value = self._items[place]
        if isinstance(value, Node):
            return _see_node(value, self._perspective)
        return _seen(value, path, self._perspective)

    def __str__(self) -> str:
        raise _unprintable(self._path, "conjunction")

    def __repr__(self) -> str:
        return f"<Listing {self._path}>"


class Derivations(Listing):
    """Several derived values; what they are was written down when they were computed."""

    __slots__ = ()

    def __getitem__(self, index: int) -> Seen:
        return see(self._items[index], self._path, self._perspective)


class Registers:
    """The registers of a dataset by name; each lists its records in the order of their ids."""

    __slots__ = ("_perspective",)

    def __init__(self, perspective: Perspective) -> None:
        self._perspective = perspective

    def __getattr__(self, name: str) -> Seen:
        if name.startswith("_"):
            raise AttributeError(name)
        records = self._perspective.dataset.registers.get(name)
        ids = MISSING if records is None else tuple(records)
        self._perspective.recorder.record(Question("register", name), ids)
        if records is None:
            raise UndefinedName(_("the dataset has no register “{name}”", name=name))
        return Derivations(tuple(records.values()), name, self._perspective)


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

    def __str__(self) -> str:
        raise absence(self)

    def __repr__(self) -> str:
        return f"<Absent {self._path}>"


def absence(absent: Absent) -> UndefinedName:
    """Make the error for a fact that is needed and not filled."""
    path = absent._path  # noqa: SLF001  # a view shows templates nothing but facts
    span = absent._perspective.dataset.mark(path)  # noqa: SLF001
    return UndefinedName(
        _("the fact {path} is not filled", path=path),
        spans=(span,),
        hint=_("fill it in, or let the template ask for it with “if”"),
    )


def _unprintable(path: str, filter_: str) -> TemplateFailed:
    """Make the error for what is joined to a text but is none."""
    return TemplateFailed(
        _("{path} cannot be joined to a text as it is", path=path),
        hint=_("choose a filter, such as {filter}", filter=filter_),
    )


def node_of(view: View) -> Node:
    """Return the node behind a view."""
    return view._node  # noqa: SLF001  # a view shows templates nothing but facts


def path_of(shown: Absent | Listing) -> str:
    """Return the path of a list, or of a fact that is not filled."""
    return shown._path  # noqa: SLF001  # as above


def perspective_of(view: View) -> Perspective:
    """Return the perspective of a view."""
    return view._perspective  # noqa: SLF001  # a view shows templates nothing but facts


def read(view: View, name: str) -> Seen:
    """Read one fact of a view, written or derived, as a template sees it."""
    node, perspective = view._node, view._perspective  # noqa: SLF001  # as above
    value = node.fields.get(name, _NOTHING)
    if value is _NOTHING:
        return _derived(node, name, perspective)
    return _seen(value, f"{node.path}.{name}", perspective)


def fact(view: View, name: str) -> Value:
    """Read one written fact of a view as it stands in the dataset, and write that down."""
    return _fact(view._node, name, view._perspective)  # noqa: SLF001  # as above


def see(value: Value, path: str, perspective: Perspective) -> Seen:
    """Show a value as templates get it; ``path`` is its place in the dataset."""
    if value is None:
        return Absent(path, perspective)
    if isinstance(value, Reference):
        return View(perspective.dataset.record(value), perspective)
    if isinstance(value, tuple):
        return Listing(value, path, perspective)
    if isinstance(value, Node):
        return _see_node(value, perspective)
    if perspective.foreign and isinstance(value, str) and path.rpartition(".")[2] not in _GRAMMAR:
        return standing_in(ShownText(value, (path,)), perspective.foreign)
    return shown(value, path)


def _see_node(node: Node, perspective: Perspective) -> Seen:
    """Show a node; of a text in several languages, the one of the perspective."""
    if node.type not in PER_LANGUAGE:
        return View(node, perspective)
    language = perspective.language
    for each in dict.fromkeys((language, *perspective.stand_ins)):
        value = _fact(node, each, perspective) if each in node.fields else None
        if value is not None:
            foreign = "" if each == language else each
            seen = replace(perspective, foreign=foreign) if foreign else perspective
            return see(value, f"{node.path}.{each}", seen)
        perspective.recorder.record(Question("fact", f"{node.path}.{each}"), MISSING)
    raise MissingTranslation(
        _("{path} has no text in the language “{language}”", path=node.path, language=language),
        spans=(perspective.dataset.mark(node.path),),
        hint=_("add {language}: and the text", language=language),
    )


def _derived(node: Node, name: str, perspective: Perspective) -> Seen:
    """Compute what a node does not have itself."""
    path = f"{node.path}.{name}"
    derived = perspective.derived.get((node.type, name))
    if derived is None:
        perspective.recorder.record(Question("fact", path), MISSING)
        raise _unknown(node, name, perspective)
    question = Question("derived", path)
    rests: set[str] = set()
    try:
        value = derive(
            derived,
            node,
            perspective.dataset,
            perspective.today,
            perspective.memo,
            rests=rests,
        )
    except Exception as error:  # whatever it is, the document rests on it
        perspective.recorder.record(question, failed_answer(error), rests)
        raise
    perspective.recorder.record(question, derived_answer(value), rests)
    if isinstance(value, tuple):
        return Derivations(value, path, perspective)
    return see(value, path, perspective)


def _fact(node: Node, name: str, perspective: Perspective) -> Value:
    """Read a written field of a node; a private one is refused."""
    value = node.fields[name]
    _witness(value, f"{node.path}.{name}", perspective)
    return value


def _witness(value: Value, path: str, perspective: Perspective) -> Sight:
    """Write down that the value at a path was read; a private one is refused."""
    sight = perspective.sights.get(path)
    if sight is None or sight.value is not value:
        sight = _sight(value, path, perspective)
    question, given = sight.question, sight.answer
    perspective.recorder.record(question, given)
    if given is PRIVATE:
        raise UndefinedName(
            _("the fact {path} is private", path=path),
            spans=(perspective.dataset.mark(path),),
            hint=_("a private fact is readable by no template"),
        )
    return sight


def _seen(value: Value, path: str, perspective: Perspective) -> Seen:
    """Write down that the value at a path was read, and show it."""
    _value, _question, _given, seen, node = _witness(value, path, perspective)
    if node is not None:
        return View(node, perspective)
    if value is None:
        return Absent(path, perspective)
    if seen is None or perspective.foreign:
        return see(value, path, perspective)
    return seen


def _sight(value: Value, path: str, perspective: Perspective) -> Sight:
    """Look at the value at a path for the first time, and keep what it comes to."""
    dataset, sights = perspective.dataset, perspective.sights
    given = shallow(value, dataset.meta(path))
    seen: Seen | None = None
    node: Node | None = None
    if isinstance(value, Node):
        node = None if value.type in PER_LANGUAGE else value
    elif isinstance(value, Reference):
        node = dataset.record(value)
    elif given is not PRIVATE and value is not None and not isinstance(value, tuple):
        seen = shown(value, path)
    if len(sights) >= _MOST_SIGHTS:
        sights.clear()
    sight = sights[path] = Sight(value, Question("fact", path), given, seen, node)
    return sight


def _unknown(node: Node, name: str, perspective: Perspective) -> UndefinedName:
    """Make the error for a name that a record does not have."""
    known = [*node.fields, *(field for kind, field in perspective.derived if kind == node.type)]
    close = get_close_matches(name, known, n=1)
    return UndefinedName(
        _("{path} has no fact “{name}”", path=node.path, name=name),
        spans=(perspective.dataset.mark(node.path),),
        hint=_("did you mean “{word}”?", word=close[0])
        if close
        else _("it has: {known}", known=", ".join(sorted(known))),
    )

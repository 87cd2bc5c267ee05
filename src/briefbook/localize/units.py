"""The units of translation of a dataset: each text, with what it is in each language.

Stage *localize*. A unit is one text that a translator writes as a whole, under an
id that stays: the path of its fact. A name is several units: itself (its
nominative), its abbreviation, its short form, and one for each grammatical form
(cases by CLDR's names,
https://www.unicode.org/reports/tr35/tr35-general.html#Grammatical_Features).
:mod:`briefbook.compose.units` adds the phrases and gives all units of a book.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from briefbook.dataset.values import Dataset, FrozenMap, Node, Value
from briefbook.errors import Span
from briefbook.localize.grammar.base import CASES

__all__ = ["Unit", "UnitKind", "dataset_units", "is_per_language"]

UnitKind = Literal["text", "name", "abbreviation", "short", "form", "phrase"]

_PER_LANGUAGE = frozenset({"Localized", "Term", "PersonName"})
_OBLIQUE = CASES[1:]


@dataclass(frozen=True, slots=True)
class Unit:
    """One text to be translated, in all the languages that it is written in.

    ``id`` is the path of the fact (``bodies.cnd.name``, ``bodies.cnd.name.genitive``)
    or ``phrases.`` and the name of a macro or table. ``texts`` holds what each
    language says, as its file means it (of a phrase: as its file says it). ``spans``
    holds the place of each text, and where it belongs for a language that lacks it.
    ``required`` tells whether every language of the book must have it. ``of`` is the
    id of the unit that a form, abbreviation or short name belongs to. ``note`` says
    to a translator what it is. ``placeholders`` names, per language, the stretches
    of a phrase that no translator may change.
    """

    id: str
    kind: UnitKind
    texts: Mapping[str, str]
    spans: Mapping[str, Span] = field(repr=False)
    required: bool = True
    of: str = ""
    note: str = ""
    placeholders: Mapping[str, tuple[str, ...]] = field(default_factory=FrozenMap, repr=False)

    @property
    def is_form(self) -> bool:
        """Whether it is a grammatical form: it follows its name, not the source text."""
        return self.kind == "form"

    @property
    def case(self) -> str:
        """The case of a form; empty for any other unit."""
        return self.id.rpartition(".")[2] if self.is_form else ""


def is_per_language(value: Value) -> bool:
    """Tell whether a value is written once per language."""
    return isinstance(value, Node) and value.type in _PER_LANGUAGE


def dataset_units(dataset: Dataset, languages: Sequence[str]) -> Iterator[Unit]:
    """Yield the units of a dataset, by register, record and field.

    ``languages`` are those that a unit has a place for, beside the languages that it
    is written in. Private facts are readable by no template, and by no translator.
    """
    walk = _Walk(dataset, tuple(languages))
    for register in dataset.registers.values():
        for record in register.values():
            yield from walk.units(record)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Goes through a dataset."""

    dataset: Dataset
    languages: tuple[str, ...]

    def units(self, value: Value) -> Iterator[Unit]:
        """Yield the units in a value."""
        if isinstance(value, tuple):
            for item in value:
                yield from self.units(item)
        elif isinstance(value, Node) and not self.dataset.meta(value.path).private:
            if is_per_language(value):
                yield from self._written(value)
            else:
                for name, below in value.fields.items():
                    if not self.dataset.meta(f"{value.path}.{name}").private:
                        yield from self.units(below)

    def _written(self, node: Node) -> Iterator[Unit]:
        """Yield the units of what is written once per language."""
        if node.type == "Localized":
            yield self._unit(node, (), (), "text", node.path)
        elif node.type == "Term":
            yield from self._noun(node, (), "name", node.path)
            yield from self._optional(node, ("abbreviation",), "abbreviation", node.path)
            if self._has(node, ("short",)):
                yield from self._noun(node, ("short",), "short", node.path)
        else:
            for part in ("surname", "given", "patronymic"):
                if self._has(node, (part,)):
                    yield from self._noun(node, (part,), "name", "")
            surname = f"{node.path}.surname"
            yield from self._optional(node, ("initials",), "abbreviation", surname)

    def _noun(self, node: Node, part: tuple[str, ...], kind: UnitKind, of: str) -> Iterator[Unit]:
        """Yield a name, then each case that it has in any language."""
        unit = self._unit(node, part, (*part, "nominative"), kind, of)
        yield unit
        for case in _OBLIQUE:
            yield from self._optional(node, (*part, case), "form", unit.id)

    def _optional(
        self, node: Node, part: tuple[str, ...], kind: UnitKind, of: str
    ) -> Iterator[Unit]:
        """Yield a part of a name that languages may do without, if one of them has it."""
        if self._has(node, part):
            yield self._unit(node, part, part, kind, of)

    def _has(self, node: Node, part: tuple[str, ...]) -> bool:
        return any(_inside(text, part) is not None for text in node.fields.values())

    def _unit(
        self, node: Node, part: tuple[str, ...], place: tuple[str, ...], kind: UnitKind, of: str
    ) -> Unit:
        """Make the unit of what stands at ``place`` below each language."""
        found = {name: _inside(value, place) for name, value in node.fields.items()}
        texts = {name: text for name, text in found.items() if isinstance(text, str)}
        path = ".".join((node.path, *part))
        return Unit(
            path,
            kind,
            FrozenMap(texts),
            FrozenMap(self._spans(node, place)),
            required=_required(node, part, kind),
            of="" if of == path else of,
            note=_note(node, part, kind),
        )

    def _spans(self, node: Node, place: tuple[str, ...]) -> dict[str, Span]:
        """Return where each language has the text, or would have it."""
        names = dict.fromkeys((*node.fields, *self.languages))
        return {name: self.dataset.mark(".".join((node.path, name, *place))) for name in names}


def _inside(value: Value, place: tuple[str, ...]) -> Value:
    """Go down a path of fields; None where there is nothing."""
    for part in place:
        if not isinstance(value, Node):
            return None
        value = value.fields.get(part)
    return value


def _required(node: Node, part: tuple[str, ...], kind: UnitKind) -> bool:
    """Tell whether the dataset is invalid without the text."""
    if node.type == "PersonName":
        return part == ("surname",)
    return kind in {"text", "name"}


_WHAT: Mapping[UnitKind, str] = {
    "text": "a text",
    "name": "a name, in the nominative",
    "abbreviation": "an abbreviation",
    "short": "the short name used after the first mention",
}


def _note(node: Node, part: tuple[str, ...], kind: UnitKind) -> str:
    """Say in a few words what a text is."""
    if kind == "form":
        case, inner = part[-1], part[:-1]
        whose = f"the {' '.join(inner)} of the name" if inner else "the name"
        return f"{whose} of {node.path} in the {case}"
    if node.type == "PersonName":
        what = "initials" if kind == "abbreviation" else f"{part[-1]}, in the nominative"
        return f"the {what}, of a person: {node.path}"
    return f"{_WHAT[kind]}: {node.path}"

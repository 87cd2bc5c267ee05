"""The names of a dataset with the forms that people have approved, and what is known of them.

A name here is what inflects as a whole: a term, its short name, or one part of a
person's name, in one language. Private names are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from briefbook.dataset.marks import PathTuple
from briefbook.dataset.values import Dataset, FrozenMap, Node, Value
from briefbook.errors import Span
from briefbook.exchange.forms.libraries import Libraries
from briefbook.exchange.forms.names import NamePart
from briefbook.exchange.forms.nouns import Traits
from briefbook.localize.grammar.base import CASES, Animacy, Case, Gender
from briefbook.localize.units import is_per_language

__all__ = ["StoredName", "expected_forms", "stored_names"]

_PARTS: tuple[NamePart, ...] = ("surname", "given", "patronymic")
_OBLIQUE = CASES[1:]


@dataclass(frozen=True, slots=True)
class StoredName:
    """One name in one language.

    ``id`` is that of its unit of translation (``bodies.cnd.name``), ``place`` where it
    stands in its record, ``("name", "ru")``; ``forms`` are those that are written,
    the nominative among them. ``part`` is set for a part of a person's name, and
    ``gender`` is then the person's. ``is_term`` tells whether the name carries its
    grammar itself.
    """

    id: str
    language: str
    place: PathTuple
    forms: Mapping[Case, str]
    span: Span
    traits: Traits
    declines: bool = True
    part: NamePart | None = None
    is_term: bool = False

    @property
    def record(self) -> str:
        """The path of the record that the name stands in."""
        return ".".join(self.id.split(".")[:2])

    @property
    def nominative(self) -> str:
        """The name itself."""
        return self.forms["nominative"]


def stored_names(dataset: Dataset, languages: tuple[str, ...]) -> Iterator[StoredName]:
    """Yield the names of a dataset in these languages, by register, record and field."""
    for records in dataset.registers.values():
        for record in records.values():
            yield from _names(dataset, record, None, languages)


def expected_forms(name: StoredName, libraries: Libraries) -> Mapping[Case, str | None] | None:
    """Return what the libraries make of a name, by oblique case.

    ``None`` where they do not know the word; a case is ``None`` where they lack it, or
    where it depends on an animacy that is not given. A name that does not decline is
    the same in all cases.
    """
    if not name.declines:
        return FrozenMap(dict.fromkeys(_OBLIQUE, name.nominative))
    if name.part is not None:
        gender = name.traits.gender
        if gender is None or gender == "neuter":
            return None
        make = libraries.names.form
        return FrozenMap({c: make(name.part, gender, name.nominative, c) for c in _OBLIQUE})
    phrase = libraries.nouns.read(name.nominative, name.traits)
    return None if phrase is None else FrozenMap({c: phrase.form(c) for c in _OBLIQUE})


def _names(
    dataset: Dataset, value: Value, around: Node | None, languages: tuple[str, ...]
) -> Iterator[StoredName]:
    """Yield the names in a value; ``around`` is the record or part that it stands in."""
    if isinstance(value, tuple):
        for item in value:
            yield from _names(dataset, item, around, languages)
    elif isinstance(value, Node) and not dataset.meta(value.path).private:
        if is_per_language(value):
            for language in languages:
                written = value.fields.get(language)
                if isinstance(written, Node):
                    yield from _written(dataset, value, written, around, language)
        else:
            for below in value.fields.values():
                yield from _names(dataset, below, value, languages)


def _written(
    dataset: Dataset, node: Node, written: Node, around: Node | None, language: str
) -> Iterator[StoredName]:
    """Yield the names in what is written in one language."""
    found: list[tuple[str | None, Traits]] = []
    if node.type == "PersonName":
        gender = None if around is None else around.fields.get("gender")
        traits = Traits(cast("Gender | None", gender), plural=False, animacy="animate")
        found += [(part, traits) for part in _PARTS]
    else:
        plural = written.fields.get("number") == "plural"
        animacy = cast("Animacy | None", written.fields.get("animacy"))
        gender = cast("Gender | None", written.fields.get("gender"))
        # A short name may be of another gender than the long one.
        found += [(None, Traits(gender, plural, animacy)), ("short", Traits(None, plural, animacy))]
    for inner, traits in found:
        noun = written if inner is None else written.fields.get(inner)
        if isinstance(noun, Node):
            yield _name(dataset, (node, written, noun), inner, language, traits)


def _name(
    dataset: Dataset,
    nodes: tuple[Node, Node, Node],
    inner: str | None,
    language: str,
    traits: Traits,
) -> StoredName:
    """Make the name that stands at ``inner`` of what is written, or the whole of it."""
    node, written, noun = nodes
    outer = (int(part) if part.isdigit() else part for part in node.path.split(".")[2:])
    below = () if inner is None else (inner,)
    forms = {case: noun.fields.get(case) for case in CASES}
    return StoredName(
        ".".join((node.path, *below)),
        language,
        (*outer, language, *below),
        FrozenMap({case: form for case, form in forms.items() if isinstance(form, str)}),
        dataset.mark(".".join((node.path, language, *below, "nominative"))),
        traits,
        declines=bool(written.fields.get("declines", True)),
        part=next((part for part in _PARTS if part == inner), None),
        is_term=inner is None,
    )

"""A small schema of rivers and gauges: another office's dataset, for the tests.

It shares nothing with the schema of organizations, and shows that the base types
and the loader know no particular subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from briefbook.dataset.base import (
    Day,
    Localized,
    Part,
    PartialDateField,
    PeriodField,
    Person,
    Record,
    RefersTo,
    Schema,
    Term,
    Text,
    problem,
)
from briefbook.dataset.loader import load
from briefbook.dataset.values import Dataset, Node, Period, Reference
from briefbook.errors import BriefbookError, InvalidBook, OverlappingTerms, Span
from briefbook.wording import verbatim

RiverRef = Annotated[Reference, RefersTo("rivers")]


class Source(Record):
    """Where a figure was read."""

    title: Text


class Reading(Record):
    """A time during which a gauge was read."""

    period: PeriodField
    metres: Annotated[float, Field(ge=-10, le=100)] | None = None


class Gauge(Record):
    """A gauge on a river."""

    river: RiverRef
    keeper: Annotated[Reference, RefersTo("keepers")] | None = None
    depth: int | Localized | None = None
    readings: list[Reading] = Field(default=[])


class Tributary(Part):
    """A river that joins another, at a place."""

    river: RiverRef
    place: Localized


class River(Record):
    """A river."""

    name: Term
    length: int
    kind: Literal["main", "tributary"]
    mapped: PartialDateField | None = None
    opened: Day | None = None
    navigable: bool = False
    remarks: list[Localized] = Field(default=[])
    joins: RiverRef | None = None
    tributaries: list[Tributary] = Field(default=[], max_length=3)
    code: Annotated[str, Field(pattern="^[A-Z]{2}$", max_length=2)] | None = None


class Keeper(Person):
    """Who reads a gauge."""

    since: PartialDateField | None = None


def overlapping_readings(dataset: Dataset) -> Iterator[BriefbookError]:
    """No two readings of one gauge share a day."""
    for gauge in dataset.registers["gauges"].values():
        dataset.record(_reference(gauge))
        readings = gauge.fields["readings"]
        assert isinstance(readings, tuple)
        nodes = [node for node in readings if isinstance(node, Node)]
        for one, two in pairwise(nodes):
            first, second = one.fields["period"], two.fields["period"]
            assert isinstance(first, Period)
            assert isinstance(second, Period)
            if first.overlaps(second):
                spans = [dataset.mark(two.path), dataset.mark(one.path)]
                yield OverlappingTerms(verbatim(f"{first} and {second} overlap"), spans=spans)


def _reference(gauge: Node) -> Reference:
    river = gauge.fields["river"]
    assert isinstance(river, Reference)
    return river


RIVERS = Schema(
    name="rivers",
    registers={"rivers": River, "gauges": Gauge, "keepers": Keeper, "sources": Source},
    record_rules=(overlapping_readings,),
    derived={("River", "full_length"): len},
)

GOOD = {
    "sources/atlas.yaml": "title: The Atlas\n",
    "rivers/neman.yaml": """\
name:
  ru: {nominative: Неман, genitive: Немана, gender: masculine}
  en: Neman
length: {value: 937, source: atlas, review_by: 2024-12-31}
kind: main
mapped: 1897-06
opened: 1903-05-01
source: atlas
as_of: 2020-02-01
remarks:
  - {ru: Судоходна, en: Navigable}
  - value: {ru: Тайна, en: Secret}
    private: true
tributaries:
  - river: viliya
    place:
      ru: Каунас
      en: Kaunas
      be: Коўна
""",
    "rivers/viliya.yaml": """\
name: {ru: Вилия, en: Viliya}
length: 510
kind: tributary
joins: neman
""",
    "keepers/first.yaml": """\
gender: feminine
name:
  ru: {surname: {nominative: Примерова, dative: Примеровой}, given: Анна, initials: А.Б.}
  en: {surname: Primerova, given: Anna}
""",
    "gauges/grodno.yaml": """\
river: neman
keeper: first
depth: 4
readings:
  - period: 2002–2005
    metres: 1.5
  - period: {start: 2010, end: 2013-06}
    source: atlas
""",
}


def write(book: Path, files: dict[str, str] | None = None, **changed: str) -> Path:
    """Write a book: the good files, changed by ``register__id="text"``."""
    contents = dict(GOOD if files is None else files)
    contents |= {f"{name.replace('__', '/')}.yaml": text for name, text in changed.items()}
    for name, text in contents.items():
        file = book / "data" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return book


def problems(book: Path, languages: tuple[str, ...] = ("ru", "en")) -> list[BriefbookError]:
    """Return all that is wrong with a book."""
    try:
        load(book, RIVERS, languages)
    except InvalidBook as error:
        return list(error.problems)
    return []


def told(found: BriefbookError) -> tuple[str, str, int | None]:
    """Return code, file and line of a problem."""
    span: Span = found.spans[0]
    return found.code, span.file, span.line


__all__ = ["GOOD", "RIVERS", "problem", "problems", "told", "write"]

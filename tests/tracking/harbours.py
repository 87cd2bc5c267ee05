"""A small dataset of harbours with facts of every type, to be edited, composed and traced."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from pydantic import Field

from briefbook.compose.composer import Commission, Composer, Composition
from briefbook.dataset.base import (
    Day,
    Localized,
    PartialDateField,
    PeriodField,
    Person,
    Record,
    RefersTo,
    Schema,
    Term,
    Text,
)
from briefbook.dataset.derivation import Derivation
from briefbook.dataset.loader import load
from briefbook.dataset.values import Dataset, Node, Reference, Value
from briefbook.errors import OutputError
from briefbook.localize.view import Perspective
from briefbook.plan.profile import Profile
from briefbook.plan.profiles import read_profile
from briefbook.record.codec import BasisDecoder, encode_basis
from briefbook.record.rows import Basis
from briefbook.render.markup import serialize
from briefbook.tracking.questions import World
from briefbook.tracking.trace import Difference, Recorder, Replayer, Trace

ROOT = Path(__file__).parents[2]
TODAY = date(2020, 6, 15)
SUBJECT = "harbours.north"

Data = dict[str, Any]
Edit = Callable[[Data], None]


class Visit(Record):
    """A ship that came."""

    year: int
    kind: Literal["trade", "repair"]
    guest: Annotated[Reference, RefersTo("people")] | None = None


class Harbour(Record):
    """A harbour."""

    name: Term
    note: Localized
    code: Text
    length: int
    depth: float
    tidal: bool
    opened: Day
    named: PartialDateField
    works: PeriodField | None = None
    fair: PeriodField | None = None
    keeper: Annotated[Reference, RefersTo("people")] | None = None
    sea: Term | None = None
    site: Text | None = None
    quays: list[Text] = Field(default=[])
    marks: list[Localized] = Field(default=[])
    neighbours: list[Annotated[Reference, RefersTo("harbours")]] = Field(default=[])
    visits: list[Visit] = Field(default=[])
    unread: Text | None = None


def is_at_work(harbour: Node, context: Derivation) -> Value:
    """Tell whether the works go on, on the date of the clock."""
    works: Any = harbour.fields["works"]
    return works is not None and works.contains(context.today)


def trades(harbour: Node, _context: Derivation) -> Value:
    """Return the visits for trade."""
    visits: Any = harbour.fields["visits"]
    return tuple(visit for visit in visits if visit.fields["kind"] == "trade")


def nearest(harbour: Node, _context: Derivation) -> Value:
    """Return the first neighbour, if there is one."""
    neighbours: Any = harbour.fields["neighbours"]
    return neighbours[0] if neighbours else None


def years(harbour: Node, _context: Derivation) -> Value:
    """Return the years of the visits."""
    visits: Any = harbour.fields["visits"]
    return tuple(visit.fields["year"] for visit in visits)


def length_per_quay(harbour: Node, _context: Derivation) -> Value:
    """Return the length for each quay; a harbour without one makes this fail."""
    length, quays = harbour.fields["length"], harbour.fields["quays"]
    assert isinstance(length, int)
    assert isinstance(quays, tuple)
    return length // len(quays)


def codes(harbour: Node, context: Derivation) -> Value:
    """Return the codes of a harbour, its neighbours and theirs, whatever is told of them before."""
    neighbours: Any = harbour.fields["neighbours"]
    near = [context.dataset.record(each) for each in neighbours]
    found = [code for each in (harbour, *near) for code in context.remembered(_codes, each)]
    return tuple(dict.fromkeys(found))


def _codes(harbour: Node, context: Derivation) -> tuple[str, ...]:
    neighbours: Any = harbour.fields["neighbours"]
    near = [context.dataset.record(each) for each in neighbours]
    return tuple(str(each.fields["code"]) for each in (harbour, *near))


def longest(_harbour: Node, context: Derivation) -> Value:
    """Return the longest harbour of all."""
    harbours = context.dataset.registers["harbours"]
    return max(harbours.values(), key=lambda each: str(each.fields["length"]))


def rival(harbour: Node, context: Derivation) -> Value:
    """Return the code of the harbour in the east if there is one, later of the one in the west."""
    known, dataset = context.dataset.registers["harbours"], context.dataset
    if context.today > TODAY:
        return dataset.get("harbours.west.code")
    return known["east"].fields["code"] if "east" in known else harbour.fields["code"]


def secrets(_harbour: Node, context: Derivation) -> Value:
    """Return how many values are private, and whether the length of the southern harbour is."""
    metas = context.dataset.metas
    hidden = sum(bool(written.get("private")) for written in metas.values())
    return (hidden, context.dataset.meta("harbours.south.length").private)


HARBOURS = Schema(
    name="harbours",
    registers={"harbours": Harbour, "people": Person},
    derived={
        ("Harbour", "is_at_work"): is_at_work,
        ("Harbour", "length_per_quay"): length_per_quay,
        ("Harbour", "trades"): trades,
        ("Harbour", "nearest"): nearest,
        ("Harbour", "years"): years,
        ("Harbour", "codes"): codes,
        ("Harbour", "longest"): longest,
        ("Harbour", "rival"): rival,
        ("Harbour", "secrets"): secrets,
    },
)


def term(ru: str, en: str, **grammar: object) -> Data:
    """Write a name with all its cases in Russian."""
    cases = ("genitive", "dative", "accusative", "instrumental", "prepositional")
    forms = {case: f"{ru}-{case[:3]}" for case in cases}
    return {
        "ru": {"nominative": ru, **forms, "gender": "masculine", **grammar},
        "en": {"nominative": en, "abbreviation": en[0], "article": False},
    }


def harbour(ru: str, en: str, code: str, **facts: object) -> Data:
    """Write a harbour; ``facts`` are added to what each must have."""
    return {
        "name": term(ru, en, abbreviation=code.upper()),
        "note": {"ru": f"Порт {ru}", "en": f"Port {en}"},
        "code": code,
        "length": 30,
        "depth": 4.5,
        "tidal": True,
        "opened": "1997-06-15",
        "named": "1990-03",
        **facts,
    }


def official(surname: str, english: str) -> Data:
    """Write a person."""
    given = {"nominative": "Анна", "dative": "Анне"}
    return {
        "gender": "feminine",
        "name": {
            "ru": {
                "surname": {"nominative": surname, "dative": f"{surname}-дат"},
                "given": given,
                "initials": "А.Б.",
            },
            "en": {"surname": english, "given": "Ann", "initials": "A.B."},
        },
    }


BASE: Data = {
    "harbours": {
        "north": harbour(
            "Север",
            "North",
            "n",
            works="2019–2021",
            fair={"start": "2019-05-20", "end": "2019-05-24"},
            keeper="primerova",
            sea=term("Море", "Sea"),
            quays=["alpha", "beta", "gamma"],
            marks=[{"ru": "первый", "en": "first"}, {"ru": "второй", "en": "second"}],
            neighbours=["south", "west"],
            visits=[
                {"year": 2001, "kind": "trade", "guest": "primerova"},
                {"year": 2005, "kind": "repair"},
                {"year": 2009, "kind": "trade"},
            ],
            unread="what no template reads",
        ),
        "south": harbour("Юг", "South", "s"),
        "west": harbour("Запад", "West", "w", unread="nor this"),
    },
    "people": {
        "primerova": official("Примерова", "Example"),
        "obraztsova": official("Образцова", "Sample"),
    },
}


def put(path: str, value: object) -> Edit:
    """Make the edit that writes a value at a path."""

    def edit(data: Data) -> None:
        around, last = _around(data, path)
        around[last] = deepcopy(value)

    return edit


def drop(path: str) -> Edit:
    """Make the edit that takes away what is at a path."""

    def edit(data: Data) -> None:
        around, last = _around(data, path)
        del around[last]

    return edit


def insert(path: str, value: object) -> Edit:
    """Make the edit that puts an item into a list, before the one at a path."""

    def edit(data: Data) -> None:
        around, last = _around(data, path)
        around.insert(last, deepcopy(value))

    return edit


def turn(path: str) -> Edit:
    """Make the edit that turns a list round."""

    def edit(data: Data) -> None:
        around, last = _around(data, path)
        around[last].reverse()

    return edit


def private(path: str) -> Edit:
    """Make the edit that keeps the value at a path private."""

    def edit(data: Data) -> None:
        around, last = _around(data, path)
        around[last] = {"value": around[last], "private": True}

    return edit


def edited(*edits: Edit) -> Data:
    """Return the data after some edits."""
    data = deepcopy(BASE)
    for edit in edits:
        edit(data)
    return data


def dataset_of(data: Data) -> Dataset:
    """Write data as files and load them."""
    return _loaded(json.dumps(data, ensure_ascii=False))


@cache
def _loaded(text: str) -> Dataset:
    with TemporaryDirectory() as folder:
        for register, records in json.loads(text).items():
            for name, record in records.items():
                file = Path(folder, "data", register, f"{name}.yaml")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        return load(Path(folder), HARBOURS, ["ru", "en"])


@dataclass(frozen=True, slots=True)
class Composed:
    """What a template made of a dataset: its document or its error, and what it read."""

    text: str
    trace: Trace
    composition: Composition | None

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts shown by the last block."""
        assert self.composition is not None, self.text
        return self.composition.blocks[-1].facts

    def difference(self, dataset: Dataset, today: date = TODAY) -> Difference | None:
        """Replay what was read, as the ledger keeps it, on another dataset."""
        kept = BasisDecoder().decode(encode_basis(Basis({}, self.trace)))
        world = World(dataset, HARBOURS.derived, today)
        return next(Replayer(world).differences(kept.trace), None)


def compose(
    body: str,
    dataset: Dataset,
    *,
    language: str = "ru",
    today: date = TODAY,
    others: Mapping[str, str] | None = None,
    details: str | None = None,
) -> Composed:
    """Compose a body about the northern harbour; an error is a result too."""
    page = (
        '<html lang="{{ language }}"><head><title>T</title></head>'
        f"<body><h1>T</h1>\n{body}\n</body></html>"
    )
    composer = Composer({"page.jinja": page, **(others or {})})
    recorder = Recorder()
    seen = Perspective(dataset, HARBOURS.derived, language, today, recorder)
    commission = Commission("note", "page.jinja", SUBJECT, details, "pdf", _layout())
    try:
        composition = composer.compose(commission, seen)
    except OutputError as error:
        return Composed(f"{type(error).__name__}: {error}", recorder.trace(), None)
    return Composed(serialize(composition.root), recorder.trace(), composition)


@cache
def base() -> Dataset:
    """Load the data as they are before any edit."""
    return dataset_of(BASE)


@cache
def _layout() -> Profile:
    path = "templates/profiles/house.toml"
    return read_profile((ROOT / path).read_text(encoding="utf-8"), path, "house")


def _around(data: Data, path: str) -> tuple[Any, Any]:
    """Return what holds the value at a path, and its name or number there."""
    *parts, last = path.split(".")
    around: Any = data
    for part in parts:
        around = around[int(part) if isinstance(around, list) else part]
    return around, int(last) if isinstance(around, list) else last

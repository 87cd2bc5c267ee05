"""A small dataset of rivers' guardians, and one-line templates composed on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

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
from briefbook.localize.view import Perspective
from briefbook.plan.profile import Profile
from briefbook.plan.profiles import read_profile

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)


class River(Record):
    """A river, with facts of every type."""

    name: Term
    note: Localized
    items: Text
    keeper: Annotated[Reference, RefersTo("people")] | None = None
    banks: list[Text] | None = None
    stretches: list[Annotated[Reference, RefersTo("rivers")]] | None = None
    length: int
    depth: float = 1.5
    tidal: bool = False
    mapped: Day
    named: PartialDateField
    navigable: PeriodField | None = None
    secret: Text | None = None
    sea: Term | None = None


def age(node: Node, context: Derivation) -> Value:
    """The years since a river was mapped, which tests derive."""
    mapped = node.fields["mapped"]
    assert isinstance(mapped, date)
    return context.today.year - mapped.year


def shores(node: Node, _context: Derivation) -> Value:
    """The rivers that this one meets."""
    return node.fields["stretches"]


RIVERS = Schema(
    name="rivers",
    registers={"rivers": River, "people": Person},
    derived={("River", "age"): age, ("River", "shores"): shores},
)
OKA = """
name:
  ru:
    nominative: Ока
    genitive: Оки
    instrumental: Окой
    gender: feminine
    abbreviation: О
    short: {nominative: река}
  en: {nominative: Oka, abbreviation: O, article: true}
note: {ru: Длинная & тихая, en: Long & quiet}
items: seven
keeper: primerov
banks: [left, right, "<b>middle</b>"]
stretches: [moskva]
length: 1500
mapped: 1997-06-15
named: "1147"
navigable: 1990–1995
secret: {value: hidden, private: true}
"""
MOSKVA = """
name:
  ru: {nominative: Москва, declines: false}
  en: Moskva
note: {ru: Короткая, en: Short}
items: eight
length: 473
mapped: 1998-01-02
named: "1147-04-04"
"""
PERSON = """
gender: masculine
name:
  ru:
    surname: {nominative: Примеров, dative: Примерову}
    initials: А.Б.
  en: {surname: Example, given: Ann}
"""


@cache
def dataset() -> Dataset:
    """Load the two rivers and their keeper."""
    with TemporaryDirectory() as folder:
        files = {"rivers/oka": OKA, "rivers/moskva": MOSKVA, "people/primerov": PERSON}
        for name, text in files.items():
            file = Path(folder, "data", f"{name}.yaml")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return load(Path(folder), RIVERS, ["ru", "en"])


@cache
def layout(name: str = "house") -> Profile:
    """Read a layout of the book."""
    path = f"templates/profiles/{name}.toml"
    return read_profile((ROOT / path).read_text(encoding="utf-8"), path, name)


def perspective(language: str = "en", today: date = TODAY) -> Perspective:
    """Look at the rivers in a language."""
    return Perspective(dataset(), RIVERS.derived, language, today)


def commission(subject: str | None = "rivers.oka", profile: str = "house") -> Commission:
    """Commission the template ``page.jinja`` about a river."""
    return Commission("brief", "page.jinja", subject, None, "pdf", layout(profile))


HEAD = '<html lang="{{ language }}"><head><title>T</title></head><body><h1>T</h1>'


def page(body: str) -> str:
    """Write a template: a body, on the lines from the second on, in a whole document."""
    return f"{HEAD}\n{body}\n</body></html>"


def compose(
    body: str,
    language: str = "en",
    *,
    others: Mapping[str, str] | None = None,
    profile: str = "house",
    subject: str | None = "rivers.oka",
) -> Composition:
    """Compose a body about the river Oka."""
    composer = Composer({"page.jinja": page(body), **(others or {})})
    return composer.compose(commission(subject, profile), perspective(language))


def says(expression: str, language: str = "en", profile: str = "house") -> str:
    """Return what an expression prints in a paragraph."""
    composition = compose(f"<p>{{{{ {expression} }}}}</p>", language, profile=profile)
    return composition.blocks[-1].text.replace("\u00a0", " ")

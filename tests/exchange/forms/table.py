"""The reviewed table of invented names and posts, and a book made of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from briefbook.dataset.loader import load
from briefbook.dataset.values import Dataset
from briefbook.localize.grammar.base import CASES
from briefbook.schemas.organizations import SCHEMA

HERE = Path(__file__).parent
LIST = HERE / "forms.toml"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"
_LETTERS = dict(zip(_CYRILLIC, _LATIN.split(" "), strict=True))
_GENDERS = {"m": "masculine", "f": "feminine", "n": "neuter", "p": None}
_PARTS = ("surname", "given", "patronymic")


@dataclass(frozen=True)
class Row:
    """A name in six cases; ``kind`` is that of the table's first column."""

    kind: str
    forms: tuple[str, ...]

    @property
    def is_person(self) -> bool:
        return len(self.kind) == 1

    @property
    def gender(self) -> str | None:
        return _GENDERS[self.kind[0]]

    @property
    def path(self) -> str:
        """The path of its record; persons go by their surname and gender."""
        if self.is_person:
            return f"persons.{_latin(self.forms[0].split()[0])}_{self.kind}"
        return f"posts.{_latin(self.forms[0])[:40].strip('_')}"

    def part(self, number: int) -> dict[str, str]:
        """One word of the name in all cases."""
        return {
            case: words[number]
            for case, form in zip(CASES, self.forms, strict=True)
            if len(words := form.split()) > number
        }


def _latin(text: str) -> str:
    """Write a name in Latin letters, as an id may be."""
    letters = "".join(
        _LETTERS.get(one, one if one.isascii() and one.isalnum() else "_") for one in text.lower()
    )
    return "_".join(part for part in letters.split("_") if part)


@cache
def rows() -> tuple[Row, ...]:
    """Read the table."""
    lines = (HERE / "names.txt").read_text(encoding="utf-8").splitlines()
    cells = ([cell.strip() for cell in line.split("|")] for line in lines if line[0] != "#")
    return tuple(Row(kind, tuple(forms)) for kind, *forms in cells)


def record(row: Row, *, only: tuple[str, ...] = CASES) -> dict[str, object]:
    """Make the record of a name, with some of its cases."""

    def chosen(forms: dict[str, str]) -> dict[str, str]:
        return {case: form for case, form in forms.items() if case in only}

    if not row.is_person:
        grammar: dict[str, object] = {
            "animacy": "animate" if row.kind[1] == "a" else "inanimate",
            **({"number": "plural"} if row.gender is None else {"gender": row.gender}),
        }
        forms = chosen(dict(zip(CASES, row.forms, strict=True)))
        return {"title": {"ru": {**forms, **grammar}}}
    parts = {name: chosen(row.part(number)) for number, name in enumerate(_PARTS)}
    written: dict[str, object] = {name: forms for name, forms in parts.items() if forms}
    initials = "".join(f"{parts[name]['nominative'][0]}." for name in _PARTS[1:] if parts[name])
    return {"gender": row.gender, "name": {"ru": {**written, "initials": initials}}}


def lay(folder: Path, *, only: tuple[str, ...] = CASES) -> Path:
    """Write the data of a book: JSON is YAML too, and each mapping stands in braces."""
    for row in rows():
        register, identifier = row.path.split(".")
        file = folder / "data" / register / f"{identifier}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(as_yaml(record(row, only=only)), encoding="utf-8")
    return folder


def as_yaml(value: object, indent: str = "") -> str:
    """Write a record as people do: a key to a line."""
    assert isinstance(value, dict)
    return "".join(
        f"{indent}{key}:\n{as_yaml(below, indent + '  ')}"
        if isinstance(below, dict)
        else f"{indent}{key}: {json.dumps(below, ensure_ascii=False)}\n"
        for key, below in value.items()
    )


def read(folder: Path) -> Dataset:
    """Load the dataset of such a book."""
    return load(folder, SCHEMA, ["ru"])

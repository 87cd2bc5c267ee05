"""Every atomic fact of the first subject is in the dataset and said in both briefs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from tests.content.support import LANGUAGES, SOURCE_DAY, TODAY, book, composed

COUNT = 83
NOT_PRINTED = {"f7.13"}


@dataclass(frozen=True)
class Atom:
    id: str
    paths: list[str]
    said: dict[str, str]
    said_at_source: dict[str, str]


def atoms() -> list[Atom]:
    table = tomllib.loads((Path(__file__).parent / "atoms.toml").read_text(encoding="utf-8"))
    return [
        Atom(
            name,
            entry["paths"],
            said := {language: entry[language] for language in LANGUAGES if language in entry},
            entry.get("at_source", said),
        )
        for name, entry in table.items()
    ]


ATOMS = atoms()
PRINTED = [atom for atom in ATOMS if atom.id not in NOT_PRINTED]


def exists(path: str) -> bool:
    """A path is written in the dataset, or its last name is derived."""
    try:
        book().dataset.get(path)
    except KeyError:
        owner, _, name = path.rpartition(".")
        kind = getattr(book().dataset.get(owner), "type", "")
        return (kind, name) in book().schema.derived
    return True


def test_the_table_holds_each_atom_once() -> None:
    sentences = [("f1", 5), ("f2", 4), ("f3", 8), ("f4", 8), ("f5", 4), ("f6", 6), ("f7", 13)]
    sentences += [("f8", 10), ("f9", 3), ("f10", 10), ("f11", 10), ("f12", 1)]
    expected = ["S0", *(f"{name}.{n + 1}" for name, count in sentences for n in range(count))]
    assert [atom.id for atom in ATOMS] == expected
    assert len(ATOMS) == COUNT


@pytest.mark.parametrize("atom", ATOMS, ids=lambda atom: atom.id)
def test_an_atom_stands_in_the_dataset(atom: Atom) -> None:
    assert atom.paths
    assert [path for path in atom.paths if not exists(path)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("atom", PRINTED, ids=lambda atom: atom.id)
def test_a_brief_says_an_atom(atom: Atom, language: str) -> None:
    assert atom.said[language] in composed("brief", language, TODAY).text
    assert atom.said_at_source[language] in composed("brief", language, SOURCE_DAY).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("atom", PRINTED, ids=lambda atom: atom.id)
def test_a_brief_reads_the_fact_that_it_says(atom: Atom, language: str) -> None:
    read = composed("brief", language).read
    own = [path for path in atom.paths if f".{other(language)}." not in path]
    assert [path for path in own if path in read] or is_unread(atom, language), own


def other(language: str) -> str:
    return "en" if language == "ru" else "ru"


def is_unread(atom: Atom, language: str) -> bool:
    """English agrees with no gender, and so does not ask for it."""
    return atom.id == "f8.2" and language == "en"


def test_what_is_only_checked_is_not_read() -> None:
    unprinted = [atom for atom in ATOMS if atom.id in NOT_PRINTED]
    for language in LANGUAGES:
        read = composed("brief", language).read
        assert [path for atom in unprinted for path in atom.paths if path in read] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", [date(2018, 6, 1), SOURCE_DAY, TODAY])
def test_both_languages_rest_on_the_same_facts(language: str, day: date) -> None:
    def facts(of: str) -> set[str]:
        read = composed("brief", of, day).read
        return {path for path in read if not {"ru", "en", "name"} & set(path.split("."))}

    grammar = {"persons.kupchina.gender"}
    assert facts(language) - facts(other(language)) - grammar == set()

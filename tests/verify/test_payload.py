"""What a file says of itself: by the published schema, of its own facts only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.books import OUTPUTS, REPOSITORY, edit

from briefbook.api import Book
from briefbook.verify.payload import evidence_schema
from briefbook.verify.reading import read_file

SCHEMA = REPOSITORY / "docs/evidence.schema.json"
OFFICE = "data/organizations/office.yaml"


def _borne(book: Path, output: str) -> dict[str, Any]:
    evidence = read_file(book / output).evidence
    assert evidence is not None
    found: dict[str, Any] = json.loads(evidence)
    return found


def test_the_published_schema_is_that_of_the_program() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == evidence_schema()


@pytest.mark.parametrize("output", OUTPUTS)
def test_every_output_bears_what_the_schema_says(built_book: Path, output: str) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(_borne(built_book, output))) == []


def test_a_fact_travels_with_its_value_source_and_date(built_book: Path) -> None:
    facts = {each["fact"]: each for each in _borne(built_book, OUTPUTS[2])["facts"]}

    assert facts["organizations.office.established"] == {
        "kind": "fact",
        "fact": "organizations.office.established",
        "type": "partialdate",
        "value": "1997",
        "source": None,
        "as_of": None,
    }


def test_a_block_travels_with_the_facts_it_shows(built_book: Path) -> None:
    blocks = _borne(built_book, OUTPUTS[2])["blocks"]

    assert {"text": "Founded in 1997.", "facts": ["organizations.office.established"]} in [
        {"text": block["text"].replace("\u00a0", " "), "facts": block["facts"]} for block in blocks
    ]


def test_only_what_was_read_travels(built_book: Path) -> None:
    paths = {each["fact"] for each in _borne(built_book, OUTPUTS[2])["facts"]}

    assert not any(
        path.startswith(("organizations.office.memberships", "states")) for path in paths
    )
    assert not any(".ru" in path for path in paths)


def test_edits_of_other_facts_and_of_the_form_of_files_change_nothing(built_book: Path) -> None:
    before = (built_book / OUTPUTS[2]).read_bytes()
    edit(built_book / "data/states/ruritania.yaml", "Kingdom of", "Republic of")
    edit(built_book / OFFICE, "name:\n", "# a line more\nname:\n")
    assert Book.open(built_book).build(executor="inline", force=True).ok

    assert (built_book / OUTPUTS[2]).read_bytes() == before


def test_the_document_s_date_travels(built_book: Path) -> None:
    assert _borne(built_book, OUTPUTS[0])["dated"] == "2020-01-31"

"""``briefbook schema``: JSON Schema for editors."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from tests.books import edit, write

from briefbook.cli import main


def schema(capsys: pytest.CaptureFixture[str], folder: Path, *options: str) -> dict[str, object]:
    assert main(["--book", str(folder), "schema", *options]) == 0
    document = json.loads(capsys.readouterr().out)
    assert isinstance(document, dict)
    jsonschema.Draft202012Validator.check_schema(document)
    return document


def test_a_file_of_the_book_is_valid_by_its_schema(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = schema(capsys, book, "--register", "states")
    record = yaml.safe_load((book / "data/states/ruritania.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(record, document)
    del record["name"]["en"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, document)


def test_without_a_register_all_are_described(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    definitions = schema(capsys, book)["$defs"]
    assert isinstance(definitions, dict)
    assert {"organizations", "bodies", "states"} <= definitions.keys()


def test_it_needs_no_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert schema(capsys, tmp_path)["title"] == "organizations"


def test_invalid_data_do_not_matter(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(book / "data/states/ruritania.yaml", "\t")
    assert schema(capsys, book)["title"] == "organizations"


def test_invalid_settings_are_told(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(book / "briefbook.toml", '"organizations"\nlanguages', '"organisations"\nlanguages')
    assert main(["--book", str(book), "schema"]) == 3
    assert "briefbook.toml:2" in capsys.readouterr().err


def test_an_unknown_register_is_answered_with_the_one_that_was_meant(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--book", str(book), "schema", "--register", "stats"]) == 2
    assert "did you mean 'states'?" in capsys.readouterr().err

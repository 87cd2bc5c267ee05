"""JSON Schema for editors agrees with what the loader accepts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.dataset.rivers import GOOD, RIVERS, problems, write

from briefbook.dataset.json_schema import json_schema
from briefbook.dataset.source import parse


def mistakes(register: str, text: str) -> list[str]:
    document = json_schema(RIVERS, ["ru", "en"], register=register)
    validator = Draft202012Validator(document)
    return [error.message for error in validator.iter_errors(parse(text, "x").value)]


def test_the_documents_are_json_schema_2020_12() -> None:
    for document in (json_schema(RIVERS), json_schema(RIVERS, ["ru"], register="gauges")):
        Draft202012Validator.check_schema(document)
        assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert json.loads(json.dumps(document)) == document


@pytest.mark.parametrize("name", GOOD)
def test_good_files_pass(name: str) -> None:
    assert mistakes(str(Path(name).parent), GOOD[name]) == []


@pytest.mark.parametrize("name", GOOD)
def test_one_document_holds_every_register(name: str) -> None:
    document: dict[str, Any] = json_schema(RIVERS, ["ru", "en"])
    document["$ref"] = f"#/$defs/{Path(name).parent}"
    assert not list(Draft202012Validator(document).iter_errors(parse(GOOD[name], "x").value))


NAME = "name: {ru: a, en: b}\n"


@pytest.mark.parametrize(
    ("register", "text"),
    [
        ("rivers", NAME + "lenght: 510\nkind: main\n"),
        ("rivers", NAME + "length: long\nkind: main\n"),
        ("rivers", NAME + "length: 510\nkind: mian\n"),
        ("rivers", "name: {ru: a}\nlength: 510\nkind: main\n"),
        ("rivers", "name: {ru: a, en: b, E: c}\nlength: 510\nkind: main\n"),
        ("rivers", "name: {ru: '', en: b}\nlength: 510\nkind: main\n"),
        ("rivers", "name: {ru: {genitive: a}, en: b}\nlength: 510\nkind: main\n"),
        ("rivers", NAME + "length: {value: 510, sorce: atlas}\nkind: main\n"),
        ("rivers", NAME + "length: {source: atlas}\nkind: main\n"),
        ("rivers", NAME + "length: 510\nkind: main\nmapped: soon\n"),
        ("rivers", NAME + "length: 510\nkind: main\nopened: 1903\n"),
        ("gauges", "river: neman\nreadings: [{metres: 1.5}]\n"),
        ("gauges", "river: Neman River\n"),
        ("gauges", "river: neman\nreadings: [{period: {end: 2002}}]\n"),
        ("sources", "{}\n"),
    ],
)
def test_a_mistake_fails_in_the_editor_and_in_the_loader(
    tmp_path: Path, register: str, text: str
) -> None:
    assert mistakes(register, text)
    assert problems(write(tmp_path, {**GOOD, f"{register}/other.yaml": text}))


@pytest.mark.parametrize(
    "line",
    [
        "length: {value: 510, source: atlas, as_of: 2020-02-01, private: true}",
        "length: 510\nremarks: [{value: {ru: a, en: b}, source: atlas}]",
        "length: 510\nremarks: {value: [], source: atlas}",
        "length: 510\njoins: {value: neman, source: atlas}",
        "length: 510\njoins:",
    ],
)
def test_meta_around_a_value_passes_in_both(tmp_path: Path, line: str) -> None:
    text = f"{NAME}kind: main\n{line}\n"
    assert mistakes("rivers", text) == []
    assert problems(write(tmp_path, rivers__other=text)) == []


def test_without_languages_any_language_will_do() -> None:
    document = json_schema(RIVERS, register="rivers")
    value = {"name": {"fr": "x"}, "length": 1, "kind": "main"}
    assert not list(Draft202012Validator(document).iter_errors(value))


def test_descriptions_reach_the_editor_without_markup() -> None:
    definitions = json_schema(RIVERS)["$defs"]
    assert definitions["River"]["description"] == "A river."
    assert "``" not in json.dumps(definitions)
    assert "title" not in definitions["River"]["properties"]["length"]
    assert "title" in definitions["Source"]["properties"]


def test_a_register_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        json_schema(RIVERS, register="lakes")

"""``docs/dataset.md`` and the schema say the same, in both directions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel
from tests.pages import (
    DATASET,
    blocks,
    code,
    first_cells,
    rows,
    section,
)

from briefbook.dataset.json_schema import json_schema
from briefbook.dataset.shape import reachable_models
from briefbook.dataset.values import META_KEYS
from briefbook.schemas.organizations import SCHEMA


def models() -> dict[str, type[BaseModel]]:
    found = [one for model in SCHEMA.registers.values() for one in reachable_models(model)]
    return {one.__name__: one for one in found if one.__module__.startswith("briefbook.schemas")}


def test_every_register_is_documented_with_its_record() -> None:
    part = section(DATASET, "The registers of the schema organizations").partition("\n### ")[0]
    documented = {row[0].strip("`"): re.findall(r"\[(\w+)\]", row[1])[0] for row in rows(part)}
    assert documented == {name: model.__name__ for name, model in SCHEMA.registers.items()}


@pytest.mark.parametrize("name", sorted(models()))
def test_every_field_is_documented_and_whether_it_is_needed(name: str) -> None:
    documented = {
        field: row[1] == "yes" for row in rows(section(DATASET, name)) for field in code(row[0])
    }
    fields = models()[name].model_fields.items()
    assert documented == {
        field: info.is_required() for field, info in fields if field not in META_KEYS
    }


def test_the_page_of_the_dataset_has_no_record_that_does_not_exist() -> None:
    part = section(DATASET, "The registers of the schema organizations")
    assert sorted(re.findall(r"^### (\w+)$", part, re.MULTILINE)) == sorted(models())


def test_every_word_of_a_vocabulary_is_documented() -> None:
    for name, model in models().items():
        table = {field: row[2] for row in rows(section(DATASET, name)) for field in code(row[0])}
        for field, info in model.model_fields.items():
            if field not in META_KEYS:
                words = {str(word).lower() for word in literals(info.annotation)}
                assert words <= set(code(table[field])), f"{name}.{field}"


def literals(annotation: Any) -> Iterator[object]:
    for argument in get_args(annotation):
        if str(get_origin(annotation)) == "typing.Literal":
            yield argument
        else:
            yield from literals(argument)


def test_the_keys_of_names_are_documented() -> None:
    definitions = json_schema(SCHEMA)["$defs"]
    part = section(DATASET, "Names and their forms")
    wanted = {
        *definitions["TermForms"]["anyOf"][1]["properties"],
        *definitions["NameForms"]["properties"],
    }
    assert set(first_cells(part)) == wanted


def test_the_meta_keys_are_documented() -> None:
    part = section(DATASET, "Source, date, review, privacy")
    assert tuple(first_cells(part)) == META_KEYS


def test_what_is_derived_is_documented() -> None:
    part = section(DATASET, "What is derived")
    documented = {(row[0], name) for row in rows(part) for name in code(row[1])}
    assert documented == set(SCHEMA.derived)


def test_the_example_of_a_schema_is_one() -> None:
    example = next(block for block in blocks(DATASET, "python") if "SCHEMA" in block)
    names: dict[str, Any] = {"__name__": "rivers"}
    exec(compile(example, DATASET, "exec"), names)
    assert set(names["SCHEMA"].registers) == {"rivers"}

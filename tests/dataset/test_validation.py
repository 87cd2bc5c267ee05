"""One file against one model, with what a schema may declare beyond the usual."""

from __future__ import annotations

from enum import Enum

import pytest
from pydantic import Field, field_validator, model_validator

from briefbook.dataset.base import Context, Record, problem
from briefbook.dataset.source import parse
from briefbook.dataset.validation import Checked, check
from briefbook.wording import verbatim


class Colour(Enum):
    """A closed vocabulary as an enumeration."""

    BLUE = "blue"


class Pond(Record):
    """A pond with fields of every kind."""

    area: int = Field(default=1, gt=0)
    colour: Colour | None = Field(default=None, strict=False)
    depth: int = 1
    fish: list[list[int]] = Field(default=[])

    @field_validator("depth")
    @classmethod
    def _no_thirteen(cls, depth: int) -> int:
        if depth == 13:
            raise problem("term-length", verbatim("must not be 13"), verbatim("dig"))
        if depth == 14:
            raise ValueError("fourteen is too deep")
        return depth

    @model_validator(mode="after")
    def _deep_enough(self) -> Pond:
        if self.depth > self.area:
            raise problem("wrong-value", verbatim("a pond is not deeper than wide"))
        return self


def checked(text: str) -> Checked:
    return check(parse(text, "data/ponds/x.yaml"), "ponds.x", Pond, Context())


def test_a_vocabulary_is_frozen_as_its_word() -> None:
    node = checked("colour: blue\nfish: [[1, 2], [3]]\n").node
    assert node is not None
    assert node.fields["colour"] == "blue"
    assert node.fields["fish"] == ((1, 2), (3,))


@pytest.mark.parametrize(
    ("text", "code", "message", "line"),
    [
        ("area: 0", "wrong-value", "area must be more than 0", 1),
        ("area: 20\ndepth: 13", "term-length", "depth must not be 13", 2),
        ("area: 20\ndepth: 14", "wrong-value", "fourteen is too deep", 2),
        ("area: 2\ndepth: 3", "wrong-value", "a pond is not deeper than wide", 1),
        ("colour: bleu", "wrong-value", "colour must be blue, not the text 'bleu'", 1),
        (
            "fish: [[1], [x]]",
            "wrong-value",
            "item 1 of item 2 of fish must be a whole number, not the text 'x'",
            1,
        ),
    ],
)
def test_a_rule_of_a_schema_is_told_at_its_line(
    text: str, code: str, message: str, line: int
) -> None:
    (found,) = checked(text).problems
    assert (found.code, found.message, found.spans[0].line) == (code, message, line)


def test_what_can_be_saved_of_a_record_is_kept_for_the_rules() -> None:
    found = checked("area: 3\ncolour: red\nshape: round\n")
    assert len(found.problems) == 2
    assert found.node is not None
    assert found.node.fields["area"] == 3


def test_a_record_that_contradicts_itself_cannot_be_saved() -> None:
    assert checked("area: 2\ndepth: 3").node is None


def test_meta_around_a_value_and_within_it_are_joined() -> None:
    found = checked("area: {value: {value: 3, private: true}, as_of: 2020-02-01}\nprivate: false\n")
    assert found.problems == ()
    assert set(found.metas["ponds.x.area"]) == {"private", "as_of"}
    assert found.metas["ponds.x"] == {"private": False}

"""Why an output is made again, in words: the fact, its old and new value, its file and line."""

from __future__ import annotations

import pytest
from tests.tracking.harbours import HARBOURS, TODAY, base

from briefbook.build.reasons import fact_reason, part_reason, spoken
from briefbook.tracking.questions import ABSENT, MISSING, PRIVATE, Answer, Question, World
from briefbook.tracking.trace import Difference

_LONG = "a text that is far longer than a line of a message and differs only at its very end: "


def _text(text: str, source: str | None = None) -> Answer:
    return ("str", text, source, None)


def _said(before: Answer, now: Answer, path: str = "harbours.north.code") -> str:
    question = Question("fact" if "." in path else "register", path)
    world = World(base(), HARBOURS.derived, TODAY)
    return fact_reason(Difference(question, before, now), world).message


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (_text("n"), _text("m"), "changed from “n” to “m”"),
        (_text("a  b\nc"), _text("d"), "changed from “a b c” to “d”"),
        (("int", "1", None, None), ("int", "2", None, None), "changed from 1 to 2"),
        (("int", "1"), ("int", "2"), "changed from 1 to 2"),
        (("bool", "true"), ("bool", "false"), "changed from true to false"),
        (MISSING, _text("n"), "changed from nothing to “n”"),
        (_text("n"), ABSENT, "changed from “n” to not filled"),
        (_text("n"), PRIVATE, "changed from “n” to private"),
        (("list", 2), ("list", 3), "changed from a list of 2 to a list of 3"),
        (("list",), ("list", ("int", "1")), "changed from a list of 0 to a list of 1 (1)"),
        (
            _text("n"),
            ("failed", "ValueError: no"),
            "changed from “n” to a failure (ValueError: no)",
        ),
        (("record", "Visit"), MISSING, "changed from a record to nothing"),
        (("record", "a.b"), ("record", "a.c"), "changed from the record a.b to the record a.c"),
        (("reference", "a.b"), ("reference", "a.c"), "changed from a.b to a.c"),
    ],
)
def test_a_fact_is_named_with_its_old_and_new_value(before: Answer, now: Answer, said: str) -> None:
    assert _said(before, now) == f"harbours.north.code {said}"


def test_a_source_or_date_alone_is_told_as_such() -> None:
    assert _said(_text("n", "one"), _text("n", "two")) == (
        "the source or date of harbours.north.code changed"
    )


def test_long_texts_are_shown_from_where_they_part() -> None:
    message = _said(_text(f"{_LONG}old"), _text(f"{_LONG}new"))

    assert message.endswith("“…ly at its very end: old” to “…ly at its very end: new”")
    assert len(message) < 200


def test_a_text_that_grows_is_shown_from_where_it_grew() -> None:
    assert "and more" in _said(_text(_LONG), _text(f"{_LONG} and more"))


def test_a_list_with_other_items_of_the_same_number_is_not_told_as_a_source() -> None:
    before, now = ("list", ("record", "a.b")), ("list", ("record", "a.c"))
    assert _said(before, now) == (
        "harbours.north.code changed from a list of 1 (a.b) to a list of 1 (a.c)"
    )


def test_the_records_of_a_register() -> None:
    assert _said(("north",), ("north", "south"), "harbours") == "the records of harbours changed"


def test_a_reason_names_file_and_line() -> None:
    question = Question("fact", "harbours.north.code")
    world = World(base(), HARBOURS.derived, TODAY)
    reason = fact_reason(Difference(question, _text("n"), _text("m")), world)

    assert (reason.kind, reason.fact) == ("fact", "harbours.north.code")
    assert (reason.file, reason.line) == ("data/harbours/north.yaml", 1)


@pytest.mark.parametrize(
    ("part", "kind", "said"),
    [
        ("template note.html.jinja", "template", "the template note.html.jinja changed"),
        ("profile house", "profile", "the layout house changed"),
        ("stylesheet styles/a.css", "stylesheet", "the stylesheet styles/a.css changed"),
        ("letterhead a/ru.docx", "letterhead", "the letterhead a/ru.docx changed"),
        ("fonts", "fonts", "the fonts changed"),
        ("assets", "assets", "a picture or other file under templates/ changed"),
        ("document", "document", "its entry in briefbook.toml changed"),
        ("toolchain briefbook", "toolchain", "the program itself changed"),
        ("toolchain pango", "toolchain", "pango changed from 1 to 2"),
        ("toolchain new", "toolchain", "new changed from nothing to 2"),
    ],
)
def test_a_part_of_the_key_is_named(part: str, kind: str, said: str) -> None:
    before = {} if part.endswith("new") else {part: "1"}
    reason = part_reason(part, before, {part: "2"})

    assert (reason.kind, reason.message) == (kind, said)


def test_an_answer_of_an_unknown_kind_is_written_as_it_is() -> None:
    assert spoken("x") == "x"

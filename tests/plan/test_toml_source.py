"""TOML is read with the line and column of every key."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.errors import InvalidBook, InvalidConfig, Span
from briefbook.plan.toml_source import TomlPath, read_toml

EVERYTHING = '''\
# a comment = [
title = "a # no comment"
"quoted key" = 1
dotted.inner = 2  # = 3
[plain]
list = [
    1,
    "two ] \\" ,",  # ]
    { three = 3, four = [ 4 ] },
]
when = 1979-05-27 07:32:00
[plain.'nested.name']
text = """
[not.a.table]
key = 1 \\""" """
raw = \'\'\'
[neither] \'\'\'\'\'
[[many]]
a = 1
[many.sub]
b = 2
[[many]]
a = 3
  [[many.deep]]
  c = {}
'''

MARKS: dict[TomlPath, tuple[int, int]] = {
    ("title",): (2, 1),
    ("quoted key",): (3, 1),
    ("dotted",): (4, 1),
    ("dotted", "inner"): (4, 1),
    ("plain",): (5, 1),
    ("plain", "list"): (6, 1),
    ("plain", "list", 0): (7, 5),
    ("plain", "list", 1): (8, 5),
    ("plain", "list", 2): (9, 5),
    ("plain", "list", 2, "three"): (9, 7),
    ("plain", "list", 2, "four"): (9, 18),
    ("plain", "list", 2, "four", 0): (9, 27),
    ("plain", "when"): (11, 1),
    ("plain", "nested.name"): (12, 1),
    ("plain", "nested.name", "text"): (13, 1),
    ("plain", "nested.name", "raw"): (16, 1),
    ("many",): (18, 1),
    ("many", 0): (18, 1),
    ("many", 0, "a"): (19, 1),
    ("many", 0, "sub"): (20, 1),
    ("many", 0, "sub", "b"): (21, 1),
    ("many", 1): (22, 1),
    ("many", 1, "a"): (23, 1),
    ("many", 1, "deep"): (24, 3),
    ("many", 1, "deep", 0): (24, 3),
    ("many", 1, "deep", 0, "c"): (25, 3),
}


def test_every_key_and_item_has_its_place() -> None:
    assert dict(read_toml(EVERYTHING, "x.toml", InvalidConfig).marks) == MARKS


def test_values_are_those_of_the_standard_library() -> None:
    assert read_toml(EVERYTHING, "x.toml", InvalidConfig).values == tomllib.loads(EVERYTHING)


def test_a_span_shows_the_line() -> None:
    source = read_toml(EVERYTHING, "x.toml", InvalidConfig)
    assert source.span("dotted", "inner") == Span("x.toml", 4, 1, "dotted.inner = 2  # = 3")


def test_a_place_that_is_not_written_is_its_tables() -> None:
    source = read_toml(EVERYTHING, "x.toml", InvalidConfig)
    assert source.span("plain", "absent", "deeper") == Span("x.toml", 5, 1, "[plain]")


def test_a_place_outside_every_table_is_the_file() -> None:
    assert read_toml(EVERYTHING, "x.toml", InvalidConfig).span("absent") == Span("x.toml")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    text = "\ufeff" + EVERYTHING.replace("\n", "\r\n")
    assert dict(read_toml(text, "x.toml", InvalidConfig).marks) == MARKS


@pytest.mark.parametrize(
    ("text", "line", "column", "excerpt"),
    [
        ("a = 1\nb = \n", 2, 5, "b = "),
        ("a = 1\nb 2\n", 2, 3, "b 2"),
        ("[a]\nx = 1\n[a]\n", 3, 3, "[a]"),
        ("x = 1\nx = 2\n", 2, 6, "x = 2"),
        ('x = "open\ny = 1', 1, 10, 'x = "open'),
        ('x = """open', 1, 12, 'x = """open'),
        ("x = [1,\n2", 2, 2, "2"),
        ("\tx\t=\t\x01", 1, 6, "\tx\t=\t\x01"),
        ('x = "\x85"\ny = ?', 2, 5, "y = ?"),
    ],
)
def test_bad_syntax_is_shown_at_its_place(text: str, line: int, column: int, excerpt: str) -> None:
    with pytest.raises(InvalidBook) as caught:
        read_toml(text, "briefbook.toml", InvalidConfig)
    (problem,) = caught.value.problems
    assert isinstance(problem, InvalidConfig)
    assert problem.message.startswith("the file is not valid TOML: ")
    assert "(at" not in problem.message
    assert problem.hint
    assert problem.spans == (Span("briefbook.toml", line, column, excerpt),)


def test_a_number_too_long_to_read_is_a_problem() -> None:
    with pytest.raises(InvalidBook) as caught:
        read_toml(f"x = {'9' * 5000}", "x.toml", InvalidConfig)
    assert "not valid TOML" in caught.value.problems[0].message


@pytest.mark.parametrize("opening", ["[", "{a="])
def test_endless_nesting_is_refused(opening: str) -> None:
    with pytest.raises(InvalidBook) as caught:
        read_toml("x = " + opening * 50_000, "x.toml", InvalidConfig)
    assert "too deeply" in caught.value.problems[0].message


KEYS = st.text(min_size=1, max_size=4) | st.sampled_from(["a", "b.c", "d]", "#e", "= f"])
SCALARS = (
    st.integers(-9, 9)
    | st.booleans()
    | st.text(st.sampled_from("a\"'\\#]},=\n"), max_size=8)
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
TABLES = st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=3), max_size=3)


def toml_text(text: str) -> str:
    """Write a TOML basic string with every special character escaped."""
    return (
        '"'
        + "".join(c if c.isalnum() or c in "'#]},= " else f"\\U{ord(c):08X}" for c in text)
        + '"'
    )


def toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        multiline = '"' in value and "\\" not in value and not value.endswith('"')
        if multiline and '"""' not in value:
            return f'"""\n{value}"""'
        literal = "'" not in value and "\n" not in value
        return f"'{value}'" if literal else toml_text(value)
    if isinstance(value, list):
        return "[ # [\n" + ",\n".join(map(toml_value, value)) + "\n]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml_text(k)} = {toml_value(v)}" for k, v in value.items()) + "}"
    return repr(value)


def paths(value: Any, path: TomlPath = ()) -> set[TomlPath]:
    children: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    found = {path} if path else set()
    return found.union(*(paths(child, (*path, key)) for key, child in children))


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_no_key_is_without_a_place(tables: dict[str, dict[str, Any]]) -> None:
    text = "\n".join(
        f"[{toml_text(name)}]\n"
        + "\n".join(f"{toml_text(k)}={toml_value(v)}" for k, v in table.items())
        for name, table in tables.items()
    )
    source = read_toml(text, "x.toml", InvalidConfig)
    assert source.values == tables
    assert set(source.marks) == paths(tables)

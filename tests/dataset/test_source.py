"""YAML → plain values and places."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.dataset.marks import Mark
from briefbook.dataset.source import MAX_BYTES, parse, read
from briefbook.errors import (
    BookError,
    DuplicateKey,
    ForbiddenCharacter,
    ReservedName,
    UnreadableFile,
    YamlRefused,
    YamlSyntax,
)


def only_problem(text: str | bytes) -> BookError:
    problems = parse(text, "data/rivers/x.yaml").problems
    assert len(problems) == 1, problems
    return problems[0]


def place(problem: BookError) -> str:
    return str(problem.spans[0])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("1997", 1997),
        ("-5", -5),
        ("0", 0),
        ("1.50", 1.5),
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("+375", "+375"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("2018-12-07", "2018-12-07"),
        (".inf", ".inf"),
        ("1.0e999", "1.0e999"),
        ("9" * 30, "9" * 30),
        ("'1997'", "1997"),
        ('"true"', "true"),
        ("=", "="),
    ],
)
def test_a_plain_scalar_means_one_thing(written: str, value: object) -> None:
    assert parse(f"key: {written}\n", "x").value == {"key": value}


def test_lists_mappings_and_block_texts_are_read() -> None:
    source = parse("a:\n  - 1\n  - {b: two}\nc: |\n  line\n  next\nd: []\n", "x")
    assert source.value == {"a": [1, {"b": "two"}], "c": "line\nnext\n", "d": []}
    assert source.complete
    assert source.problems == ()


def test_every_value_and_key_has_its_place() -> None:
    source = parse("a: one\nb:\n  - x\n  - c: 'тест'\n", "data/f.yaml")
    assert str(source.span(("a",))) == "data/f.yaml:1:4"
    assert str(source.span(("b", 1, "c"))) == "data/f.yaml:4:8"
    assert source.keys[("b",)] == Mark(2, 1)
    assert str(source.span(("b", 1, "c", "nothing"))) == "data/f.yaml:4:8"
    assert source.span(("b", 1, "c")).excerpt == "  - c: 'тест'"


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    source = parse("\ufeffa: 1\r\nb: 2\r\n".encode(), "x")
    assert source.value == {"a": 1, "b": 2}
    assert source.problems == ()


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_an_empty_file_holds_nothing(text: str) -> None:
    assert parse(text, "x").value is None


@pytest.mark.parametrize(
    ("text", "where", "said", "hinted"),
    [
        ("a:\n\t- b", "2:1", "a tab", "spaces"),
        ("a: b: c", "1:5", "colon", "quotes"),
        ("a: b\n c: d", "2:3", "colon", "indentation"),
        ("a: 'x\nb: 3\n", "1:4", "never closed", "close the quote"),
        ('x: 1\na: "x\n\n', "2:4", "never closed", "close the quote"),
        ("a: @x", "1:4", "cannot begin with @", "quotes"),
        ('a: "\\q"', "1:5", "backslash", "double the backslash"),
        ("a:\n  - b\n c: d", "3:2", "does not fit", "align"),
        ("- a\nb: c", "2:1", "list above", "hyphen"),
        ("a: [1, 2\nb: 3", "1:4", "bracket", "close the bracket"),
        ("a: - b\n", "1:4", "list cannot begin", "next line"),
        ("a: [\n", "1:5", "closing bracket", "close the bracket"),
        ("a: 1\nb\nc: 2\n", "2:1", "no colon", "key: value"),
        ("a: 1\n...\nfoo\n", "3:1", "end of the document", "one record"),
        ("key: |3x\n  a", "1:8", "cannot be read", "indentation"),
        ("%YAML 1.3\n---\na: b", "1:1", "cannot be read", "indentation"),
    ],
)
def test_a_slip_of_syntax_is_shown_with_a_remedy(
    text: str, where: str, said: str, hinted: str
) -> None:
    problem = only_problem(text)
    assert isinstance(problem, YamlSyntax)
    assert place(problem) == f"data/rivers/x.yaml:{where}"
    assert said in problem.message
    assert hinted in problem.hint
    assert problem.spans[0].excerpt


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: &x 1", "1:4"),
        ("a: *x", "1:4"),
        ("a: *", "1:5"),
        ("a: !river x", "1:4"),
        ("a: ! x", "1:4"),
        ("a: !!str x", "1:4"),
        ("a: !e!x 3", "1:4"),
        ("a: 1\n<<: x", "2:1"),
        ("1997: x", "1:1"),
        ("~: x", "1:1"),
        ("? [a, b]\n: c", "1:3"),
        ("? {a: b}\n: c", "1:3"),
        ("*x : 3", "1:1"),
        ("a: 1\n---\nb: 2\n", "2:1"),
    ],
)
def test_what_a_dataset_may_not_use_is_refused(text: str, where: str) -> None:
    problem = only_problem(text)
    assert isinstance(problem, YamlRefused)
    assert place(problem) == f"data/rivers/x.yaml:{where}"
    assert problem.hint


def test_a_refused_value_is_known_as_broken() -> None:
    source = parse("a: *x\nb: {? [q] : {r: 1}}\nc: 3\n", "x")
    assert source.broken == {("a",), ("b",)}
    assert source.value == {"a": None, "b": {}, "c": 3}


def test_a_key_written_twice_is_shown_at_both_places() -> None:
    source = parse("name: a\nlength: 3\nname: {b: 1}\nname: {b: 2}\n", "x")
    assert [type(problem) for problem in source.problems] == [DuplicateKey, DuplicateKey]
    assert [str(span) for span in source.problems[0].spans] == ["x:3:1", "x:1:1"]
    assert source.value == {"name": "a", "length": 3}


@pytest.mark.parametrize("key", ["_source", "two words", "река", "'1997'", "a.b", "'\\x1b'"])
def test_a_key_that_is_no_name_is_refused(key: str) -> None:
    problem = only_problem(f"{key}: 1")
    assert isinstance(problem, ReservedName)
    assert "\x1b" not in problem.message


@pytest.mark.parametrize(
    ("character", "named"),
    [
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u2066", "U+2066"),
        ("\u061c", "U+061C"),
        ("\u200b", "U+200B ZERO WIDTH SPACE"),
        ("\u00ad", "U+00AD SOFT HYPHEN"),
        ("\ufeff", "U+FEFF"),
        ("\x07", "U+0007 (a control character)"),
        ("\x7f", "U+007F"),
        ("\x85", "U+0085"),
        ("\ufdd0", "U+FDD0"),
        ("\U0001ffff", "U+1FFFF"),
        ("\u2028", "U+2028 LINE SEPARATOR"),
    ],
)
def test_an_invisible_character_is_refused_by_its_name(character: str, named: str) -> None:
    problem = only_problem(f"a: 1\nb: x{character}y\n")
    assert isinstance(problem, ForbiddenCharacter)
    assert named in problem.message
    assert place(problem) == "data/rivers/x.yaml:2:5"
    assert character not in problem.spans[0].excerpt


@pytest.mark.parametrize("escape", ["\\u202e", "\\0", "\\t", "\\e", "\\ufeff", "\\ud800", "\\r"])
def test_an_escape_hides_no_character(escape: str) -> None:
    problem = only_problem(f'a: "x{escape}y"')
    assert isinstance(problem, ForbiddenCharacter)
    assert problem.spans[0].line == 1


def test_a_surrogate_is_named() -> None:
    source = parse('a: "\\udbff"', "x")
    assert isinstance(source.problems[0], ForbiddenCharacter)
    raw = parse("a: \ud800", "x").problems[0]
    assert "surrogate" in raw.message


def test_a_tab_between_values_is_allowed_but_not_within_a_text() -> None:
    assert parse("a:\t1\t# remark\n", "x").problems == ()
    assert "TAB" in only_problem("a: one\ttwo").message


@pytest.mark.parametrize("text", ["a: «Тест» & <b>", "a: '{{ x }}'", "a: 😀", "a: 1\u00a0000"])
def test_visible_characters_are_kept_as_typed(text: str) -> None:
    assert parse(text, "x").problems == ()


def test_all_problems_of_a_file_are_reported_together() -> None:
    source = parse("a: &x 1\na: 2\n_c: 3\nd: x\u200by\ne: b: c\n", "x")
    assert {problem.code for problem in source.problems} == {
        "yaml-refused",
        "duplicate-key",
        "reserved-name",
        "forbidden-character",
        "yaml-syntax",
    }
    assert not source.complete


def test_a_file_that_is_not_utf_8_shows_the_byte() -> None:
    problem = only_problem(b"a: 1\nb: \xd0\xa2\xff\n")
    assert isinstance(problem, UnreadableFile)
    assert place(problem) == "data/rivers/x.yaml:2:5"
    assert "0xFF" in problem.message


def test_a_file_with_a_nul_is_no_text() -> None:
    problem = only_problem("a: 1\nb: \x00")
    assert isinstance(problem, UnreadableFile)
    assert problem.spans[0].line == 2


def test_a_file_is_read_by_its_name_in_the_book(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a: река\n", encoding="utf-8")
    source = read(tmp_path / "x.yaml", "data/x.yaml")
    assert source.value == {"a": "река"}
    assert source.name == "data/x.yaml"


def test_a_missing_file_and_a_folder_cannot_be_read(tmp_path: Path) -> None:
    for file in (tmp_path / "none.yaml", tmp_path):
        problem = read(file, "data/x.yaml").problems[0]
        assert isinstance(problem, UnreadableFile)
        assert "cannot be read" in problem.message


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(20)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "[" * 100_000,
        "- " * 100_000,
        "{a: " * 100_000,
        "[" + "1," * 100_000 + "]",
        "\u200b" * 100_000,
        "x" * (MAX_BYTES + 1),
    ],
    ids=["bomb", "brackets", "lists", "mappings", "values", "characters", "size"],
)
def test_a_hostile_file_is_refused_at_once(text: str) -> None:
    begun = time.process_time()
    source = parse(text, "x")
    assert time.process_time() - begun < 1
    assert 0 < len(source.problems) <= 100
    assert not source.complete


def test_forty_levels_are_the_limit() -> None:
    assert parse("[" * 40 + "]" * 40, "x").problems == ()
    assert "40 levels" in only_problem("[" * 41 + "]" * 41).message


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_values_or_problems_never_a_crash(text: str) -> None:
    source = parse(text, "x")
    assert source.complete or source.problems


@given(st.binary(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_bytes_give_values_or_problems_never_a_crash(data: bytes) -> None:
    source = parse(data, "x")
    assert source.complete or source.problems

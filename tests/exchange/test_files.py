"""Phrases files with other macros: what was asked for, and not one other character."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.compose.passages import passages
from briefbook.exchange.differences import Rewritten
from briefbook.exchange.files import edit_phrases, new_phrases

MODEL = (
    "{% macro first() %}один{% endmacro %}\n\n"
    '{% set words = {"a": "слово"} %}\n'
    "{% macro second(x) %}\nдва {{ x }}\n{% endmacro %}\n"
    "{% macro third() -%} три {%- endmacro %}{% macro fourth() %}четыре{% endmacro %}\n"
)
NAMES = ("first", "words", "second", "third", "fourth")
TABLE = '{% set words = {"a": "г"} %}'
BODIES = ("", "слово", "{{ x }}", "a\nb\n", "<b>да</b>", "{% if x %}да{% endif %}", "«», “”")


def named(text: str) -> dict[str, str]:
    return {passage.name: passage.text for passage in passages(text.replace("\r\n", "\n"))}


@st.composite
def files(draw: st.DrawFn) -> list[tuple[str, str | None]]:
    """Draw a phrases file as stretches, some of them the body of a macro."""
    pieces: list[tuple[str, str | None]] = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True)):
        pieces.append((draw(st.sampled_from(("", "\n", "{# note #}\n", "text\n"))), None))
        if name == "words":
            pieces.append(('{% set words = {"a": "' + draw(st.sampled_from("бв")) + '"} %}', name))
        else:
            pieces.append((f"{{% macro {name}(x) %}}", None))
            pieces.append((draw(st.sampled_from(BODIES)), name))
            pieces.append(("{% endmacro %}", None))
        pieces.append((draw(st.sampled_from(("", "\n", "\n\n", " "))), None))
    return pieces


@settings(max_examples=50, deadline=None)
@given(files(), st.data(), st.booleans())
def test_bodies_change_and_no_other_character(
    pieces: list[tuple[str, str | None]], data: st.DataObject, crlf: bool
) -> None:
    text = "".join(raw for raw, _ in pieces)
    known = {name for _, name in pieces if name}
    bodies = st.sampled_from(BODIES)
    texts = {name: TABLE if name == "words" else data.draw(bodies) for name in sorted(known)}
    newline = "\r\n" if crlf else "\n"

    result = edit_phrases(text.replace("\n", newline), texts, MODEL)

    expected = "".join(texts[name] if name else raw for raw, name in pieces)
    assert result == expected.replace("\n", newline if "\n" in text else "\n")


@settings(max_examples=50, deadline=None)
@given(files())
def test_what_is_missing_is_added_and_nothing_is_taken(
    pieces: list[tuple[str, str | None]],
) -> None:
    text = "".join(raw for raw, _ in pieces)
    missing = {name: body for name, body in named(MODEL).items() if name not in named(text)}

    result = edit_phrases(text, missing, MODEL)

    assert named(result) == {**named(text), **missing}
    rest = iter(result)
    assert all(character in rest for character in text)


def test_what_is_added_stands_behind_what_comes_before_it_in_the_source() -> None:
    text = "{% macro first() %}one{% endmacro %}\n{% macro fourth() %}four{% endmacro %}"
    texts = {"second": "two {{ x }}\n", "third": "three "}
    assert edit_phrases(text, texts, MODEL) == (
        "{% macro first() %}one{% endmacro %}\n"
        "{% macro second(x) %}\ntwo {{ x }}\n{% endmacro %}\n"
        "{% macro third() -%} three {%- endmacro %}\n"
        "{% macro fourth() %}four{% endmacro %}"
    )


def test_the_phrases_of_a_new_language_are_those_of_the_source_in_other_words() -> None:
    helper = "{% macro helper(x) %}{{ x }}{% endmacro %}\n"
    assert new_phrases({"first": "адзін"}, MODEL + helper) == (
        "{% macro first() %}адзін{% endmacro %}\n\n" + helper
    )
    assert new_phrases(named(MODEL), MODEL + helper) == MODEL + helper


def test_a_patch_names_new_files_and_missing_line_breaks() -> None:
    assert Rewritten("x", b"a", b"a").diff == ""
    assert Rewritten("x", None, b"a\n").diff == "--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n"
    assert Rewritten("x", b"a", b"b").diff == (
        "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n"
        "+b\n\\ No newline at end of file\n"
    )
    assert re.search(r"^-a\r$", Rewritten("x", b"a\r\n", b"b\r\n").diff, re.MULTILINE)

"""Errors as lines for people."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.cli.messages import error_text, failures, visible
from briefbook.errors import InvalidBook, PastReview, Span, TemplateFailed, UnknownKey
from briefbook.executors.base import internal_error
from briefbook.wording import verbatim


def lines(error: Exception, **options: bool) -> list[str]:
    return error_text(error, **options).plain.split("\n")  # type: ignore[arg-type]  # ours


def test_an_error_begins_with_its_place_and_ends_with_what_to_do() -> None:
    span = Span("data/a.yaml", 3, 3, "  stie: x")
    error = UnknownKey(
        verbatim("there is no key stie"), spans=[span], hint=verbatim("did you mean site?")
    )
    assert lines(error) == [
        "data/a.yaml:3:3: error: there is no key stie [unknown-key]",
        "    stie: x",
        "    ^",
        "    hint: did you mean site?",
    ]


def test_an_error_without_a_place_is_one_line() -> None:
    assert lines(TemplateFailed(verbatim("it failed"))) == ["error: it failed [template-failed]"]


def test_a_warning_says_that_it_is_one() -> None:
    assert lines(PastReview(verbatim("it is late"))) == ["warning: it is late [past-review]"]


def test_further_places_follow() -> None:
    error = TemplateFailed(
        verbatim("it failed"), spans=[Span("templates/a", 1), Span("data/b.yaml", 2, 5)]
    )
    assert lines(error) == [
        "templates/a:1: error: it failed [template-failed]",
        "    also at data/b.yaml:2:5",
    ]


def test_the_caret_stands_below_wide_and_escaped_characters() -> None:
    excerpt = "名: \u202e!"
    error = UnknownKey(verbatim("x"), spans=[Span("a", 1, excerpt.index("!") + 1, excerpt)])
    shown, caret = lines(error)[1:]
    assert shown == "    名: \\u202e!"
    # The ideograph takes two columns of a terminal.
    assert caret.index("^") == shown.index("!") + 1


def test_a_long_line_is_shown_around_the_column() -> None:
    excerpt = "a" * 300 + "!" + "b" * 300
    shown, caret = lines(UnknownKey(verbatim("x"), spans=[Span("a", 1, 301, excerpt)]))[1:]
    assert shown.startswith("    …a")
    assert shown.endswith("b…")
    assert len(shown) < 110
    assert shown[caret.index("^")] == "!"


@pytest.mark.parametrize("column", [None, 1, 4, 5, 99])
def test_a_column_beyond_the_line_is_no_failure(column: int | None) -> None:
    shown = lines(UnknownKey(verbatim("x"), spans=[Span("a", 1, column, "abc")]))
    assert shown[1] == "    abc"


def test_all_the_problems_of_a_book_are_told_one_by_one() -> None:
    problems = (UnknownKey(verbatim("one")), UnknownKey(verbatim("two")))
    assert failures(InvalidBook(problems)) == problems


def test_a_defect_shows_its_traceback_only_on_request() -> None:
    defect = internal_error(verbatim("the command failed"), ValueError("broken"))
    assert "\nValueError" not in error_text(defect).plain
    shown = error_text(defect, traceback=True).plain
    assert shown.endswith("\nValueError: broken")


def test_a_terminal_is_given_nothing_to_obey() -> None:
    assert visible("a\x1b[31mb\u202ec\ud800\n\td") == "a\\u001b[31mb\\u202ec\\ud800  d"


@settings(max_examples=60)
@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_whatever_is_shown_is_one_line_of_visible_characters(text: str) -> None:
    shown = visible(text)
    categories = {unicodedata.category(char) for char in shown if char != "\xad"}
    assert not categories & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@settings(max_examples=40)
@given(st.text(max_size=60).map(lambda text: text * 3), st.integers(1, 200))
def test_an_excerpt_never_fails(excerpt: str, column: int) -> None:
    assert lines(UnknownKey(verbatim("x"), spans=[Span("a", 1, column, excerpt)]))

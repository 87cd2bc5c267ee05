"""The templates, examined without composing anything."""

from __future__ import annotations

import pytest

from briefbook.compose.lint import lint
from briefbook.errors import BriefbookError

GOOD = {
    "note.html.jinja": (
        '{% import "phrases/" ~ language ~ ".html.jinja" as phrases with context %}\n'
        "{{ phrases.greeting(subject) }}\n"
    ),
    "phrases/ru.html.jinja": "{% macro greeting(to, warm=false) %}Привет{% endmacro %}",
    "phrases/en.html.jinja": "{% macro greeting(to, warm=true) %}Hello{% endmacro %}",
}


def problems(**changes: str) -> list[BriefbookError]:
    """Lint the good templates with some of them changed; _ stands for phrases/."""
    changed = {
        f"{name.replace('_', 'phrases/')}.html.jinja": text for name, text in changes.items()
    }
    return lint({**GOOD, **changed}, ("ru", "en"))


def only(**changes: str) -> BriefbookError:
    (problem,) = problems(**changes)
    return problem


def test_good_templates_have_no_problems() -> None:
    assert problems() == []


def test_every_template_must_be_readable() -> None:
    found = problems(unused="<p>\n{% if %}", other="{{ }")
    assert [str(problem.spans[0]) for problem in found] == [
        "templates/other.html.jinja:1:1",
        "templates/unused.html.jinja:2:1",
    ]
    assert {problem.code for problem in found} == {"template-syntax"}
    assert found[1].spans[0].excerpt == "{% if %}"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("\n{{ 1 | numbr }}", "there is no filter “numbr”", "did you mean “number”?"),
        ("\n{% if 1 is fild %}{% endif %}", "there is no test “fild”", "did you mean “filled”?"),
        ("\n{{ 1 | xyz }}", "there is no filter “xyz”", "filters: "),
    ],
)
def test_an_unknown_filter_or_test_is_told_with_its_line(
    text: str, message: str, hint: str
) -> None:
    problem = only(other=text)
    assert problem.message == message
    assert problem.hint.startswith(hint)
    assert problem.spans[0].line == 2


def test_a_filter_in_a_branch_that_is_never_taken_is_seen() -> None:
    assert "nosuch" in only(other="{% if false %}{{ 1 | nosuch }}{% endif %}").message


@pytest.mark.parametrize(
    "text",
    [
        '\n{% import "phrases/ru.html.jinja" as phrases %}',
        '\n{% from "phrases/ru.html.jinja" import greeting %}',
    ],
)
def test_an_import_without_context_is_refused(text: str) -> None:
    problem = only(other=text)
    assert "without context" in problem.message
    assert problem.spans[0].line == 2


def test_a_macro_that_one_language_lacks_is_told_with_three_places() -> None:
    problem = only(_en="{% macro greting(to, warm=true) %}Hello{% endmacro %}")
    assert problem.message == "the macro “greeting” is missing here"
    assert [str(span) for span in problem.spans] == [
        "templates/phrases/en.html.jinja",
        "templates/phrases/ru.html.jinja:1:1",
        "templates/note.html.jinja:2:1",
    ]


def test_a_macro_that_no_language_has_is_told_for_each() -> None:
    found = problems(other="{{ phrases.farewell() }}")
    assert [problem.spans[0].file for problem in found] == [
        "templates/phrases/en.html.jinja",
        "templates/phrases/ru.html.jinja",
    ]


@pytest.mark.parametrize("parameters", ["to", "warm, to", "to, warm", "whom, warm=true", ""])
def test_a_macro_with_other_parameters_is_told(parameters: str) -> None:
    problem = only(_en="{% macro greeting(" + parameters + ") %}Hello{% endmacro %}")
    assert "has other parameters here than in templates/phrases/ru.html.jinja" in problem.message
    assert problem.hint == "give it these: (to, warm=…)"


def test_a_macro_that_documents_do_not_read_is_the_affair_of_its_language() -> None:
    own = GOOD["phrases/en.html.jinja"] + "{% macro the(name) %}the {{ name }}{% endmacro %}"
    assert problems(_en=own) == []


def test_phrases_that_cannot_be_read_are_not_compared() -> None:
    assert only(_en="{% if %}").code == "template-syntax"

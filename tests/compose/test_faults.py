"""An error in a template names the line that a user can mend."""

from __future__ import annotations

import pickle

import pytest
from tests.compose.workbench import compose

from briefbook.compose.faults import fault, span_of
from briefbook.errors import (
    BriefbookError,
    OutputError,
    TemplateFailed,
    TemplateSyntax,
    UndefinedName,
)
from briefbook.wording import verbatim

PHRASES = """{# 1 #}
{% macro good() %}good{% endmacro %}
{% macro bad() %}
{{ nothing }}
{% endmacro %}
"""


def failure(body: str, **others: str) -> BriefbookError:
    with pytest.raises(OutputError) as caught:
        compose(body, others={f"{name}.jinja": text for name, text in others.items()})
    return caught.value


def place(error: BriefbookError) -> tuple[str, int | None]:
    return error.spans[0].file, error.spans[0].line


def test_a_syntax_error_names_its_line() -> None:
    error = failure("<p>one</p>\n{% if %}")
    assert isinstance(error, TemplateSyntax)
    assert place(error) == ("templates/page.jinja", 3)
    assert error.spans[0].excerpt == "{% if %}"
    assert error.hint


def test_a_syntax_error_of_an_included_file_names_that_file() -> None:
    error = failure('{% include "part.jinja" %}', part="\n\n{{ 1 + }}")
    assert isinstance(error, TemplateSyntax)
    assert place(error) == ("templates/part.jinja", 3)


def test_an_unknown_filter_is_a_syntax_error() -> None:
    error = failure("<p>{{ 1 | shout }}</p>")
    assert isinstance(error, TemplateSyntax)
    assert "shout" in error.message


def test_an_undefined_name_names_its_line_and_column() -> None:
    error = failure("<p>\n  {{ nothing }}</p>")
    assert isinstance(error, UndefinedName)
    assert place(error) == ("templates/page.jinja", 3)
    assert error.spans[0].column == 3
    assert "nothing" in error.message


def test_an_error_in_a_macro_names_the_line_of_the_macro() -> None:
    body = '{% import "phrases.jinja" as phrases with context %}<p>{{ phrases.bad() }}</p>'
    assert place(failure(body, phrases=PHRASES)) == ("templates/phrases.jinja", 4)


def test_a_macro_that_is_not_there_names_the_line_of_its_call() -> None:
    body = '{% import "phrases.jinja" as phrases with context %}\n<p>{{ phrases.goood() }}</p>'
    error = failure(body, phrases=PHRASES)
    assert isinstance(error, UndefinedName)
    assert place(error) == ("templates/page.jinja", 3)
    assert error.message == "templates/phrases.jinja has no macro “goood”"
    assert error.hint == "did you mean “good”?"


@pytest.mark.parametrize("use", ["phrases.membership()", "phrases['membership']"])
def test_a_macro_like_no_other_is_to_be_written_where_it_is_missing(use: str) -> None:
    body = f'{{% import "phrases.jinja" as phrases with context %}}\n<p>{{{{ {use} }}}}</p>'
    error = failure(body, phrases=PHRASES)
    assert isinstance(error, UndefinedName)
    assert error.message == "templates/phrases.jinja has no macro “membership”"
    assert error.hint == "correct the name, or write the macro there"


def test_a_template_may_ask_whether_there_is_a_macro() -> None:
    body = """\
{% import "phrases.jinja" as phrases with context %}
<p>{{ "good" if phrases.good is defined }}{{ "goood" if phrases.goood is defined }}</p>"""
    *_rest, last = compose(body, others={"phrases.jinja": PHRASES}).blocks
    assert last.text == "good"


def test_a_template_that_is_not_there_names_the_line_of_its_include() -> None:
    error = failure('<p>one</p>\n{% include "absent.jinja" %}')
    assert isinstance(error, TemplateFailed)
    assert "absent.jinja" in error.message
    assert place(error) == ("templates/page.jinja", 3)


def test_a_macro_without_end_is_stopped() -> None:
    error = failure("{% macro m() %}{{ m() }}{% endmacro %}\n<p>{{ m() }}</p>")
    assert isinstance(error, TemplateFailed)
    assert "without end" in error.message
    assert place(error) == ("templates/page.jinja", 2)


def test_a_breach_of_the_sandbox_is_an_error_of_the_template() -> None:
    error = failure("<p>{{ range(99999999) | length }}</p>")
    assert isinstance(error, TemplateFailed)
    assert place(error) == ("templates/page.jinja", 2)


@pytest.mark.parametrize("expression", ["1 / 0", "1 + 'a'", "[1] | first(1, 2)"])
def test_any_other_failure_says_what_it_was(expression: str) -> None:
    error = failure(f"<p>{{{{ {expression} }}}}</p>")
    assert isinstance(error, TemplateFailed)
    assert place(error) == ("templates/page.jinja", 2)
    assert "jinja2." not in error.message


def test_an_error_of_the_dataset_keeps_its_line_after_the_template_s() -> None:
    error = failure("<p>{{ subject.nam }}</p>")
    assert [span.file for span in error.spans] == ["templates/page.jinja", "data/rivers/oka.yaml"]


def test_every_error_crosses_to_another_process() -> None:
    error = failure("<p>{{ nothing }}</p>")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.message, copy.spans, copy.hint) == (error.message, error.spans, error.hint)


def test_an_error_that_is_no_template_s_is_left_alone() -> None:
    error = BriefbookError(verbatim("the book is wrong"))
    assert fault(error, {}) is error


def test_a_line_that_is_not_there_has_no_excerpt() -> None:
    assert span_of("page.jinja", 9, {"page.jinja": "one"}).excerpt == ""
    assert span_of("absent.jinja", None, {}).line is None

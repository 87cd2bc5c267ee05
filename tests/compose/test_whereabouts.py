"""Compiled templates say at which line they are: the same that Python's frames tell."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from jinja2 import pass_context
from jinja2.runtime import Context

from briefbook.compose.environment import BookEnvironment, make_environment

WAYS = {
    "lines of one stretch of text": "{{ 1 | spot }}\n{{ 2 | spot }} {{ 3 | spot }}\n{{ 4 | spot }}",
    "a branch": "{% if 0 | spot %}\n{% elif 0 | spot %}\n{% elif 1 | spot %}\n{{ 1 | spot }}\n"
    "{% else %}\n{% endif %}{{ 2 | spot }}",
    "a branch not taken": "{% if 0 | spot %}{% elif 0 | spot %}\n{% else %}\n"
    "{{ 1 | spot }}{% endif %}",
    "a loop": "{% for n in items | spot %}\n{{ n | spot }}\n{% endfor %}\n{{ 9 | spot }}",
    "items made one by one": "{% for n in items | map('spot') %}\n{% if loop.last %}{% endif %}\n"
    "{{ n }}{% endfor %}{{ 9 | spot }}",
    "the next item": "{% for n in items | map('spot') %}\n{% if n == 2 %}\n{% continue %}\n"
    "{% endif %}\n{{ loop.index }}\n{% endfor %}",
    "a loop that is left": "{% for n in items | map('spot') %}\n\n{% break %}\n{% endfor %}\n"
    "{{ 1 | spot }}",
    "a loop with a condition": "{% for n in items if\n n | spot %}\n{{ n | spot }}\n{% else %}\n"
    "{{ 0 | spot }}{% endfor %}",
    "a macro": "{% macro it(n) %}\n{{ n | spot }}\n{{ n | spot }}{% endmacro %}\n"
    "{{ it(1) }}{{ 2 | spot }}\n"
    "{{ [it(3), 4 | spot] | length }}{{ it(5) ~ (6 | spot) }}",
    "a default of a macro": "{% macro it(n=1 | spot) %}\n{{ n }}{% endmacro %}\n"
    "{{ it() }}{{ 2 | spot }}",
    "a call with a body": "{% macro around() %}\n{{ caller() }}\n{{ 1 | spot }}{% endmacro %}\n"
    "{% call around() %}\n{{ 2 | spot }}{% endcall %}\n{{ 3 | spot }}",
    "a set block": "{% set it %}\n{{ 1 | spot }}\n{% endset %}\n{{ 2 | spot }}",
    "a value": "\n{% set it = 1 | spot %}\n{% do [2 | spot] %}\n"
    "{% set room = namespace(n=3 | spot) %}\n{% set room.n = 4 | spot %}",
    "an import": "{% import 'words' as words with context %}\n{{ words.it(1) }}{{ 2 | spot }}",
    "a part": "{{ 1 | spot }}\n{% include 'part' %}{{ 2 | spot }}",
    "a parent": "{% extends 'frame' %}\n{% block inner %}\n{{ 1 | spot }}\n"
    "{{ super() }}{{ 2 | spot }}\n{% endblock %}",
    "text that looks like Python": "{{ 1 | spot }}\nif t_1():\n    t_1.append(\n"
    "{{ 2 | spot }}\n{{ ': if' }}",
    "a filtered block": "{% set it | spot %}\n{{ 1 | spot }}\n{% endset %}\n{{ 2 | spot }}\n"
    "{% filter spot %}\n{{ 1 | spot }}\n{% endfilter %}",
}
OTHERS = {
    "words": "\n\n{% macro it(n) %}\n{{ n | spot }}{% endmacro %}",
    "part": "\n{{ 7 | spot }}\n",
    "frame": "{{ 7 | spot }}\n{% block inner %}\n{{ 8 | spot }}\n{% endblock %}\n{{ 9 | spot }}",
}


def by_frames() -> tuple[str, int]:
    """Ask Python and Jinja for the line, as a traceback does."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and not frame.f_code.co_filename.startswith("templates/"):
        frame = frame.f_back
    assert frame is not None
    template = frame.f_globals["__jinja_template__"]
    return frame.f_code.co_filename, template.get_corresponding_lineno(frame.f_lineno)


def watched(text: str) -> tuple[BookEnvironment, list[tuple[object, tuple[str, int]]]]:
    """Make an environment whose filter ``spot`` notes the two lines, which differ nowhere."""
    environment = make_environment({"page": text, **OTHERS})
    seen = []

    @pass_context
    def spot(_context: Context, value: object) -> object:
        assert environment.here.at == by_frames()
        place = environment.here.place()
        assert place is not None
        seen.append((value, (place.file.removeprefix("templates/"), place.line)))
        return value

    environment.filters["spot"] = spot
    return environment, seen


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_a_template_is_where_its_frames_are(text: str) -> None:
    environment, seen = watched(text)
    environment.get_template("page").render(items=[1, 2, 3])
    assert seen


def test_after_a_macro_the_rest_of_a_line_is_on_that_line_again() -> None:
    text = "{% macro it(n) %}\n{{ n | spot }}{% endmacro %}\n{{ it(1) ~ (2 | spot) }}"
    environment, seen = watched(text)
    environment.get_template("page").render()
    assert seen == [(1, ("page", 2)), (2, ("page", 3))]


def test_nothing_is_run_outside_of_a_template() -> None:
    assert make_environment({}).here.place() is None

"""Markup that a template made of facts, looked at without the marks of these facts.

Stage *compose*. What a template has put together (a ``set`` block, the result of a
macro, texts joined with ``~``) bears the marks of its facts (:mod:`briefbook.localize.shown`).
They belong to the page: whoever compares such a text, measures it or loads a template
by it means its words.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup

from briefbook.localize.shown import take_marks


def unmarked(value: Any) -> Any:
    """Take the marks out of a piece of markup, or of those in a list; leave others as they are."""
    if isinstance(value, Markup):
        return Markup(take_marks(value)[0])  # noqa: S704  # it was markup
    if type(value) in {list, tuple}:
        return type(value)(map(unmarked, value))
    return value


def on_unmarked(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let one of Jinja's own filters or tests see its arguments without marks."""

    @wraps(function)
    def seeing(*arguments: Any, **named: Any) -> Any:
        plain = {name: unmarked(value) for name, value in named.items()}
        return function(*map(unmarked, arguments), **plain)

    return seeing


class TemplateCode(CodeGenerator):
    """Compiles templates so that both sides of every comparison lose their marks.

    What is printed is written out by one call, instead of Jinja's ``finalize`` and
    ``escape``: most of it is markup already.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(context, ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(")")

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:  # noqa: N802  # Jinja's name
        """Write ``a == b < c``, each of them unmarked."""
        self.write("(")
        self._visit_unmarked(node.expr, frame)
        for operand in node.ops:
            self.visit(operand, frame)
        self.write(")")

    def visit_Operand(self, node: nodes.Operand, frame: Frame) -> None:  # noqa: N802  # Jinja's name
        """Write the operator and its right side."""
        self.write(f" {OPERATORS[node.op]} ")
        self._visit_unmarked(node.expr, frame)

    def _visit_unmarked(self, node: nodes.Expr, frame: Frame) -> None:
        if isinstance(node, nodes.Const) and isinstance(node.value, str | int):
            self.visit(node, frame)
            return
        self.write("environment.unmarked(")
        self.visit(node, frame)
        self.write(")")


#: Jinja's names of its comparisons, as Python writes them.
OPERATORS = {
    "eq": "==",
    "ne": "!=",
    "gt": ">",
    "gteq": ">=",
    "lt": "<",
    "lteq": "<=",
    "in": "in",
    "notin": "not in",
}

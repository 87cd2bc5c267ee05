"""The tag by which a template declares that its language says something else here.

Stage *compose*. ``{% differs "reason" %} … {% enddiffers %}``: what is used or printed
within has no counterpart in the other languages, and is meant to have none
(``docs/parity.md``). It is a Jinja extension
(https://jinja.palletsprojects.com/en/stable/extensions/).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from briefbook.tracking.account import Place

if TYPE_CHECKING:
    from briefbook.compose.environment import BookEnvironment


class DeclaredDifferences(Extension):
    """Reads the tag, and tells the scribe when what it encloses begins and ends."""

    tags = {"differs"}  # noqa: RUF012  # as Jinja declares it
    environment: BookEnvironment

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Read the reason and the body, up to ``enddiffers``."""
        tag = next(parser.stream)
        if parser.stream.current.type != "string" or not parser.stream.current.value.strip():
            parser.fail("a difference is declared with its reason, in quotes", tag.lineno)
        reason = next(parser.stream).value
        body = parser.parse_statements(("name:enddiffers",), drop_needle=True)
        if any(map(_leaves, body)):
            parser.fail("a loop cannot be left within a declared difference", tag.lineno)
        known: list[nodes.Expr] = [
            nodes.Const(parser.filename or ""),
            nodes.Const(tag.lineno),
            nodes.Const(reason),
        ]
        begin = nodes.Output([self.call_method("begin", known)], lineno=tag.lineno)
        end = nodes.Output([self.call_method("end")], lineno=tag.lineno)
        return [begin, *body, end]

    def begin(self, file: str, line: int, reason: str) -> Markup:
        """Tell that a declared difference begins here."""
        scribe = self.environment.scribe
        return scribe.begin(Place(file, line), reason) if scribe else Markup("")

    def end(self) -> Markup:
        """Tell that the innermost declared difference ends."""
        return self.environment.scribe.end() if self.environment.scribe else Markup("")


def _leaves(node: nodes.Node) -> bool:
    """Tell whether a ``break`` or ``continue`` would leave the node for a loop around it."""
    if isinstance(node, nodes.Break | nodes.Continue):
        return True
    return not isinstance(node, nodes.For) and any(map(_leaves, _children(node)))


def _children(node: nodes.Node) -> Iterator[Any]:
    return node.iter_child_nodes()

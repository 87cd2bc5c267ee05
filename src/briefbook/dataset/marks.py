"""A file that was read: its values, their places, and what is wrong with it.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
Lines and columns count from 1, as editors and compilers show them
(https://www.gnu.org/prep/standards/html_node/Errors.html).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from briefbook.dataset.characters import replace_forbidden
from briefbook.errors import BookError, Span

__all__ = ["MAX_EXCERPT", "Mark", "PathTuple", "SourceFile", "place"]

MAX_EXCERPT = 400

PathTuple: TypeAlias = tuple[str | int, ...]


class Mark(NamedTuple):
    """A place in a file: line and column, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What one YAML file says, and where.

    ``name`` is the file relative to the book; ``value`` the tree of dict, list
    and scalars; ``marks`` the place of every value, ``keys`` of every key;
    ``broken`` the paths whose value was refused and stands as ``None``;
    ``problems`` all that is wrong. ``complete`` is false where reading stopped.
    """

    name: str
    text: str = field(repr=False)
    value: Any
    marks: Mapping[PathTuple, Mark] = field(repr=False)
    keys: Mapping[PathTuple, Mark] = field(repr=False)
    problems: tuple[BookError, ...] = ()
    broken: frozenset[PathTuple] = frozenset()
    complete: bool = True

    def span(self, path: PathTuple) -> Span:
        """Return the place of a value, or of the nearest thing around it."""
        while path and path not in self.marks:
            path = path[:-1]
        return place(self.name, self.text, self.marks.get(path, Mark(1, 1)))


def place(name: str, text: str, mark: Mark) -> Span:
    """Make a span of a place in ``text``; a very long line is shown in part.

    Forbidden characters are replaced, so that the excerpt is safe to print.
    """
    lines = text.split("\n", mark.line)
    excerpt = lines[mark.line - 1] if mark.line <= len(lines) else ""
    return Span(name, mark.line, mark.column, replace_forbidden(excerpt[:MAX_EXCERPT]))

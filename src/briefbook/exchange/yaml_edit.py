"""Texts changed and added in a YAML file, and not one other byte.

A value that stands there is written anew in its own style; what is missing is added
behind the keys that come before it. Whatever was edited is read again and compared,
before anybody gets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from briefbook.dataset.marks import PathTuple
from briefbook.exchange.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode, read_nodes
from briefbook.exchange.yaml_write import (
    Branch,
    block_lines,
    flow_entries,
    flow_mapping,
    inline,
    rewritten,
)
from briefbook.localize.grammar.base import CASES

__all__ = ["edit_yaml"]

#: The order in which the keys of a name are added; others come last.
_ORDER = (
    *("surname", "given", "patronymic", "initials"),
    *CASES,
    *("gender", "number", "animacy", "declines", "article", "abbreviation", "short"),
)
_DEFAULT_STEP = 2


def edit_yaml(text: str, edits: Mapping[PathTuple, str]) -> str:
    """Return a YAML text with other texts at some paths; all other characters stay.

    A path is that of a fact within its record, ``("name", "en", "nominative")``: the
    ``value`` that carries a source is found by itself, and a plain text is its own
    nominative. Keys that are missing are added. Raises :class:`KeyError` for a path
    that leads nowhere, and :class:`RuntimeError` where the result does not say what
    was asked for.
    """
    root = read_nodes(text)
    editor = _Editor(text)
    editor.put(root, _branches(edits))
    result = editor.result()
    wanted = {_name_of(tuple(map(str, path))): said for path, said in edits.items()}
    if _said(read_nodes(result)) != {**_said(root), **wanted}:
        raise RuntimeError("the edited file does not say what it should")
    return result


def _branches(edits: Mapping[PathTuple, str]) -> dict[str, Any]:
    """Turn paths into nested mappings; the numbers of lists stand as text."""
    root: dict[str, Any] = {}
    for path, text in edits.items():
        branch = root
        for part in path[:-1]:
            branch = branch.setdefault(str(part), {})
        branch[str(path[-1])] = text
    return root


@dataclass(slots=True)
class _Editor:
    """Gathers what is to be replaced in a text, then replaces it from the end on."""

    text: str
    changes: list[tuple[int, int, str]] = field(default_factory=list)
    newline: str = field(init=False)
    step: int = field(init=False)

    def __post_init__(self) -> None:
        self.newline = "\r\n" if "\r\n" in self.text else "\n"
        self.step = _step(read_nodes(self.text))

    def put(self, node: Node, wanted: str | Branch, column: int | None = None) -> None:
        """Put texts into a value and what is below it; ``column`` is that of its key.

        Only the root of a file has none.
        """
        if column is not None:
            node, column = _unwrapped(node, column)
        if isinstance(wanted, str):
            self._put_text(node, wanted)
        elif isinstance(node, MappingNode):
            missing = self._put_known(node, wanted)
            if missing:
                self._add(node, missing)
        elif isinstance(node, SequenceNode):
            for number, below in wanted.items():
                self.put(node.items[int(number)], below, 0)
        elif wanted.keys() == {"nominative"}:
            self._put_text(node, str(wanted["nominative"]))
        else:
            self._spread(node, wanted, column or 0)

    def _put_known(self, node: MappingNode, wanted: Branch) -> dict[str, Any]:
        """Put what has a key already; return the rest."""
        missing = {}
        for key, below in wanted.items():
            value = node.find(key)
            if value is None:
                missing[key] = below
            else:
                self.put(value, below, node.column)
        return missing

    def _put_text(self, node: Node, text: str) -> None:
        """Write a text in the place of another."""
        if not isinstance(node, ScalarNode):
            raise KeyError(f"a text is to stand where {type(node).__name__} stands")
        if node.start == node.end:
            self.changes.append((node.start, node.end, f" {inline(text, flow=node.flow)}"))
        elif node.text.strip() != text:
            new = rewritten(self.text, node, text, self.newline)
            self.changes.append((node.start, node.end, new))

    def _add(self, node: MappingNode, missing: Branch) -> None:
        """Add keys to a mapping, each behind the last of those that come before it."""
        behind: dict[int, dict[str, Any]] = {}
        for key in sorted(missing, key=_rank):
            before = [n for n, entry in enumerate(node.entries) if _rank(entry.key) <= _rank(key)]
            place = max(before, default=len(node.entries) - 1)
            behind.setdefault(place, {})[key] = _shortest(missing[key])
        for number, branch in behind.items():
            end = node.entries[number].value.end if node.entries else node.start + 1
            if node.flow:
                joint = ", " if node.entries else ""
                self.changes.append((end, end, joint + ", ".join(flow_entries(branch))))
            else:
                self._insert_lines(end, block_lines(branch, node.column, self.step))

    def _insert_lines(self, end: int, lines: list[str]) -> None:
        """Insert lines below the one on which something ends."""
        rest = self.text.find("\n", end)
        if rest < 0:
            place = len(self.text)
            self.changes.append((place, place, self.newline + self.newline.join(lines)))
        else:
            self.changes.append(
                (rest + 1, rest + 1, "".join(line + self.newline for line in lines))
            )

    def _spread(self, node: ScalarNode, wanted: Branch, column: int) -> None:
        """Turn a plain text, which is a nominative, into a mapping with more beside it."""
        branch: Branch = {"nominative": node.text.strip(), **wanted}
        start = node.start - _spaces_before(self.text, node.start)
        line = self.text[node.end :].partition("\n")[0]
        after_colon = self.text[start - 1 : start] == ":"
        if node.flow or not after_colon or line.strip() or "\n" in self.text[node.start : node.end]:
            self.changes.append((node.start, node.end, flow_mapping(branch)))
            return
        lines = block_lines(branch, column + self.step, self.step)
        self.changes.append((start, node.end, self.newline + self.newline.join(lines)))

    def result(self) -> str:
        """Return the text with all changes made."""
        text = self.text
        for start, end, new in sorted(self.changes, reverse=True):
            text = text[:start] + new + text[end:]
        return text


def _rank(key: str) -> int:
    return _ORDER.index(key) if key in _ORDER else len(_ORDER)


def _shortest(value: str | Branch) -> str | Branch:
    """Write a name that has but a nominative as a plain text."""
    if isinstance(value, str):
        return value
    if value.keys() == {"nominative"}:
        return value["nominative"]
    keys = sorted(value, key=_rank)
    return {key: _shortest(value[key]) for key in keys}


def _spaces_before(text: str, place: int) -> int:
    before = text[:place]
    return len(before) - len(before.rstrip(" "))


def _unwrapped(node: Node, column: int = 0) -> tuple[Node, int]:
    """Return the value that stands with its source and date, or the value itself.

    With it comes the column of its key.
    """
    while isinstance(node, MappingNode):
        inner = node.find("value")
        if inner is None:
            break
        column = node.column
        node = inner
    return node, column


def _step(root: Node) -> int:
    """Return by how much the file indents: the least that one of its mappings does."""
    return min(_steps(root), default=_DEFAULT_STEP)


def _steps(node: Node) -> Iterator[int]:
    if isinstance(node, MappingNode) and not node.flow:
        for entry in node.entries:
            value = entry.value
            if isinstance(value, MappingNode) and not value.flow and value.column > node.column:
                yield value.column - node.column
            yield from _steps(value)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _steps(item)


def _said(node: Node, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
    """Return every text of a file by its path; a nominative stands at the path of its name."""
    if path:
        node, _column = _unwrapped(node)
    if isinstance(node, ScalarNode):
        return {_name_of(path): node.text.strip()}
    below = (
        {entry.key: entry.value for entry in node.entries}
        if isinstance(node, MappingNode)
        else {str(number): item for number, item in enumerate(node.items)}
    )
    found: dict[tuple[str, ...], str] = {}
    for key, value in below.items():
        found.update(_said(value, (*path, key)))
    return found


def _name_of(path: tuple[str, ...]) -> tuple[str, ...]:
    return path[:-1] if path[-1:] == ("nominative",) else path

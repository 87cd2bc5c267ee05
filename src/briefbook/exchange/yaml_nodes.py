"""A YAML text as values that know where they stand, to the character.

The dataset's own reader keeps lines and columns; to change a value in place one must
also know where it ends and how it is written. The styles are those of YAML 1.2
(https://yaml.org/spec/1.2.2/#scalar-style).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import yaml

__all__ = ["Entry", "MappingNode", "Node", "ScalarNode", "SequenceNode", "read_nodes"]

Style = Literal["plain", "'", '"', "|", ">"]


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A single value; ``end`` is behind its last character, blank lines after it left out."""

    start: int
    end: int
    text: str
    style: Style
    flow: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value."""

    key: str
    value: Node


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys with values; ``flow`` if it is written in braces, ``column`` that of its keys."""

    start: int
    end: int
    column: int
    flow: bool
    entries: tuple[Entry, ...]

    def find(self, key: str) -> Node | None:
        """Return the value of a key; None if it is not there."""
        return next((entry.value for entry in self.entries if entry.key == key), None)


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list of values."""

    start: int
    end: int
    flow: bool
    items: tuple[Node, ...]


Node: TypeAlias = ScalarNode | MappingNode | SequenceNode


def read_nodes(text: str) -> Node:
    """Read a YAML text that the dataset's reader accepts; line breaks may be of any kind.

    Places count the characters of ``text``. Raises :class:`yaml.YAMLError`.
    """
    offset = 1 if text.startswith("\ufeff") else 0
    events = yaml.parse(text[offset:], Loader=yaml.CSafeLoader)
    return _Reader(text, offset, events).root()


class _Reader:
    """Makes nodes of events; their depth is bounded, as the dataset's reader bounds it."""

    def __init__(self, text: str, offset: int, events: Iterator[Any]) -> None:
        self.text = text
        self.offset = offset
        self.events = events

    def root(self) -> Node:
        """Read the one document."""
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                break
        return self._node(next(self.events), flow=False)

    def _node(self, event: Any, *, flow: bool) -> Node:
        """Read a value, given its first event."""
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event)
        return self._scalar(event, flow=flow)

    def _scalar(self, event: Any, *, flow: bool) -> ScalarNode:
        start, end = self._place(event.start_mark), self._place(event.end_mark)
        style: Style = event.style or "plain"
        if style in {"|", ">"}:
            end = start + len(self.text[start:end].rstrip())
        return ScalarNode(start, end, event.value, style, flow)

    def _mapping(self, event: Any) -> MappingNode:
        flow = bool(event.flow_style)
        entries: list[Entry] = []
        while not isinstance(following := next(self.events), yaml.MappingEndEvent):
            value = self._node(next(self.events), flow=flow)
            entries.append(Entry(following.value, value))
        end = self._place(following.end_mark) if flow or not entries else entries[-1].value.end
        start = self._place(event.start_mark)
        return MappingNode(start, end, event.start_mark.column, flow, tuple(entries))

    def _sequence(self, event: Any) -> SequenceNode:
        flow = bool(event.flow_style)
        items: list[Node] = []
        while not isinstance(following := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(following, flow=flow))
        end = self._place(following.end_mark) if flow or not items else items[-1].end
        return SequenceNode(self._place(event.start_mark), end, flow, tuple(items))

    def _place(self, mark: Any) -> int:
        return int(mark.index) + self.offset

"""Events of the YAML parser → a tree of plain values, without recursion.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
Events are those of the serialization tree of YAML 1.2
(https://yaml.org/spec/1.2.2/#32-information-models). Anchors, aliases and tags are
refused as they come, so that no file can explode; the stack is a list of our own,
so that no file can exhaust it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from briefbook.dataset.characters import describe, find_forbidden, replace_forbidden
from briefbook.dataset.marks import Mark, PathTuple, SourceFile, place
from briefbook.dataset.syntax import explain
from briefbook.errors import (
    BookError,
    DuplicateKey,
    ForbiddenCharacter,
    ReservedName,
    Span,
    YamlRefused,
)
from briefbook.wording import Message, _

__all__ = ["MAX_DEPTH", "MAX_VALUES", "build_tree"]

MAX_DEPTH = 40
MAX_VALUES = 20_000
_MAX_PROBLEMS = 100

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FRACTION = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]{1,3})?")
_CONSTANTS: Mapping[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
_BEGINS_NUMBER = frozenset("-0123456789")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def build_tree(name: str, text: str) -> SourceFile:
    """Build the tree of ``text``; ``name`` is what messages call the file."""
    return _Builder(name, text).build()


def _scalar(event: yaml.ScalarEvent) -> str | int | float | bool | None:
    """Give a scalar its value by the narrowed core schema."""
    text: str = event.value
    if event.style:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _BEGINS_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FRACTION.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


class _Stop(Exception):
    """Reading this file any further makes no sense."""


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being filled; ``key`` is ``None`` for a refused one.

    ``at`` is the path of the value that the key is for.
    """

    container: dict[str, Any] | list[Any]
    path: PathTuple
    key: str | None = None
    at: PathTuple = ()
    wants_key: bool = True


class _Builder:
    """Builds one :class:`SourceFile` from the events of the parser."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.root: Any = None
        self.stack: list[_Frame] = []
        self.marks: dict[PathTuple, Mark] = {}
        self.keys: dict[PathTuple, Mark] = {}
        self.broken: set[PathTuple] = set()
        self.problems: list[BookError] = []
        self.documents = 0
        self.values = 0
        #: Whether a text can hold what stands nowhere in the file as itself, or a tab.
        self.hides = "\\" in text or "\t" in text

    def build(self) -> SourceFile:
        """Read all events, or as many as make sense."""
        complete = True
        try:
            for event in self._events(self._checked_characters()):
                handler = _HANDLERS.get(type(event))
                if handler is not None:
                    handler(self, event)
        except _Stop:
            complete = False
        except yaml.YAMLError as error:
            complete = False
            self.problems.append(explain(error, self.text, self._place))
        return SourceFile(
            self.name,
            self.text,
            self.root,
            self.marks,
            self.keys,
            tuple(self.problems),
            frozenset(self.broken),
            complete,
        )

    def _events(self, text: str) -> Iterator[yaml.Event]:
        """Return the events of the C parser."""
        events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)
        return events

    def _place(self, line: int, column: int) -> Span:
        return place(self.name, self.text, Mark(line, column))

    def _report(self, kind: type[BookError], message: Message, hint: Message, *marks: Mark) -> None:
        """Note a problem; stop where there are too many to be of use."""
        spans = [place(self.name, self.text, mark) for mark in marks]
        self.problems.append(kind(message, spans=spans, hint=hint))
        if len(self.problems) >= _MAX_PROBLEMS:
            raise _Stop

    def _checked_characters(self) -> str:
        """Report each forbidden character that stands in the file; return the text without."""
        found = None
        for found in find_forbidden(self.text, tabs=False):
            line = self.text.count("\n", 0, found.start()) + 1
            column = found.start() - self.text.rfind("\n", 0, found.start())
            self._forbidden(found.group(), Mark(line, column))
        return self.text if found is None else replace_forbidden(self.text)

    def _check_escapes(self, text: str, mark: Mark) -> None:
        """Report tabs within a text, and characters hidden behind an escape."""
        for character in sorted({found.group() for found in find_forbidden(text, tabs=True)}):
            self._forbidden(character, mark)

    def _forbidden(self, character: str, mark: Mark) -> None:
        message = _("{character} is not allowed in a text", character=describe(character))
        hint = (
            _("put a space")
            if character == "\t"
            else _("delete the character and type the word anew")
        )
        self._report(ForbiddenCharacter, message, hint, mark)

    def on_document(self, event: yaml.Event) -> None:
        """Refuse a second document."""
        self.documents += 1
        if self.documents > 1:
            self._refuse(
                event, _("a file holds one document only"), _("give each record its own file")
            )
            raise _Stop

    def on_alias(self, event: yaml.AliasEvent) -> None:
        """Refuse an alias; its value stands as nothing."""
        hint = _("refer to another record by its id, or write the value again")
        self._refuse(
            event, _("the alias *{anchor} is not allowed in a dataset", anchor=event.anchor), hint
        )
        if self._is_key():
            self._refuse_key(event)
        else:
            self.broken.add(self._attach(None, _mark(event)))

    def on_scalar(self, event: yaml.ScalarEvent) -> None:
        """Take a scalar as a key or as a value."""
        self._check_node(event)
        mark = _mark(event)
        if self.hides:
            self._check_escapes(event.value, mark)
        if self._is_key():
            self._take_key(event, mark)
        else:
            self._attach(_scalar(event), mark)

    def on_start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        """Open a mapping or a list."""
        self._check_node(event)
        if len(self.stack) >= MAX_DEPTH:
            message = _("values are nested deeper than {depth} levels", depth=MAX_DEPTH)
            self._refuse(event, message, _("flatten the record"))
            raise _Stop
        container: dict[str, Any] | list[Any] = (
            {} if isinstance(event, yaml.MappingStartEvent) else []
        )
        if self._is_key():
            self._refuse(
                event, _("a key must be a plain word"), _("remove the question mark or brackets")
            )
            path = self._refuse_key(event)
            self.stack.append(_Frame(container, (*path, self._nowhere())))
        else:
            self.stack.append(_Frame(container, self._attach(container, _mark(event))))

    def on_end(self, _event: yaml.Event) -> None:
        """Close the innermost mapping or list."""
        self.stack.pop()

    def _check_node(self, event: Any) -> None:
        """Refuse anchors and tags, and a file with too many values."""
        self.values += 1
        if self.values > MAX_VALUES:
            self._refuse(
                event,
                _("the file holds more than {values} values", values=MAX_VALUES),
                _("split the file"),
            )
            raise _Stop
        if event.anchor is not None:
            hint = _("refer to another record by its id; quote a text that begins with &")
            self._refuse(
                event,
                _("the anchor &{anchor} is not allowed in a dataset", anchor=event.anchor),
                hint,
            )
        if event.tag is not None:
            hint = _("remove it; quote a text that begins with an exclamation mark")
            self._refuse(
                event,
                _("the tag {tag} is not allowed in a dataset", tag=replace_forbidden(event.tag)),
                hint,
            )

    def _refuse(self, event: yaml.Event, message: Message, hint: Message) -> None:
        self._report(YamlRefused, message, hint, _mark(event))

    def _nowhere(self) -> str:
        """Make a path part that no key can have, for a value that is dropped."""
        return f"?{self.values}"

    def _is_key(self) -> bool:
        return bool(self.stack) and (
            isinstance(self.stack[-1].container, dict) and self.stack[-1].wants_key
        )

    def _refuse_key(self, _event: yaml.Event) -> PathTuple:
        """Skip a key and the value after it; return the path of its mapping."""
        frame = self.stack[-1]
        frame.key, frame.wants_key = None, False
        self.broken.add(frame.path)
        return frame.path

    def _take_key(self, event: yaml.ScalarEvent, mark: Mark) -> None:
        """Take a key, unless it is written twice or is no name."""
        frame = self.stack[-1]
        path = (*frame.path, event.value)
        frame.key, frame.wants_key = None, False
        if path in self.keys:
            message = _("{value} is written twice", value=event.value)
            hint = _("keep one of the two")
            self._report(DuplicateKey, message, hint, mark, self.keys[path])
        elif self._is_name(event, mark):
            frame.key, frame.at = event.value, path
            self.keys[path] = mark

    def _is_name(self, event: yaml.ScalarEvent, mark: Mark) -> bool:
        """Tell whether a key can be the name of a field or a language."""
        value, shown = _scalar(event), event.value
        if isinstance(value, str) and _KEY.fullmatch(shown):
            return True
        if shown == "<<":
            self._refuse(
                event, _("merge keys are not allowed in a dataset"), _("write the values again")
            )
        elif not isinstance(value, str):
            said = _("nothing") if value is None else _("the value {value}", value=shown)
            self._refuse(
                event,
                _("a key must be a word, not {value}", value=said),
                _("begin it with a letter"),
            )
        else:
            message = _(
                "the key {shown} is not a name that a dataset can use", shown=repr(shown[:40])
            )
            hint = _("use Latin letters, digits and _, and begin with a letter")
            self._report(ReservedName, message, hint, mark)
        return False

    def _attach(self, value: Any, mark: Mark) -> PathTuple:
        """Put a value into the innermost container; return its path."""
        path: PathTuple = ()
        if not self.stack:
            self.root = value
        else:
            path = self._put(self.stack[-1], value)
        self.marks[path] = mark
        return path

    def _put(self, frame: _Frame, value: Any) -> PathTuple:
        """Add a value to a list, or under the pending key of a mapping."""
        if isinstance(frame.container, list):
            frame.container.append(value)
            return (*frame.path, len(frame.container) - 1)
        frame.wants_key = True
        if frame.key is None:
            return (*frame.path, self._nowhere())
        frame.container[frame.key] = value
        return frame.at


def _mark(event: yaml.Event) -> Mark:
    """Return where an event begins."""
    start = event.start_mark
    return Mark(1, 1) if start is None else Mark(start.line + 1, start.column + 1)


_HANDLERS: Mapping[type[yaml.Event], Callable[[_Builder, Any], None]] = {
    yaml.DocumentStartEvent: _Builder.on_document,
    yaml.AliasEvent: _Builder.on_alias,
    yaml.ScalarEvent: _Builder.on_scalar,
    yaml.MappingStartEvent: _Builder.on_start,
    yaml.SequenceStartEvent: _Builder.on_start,
    yaml.MappingEndEvent: _Builder.on_end,
    yaml.SequenceEndEvent: _Builder.on_end,
}

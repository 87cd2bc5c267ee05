"""Why an output is to be made again, in words a person can read.

Stage *record*. Every rebuild has a reason; a reason that is a fact names it, its
old and new value, its file and line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeGuard

from briefbook.tracking.questions import ABSENT, MISSING, PRIVATE, Answer, World
from briefbook.tracking.trace import Difference

ReasonKind = Literal[
    "new",
    "failed",
    "document",
    "template",
    "profile",
    "stylesheet",
    "fonts",
    "assets",
    "toolchain",
    "fact",
    "missing",
    "interrupted",
    "altered",
    "forced",
    "orphaned",
]

_LONGEST = 80
_CONTEXT = 20
#: The length of an answer that is one value: its kind, text, source and date.
_FACT = 4
_SILENT = ((MISSING, "nothing"), (ABSENT, "not filled"), (PRIVATE, "private"))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an output is not current, or is to be made again.

    ``fact`` is the path of a fact, ``file`` and ``line`` its place; None where the
    reason is no fact.
    """

    kind: ReasonKind
    message: str
    fact: str | None = None
    file: str | None = None
    line: int | None = None


def fact_reason(difference: Difference, world: World) -> Reason:
    """Say which fact changed, from what to what, and where it stands now."""
    path = difference.question.path
    if difference.question.kind == "register":
        message = f"the records of {path} changed"
    else:
        message = _change(path, difference.before, difference.now)
    span = world.dataset.mark(path)
    return Reason("fact", message, path, span.file, span.line)


def _change(path: str, before: Answer, now: Answer) -> str:
    """Say how an answer changed; two long texts are shown from where they part."""
    if _is_fact(before) and _is_fact(now):
        if before[:2] == now[:2]:
            return f"the source or date of {path} changed"
        if before[0] == now[0] == "str":
            old, new = _from_where_they_part(str(before[1]), str(now[1]))
            return f"{path} changed from “{old}” to “{new}”"
    old, new = spoken(before), spoken(now)
    return f"the items of {path} changed" if old == new else f"{path} changed from {old} to {new}"


def _is_fact(answer: Answer) -> TypeGuard[tuple[Answer, ...]]:
    """Tell whether an answer is a written value, with its source and date."""
    return isinstance(answer, tuple) and len(answer) == _FACT and answer[0] != "list"


def _from_where_they_part(before: str, now: str) -> tuple[str, str]:
    """Shorten two texts; if that makes them alike, begin shortly before they differ."""
    old, new = _short(before), _short(now)
    if old != new:
        return old, new
    pairs = enumerate(zip(before, now, strict=False))
    parting = next((place for place, (a, b) in pairs if a != b), min(len(before), len(now)))
    start = max(0, parting - _CONTEXT)
    return f"…{_short(before[start:])}", f"…{_short(now[start:])}"


def part_reason(name: str, before: Mapping[str, str], now: Mapping[str, str]) -> Reason:
    """Say which part of a key changed."""
    kind, _, detail = name.partition(" ")
    if kind == "toolchain":
        return Reason("toolchain", _toolchain_message(detail, before.get(name), now.get(name)))
    messages: dict[str, tuple[ReasonKind, str]] = {
        "template": ("template", f"the template {detail} changed"),
        "profile": ("profile", f"the layout {detail} changed"),
        "stylesheet": ("stylesheet", f"the stylesheet {detail} changed"),
        "fonts": ("fonts", "the fonts changed"),
        "assets": ("assets", "a picture or other file under templates/ changed"),
    }
    kind_, message = messages.get(kind, ("document", "its entry in briefbook.toml changed"))
    return Reason(kind_, message)


def spoken(answer: Answer) -> str:
    """Write an answer as a person would name the value."""
    for silent, word in _SILENT:
        if answer == silent:
            return word
    if not isinstance(answer, tuple) or not answer or (len(answer) < 2 and answer != ("list",)):
        return _short(str(answer))
    if answer[0] == "list":
        return _spoken_list(answer)
    if answer[0] == "failed":
        return f"a failure ({_short(str(answer[1]))})"
    if answer[0] == "record":
        return f"the record {answer[1]}" if "." in str(answer[1]) else "a record"
    return f"“{_short(str(answer[1]))}”" if answer[0] == "str" else _short(str(answer[1]))


def _spoken_list(answer: tuple[Answer, ...]) -> str:
    """Name a list by its length, or by the values derived."""
    rest = answer[1:]
    if len(rest) == 1 and isinstance(rest[0], int):
        return f"a list of {rest[0]}"
    named = ", ".join(str(item[1]) if isinstance(item, tuple) else str(item) for item in rest)
    return f"a list of {len(rest)}{f' ({_short(named)})' if named else ''}"


def _short(text: str) -> str:
    """Shorten a long text for a message."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _toolchain_message(name: str, before: str | None, now: str | None) -> str:
    """Say which part of the toolchain changed; digests of sources are no versions."""
    if name == "briefbook":
        return "the program itself changed"
    return f"{name} changed from {before or 'nothing'} to {now or 'nothing'}"

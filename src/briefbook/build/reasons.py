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
from briefbook.wording import Message, _, verbatim

ReasonKind = Literal[
    "new",
    "failed",
    "document",
    "template",
    "profile",
    "stylesheet",
    "letterhead",
    "fonts",
    "assets",
    "toolchain",
    "fact",
    "translation",
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
_SILENT = ((MISSING, _("nothing")), (ABSENT, _("not filled")), (PRIVATE, _("private")))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an output is not current, or is to be made again.

    ``fact`` is the path of a fact, ``file`` and ``line`` its place; None where the
    reason is no fact.
    """

    kind: ReasonKind
    message: Message
    fact: str | None = None
    file: str | None = None
    line: int | None = None


def fact_reason(difference: Difference, world: World) -> Reason:
    """Say which fact changed, from what to what, and where it stands now."""
    path = difference.question.path
    if difference.question.kind == "pages":
        now = spoken(difference.now)
        return Reason("fact", _("{output} has {pages} pages now", output=path, pages=now), path)
    if difference.question.kind == "register":
        message = _("the records of {path} changed", path=path)
    else:
        message = _change(path, difference.before, difference.now)
    span = world.dataset.mark(path)
    return Reason("fact", message, path, span.file, span.line)


def _change(path: str, before: Answer, now: Answer) -> Message:
    """Say how an answer changed; two long texts are shown from where they part."""
    if _is_fact(before) and _is_fact(now):
        if before[:2] == now[:2]:
            return _("the source or date of {path} changed", path=path)
        if before[0] == now[0] == "str":
            old, new = _from_where_they_part(str(before[1]), str(now[1]))
            return _changed(path, _("“{text}”", text=old), _("“{text}”", text=new))
    if (said := spoken(before)) == spoken(now):
        return _("the items of {path} changed", path=path)
    return _changed(path, said, spoken(now))


def _changed(thing: str, old: str, new: str) -> Message:
    return _("{thing} changed from {old} to {new}", thing=thing, old=old, new=new)


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
    kind, _space, detail = name.partition(" ")
    if kind == "toolchain":
        return Reason("toolchain", _toolchain_message(detail, before.get(name), now.get(name)))
    messages: dict[str, tuple[ReasonKind, Message]] = {
        "template": ("template", _("the template {name} changed", name=detail)),
        "profile": ("profile", _("the layout {name} changed", name=detail)),
        "stylesheet": ("stylesheet", _("the stylesheet {name} changed", name=detail)),
        "letterhead": ("letterhead", _("the letterhead {name} changed", name=detail)),
        "fonts": ("fonts", _("the fonts changed")),
        "assets": ("assets", _("a picture or other file under templates/ changed")),
    }
    kind_, message = messages.get(kind, ("document", _("its entry in briefbook.toml changed")))
    return Reason(kind_, message)


def spoken(answer: Answer) -> Message:
    """Write an answer as a person would name the value."""
    for silent, word in _SILENT:
        if answer == silent:
            return word
    if not isinstance(answer, tuple) or not answer or (len(answer) < 2 and answer != ("list",)):
        return verbatim(_short(str(answer)))
    if answer[0] == "list":
        return _spoken_list(answer)
    if answer[0] == "failed":
        return _("a failure ({reason})", reason=_short(str(answer[1])))
    if answer[0] == "record":
        named = "." in str(answer[1])
        return _("the record {path}", path=answer[1]) if named else _("a record")
    text = _short(str(answer[1]))
    return _("“{text}”", text=text) if answer[0] == "str" else verbatim(text)


def _spoken_list(answer: tuple[Answer, ...]) -> Message:
    """Name a list by its length, or by the values derived."""
    rest = answer[1:]
    if len(rest) == 1 and isinstance(rest[0], int):
        return _("a list of {number}", number=rest[0])
    named = ", ".join(str(item[1]) if isinstance(item, tuple) else str(item) for item in rest)
    if not named:
        return _("a list of {number}", number=len(rest))
    return _("a list of {number} ({items})", number=len(rest), items=_short(named))


def _short(text: str) -> str:
    """Shorten a long text for a message."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _toolchain_message(name: str, before: str | None, now: str | None) -> Message:
    """Say which part of the toolchain changed; digests of sources are no versions."""
    if name == "briefbook":
        return _("the program itself changed")
    return _changed(name, before or _("nothing"), now or _("nothing"))

"""Markup ↔ semantic tree: the strict reader and the canonical writer.

Stage *render*. The syntax is that of the HTML standard,
https://html.spec.whatwg.org/multipage/syntax.html, without its repairs: where a
browser (and Python's ``html.parser``, differently in each version) mends, drops
or moves, this reader refuses, because what is dropped here would be missing from
a signed document. The other steps on a tree are reached from here as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from html.entities import html5

from briefbook.dataset.values import FrozenMap
from briefbook.errors import MalformedMarkup, Span
from briefbook.render.checking import check
from briefbook.render.folding import normalize
from briefbook.render.runs import blocks, map_block_texts, words_of
from briefbook.render.subset import VOID
from briefbook.render.tree import Element, Node, Origin, Text
from briefbook.wording import NOTHING, Message, _

__all__ = ["blocks", "check", "map_block_texts", "normalize", "parse", "serialize", "words_of"]

_TOKEN = re.compile(
    r"(?P<comment><!--.*?-->)"
    r"|(?P<doctype><!doctype\s+html\s*>)"
    r"|(?P<end></(?P<closed>[a-z][a-z0-9-]*)\s*>)"
    r"|<(?P<opened>[a-z][a-z0-9-]*)"
    r"(?P<attributes>(?:\s+[a-z][a-z0-9_.:-]*(?:\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))?)*)\s*(?P<void>/?)>"
    r"|(?P<text>[^<]+)",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[a-z][a-z0-9_.:-]*)(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'))?",
    re.IGNORECASE,
)
#: What is written in small letters and double quotes, and holds nothing to resolve or refuse.
_PLAIN_ATTRIBUTE = re.compile(r' ([a-z][a-z0-9-]*)="([A-Za-z0-9_.:/# -]*)"')
_REFERENCE = re.compile(
    r"&(?:#(?P<decimal>[0-9]+)|#x(?P<hex>[0-9a-f]+)|(?P<name>[a-z0-9]+));", re.I
)
_LOOSE_REFERENCE = re.compile(r"&(?=[#a-z])(?!(?:#[0-9]+|#x[0-9a-f]+|[a-z0-9]+);)", re.I)
#: More levels than any document of the subset needs; fewer than the steps on a tree can go down.
_DEEPEST = 64
_ORIGIN = re.compile(r"(?P<template>.+):(?P<line>[1-9][0-9]*)")

#: Control characters but tab and line feed, lone surrogates, the overrides and
#: embeddings of UAX #9, and the two non-characters that XML does not admit.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


def parse(html: str) -> Element:
    """Read markup into a tree; the root is the one outermost element.

    A start tag may carry ``data-origin="TEMPLATE:LINE"``; it becomes the
    element's origin and is no attribute of it; without one, an element has the
    origin of the element around it. Comments are left out and line
    breaks become line feeds. Text is kept as it stands: see :func:`normalize`.

    Raises ``MalformedMarkup`` at the first fault: an element that is left open
    or wrongly nested, an unknown character reference, a forbidden character.
    """
    reader = _Reader()
    source = html.replace("\r\n", "\n").replace("\r", "\n")
    position = 0
    while position < len(source):
        token = _TOKEN.match(source, position)
        if token is None:
            raise reader.fault(
                _(
                    "markup that cannot be read: {text}",
                    text=_shown(source[position : position + 40]),
                ),
                hint=_("write &lt; for a less-than sign, and quote the values of attributes"),
            )
        reader.take(token)
        position = token.end()
    return reader.finish()


def serialize(root: Element) -> str:
    """Write a tree as canonical HTML: equal trees give equal text.

    Attributes are sorted and quoted, text is escaped, nothing is indented;
    origins are left out. A document (``html``) begins with its doctype.
    """
    parts: list[str] = ["<!DOCTYPE html>\n"] if root.tag == "html" else []
    _write(root, parts)
    return "".join(parts)


def _write(node: Node, parts: list[str]) -> None:
    if isinstance(node, Text):
        parts.append(escape(node.text, quote=False))
        return
    attributes = "".join(
        f' {name}="{escape(value)}"' for name, value in sorted(node.attributes.items())
    )
    parts.append(f"<{node.tag}{attributes}>")
    if node.tag in VOID:
        return
    for child in node.children:
        _write(child, parts)
    parts.append(f"</{node.tag}>")


@dataclass(slots=True)
class _Open:
    """An element whose end tag has not come yet."""

    tag: str
    attributes: Mapping[str, str]
    origin: Origin | None
    children: list[Node] = field(default_factory=list)

    def close(self) -> Element:
        return Element(self.tag, self.attributes, tuple(self.children), self.origin)


class _Reader:
    """Builds the tree from tokens; knows which elements are open."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._root: Element | None = None
        self._last: Origin | None = None

    def take(self, token: re.Match[str]) -> None:
        """Add one token: a tag, a stretch of text, a comment or the doctype."""
        if token["comment"] is not None:
            return
        if token["doctype"] is not None:
            if self._open or self._root:
                raise self.fault(_("a doctype that is not at the beginning"))
        elif token["end"] is not None:
            self._close(token["closed"].lower())
        elif token["opened"] is not None:
            self._start(token)
        else:
            self._text(token["text"])

    def finish(self) -> Element:
        """Return the root, if it was there and is closed."""
        if self._open:
            left = self._open[-1]
            raise self.fault(
                _("<{tag}> is left open", tag=left.tag),
                origin=left.origin,
                hint=_("close it with </{tag}>", tag=left.tag),
            )
        if self._root is None:
            raise self.fault(_("there is no element"))
        return self._root

    def _start(self, token: re.Match[str]) -> None:
        tag = token["opened"].lower()
        attributes, origin = self._attributes_and_origin(tag, token["attributes"])
        if origin is None and self._open:
            origin = self._open[-1].origin
        self._last = origin or self._last
        if self._root is not None:
            raise self.fault(
                _("<{tag}> stands after the end of the document", tag=tag), origin=origin
            )
        if token["void"] and tag not in VOID:
            raise self.fault(
                _("<{tag}/> is not an empty element", tag=tag),
                origin=origin,
                hint=_("write <{tag}></{tag}>", tag=tag),
            )
        if len(self._open) >= _DEEPEST:
            raise self.fault(
                _("elements nest deeper than {depth} levels", depth=_DEEPEST), origin=origin
            )
        self._open.append(_Open(tag, attributes, origin))
        if tag in VOID:
            self._pop()

    def _close(self, tag: str) -> None:
        if tag in VOID:
            raise self.fault(_("</{tag}> cannot be closed, for <{tag}> has no content", tag=tag))
        if not self._open:
            raise self.fault(_("</{tag}> closes an element that is not open", tag=tag))
        innermost = self._open[-1]
        if innermost.tag != tag:
            raise self.fault(
                _("</{tag}> comes while <{open}> is still open", tag=tag, open=innermost.tag),
                origin=innermost.origin,
                hint=_("close <{open}> first, or remove </{tag}>", open=innermost.tag, tag=tag),
            )
        self._pop()

    def _pop(self) -> None:
        element = self._open.pop().close()
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element

    def _text(self, raw: str) -> None:
        text = self._resolved(raw)
        if not self._open:
            if text.strip():
                raise self.fault(_("text outside the document: {text}", text=_shown(text.strip())))
            return
        siblings = self._open[-1].children
        if siblings and isinstance(siblings[-1], Text):
            siblings[-1] = Text(siblings[-1].text + text)
        else:
            siblings.append(Text(text))

    def _attributes_and_origin(
        self, tag: str, source: str
    ) -> tuple[Mapping[str, str], Origin | None]:
        known = _plain_attributes(source)
        if known is not None:
            return known
        attributes = self._attributes(tag, source)
        origin = self._origin(attributes.pop("data-origin", None))
        return FrozenMap(attributes), origin

    def _attributes(self, tag: str, source: str) -> dict[str, str]:
        attributes: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(source):
            name = match["name"].lower()
            if name in attributes:
                raise self.fault(
                    _("<{tag}> carries the attribute {name} twice", tag=tag, name=name)
                )
            value = match["double"] if match["double"] is not None else match["single"] or ""
            attributes[name] = self._resolved(value)
        return attributes

    def _resolved(self, raw: str) -> str:
        """Resolve the character references of a stretch; refuse what must not be shown."""
        text = raw
        if "&" in raw:
            text = self._without_references(raw)
        if forbidden := _FORBIDDEN.search(text):
            raise self.fault(
                _(
                    "the forbidden character U+{code} in the text {text}",
                    code=f"{ord(forbidden.group()):04X}",
                    text=_shown(text.strip()),
                ),
                hint=_("remove the control character, surrogate or bidirectional override"),
            )
        return text

    def _without_references(self, raw: str) -> str:
        """Put characters in the place of references."""
        if loose := _LOOSE_REFERENCE.search(raw):
            raise self.fault(
                _(
                    "a character reference without its end: {text}",
                    text=_shown(raw[loose.start() :][:20]),
                ),
                hint=_("write &amp; for an ampersand"),
            )
        return _REFERENCE.sub(self._character, raw)

    def _character(self, reference: re.Match[str]) -> str:
        if reference["name"] is not None:
            known = html5.get(reference["name"] + ";")
            if known is None:
                raise self.fault(
                    _("the unknown character reference {name}", name=reference.group())
                )
            return known
        digits, base = (
            (reference["decimal"], 10) if reference["decimal"] else (reference["hex"], 16)
        )
        number = int(digits, base) if len(digits) <= 8 else 0
        if not 0 < number <= 0x10FFFF:
            raise self.fault(
                _("the character reference {name} names no character", name=reference.group())
            )
        return chr(number)

    def _origin(self, mark: str | None) -> Origin | None:
        if mark is None:
            return None
        origin = _origin(mark)
        if origin is None:
            raise self.fault(_("the mark data-origin={mark} is not TEMPLATE:LINE", mark=repr(mark)))
        return origin

    def fault(
        self, message: Message, *, origin: Origin | None = None, hint: Message = NOTHING
    ) -> MalformedMarkup:
        """Return the error, placed at ``origin`` or at the last element with one."""
        place = origin or self._last
        spans = (Span(f"templates/{place.template}", place.line),) if place else ()
        return MalformedMarkup(message, spans=spans, hint=hint)


@lru_cache(maxsize=4096)
def _plain_attributes(source: str) -> tuple[Mapping[str, str], Origin | None] | None:
    """Read the attributes of a start tag; None unless all of them are plain.

    Documents of one template have most start tags in common.
    """
    found = _PLAIN_ATTRIBUTE.findall(source)
    attributes = FrozenMap(pair for pair in found if pair[0] != "data-origin")
    marks = [value for name, value in found if name == "data-origin"]
    written = "".join([f' {name}="{value}"' for name, value in found])
    if written != source or len(attributes) + len(marks) != len(found) or len(marks) > 1:
        return None
    origin = _origin(marks[0]) if marks else None
    return None if marks and origin is None else (attributes, origin)


@lru_cache(maxsize=4096)
def _origin(mark: str) -> Origin | None:
    """Read the mark of an element; documents of one template have them in common."""
    match = _ORIGIN.fullmatch(mark)
    return Origin(match["template"], int(match["line"])) if match else None


def _shown(text: str) -> str:
    """Return the beginning of a text on one line, forbidden characters escaped."""
    line = " ".join(text.split())
    short = line if len(line) <= 40 else f"{line[:39]}…"
    return _FORBIDDEN.sub(lambda match: f"\\u{ord(match.group()):04x}", short)

"""Segments as XLIFF 1.2, and back.

The standard: http://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html. Code of a
phrase is ``<ph>``, which holds the code itself for the translator to see and an id
that must come back. A file is read without a document type, entities or network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from lxml import etree

from briefbook.compose.passages import Piece
from briefbook.errors import ExchangeError, Span, UnreadableTranslations
from briefbook.exchange.returned import (
    EXPORT_AGAIN,
    NO_UNITS,
    SAVE_AS_UTF8,
    Part,
    Returned,
    ReturnedUnit,
    decoded,
    stopped,
)
from briefbook.exchange.segments import Segment
from briefbook.version import VERSION
from briefbook.wording import Message, _, verbatim

__all__ = ["read_xliff", "write_xliff"]

NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:1.2"
_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_CTYPES = {
    "expression": "x-jinja-expression",
    "statement": "x-jinja-statement",
    "comment": "x-jinja-comment",
    "markup": "x-html",
}
#: Tools put these around text of their own accord; the text counts.
_TRANSPARENT = frozenset({"mrk"})
#: States of a target that somebody must still look at (section 2.4, attribute state).
_UNSURE = re.compile(r"needs-(adaptation|l10n|translation|review-\w+)")
_PLACE = re.compile(r", line \d+, column \d+.*")
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)")
_ENCODING = re.compile(r"<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"']+)[\"']")


def write_xliff(segments: Sequence[Segment], source: str, target: str) -> bytes:
    """Write segments as one XLIFF document, with a ``<file>`` for each file of the book."""
    root = etree.Element(_q("xliff"), {"version": "1.2"}, nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the stubs forget the default one
    for name, group in groupby(segments, key=lambda segment: segment.span.file):
        _add_file(root, name, tuple(group), source, target)
    _indent(root)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data + b"\n"


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: etree._Element, tag: str, text: str = "", /, **attributes: str) -> etree._Element:
    """Add an element; an underscore in an attribute stands for a hyphen."""
    given = {key.replace("_", "-"): value for key, value in attributes.items()}
    element = etree.SubElement(parent, _q(tag), given)
    element.text = text or None
    return element


def _add_file(
    root: etree._Element, name: str, segments: Sequence[Segment], source: str, target: str
) -> None:
    """Add the units whose source text stands in one file of the book."""
    file = _add(
        root,
        "file",
        original=name,
        source_language=source,
        target_language=target,
        datatype="x-yaml" if name.endswith(".yaml") else "x-jinja",
        tool_id="briefbook",
    )
    header = _add(file, "header")
    tool = {"tool_id": "briefbook", "tool_name": "briefbook", "tool_version": VERSION}
    _add(header, "tool", **tool)
    body = _add(file, "body")
    for segment in segments:
        _add_unit(body, segment)


def _add_unit(body: etree._Element, segment: Segment) -> None:
    """Add a unit with its source, its target if there is one, its place and its notes."""
    unit = _add(body, "trans-unit", id=segment.id, resname=segment.id)
    unit.set(_XML_SPACE, "preserve")
    _fill(_add(unit, "source"), segment.source)
    if segment.target is None:
        _add(unit, "target", state="new")
    else:
        state = "needs-review-translation" if segment.stale else "translated"
        _fill(_add(unit, "target", state=state), segment.target)
    place = _add(unit, "context-group", name="place", purpose="location")
    _add(place, "context", segment.span.file, context_type="sourcefile")
    if segment.span.line is not None:
        _add(place, "context", str(segment.span.line), context_type="linenumber")
    for note in segment.notes:
        _add(unit, "note", note, **{"from": "developer"})


def _fill(element: etree._Element, pieces: Sequence[Piece]) -> None:
    """Write text and code into a source or target."""
    last: etree._Element | None = None
    for piece in pieces:
        if piece.is_code:
            last = _add(element, "ph", piece.text, id=piece.name, ctype=_CTYPES[piece.kind])
        elif last is None:
            element.text = (element.text or "") + piece.text
        else:
            last.tail = (last.tail or "") + piece.text


def _indent(element: etree._Element, depth: int = 0) -> None:
    """Put each element on its own line, but nothing into the texts."""
    children = list(element)
    if not children or element.tag in {_q("source"), _q("target")}:
        return
    element.text = "\n" + "  " * (depth + 1)
    for child in children:
        _indent(child, depth + 1)
        child.tail = element.text
    children[-1].tail = "\n" + "  " * depth


def read_xliff(data: bytes, name: str) -> Returned:
    """Read a translator's XLIFF file; ``name`` is what messages call it.

    Nothing is raised for what is wrong with the file: see ``problems``.
    """
    text = decoded(data, name)
    if isinstance(text, Returned):
        return text
    refused = _refused(text, name)
    if refused is not None:
        return refused
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        message = _(
            "the markup is broken: {details}", details=verbatim(_PLACE.sub("", str(error.msg)))
        )
        span = Span(name, line or None, column or None)
        hint = _("export again, or let the translation tool write the file anew")
        problem = UnreadableTranslations(message, spans=[span], hint=hint)
        return Returned(name, problems=(problem,))
    if root.tag != _q("xliff") or root.get("version") != "1.2":
        hint = _("save it as XLIFF 1.2, not as 2.0 or 2.1")
        return stopped(name, _("this is not XLIFF 1.2"), hint, _line(root))
    return _Reader(name).read(root)


def _refused(text: str, name: str) -> Returned | None:
    """Refuse a document type, entities and any declared encoding but UTF-8."""
    found = _DOCTYPE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        message = _("the file declares a document type or entities, which XLIFF has no need of")
        return stopped(name, message, _("remove the declaration"), line)
    declared = _ENCODING.match(text)
    if declared and declared[1].lower() not in {"utf-8", "utf8"}:
        message = _("the file calls itself {encoding}, not UTF-8", encoding=declared[1])
        return stopped(name, message, SAVE_AS_UTF8, 1)
    return None


class _Reader:
    """Reads the units of a document, gathering what is wrong with its form."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[ExchangeError] = []

    def read(self, root: etree._Element) -> Returned:
        """Read all files of the document."""
        files = root.findall(_q("file"))
        units = [self._unit(unit) for file in files for unit in file.iter(_q("trans-unit"))]
        if not units:
            self._report(NO_UNITS, root, EXPORT_AGAIN)
        return Returned(
            self.name,
            tuple((file.get("source-language", ""), _line(file)) for file in files),
            tuple((file.get("target-language", ""), _line(file)) for file in files),
            tuple(unit for unit in units if unit is not None),
            tuple(self.problems),
        )

    def _unit(self, unit: etree._Element) -> ReturnedUnit | None:
        identifier, source = unit.get("id"), unit.find(_q("source"))
        if not identifier or source is None:
            self._report(_("a unit has no id or no source"), unit, EXPORT_AGAIN)
            return None
        target = unit.find(_q("target"))
        state = "" if target is None else target.get("state", "")
        return ReturnedUnit(
            identifier,
            tuple(self._parts(source, identifier)),
            () if target is None else tuple(self._parts(target, identifier)),
            _line(unit),
            confirmed=not _UNSURE.fullmatch(state),
        )

    def _parts(self, element: etree._Element, unit: str) -> Iterator[Part]:
        """Yield the text and the placeholders in a source or target."""
        if element.text:
            yield Part(element.text)
        for child in element:
            if isinstance(child.tag, str):
                yield from self._inline(child, unit)
            if child.tail:
                yield Part(child.tail)

    def _inline(self, child: etree._Element, unit: str) -> Iterator[Part]:
        """Yield what an element within a text stands for."""
        name = etree.QName(child).localname
        if name == "ph":
            yield Part("".join(map(str, child.itertext())), child.get("id", "?"))
        elif name in _TRANSPARENT:
            yield from self._parts(child, unit)
        else:
            message = _("{unit}: the element <{name}> is no placeholder", unit=unit, name=name)
            self._report(message, child, _("take it out; the text needs no mark-up of its own"))

    def _report(self, message: Message, element: etree._Element, hint: Message) -> None:
        span = Span(self.name, _line(element))
        self.problems.append(UnreadableTranslations(message, spans=[span], hint=hint))


def _line(element: etree._Element) -> int | None:
    """Return the line on which the tag of an element ends."""
    line = element.sourceline
    return line if isinstance(line, int) else None

"""Segments as PO of GNU gettext, and back.

The format: https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html. The
id of a unit is its ``msgctxt``; code of a phrase is a placeholder, ``{name}``, and a
brace that is meant is written twice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import polib

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

__all__ = ["read_po", "write_po"]

_BRACE = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_LINE = re.compile(r"\(line (\d+)\)(?::\s*(.*))?")
_FORM = re.compile(
    r"\s*(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s*)?\"(?:[^\"\\]|\\.)*\"\s*)?"
)
_CHARSET = re.compile(r"charset=([\w-]+)", re.IGNORECASE)


def write_po(segments: Sequence[Segment], source: str, target: str) -> bytes:
    """Write segments as one PO file; stale translations are fuzzy."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": f"briefbook {VERSION}",
        "Language": target,
        "X-Source-Language": source,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for segment in segments:
        file.append(_entry(segment))
    return f"{file}\n".encode()


def _entry(segment: Segment) -> polib.POEntry:
    """Make the entry of one unit."""
    line = "" if segment.span.line is None else str(segment.span.line)
    shown = dict.fromkeys((*segment.source, *(segment.target or ())))
    codes = [f"{{{piece.name}}} is {_one_line(piece.text)}" for piece in shown if piece.is_code]
    return polib.POEntry(
        msgctxt=segment.id,
        msgid=_written(segment, segment.source),
        msgstr="" if segment.target is None else _written(segment, segment.target),
        comment="\n".join((*segment.notes, *codes)),
        occurrences=[(segment.span.file, line)],
        flags=["fuzzy"] if segment.stale else [],
    )


def _one_line(code: str) -> str:
    return " ".join(code.split())


def _written(segment: Segment, pieces: Sequence[Piece]) -> str:
    """Write text and code as one string of PO."""
    if not segment.is_phrase:
        return "".join(piece.text for piece in pieces)
    return "".join(
        f"{{{piece.name}}}" if piece.is_code else re.sub(r"[{}]", r"\g<0>\g<0>", piece.text)
        for piece in pieces
    )


def read_po(data: bytes, name: str) -> Returned:
    """Read a translator's PO file; ``name`` is what messages call it.

    Nothing is raised for what is wrong with the file: see ``problems``.
    """
    text = decoded(data, name)
    if isinstance(text, Returned):
        return text
    for number, line in enumerate(text.split("\n"), 1):
        if not _FORM.fullmatch(line.removesuffix("\r")):
            return _broken(_("a string is not closed, or a word is none of PO's"), name, number)
    try:
        # A line break keeps polib from taking the text for the name of a file.
        file = polib.pofile(f"{text}\n", encoding="utf-8")
    except (OSError, ValueError) as error:
        found = _LINE.search(str(error))
        details = verbatim(found[2] if found and found[2] else str(error))
        return _broken(details, name, int(found[1]) if found else None)
    charset = _CHARSET.search(file.metadata.get("Content-Type", ""))
    if charset is None or charset[1].lower() not in {"utf-8", "utf8"}:
        return stopped(name, _("the file does not call itself UTF-8"), SAVE_AS_UTF8, 1)
    return _read(file, name, _lines_of_ids(text))


def _broken(details: Message, name: str, line: int | None) -> Returned:
    """Say where a file is not PO."""
    hint = _("correct the line, or let the translation tool write the file anew")
    return stopped(name, _("the file is not PO: {details}", details=details), hint, line)


def _read(file: polib.POFile, name: str, lines: Sequence[int]) -> Returned:
    """Read the units of a file that is PO."""
    problems: list[ExchangeError] = []
    units: list[ReturnedUnit] = []
    for entry in file:
        if entry.obsolete:
            continue
        if not entry.msgctxt or entry.msgid_plural:
            message = _("an entry has no msgctxt, or a plural, and so belongs to no unit")
            span = Span(name, entry.linenum)
            problems.append(UnreadableTranslations(message, spans=[span], hint=EXPORT_AGAIN))
            continue
        phrase = entry.msgctxt.startswith("phrases.")
        source, target = (tuple(_parts(t, phrase=phrase)) for t in (entry.msgid, entry.msgstr))
        confirmed = not entry.fuzzy
        line = lines[bisect_left(lines, entry.linenum or 0)]
        units.append(ReturnedUnit(entry.msgctxt, source, target, line, confirmed))
    languages = file.metadata.get("X-Source-Language", ""), file.metadata.get("Language", "")
    if not units and not problems:
        return stopped(name, NO_UNITS, EXPORT_AGAIN, 1)
    return Returned(name, ((languages[0], 1),), ((languages[1], 1),), tuple(units), tuple(problems))


def _lines_of_ids(text: str) -> list[int]:
    """Return the lines with ids; polib only knows where the comments of an entry begin."""
    lines = enumerate(text.split("\n"), 1)
    return [number for number, line in lines if line.lstrip().startswith("msgctxt")]


def _parts(text: str, *, phrase: bool) -> Iterator[Part]:
    """Yield the text and the placeholders of a string; a lone brace is a strange placeholder."""
    position = 0
    found = "" if phrase else text
    for brace in _BRACE.finditer(text) if phrase else ():
        found += text[position : brace.start()]
        position = brace.end()
        if brace[0] in {"{{", "}}"}:
            found += brace[0][0]
            continue
        if found:
            yield Part(found)
        yield Part(None, brace[1] or brace[0])
        found = ""
    found += text[position:] if phrase else ""
    if found:
        yield Part(found)

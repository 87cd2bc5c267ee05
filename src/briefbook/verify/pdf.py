"""A PDF read back: evidence, seal and text. Stage *verify*.

ISO 32000-1. What stands in marked content as an artifact (14.8.2.2: headers, footers,
page numbers) is no text of the document and passed over. A footnote is a text of its
own: it may stand between two pages of the paragraph that calls it.
page numbers) is no text of the document and passed over. For what a figure draws stands
its alternative text (14.9.3), from the tag tree.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from briefbook.errors import UnreadableDocument
from briefbook.render.archival.evidence import NAME as EVIDENCE_FILE
from briefbook.render.seal import is_sealed
from briefbook.verify.pdf_notes import CALL, TEXT, note_places
from briefbook.verify.reading import Found
from briefbook.wording import _

#: Where pypdf's remarks go unless the program that calls us collects them: a person is
#: told one sentence.
_NOWHERE = logging.NullHandler()

#: Marked content whose letters are not read.
_PASSED_OVER = frozenset({"/Artifact", "/Figure"})
#: More elements than the tag tree of any document has.
_MOST_TAGS = 1_000_000
_BEGIN, _END = (b"BMC", b"BDC"), b"EMC"


def read_pdf(data: bytes) -> Found:
    """Read a PDF; raises :class:`~briefbook.errors.UnreadableDocument`."""
    logging.getLogger("pypdf").addHandler(_NOWHERE)
    try:
        reader = PdfReader(BytesIO(data))
        found = None if reader.is_encrypted else _found(reader, data)
    # What a damaged file can make the reader stumble over has no common ancestor.
    except (PyPdfError, ValueError, TypeError, LookupError, AttributeError) as error:
        hint = _("ask for it to be sent again")
        raise UnreadableDocument(_("it is damaged: {error}", error=error), hint=hint) from error
    except (RecursionError, MemoryError, OverflowError) as error:
        hint = _("it was made to exhaust whoever opens it; do not")
        raise UnreadableDocument(_("it unpacks to more than any document"), hint=hint) from error
    if found is None:
        raise UnreadableDocument(_("it is encrypted"), hint=_("take the password away"))
    return found


def _found(reader: PdfReader, data: bytes) -> Found:
    evidence = next(iter(reader.attachments.get(EVIDENCE_FILE, [])), None)
    places = note_places(reader)
    said: dict[int, list[str]] = {TEXT: []}
    for page in reader.pages:
        number = page.indirect_reference.idnum if page.indirect_reference else 0
        for place, text in _texts(page, {m: p for (n, m), p in places.items() if n == number}):
            said.setdefault(place, []).append(text)
        said[TEXT].append("\n")
    paragraphs = tuple("".join(texts) for place, texts in said.items() if place != CALL)
    return Found(evidence, is_sealed(data), (*paragraphs, *_alternatives(reader)))


def _alternatives(reader: PdfReader) -> Iterator[str]:
    """Yield the alternative texts of the figures, in the order of the tag tree."""
    waiting = [reader.root_object.get("/StructTreeRoot")]
    for _count in range(_MOST_TAGS):
        if not waiting:
            return
        found = waiting.pop()
        element = found.get_object() if found is not None else None
        if isinstance(element, ArrayObject):
            waiting.extend(reversed(element))
        elif isinstance(element, DictionaryObject):
            if element.get("/S") == "/Figure" and isinstance(element.get("/Alt"), str):
                yield str(element["/Alt"])
            waiting.append(element.raw_get("/K") if "/K" in element else None)


class _Listener:
    """Hears a page being read, and keeps what is shown outside artifacts and figures.

    ``places`` says of a mark whether it is of a footnote or of the call of one.
    """

    def __init__(self, places: Mapping[int, int]) -> None:
        self.shown: list[tuple[int, str]] = []
        self._places = places
        self._open: list[int | None] = []

    def operator(self, operator: bytes, operands: Any, *_matrices: Any) -> None:
        """Follow marked content as it begins and ends (ISO 32000-1, 14.6)."""
        if operator in _BEGIN:
            aside = operands[0] in _PASSED_OVER
            mark = _mark(operands)
            self._open.append(None if aside else self._places.get(mark, TEXT))
        elif operator == _END and self._open:
            self._open.pop()

    def text(self, text: str, *_placement: Any) -> None:
        """Keep a text, unless it stands in what is passed over."""
        if None not in self._open:
            place = next((each for each in reversed(self._open) if each != TEXT), TEXT)
            self.shown.append((place if place is not None else TEXT, text))


def _mark(operands: Any) -> int:
    """Return the number of a piece of marked content, or one that no piece has."""
    properties = operands[1] if len(operands) > 1 else None
    number = properties.get("/MCID", -1) if isinstance(properties, dict) else -1
    return number if isinstance(number, int) else -1


def _texts(page: PageObject, places: Mapping[int, int]) -> list[tuple[int, str]]:
    """Return the texts of a page without its artifacts and figures, each with where it belongs."""
    listener = _Listener(places)
    page.extract_text(visitor_operand_before=listener.operator, visitor_text=listener.text)
    return listener.shown

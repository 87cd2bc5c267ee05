"""A PDF read back: evidence, seal and text. Stage *verify*.

ISO 32000-1. What stands in marked content as an artifact (14.8.2.2: headers, footers,
page numbers) is no text of the document and passed over.
"""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from briefbook.errors import UnreadableDocument
from briefbook.render.archival.evidence import NAME as EVIDENCE_FILE
from briefbook.render.seal import is_sealed
from briefbook.verify.reading import Found

#: Where pypdf's remarks go unless the program that calls us collects them: a person is
#: told one sentence.
_NOWHERE = logging.NullHandler()

_BEGIN, _END = (b"BMC", b"BDC"), b"EMC"


def read_pdf(data: bytes) -> Found:
    """Read a PDF; raises :class:`~briefbook.errors.UnreadableDocument`."""
    logging.getLogger("pypdf").addHandler(_NOWHERE)
    try:
        reader = PdfReader(BytesIO(data))
        found = None if reader.is_encrypted else _found(reader, data)
    # What a damaged file can make the reader stumble over has no common ancestor.
    except (PyPdfError, ValueError, TypeError, LookupError, AttributeError) as error:
        hint = "ask for it to be sent again"
        raise UnreadableDocument(f"it is damaged: {error}", hint=hint) from error
    except (RecursionError, MemoryError, OverflowError) as error:
        hint = "it was made to exhaust whoever opens it; do not"
        raise UnreadableDocument("it unpacks to more than any document", hint=hint) from error
    if found is None:
        raise UnreadableDocument("it is encrypted", hint="take the password away")
    return found


def _found(reader: PdfReader, data: bytes) -> Found:
    evidence = next(iter(reader.attachments.get(EVIDENCE_FILE, [])), None)
    text = "\n".join(_text(page) for page in reader.pages)
    return Found(evidence, is_sealed(data), (text,))


class _Listener:
    """Hears a page being read, and keeps what is shown outside artifacts."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self._artifacts: list[bool] = []

    def operator(self, operator: bytes, operands: Any, *_matrices: Any) -> None:
        """Follow marked content as it begins and ends (ISO 32000-1, 14.6)."""
        if operator in _BEGIN:
            self._artifacts.append(operands[0] == "/Artifact")
        elif operator == _END and self._artifacts:
            self._artifacts.pop()

    def text(self, text: str, *_placement: Any) -> None:
        """Keep a text, unless it stands in an artifact."""
        if not any(self._artifacts):
            self.shown.append(text)


def _text(page: PageObject) -> str:
    """Return the text of a page without its artifacts."""
    listener = _Listener()
    page.extract_text(visitor_operand_before=listener.operator, visitor_text=listener.text)
    return "".join(listener.shown)

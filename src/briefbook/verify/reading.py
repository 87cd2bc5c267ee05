"""What stands in a file that came from anywhere: its evidence, its seal, its text.

Stage *verify*. The file may be hostile: nothing is unpacked beyond fixed limits, no
entity is resolved, no address is followed, nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from briefbook.errors import UnreadableDocument
from briefbook.wording import _, reason_of

#: The largest file that is looked at, in bytes.
LARGEST = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a file.

    ``evidence``: the JSON that briefbook embedded, None if there is none. ``sealed``:
    no byte has changed since it was written. ``paragraphs``: its text, in order;
    where the format knows no paragraphs, of which each may hold many.
    """

    evidence: bytes | None
    sealed: bool
    paragraphs: tuple[str, ...]


def read_file(path: Path) -> Found:
    """Read a PDF or DOCX.

    Raises :class:`~briefbook.errors.UnreadableDocument` for what is neither, is damaged,
    encrypted or beyond the limits.
    """
    data = _bytes(path)
    if data.startswith(b"PK\x03\x04"):
        from briefbook.verify.docx import read_docx  # noqa: PLC0415  # heavy, for this format only

        return read_docx(data)
    if b"%PDF-" in data[:1024]:
        from briefbook.verify.pdf import read_pdf  # noqa: PLC0415  # as above

        return read_pdf(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        hint = _("take the password away, or save it as .docx")
        raise UnreadableDocument(_("it is encrypted or of an old format of Word"), hint=hint)
    raise UnreadableDocument(_("it is neither a PDF nor a DOCX"), hint=_("verify reads these two"))


def _bytes(path: Path) -> bytes:
    """Read a file whole, if it is one and not too large."""
    try:
        if path.is_dir():
            raise UnreadableDocument(_("it is a folder"), hint=_("name the files in it"))
        if not path.is_file():
            raise UnreadableDocument(_("there is no such file"), hint=_("see to the name"))
        if path.stat().st_size > LARGEST:
            raise UnreadableDocument(
                _("it is larger than 256 MiB"), hint=_("no document is so large")
            )
        data = path.read_bytes()
    except OSError as error:
        message = _("it cannot be read: {reason}", reason=reason_of(error))
        raise UnreadableDocument(message, hint=_("see to its permissions")) from error
    if not data:
        raise UnreadableDocument(_("it is empty"), hint=_("ask for it to be sent again"))
    return data

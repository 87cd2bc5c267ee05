"""Files as they come back by mail: saved anew, edited, printed, torn, hostile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
from pypdf import PdfReader, PdfWriter

Edit = Callable[[docx.document.Document], None]


def edited_docx(source: Path, target: Path, edit: Edit = lambda _document: None) -> Path:
    """Open a DOCX with another program, change it, and save it."""
    document = docx.Document(str(source))
    edit(document)
    document.save(str(target))
    return target


def resaved_pdf(source: Path, target: Path) -> Path:
    """Write a PDF anew with another program, with what it bears."""
    writer = PdfWriter(clone_from=PdfReader(source))
    for page in writer.pages:
        page.compress_content_streams()
    writer.write(target)
    return target


def printed_pdf(source: Path, target: Path) -> Path:
    """Print a PDF into a new one: only its pages remain."""
    writer = PdfWriter()
    for page in PdfReader(source).pages:
        writer.add_page(page)
    writer.write(target)
    return target


def members(source: Path) -> dict[str, bytes]:
    """Return the parts of a DOCX."""
    with zipfile.ZipFile(source) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Pack parts into an archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()

"""Empty documents, made ready once and opened for each manuscript: the stage *render*, DOCX.

python-docx reads a package from its ZIP archive and parses every part. The archive is
read once here; for each document its parts are made of what was read, and those that
nothing is written into stay bytes.
"""

from __future__ import annotations

from io import BytesIO
from typing import cast

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE
from docx.opc.package import Unmarshaller
from docx.opc.packuri import PackURI
from docx.opc.part import Part, PartFactory
from docx.opc.pkgreader import PackageReader
from docx.package import Package
from docx.parts.document import DocumentPart

__all__ = ["Paper"]

#: Parts that a document without a letterhead takes over as they are.
_KEPT = frozenset({CONTENT_TYPE.WML_STYLES})


class Paper:
    """An empty document of ours, given as the bytes of its package."""

    def __init__(self, package: bytes) -> None:
        self._read = PackageReader.from_file(BytesIO(package))  # type: ignore[no-untyped-call]

    def opened(self) -> Document:
        """Return a new document that shares nothing with earlier ones."""
        package = Package()
        Unmarshaller.unmarshal(self._read, package, _part)  # type: ignore[no-untyped-call]
        main = package.main_document_part
        assert isinstance(main, DocumentPart)  # noqa: S101  # the package is ours
        document: Document = main.document
        return document


def _part(name: PackURI, content_type: str, kind: str, blob: bytes, package: Package) -> Part:
    """Make a part of its bytes; parsed, if it may be written into."""
    if content_type in _KEPT:
        return Part(name, content_type, blob, package)
    return cast(Part, PartFactory(name, content_type, kind, blob, package))

"""Empty documents, made ready once and opened for each manuscript: the stage *render*, DOCX.

python-docx reads a package from its ZIP archive and parses every part. The archive is
read once here; for each document its parts are made of what was read, and those that
nothing is written into stay bytes: the styles always, the lists and settings in most.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from io import BytesIO
from typing import Literal, TypeAlias, cast

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.package import Unmarshaller
from docx.opc.packuri import PackURI
from docx.opc.part import Part, PartFactory, XmlPart
from docx.opc.pkgreader import PackageReader
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.package import Package
from docx.parts.document import DocumentPart
from docx.parts.numbering import NumberingPart
from docx.parts.settings import SettingsPart

from briefbook.plan.language import Language
from briefbook.plan.profile import Profile

__all__ = ["Edge", "KeptEdges", "Paper"]

Edge: TypeAlias = Literal["header", "footer"]
#: Headers and footers as they were written, by their HTML and whether the number of the
#: page was added to them.
KeptEdges: TypeAlias = dict[tuple[Edge, str, bool], bytes]


class _Unopened(XmlPart):
    """An XML part that is parsed when its element is first asked for."""

    def __init__(self, name: PackURI, content_type: str, blob: bytes, package: Package) -> None:
        Part.__init__(self, name, content_type, blob, package)

    @cached_property
    def _element(self) -> BaseOxmlElement:  # type: ignore[override]  # nobody sets it
        return parse_xml(self._blob or b"")

    @property
    def blob(self) -> bytes:
        """The bytes of the part: those that were read, if nobody has asked for its element."""
        return serialize_part_xml(self._element) if "_element" in vars(self) else self._blob or b""


class _Numbering(_Unopened, NumberingPart):
    """The lists of a document."""


class _Settings(_Unopened, SettingsPart):
    """The settings of a document."""


#: What the parts become that nothing, or little, is written into.
_KEPT: Mapping[str, Callable[[PackURI, str, bytes, Package], Part]] = {
    CONTENT_TYPE.WML_STYLES: Part,
    CONTENT_TYPE.WML_NUMBERING: _Numbering,
    CONTENT_TYPE.WML_SETTINGS: _Settings,
}


class Paper:
    """An empty document of ours, for a layout and a language; ``package`` are its bytes.

    ``edges`` are the headers and footers written so far that hold nothing of one document
    alone.
    """

    def __init__(self, profile: Profile, language: Language, package: bytes) -> None:
        self.profile, self.language = profile, language
        self.edges: KeptEdges = {}
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
    """Make a part of its bytes."""
    kept = _KEPT.get(content_type)
    if kept is not None:
        return kept(name, content_type, blob, package)
    return cast(Part, PartFactory(name, content_type, kind, blob, package))

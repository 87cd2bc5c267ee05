"""The package around the parts: the stage *render*, DOCX.

Open Packaging Conventions, ECMA-376 part 2. The same parts always give the same
bytes: members are sorted, their dates are the first day of the ZIP format, and
nothing is read from the clock, the machine or the environment.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from io import BytesIO
from xml.sax.saxutils import quoteattr
from zlib import crc32

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.package import OpcPackage
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.opc.rel import Relationships
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.package import Package
from docx.parts.settings import SettingsPart
from lxml import etree

from briefbook.render.docx.custom_xml import DECLARATION, add_evidence, evidence_part
from briefbook.render.docx.ooxml import build

#: The earliest date that a ZIP member can carry.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)

#: The parts of python-docx's stock template that a document of ours needs.
_KEPT = {
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.THEME,
}

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

_WORD = "http://schemas.microsoft.com/office/word"
_COMPATIBILITY = {
    "compatibilityMode": 15,
    "overrideTableStyleFontSizeAndJustification": 1,
    "enableOpenTypeFeatures": 1,
    "doNotFlipMirrorIndents": 1,
    "differentiateMultirowTableHeaders": 1,
}

_EXTERNAL = ' TargetMode="External"'

#: Names in the metadata of a book's pages → elements of the core properties.
_CORE_NAMES = {
    "title": f"{{{_DC}}}title",
    "subject": f"{{{_DC}}}subject",
    "author": f"{{{_DC}}}creator",
    "keywords": f"{{{_CORE}}}keywords",
    "description": f"{{{_DC}}}description",
    "language": f"{{{_DC}}}language",
}


def lean_template(
    styles: Iterable[BaseOxmlElement],
    numbering: Iterable[BaseOxmlElement],
    families: Iterable[str],
    language: str,
) -> bytes:
    """Return an empty document with these styles and list definitions.

    Of python-docx's stock template only the frame and the theme remain: its styles, its
    thumbnail and the ``stylesWithEffects`` part, which validators call damaged, are left
    behind. ``families`` are the fonts of the document, ``language`` is ``ru-RU``.
    """
    document = docx.Document()
    part = document.part
    _keep_only(part.rels, _KEPT)
    if part.package is not None:
        _keep_only(part.package.rels, {RELATIONSHIP_TYPE.OFFICE_DOCUMENT})
        part.relate_to(_font_table(families, part.package), RELATIONSHIP_TYPE.FONT_TABLE)
    _refill(document.styles.element, styles)
    _refill(part.numbering_part.element, numbering)
    settings = part.part_related_by(RELATIONSHIP_TYPE.SETTINGS)
    if isinstance(settings, SettingsPart):
        _refill(settings.element, _settings(language))
    return package_bytes(document)


def core_properties(document: Document, names: Mapping[str, str], dated: date) -> None:
    """Give the document its core properties (ECMA-376 part 2, chapter 11).

    ``names`` holds title, author, subject, keywords, description and language; empty
    ones are left out. ``dated`` at midnight UTC is the date of creation and change.
    """
    root = etree.Element(
        f"{{{_CORE}}}coreProperties",
        nsmap={"cp": _CORE, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI},
    )
    for name, tag in _CORE_NAMES.items():
        if names.get(name):
            etree.SubElement(root, tag).text = names[name]
    etree.SubElement(root, f"{{{_CORE}}}lastModifiedBy").text = "briefbook"
    etree.SubElement(root, f"{{{_CORE}}}revision").text = "1"
    for moment in ("created", "modified"):
        stamp = etree.SubElement(root, f"{{{_TERMS}}}{moment}")
        stamp.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
        stamp.text = f"{dated.isoformat()}T00:00:00Z"
    package = document.part.package
    if package is not None:
        name = PackURI("/docProps/core.xml")
        part = Part(name, CONTENT_TYPE.OPC_CORE_PROPERTIES, _xml(root), package)
        package.relate_to(part, RELATIONSHIP_TYPE.CORE_PROPERTIES)


def package_bytes(document: Document, evidence: bytes = b"") -> bytes:
    """Return the document as a ZIP package; equal documents give equal bytes.

    ``evidence`` is embedded as a custom XML part, sealed with the digest of all others.
    """
    member = add_evidence(document) if evidence else ""
    members = _members(document.part.package)
    if member:
        members[member] = evidence_part(evidence, members, member)
    return archive(members)


def archive(members: Mapping[str, bytes]) -> bytes:
    """Pack the parts of a package; equal parts give equal bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        # Readers look for the content types first, whatever the alphabet says.
        for name in sorted(members, key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, _ZIP_EPOCH)
            info.external_attr = 0o600 << 16
            info.create_system = 3
            _add(packed, buffer, info, members[name])
    return buffer.getvalue()


def _add(packed: zipfile.ZipFile, buffer: BytesIO, info: zipfile.ZipInfo, data: bytes) -> None:
    """Add a member whose compressed bytes are at hand, as :meth:`ZipFile.writestr` does."""
    compressed = _deflated(data)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.CRC, info.file_size, info.compress_size = crc32(data), len(data), len(compressed)
    info.header_offset = buffer.tell()
    buffer.write(info.FileHeader(zip64=False))
    buffer.write(compressed)
    packed.filelist.append(info)
    packed.NameToInfo[info.filename] = info
    packed.start_dir = buffer.tell()


@lru_cache(maxsize=32)
def _deflated(data: bytes) -> bytes:
    """Compress a member as zipfile does; most are the same in every document."""
    compressor = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


def _members(package: OpcPackage | None) -> dict[str, bytes]:
    if package is None:
        return {}
    parts = package.parts
    types = _content_types(tuple((part.partname, part.content_type) for part in parts))
    members = {"[Content_Types].xml": types, "_rels/.rels": _relationships(package.rels)}
    for part in parts:
        members[part.partname.membername] = part.blob
        if len(part.rels):
            members[PackURI(part.partname.rels_uri).membername] = _relationships(part.rels)
    return members


def _relationships(relationships: Relationships) -> bytes:
    """Write the relationships of a part as python-docx does, which builds a tree of them."""
    entries = [
        f'<Relationship Id="{each.rId}" Type={quoteattr(each.reltype)}'
        f" Target={quoteattr(each.target_ref)}{_EXTERNAL if each.is_external else ''}/>"
        for each in relationships.values()
    ]
    root = f'<Relationships xmlns="{_RELATIONSHIPS}">{"".join(entries)}</Relationships>'
    return f"{DECLARATION}{root}".encode()


@lru_cache(maxsize=32)
def _content_types(parts: tuple[tuple[PackURI, str], ...]) -> bytes:
    """Write the content types of parts, given by their names; most documents have the same."""
    # Some readers know this part only without a prefix, so the root is parsed, not made.
    root = etree.fromstring(f'<Types xmlns="{_TYPES}"/>')
    defaults: dict[str, str] = {"rels": CONTENT_TYPE.OPC_RELATIONSHIPS, "xml": CONTENT_TYPE.XML}
    defaults |= {name.ext: kind for name, kind in parts if kind.startswith("image/")}
    for extension, kind in sorted(defaults.items()):
        etree.SubElement(root, f"{{{_TYPES}}}Default", Extension=extension, ContentType=kind)
    for name, kind in sorted(part for part in parts if not part[1].startswith("image/")):
        override = etree.SubElement(root, f"{{{_TYPES}}}Override")
        override.set("PartName", str(name))
        override.set("ContentType", kind)
    return _xml(root)


def _font_table(families: Iterable[str], package: Package) -> Part:
    """Return the part that names the fonts of the document, none of them embedded."""
    root = build("w:fonts", *(build("w:font", name=family) for family in sorted(set(families))))
    name = PackURI("/word/fontTable.xml")
    return Part(name, CONTENT_TYPE.WML_FONT_TABLE, _xml(root), package)


def _settings(language: str) -> tuple[BaseOxmlElement, ...]:
    """Return what Word 2013 and later need to lay the page out as they do new ones."""
    return (
        build("w:zoom", percent=100),
        build("w:defaultTabStop", val=709),
        build("w:autoHyphenation", val="false"),
        build("w:characterSpacingControl", val="doNotCompress"),
        # Without it a justified line would be stretched before a line break.
        build("w:compat", build("w:doNotExpandShiftReturn"), *compatibility()),
        build("w:themeFontLang", val=language),
    )


def compatibility() -> Iterator[BaseOxmlElement]:
    """Yield the settings of new documents in Word 2013 and later ([MS-DOCX] 2.3.1)."""
    for name, value in _COMPATIBILITY.items():
        yield build("w:compatSetting", name=name, uri=_WORD, val=value)


def _keep_only(relationships: Relationships, kinds: set[str]) -> None:
    for key in [key for key, relation in relationships.items() if relation.reltype not in kinds]:
        del relationships[key]


def _refill(root: BaseOxmlElement, children: Iterable[BaseOxmlElement]) -> None:
    for child in list(root):
        root.remove(child)
    root.extend(children)


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

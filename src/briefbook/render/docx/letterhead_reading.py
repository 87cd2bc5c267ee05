"""A letterhead that came from anywhere, looked at before it is used: stage *render*, DOCX.

ECMA-376 parts 1 and 2. Nothing is unpacked beyond fixed limits, no entity is resolved,
and nothing that could run or fetch is let through. What a file is that is no DOCX is
told by its first bytes ([MS-CFB] 2.2 for old and for encrypted files of Word).
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO

from lxml import etree

from briefbook.errors import LetterheadRefused, Span
from briefbook.wording import Message, _, verbatim

__all__ = ["read_letterhead", "refused"]

#: Limits that no letterhead reaches, and an archive made to exhaust does.
_MOST_PARTS = 2_000
_MOST_BYTES = 64 * 1024 * 1024
_MOST_XML = 16 * 1024 * 1024

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_MEMBER = 0x1

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_DOCUMENT = f"{_WORD}document.main+xml"
_TEMPLATE = f"{_WORD}template.main+xml"

#: Kinds of relationship that may lead out of the file: what a reader clicks on, and the
#: template it was made from, which is cut off when the letterhead is used.
_OUTSIDE = ("/hyperlink", "/attachedTemplate")

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

#: Fields that read another file, start a program or ask one.
_FETCHING = {"DDE", "DDEAUTO", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "LINK"}

#: Kinds of part that run.
_RUNNING = ("macroEnabled", "vbaProject", "activeX")

_SAVE_AGAIN = _("save it in Word as a Word document (.docx)")


def refused(path: str, message: Message, hint: Message = _SAVE_AGAIN) -> LetterheadRefused:
    """Return the error for the letterhead at ``path`` under ``templates/``."""
    return LetterheadRefused(message, spans=[Span(f"templates/{path}")], hint=hint)


def read_letterhead(path: str, data: bytes) -> Mapping[str, bytes]:
    """Return the parts of a letterhead by their names.

    Raises :class:`~briefbook.errors.LetterheadRefused` for what is no DOCX, or is
    encrypted, holds macros, leads out of itself, unpacks without end or is broken.
    """
    _require_archive(path, data)
    members = _unpacked(path, data)
    roots = {name: _parsed(path, name, members[name]) for name in members if _is_xml(name)}
    for message, hint in _objections(roots, members):
        raise refused(path, message, hint)
    return members


def _require_archive(path: str, data: bytes) -> None:
    if data.startswith(_COMPOUND_FILE):
        if _ENCRYPTED_STREAM in data:
            hint = _("take the password away in Word, and save it again")
            raise refused(path, _("the letterhead is encrypted"), hint)
        raise refused(path, _("the letterhead is a document of an old format of Word"))
    if not data.startswith(b"PK"):
        raise refused(path, _("the letterhead is no DOCX"))


def _unpacked(path: str, data: bytes) -> dict[str, bytes]:
    """Unpack the archive within the limits."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            for message, hint in _unpackable(infos):
                raise refused(path, message, hint)
            return {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        message = _("the letterhead is damaged: {reason}", reason=verbatim(str(error)))
        raise refused(path, message) from error


def _unpackable(infos: list[zipfile.ZipInfo]) -> Iterator[tuple[Message, Message]]:
    """Yield why the members of an archive are not unpacked."""
    sizes = [info.file_size for info in infos]
    xml = [info.file_size for info in infos if _is_xml(info.filename)]
    if len(infos) > _MOST_PARTS or sum(sizes) > _MOST_BYTES or sum(xml) > _MOST_XML:
        message = _("the letterhead unpacks to more than any letterhead")
        yield message, _("it was made to exhaust whoever opens it; do not use it")
    if any(info.flag_bits & _ENCRYPTED_MEMBER for info in infos):
        yield _("the letterhead is encrypted"), _("take the password away, and save it again")
    if len({info.filename.casefold() for info in infos}) < len(infos):
        yield _("the letterhead holds a part twice"), _SAVE_AGAIN


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels", ".vml"))


def _parsed(path: str, name: str, data: bytes) -> etree._Element:
    """Parse a part; one with a document type is refused, since entities hide in it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        reason = verbatim(str(error.msg))
        message = _("the part {name} of the letterhead is damaged: {reason}", name=name,
                    reason=reason)  # fmt: skip
        raise refused(path, message) from error
    if root.getroottree().docinfo.internalDTD is not None:
        message = _("the part {name} of the letterhead defines entities", name=name)
        raise refused(path, message, _("it was made to exhaust whoever opens it; do not use it"))
    return root


def _objections(
    roots: Mapping[str, etree._Element], members: Mapping[str, bytes]
) -> Iterator[tuple[Message, Message]]:
    """Yield why a sound package is no letterhead."""
    types = roots.get("[Content_Types].xml")
    kinds = [] if types is None else [each.get("ContentType", "") for each in types.iter()]
    if any(word in kind for word in _RUNNING for kind in kinds) or any(
        name.lower().endswith("vbaproject.bin") for name in members
    ):
        hint = _("save it in Word without them, as .docx")
        yield _("the letterhead holds macros or ActiveX controls"), hint
    if _TEMPLATE in kinds:
        yield _("the letterhead is a template of Word"), _SAVE_AGAIN
    if _DOCUMENT not in kinds:
        yield _("the letterhead is no document of Word"), _SAVE_AGAIN
    for name, root in roots.items():
        for target in _outside(root) if name.endswith(".rels") else _fetching_fields(root):
            message = _("the letterhead leads out of itself, to {target}", target=target)
            yield message, _("put the picture or text itself into the letterhead")
    if not _is_transitional(roots):
        message = _("the letterhead is a Strict Open XML document")
        yield message, _("save it in Word as “Word document”, not as “Strict Open XML”")


def _outside(root: etree._Element) -> Iterator[str]:
    """Yield where relationships lead that fetch something when the document is opened."""
    for relationship in root.iter(_RELATIONSHIP):
        kind, target = relationship.get("Type", ""), relationship.get("Target", "")
        if relationship.get("TargetMode") == "External" and not kind.endswith(_OUTSIDE):
            yield target


def _fetching_fields(root: etree._Element) -> Iterator[str]:
    """Yield the codes of fields that fetch or run something (part 1, 17.16.5)."""
    codes = [field.get(f"{_W}instr", "") for field in root.iter(f"{_W}fldSimple")]
    codes.extend(
        "".join(code.text or "" for code in paragraph.iter(f"{_W}instrText"))
        for paragraph in root.iter(f"{_W}p")
    )
    for code in codes:
        words = {word.upper() for word in code.split()}
        if words & _FETCHING:
            yield " ".join(code.split())


def _is_transitional(roots: Mapping[str, etree._Element]) -> bool:
    """Whether the package names its document as transitional files do (part 1, 9.1.2)."""
    whole = roots.get("_rels/.rels")
    kinds = [] if whole is None else [each.get("Type", "") for each in whole.iter(_RELATIONSHIP)]
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return main in kinds

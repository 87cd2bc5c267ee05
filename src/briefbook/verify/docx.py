"""A DOCX read back: evidence, seal and text. Stage *verify*.

ECMA-376 parts 1 and 2. Word and LibreOffice may name, order and pack the parts anew;
the custom XML part is found by its namespace.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO

from lxml import etree

from briefbook.errors import UnreadableDocument
from briefbook.render.docx.custom_xml import NAMESPACE, seal_of
from briefbook.render.docx.texts import story_texts
from briefbook.verify.reading import Found
from briefbook.wording import _

#: Headers and footers are left out: programs fill in the numbers of pages.
_STORIES = ("word/document", "word/footnotes", "word/endnotes")

#: Limits that no document of an office reaches, and an archive made to exhaust does.
_MOST_PARTS = 5_000
_MOST_BYTES = 512 * 1024 * 1024


def read_docx(data: bytes) -> Found:
    """Read a DOCX; raises :class:`~briefbook.errors.UnreadableDocument`."""
    members = _members(data)
    if "word/document.xml" not in members:
        raise UnreadableDocument(_("it is a ZIP archive, but no DOCX"), hint=_("verify reads DOCX"))
    evidence, seal, member = _evidence(members)
    sealed = evidence is not None and seal == seal_of(evidence, members, member)
    return Found(evidence, sealed, tuple(_paragraphs(members)))


def _members(data: bytes) -> dict[str, bytes]:
    """Unpack an archive within the limits."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > _MOST_BYTES:
                hint = _("it was made to exhaust whoever opens it; do not")
                raise UnreadableDocument(_("it unpacks to more than any document"), hint=hint)
            return {info.filename: archive.read(info) for info in infos if not info.is_dir()}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        hint = _("ask for it to be sent again")
        raise UnreadableDocument(_("it is damaged: {error}", error=error), hint=hint) from error


def _evidence(members: Mapping[str, bytes]) -> tuple[bytes | None, str, str]:
    """Find the evidence and its seal among the custom XML parts, and the name of its part."""
    for name, data in sorted(members.items()):
        if name.startswith("customXml/") and NAMESPACE.encode() in data:
            root = _parsed(name, data)
            if root.tag == f"{{{NAMESPACE}}}evidence":
                return (root.text or "").encode("utf-8"), root.get("seal", ""), name
    return None, "", ""


def _paragraphs(members: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the text of each paragraph and then of each picture, those of the body first."""
    for story in _STORIES:
        for name in sorted(members):
            if name.startswith(story) and name.endswith(".xml"):
                yield from story_texts(_parsed(name, members[name]))


def _parsed(name: str, data: bytes) -> etree._Element:
    """Parse a part; one with a document type is refused, since entities hide in it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        hint = _("ask for it to be sent again")
        raise UnreadableDocument(
            _("its part {name} is damaged: {error}", name=name, error=error.msg), hint=hint
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        hint = _("it was made to exhaust whoever opens it; do not")
        raise UnreadableDocument(_("its part {name} defines entities", name=name), hint=hint)
    return root

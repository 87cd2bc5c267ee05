"""What a DOCX says of its origin: a custom XML part. Stage *render*.

ECMA-376 part 1, 15.2.5 and 22.5: custom XML data storage, which Word keeps when a
document is saved again. The part holds the evidence as JSON and a seal: the SHA-256
of all other parts and of the JSON, so that a change of any of them can be noticed
without anything outside the file. It guards against accidents, not against forgery.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from itertools import count

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

#: The namespace of the part, which tells it from those of other programs.
NAMESPACE = "urn:briefbook:evidence:1"

#: What each part begins with, as lxml writes it.
DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"

_ITEM = "{8C1D8B9E-5B0E-4C3B-9F6A-6B7269656662}"
_DS = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"


def add_evidence(document: Document) -> str:
    """Give a document the two empty parts in which its evidence will stand.

    Returns the name of the one for the evidence.
    """
    package = document.part.package
    if package is None:
        return ""
    taken = {str(part.partname) for part in package.parts}
    number = next(n for n in count(1) if f"/customXml/item{n}.xml" not in taken)
    item = Part(PackURI(f"/customXml/item{number}.xml"), CONTENT_TYPE.XML, b"", package)
    properties = PackURI(f"/customXml/itemProps{number}.xml")
    kind = CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES
    item.relate_to(
        Part(properties, kind, _properties(), package), RELATIONSHIP_TYPE.CUSTOM_XML_PROPS
    )
    document.part.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)
    return str(item.partname.membername)


def evidence_part(evidence: bytes, members: Mapping[str, bytes], member: str) -> bytes:
    """Return the part ``member`` with the evidence, sealed for a package of these members."""
    seal = seal_of(evidence, members, member)
    text = evidence.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    start = f'{DECLARATION}<b:evidence xmlns:b="{NAMESPACE}" seal="{seal}">'
    return b"".join((start.encode(), text, b"</b:evidence>"))


def seal_of(evidence: bytes, members: Mapping[str, bytes], member: str) -> str:
    """Return the SHA-256, in hexadecimal digits, of the evidence and of all other parts.

    ``member`` is the part that holds the evidence.
    """
    whole = sha256(sha256(evidence).digest())
    for name in sorted(members):
        if name != member:
            whole.update(name.encode("utf-8") + b"\0" + sha256(members[name]).digest())
    return whole.hexdigest()


@cache
def _properties() -> bytes:
    root = etree.Element(f"{{{_DS}}}datastoreItem", nsmap={"ds": _DS})
    root.set(f"{{{_DS}}}itemID", _ITEM)
    references = etree.SubElement(root, f"{{{_DS}}}schemaRefs")
    etree.SubElement(references, f"{{{_DS}}}schemaRef").set(f"{{{_DS}}}uri", NAMESPACE)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

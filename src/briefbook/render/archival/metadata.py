"""The XMP metadata: PDF/UA-1 claimed beside PDF/A-3a.

Stage *render*. ISO 14289-1, 5; the property is none of PDF/A's own, so the file
describes it (ISO 19005-3, 6.6.2.3.3).
"""

from __future__ import annotations

from typing import Any

_CLAIM = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
)
_SCHEMA = (
    b'<rdf:Description rdf:about=""'
    b' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name>"
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289 that the file conforms to"
    b"</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property>"
    b"</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
_END = b"</rdf:RDF>"


def claim_accessibility(metadata: Any, spare: int = 0) -> None:
    """Add PDF/UA-1 to the stream of metadata, and leave it legible.

    ``pdf_variant`` takes one standard; the option ``xmp_metadata`` would begin a
    second ``rdf:RDF``, which readers pass over. Readers without a PDF parser look
    for the packet in plain text (ISO 16684-1, 7.3.2), so it is not compressed.
    ``spare`` is a number of blank lines in it.
    """
    (packet,) = metadata.stream
    metadata.stream[0] = packet.replace(_END, _CLAIM + _SCHEMA + b"\n" * spare + _END)
    metadata.compress = False

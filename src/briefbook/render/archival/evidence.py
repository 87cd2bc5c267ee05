"""The facts of a document, as a file within the PDF.

Stage *render*. ISO 19005-3, 6.8 and annex E: an embedded file with its relationship
to the document, associated with the whole of it; ISO 32000-1, 7.11.4.
"""

from __future__ import annotations

from datetime import date
from hashlib import md5

import pydyf

#: The name of the embedded file.
NAME = "facts.json"


def attach(pdf: pydyf.PDF, evidence: bytes, dated: date) -> None:
    """Embed JSON as an associated file, with the document's date in place of the clock.

    WeasyPrint's own attachments would stand in ``/AF`` twice.
    """
    stream = _embedded(evidence, dated)
    pdf.add_object(stream)
    file = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": pydyf.String(NAME),
            "UF": pydyf.String(NAME),
            "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
            "Desc": pydyf.String("The facts that this document rests on"),
            "AFRelationship": "/Data",
        }
    )
    pdf.add_object(file)
    pdf.catalog["AF"] = pydyf.Array([file.reference])
    names = pdf.catalog.setdefault("Names", pydyf.Dictionary())
    names["EmbeddedFiles"] = pydyf.Dictionary(
        {"Names": pydyf.Array([pydyf.String(NAME), file.reference])}
    )


def _embedded(evidence: bytes, dated: date) -> pydyf.Stream:
    moment = pydyf.String(f"D:{dated:%Y%m%d}000000Z")
    parameters = pydyf.Dictionary(
        {
            "Size": len(evidence),
            # The standard asks for MD5; it tells transmission errors, and guards nothing.
            "CheckSum": f"<{md5(evidence, usedforsecurity=False).hexdigest()}>",
            "CreationDate": moment,
            "ModDate": moment,
        }
    )
    entries = {"Type": "/EmbeddedFile", "Subtype": "/application#2Fjson", "Params": parameters}
    return pydyf.Stream([evidence], entries, compress=True)

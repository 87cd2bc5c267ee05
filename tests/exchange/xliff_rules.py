"""The structure of XLIFF 1.2, checked as its schema does: elements, order, attributes.

Written from the specification, sections 2 and 3
(http://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html); the official schema is not
at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
XML = "http://www.w3.org/XML/1998/namespace"
LANGUAGE = r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"
INLINE = "(g |x |bx |ex |bpt |ept |ph |it |mrk )*"
STATES = (
    "final|needs-adaptation|needs-l10n|needs-review-adaptation|needs-review-l10n"
    "|needs-review-translation|needs-translation|new|signed-off|translated"
)

#: The children of each element, as a regular expression over their names.
CHILDREN = {
    "xliff": "(file )+",
    "file": "(header )?body ",
    "header": "(skl )?(phase-group )?(glossary |reference |count-group |prop-group |note |tool )*",
    "tool": "",
    "body": "(group |trans-unit |bin-unit )*",
    "trans-unit": (
        "source (seg-source )?(target )?(context-group |count-group |prop-group |note |alt-trans )*"
    ),
    "source": INLINE,
    "target": INLINE,
    "ph": "(sub )*",
    "context-group": "(context )+",
    "context": "",
    "note": "",
}
#: The attributes of each element: required ones, and what every one must look like.
REQUIRED = {
    "xliff": {"version"},
    "file": {"original", "source-language", "datatype"},
    "tool": {"tool-id", "tool-name"},
    "trans-unit": {"id"},
    "ph": {"id"},
    "context-group": {"purpose"},
    "context": {"context-type"},
}
CUSTOM = r"x-.+"
ALLOWED = {
    "xliff": {"version": r"1\.2"},
    "file": {
        "original": r".+",
        "source-language": LANGUAGE,
        "target-language": LANGUAGE,
        "datatype": rf"plaintext|html|xml|{CUSTOM}",
        "tool-id": r".+",
    },
    "header": {},
    "tool": {"tool-id": r".+", "tool-name": r".+", "tool-version": r".+"},
    "body": {},
    "trans-unit": {"id": r".+", "resname": r".+", f"{{{XML}}}space": "default|preserve"},
    "source": {},
    "target": {"state": f"{STATES}|{CUSTOM}"},
    "ph": {"id": r".+", "ctype": rf"image|pb|lb|{CUSTOM}"},
    "context-group": {"name": r"\S+", "purpose": rf"database|location|match|{CUSTOM}"},
    "context": {
        "context-type": (
            "database|element|elementtitle|linenumber|numparams|paramnotes|record|recordtitle"
            rf"|sourcefile|{CUSTOM}"
        )
    },
    "note": {"from": r".+", "annotates": "source|target|general", "priority": "[1-9]|10"},
}
MIXED = {"source", "target", "ph", "context", "note"}


def breaches(data: bytes) -> list[str]:
    """Return all that keeps a document from being XLIFF 1.2."""
    root = etree.fromstring(data)
    if root.tag != f"{{{NAMESPACE}}}xliff":
        return [f"the root is {root.tag}"]
    return [found for element in root.iter() for found in _breaches(element)]


def _breaches(element: etree._Element) -> Iterator[str]:
    name = etree.QName(element).localname
    where = f"line {element.sourceline}: <{name}>"
    if name not in CHILDREN:
        yield f"{where} is unknown"
        return
    children = "".join(f"{etree.QName(child).localname} " for child in element)
    if not re.fullmatch(CHILDREN[name], children):
        yield f"{where} holds {children}"
    for missing in REQUIRED.get(name, set()) - set(element.attrib):
        yield f"{where} has no {missing}"
    for key, value in element.attrib.items():
        pattern = ALLOWED[name].get(str(key))
        if pattern is None or not re.fullmatch(pattern, str(value)):
            yield f"{where} has {key!s}={value!r}"
    loose = [element.text, *(child.tail for child in element)]
    if name not in MIXED and any((text or "").strip() for text in loose):
        yield f"{where} holds text"
    yield from _repeated(element, name, where)


def _repeated(element: etree._Element, name: str, where: str) -> Iterator[str]:
    """Ids are unique: of units within a file, of placeholders within a text."""
    inner = {"file": "trans-unit", "source": "ph", "target": "ph"}.get(name)
    if inner:
        ids = [one.get("id") for one in element.iter(f"{{{NAMESPACE}}}{inner}")]
        for identifier in {one for one in ids if ids.count(one) > 1}:
            yield f"{where} has {inner} {identifier} more than once"

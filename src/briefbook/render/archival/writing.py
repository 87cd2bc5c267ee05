"""The tag tree as objects of a PDF.

Stage *render*. ISO 32000-1, 14.7: structure elements, marked-content references,
the parent tree and the tree of identifiers; 14.8.2.2: artifacts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pydyf

from briefbook.render.archival.node import Annotated, Node
from briefbook.render.archival.pages import Mark, MarkedPage
from briefbook.render.archival.structure import Artifact, Structure


def write_structure(pdf: pydyf.PDF, pages: Sequence[MarkedPage], tags: Structure) -> None:
    """Put the tag tree in the place of WeasyPrint's, which ``MarkedPage`` left empty."""
    root = object_of(pdf, pdf.catalog["StructTreeRoot"])
    writer = _Writer(pdf)
    writer.write(tags.root, root, object_of(pdf, root["K"][0]))
    nums = object_of(pdf, root["ParentTree"])["Nums"] = writer.parents()
    root["ParentTreeNextKey"] = len(nums) // 2
    if writer.names:
        names = pydyf.Array()
        for _, pair in sorted(writer.names.items()):
            names.extend(pair)
        root["IDTree"] = pydyf.Dictionary({"Names": names})
    _write_artifacts(pages, tags.artifacts)


def object_of(pdf: pydyf.PDF, reference: bytes) -> Any:
    """Return the object that a reference names."""
    return pdf.objects[int(reference.split()[0])]


class _Writer:
    """Writes node after node and remembers which element holds which content."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self._pdf = pdf
        self._pages = pdf.page_references
        self._content: dict[int, dict[int, bytes]] = defaultdict(dict)
        self._annotations: list[bytes] = []
        #: The identifiers with their strings and elements.
        self.names: dict[str, tuple[pydyf.String, bytes]] = {}

    def write(self, node: Node, parent: Any, element: Any = None) -> bytes:
        """Write a node and all below it; return its reference."""
        if element is None:
            element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.kind}"})
            self._pdf.add_object(element)
        reference: bytes = element.reference
        element["P"] = parent.reference
        element.update(_entries(node))
        if "ID" in node.entries:
            self.names[node.entries["ID"].string] = (node.entries["ID"], reference)
        page = next((each.page for each in node.kids if not isinstance(each, Node)), None)
        if page is not None:
            element["Pg"] = self._pages[page]
        element["K"] = pydyf.Array(self._kid(each, element, page) for each in node.kids)
        return reference

    def _kid(self, kid: Node | Mark | Annotated, element: Any, page: int | None) -> Any:
        if isinstance(kid, Node):
            return self.write(kid, element)
        if isinstance(kid, Mark):
            self._content[kid.page][kid.number] = element.reference
            return kid.number if kid.page == page else self._elsewhere(kid)
        kid.annotation["StructParent"] = len(self._pages) + len(self._annotations)
        self._annotations.append(element.reference)
        return pydyf.Dictionary(
            {"Type": "/OBJR", "Pg": self._pages[kid.page], "Obj": kid.annotation.reference}
        )

    def _elsewhere(self, mark: Mark) -> pydyf.Dictionary:
        """Refer to content on another page than that of the element."""
        page = self._pages[mark.page]
        return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": mark.number})

    def parents(self) -> pydyf.Array:
        """Return the parent tree's numbers: the content of each page, then the annotations."""
        nums = pydyf.Array()
        for page in range(len(self._pages)):
            held = self._content[page]
            last = max(held, default=-1)
            holders = pydyf.Array(held.get(number, "null") for number in range(last + 1))
            nums.extend((page, holders))
        for key, holder in enumerate(self._annotations, start=len(self._pages)):
            nums.extend((key, holder))
        return nums


def _entries(node: Node) -> dict[str, Any]:
    entries = dict(node.entries)
    if node.is_foreign:
        entries["Lang"] = pydyf.String(node.language)
    if node.attributes:
        entries["A"] = pydyf.Dictionary({"O": f"/{node.owner}", **node.attributes})
    return entries


def _write_artifacts(pages: Sequence[MarkedPage], artifacts: Sequence[Artifact]) -> None:
    """Turn marked content into artifacts, in the streams where it is drawn."""
    found: dict[int, dict[int, Artifact]] = defaultdict(dict)
    for each in artifacts:
        found[each.mark.page][each.mark.number] = each
    for page, of_page in found.items():
        items = pages[page].stream.stream
        for place, item in enumerate(items):
            if isinstance(item, dict) and (artifact := of_page.get(item.get("MCID", -1))):
                items[place - 1 : place + 1] = ("/Artifact", _artifact_properties(artifact))


def _artifact_properties(artifact: Artifact) -> pydyf.Dictionary:
    properties = pydyf.Dictionary({"Type": f"/{artifact.kind}"})
    if artifact.subtype:
        properties["Subtype"] = f"/{artifact.subtype}"
    return properties

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
from briefbook.render.archival.pages import Mark, MarkedPage, properties
from briefbook.render.archival.structure import Artifact, Structure


def write_structure(
    pdf: pydyf.PDF, pages: Sequence[MarkedPage], tags: Structure, spare: int = 0
) -> None:
    """Put the tag tree in the place of WeasyPrint's, which ``MarkedPage`` left empty.

    ``spare`` is a number of keys to leave free in the parent tree.
    """
    root = object_of(pdf, pdf.catalog["StructTreeRoot"])
    writer = _Writer(pdf, pages)
    writer.write(tags.root, root, object_of(pdf, root["K"][0]))
    nums = object_of(pdf, root["ParentTree"])["Nums"] = writer.parents()
    root["ParentTreeNextKey"] = len(nums) // 2 + spare
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

    def __init__(self, pdf: pydyf.PDF, pages: Sequence[MarkedPage]) -> None:
        self._pdf = pdf
        self._pages = pdf.page_references
        #: The groups that hold content; the parent tree knows them after the pages.
        self._groups = {
            Mark(page.index, entry["MCID"]): group
            for page in pages
            for group in page.streams[1:]
            for _, entry in properties(group)
        }
        self._content: dict[int, dict[int, bytes]] = {each: {} for each in range(len(pages))}
        for group in dict.fromkeys(self._groups.values()):
            group.extra["StructParents"] = len(self._content)
            self._content[len(self._content)] = {}
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
            return self._content_item(kid, element, page)
        kid.annotation["StructParent"] = len(self._content) + len(self._annotations)
        self._annotations.append(element.reference)
        return pydyf.Dictionary(
            {"Type": "/OBJR", "Pg": self._pages[kid.page], "Obj": kid.annotation.reference}
        )

    def _content_item(self, mark: Mark, element: Any, page: int | None) -> Any:
        """Return marked content as an element on ``page`` has it: a number, if that is enough."""
        group = self._groups.get(mark)
        key = mark.page if group is None else group.extra["StructParents"]
        self._content[key][mark.number] = element.reference
        if group is None and mark.page == page:
            return mark.number
        reference = pydyf.Dictionary(
            {"Type": "/MCR", "Pg": self._pages[mark.page], "MCID": mark.number}
        )
        if group is not None:
            reference["Stm"] = group.reference
        return reference

    def parents(self) -> pydyf.Array:
        """Return the parent tree's numbers: content by pages and groups, then annotations."""
        nums = pydyf.Array()
        for key, held in self._content.items():
            numbers = range(max(held, default=-1) + 1)
            nums.extend((key, pydyf.Array(held.get(number, "null") for number in numbers)))
        for key, holder in enumerate(self._annotations, start=len(self._content)):
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
        for stream in pages[page].streams:
            items = stream.stream
            for place, entry in properties(stream):
                if artifact := of_page.get(entry["MCID"]):
                    items[place - 1 : place + 1] = ("/Artifact", _artifact_properties(artifact))


def _artifact_properties(artifact: Artifact) -> pydyf.Dictionary:
    properties = pydyf.Dictionary({"Type": f"/{artifact.kind}"})
    if artifact.subtype:
        properties["Subtype"] = f"/{artifact.subtype}"
    return properties

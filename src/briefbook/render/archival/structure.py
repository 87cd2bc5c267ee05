"""The tag tree of a document: one element for each element of its HTML.

Stage *render*. ISO 32000-1, 14.7 and 14.8; ISO 14289-1, 7. Read from the boxes of
the pages in their order: the fragments of an element that runs over a page break
share one node, running lines and the repeated heads of tables become artifacts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pydyf

from briefbook.errors import RenderFailed
from briefbook.render.archival.elements import Elements, said
from briefbook.render.archival.node import Annotated, Node
from briefbook.render.archival.pages import Mark, MarkedPage
from briefbook.render.archival.tables import relate_cells
from briefbook.wording import _

#: Points in a CSS pixel.
_POINTS = 0.75


class Artifact(NamedTuple):
    """Marked content that is no part of the text: its type and subtype (table 330)."""

    mark: Mark
    kind: str
    subtype: str = ""


class Structure(NamedTuple):
    """What the boxes of a document amount to."""

    root: Node
    artifacts: tuple[Artifact, ...]


def structure(pages: Sequence[MarkedPage], language: str) -> Structure:
    """Return the tag tree of painted pages, and their artifacts.

    Raises ``RenderFailed`` when a page shows what no element holds.
    """
    reader = _Reader(language)
    for page in pages:
        reader.read(page)
    for number, table in enumerate(reader.elements.tables.values(), start=1):
        relate_cells(number, table)
    return Structure(reader.elements.finished(), tuple(reader.artifacts))


class _Reader:
    """Walks the boxes of page after page and puts what they show into nodes."""

    def __init__(self, language: str) -> None:
        # Not before the fonts are set up: see FontLibrary.configuration.
        from weasyprint.formatting_structure import boxes  # noqa: PLC0415

        self.elements = Elements(language)
        self.artifacts: list[Artifact] = []
        self._margin_box = boxes.MarginBox
        self._text_box = boxes.TextBox
        #: The first box of each element that comes again and again.
        self._repeated: dict[Any, Any] = {}

    def read(self, page: MarkedPage) -> None:
        self._page = page
        self._marks = dict(page.marks)
        self._place(page.box, self.elements.root)
        if self._marks:
            shown = " ".join(getattr(box, "text", "a picture") for box in self._marks)
            raise RenderFailed(
                _(
                    "page {number} shows “{shown}”, which has no place in the text",
                    number=page.index + 1,
                    shown=shown,
                )
            )

    def _place(self, box: Any, node: Node) -> None:
        """Put what a box holds into its element's node; it stands in ``node``."""
        box = getattr(box, "_box", box)  # a placeholder of what is positioned absolutely
        if isinstance(box, self._margin_box):
            edge = "Header" if box.at_keyword.startswith("@top") else "Footer"
            self._set_aside(box, "Pagination", edge)
        elif self._is_repeated(box):
            self._set_aside(box, "Pagination")
        elif box.is_leader:
            self._set_aside(box, "Layout")
        else:
            self._fill(self.elements.node_of(box, node), box)

    def _fill(self, node: Node, box: Any) -> None:
        if box.link_annotation is not None:
            self._annotate(box, node)
        if box in self._marks:
            self._add_picture(box, node)
        if node in self.elements.tables:
            self._measure(box, node)
        for child in getattr(box, "children", ()):
            if not isinstance(child, self._text_box):
                self._place(child, node)
            elif child in self._marks:
                node.kids.append(self._marks.pop(child))

    def _add_picture(self, box: Any, node: Node) -> None:
        """Add a picture, or set aside one that says nothing (ISO 14289-1, 7.3)."""
        if node.kind == "Figure" and "Alt" not in node.entries:
            self._set_aside(box, "Layout")
            return
        node.kids.append(self._marks.pop(box))
        if node.kind == "Figure":
            node.describe("Layout", BBox=_corners(box, self._page.height))

    def _measure(self, box: Any, node: Node) -> None:
        """Give a table that stands whole on a page its bounding box (table 344)."""
        table = self.elements.tables[node]
        if not table.pages:
            node.describe("Layout", BBox=_corners(box, self._page.height))
        table.pages.add(self._page.index)
        if len(table.pages) > 1:
            node.attributes.clear()

    def _is_repeated(self, box: Any) -> bool:
        """Whether it comes on every page, like a table's head, and has been shown before."""
        is_part = getattr(box, "is_header", False) or getattr(box, "is_footer", False)
        if not is_part and box.style["position"] != "fixed":
            return False
        return self._repeated.setdefault(box.element, box) is not box

    def _set_aside(self, box: Any, kind: str, subtype: str = "") -> None:
        """Make artifacts of all that a box shows. Its links can be followed, so they stay."""
        for each in _all(box):
            if each in self._marks:
                self.artifacts.append(Artifact(self._marks.pop(each), kind, subtype))
            if getattr(each, "link_annotation", None) is not None:
                self._annotate(each, self.elements.aside(each.element))

    def _annotate(self, box: Any, node: Node) -> None:
        """Add a link's annotation to the link, and say where it leads (ISO 14289-1, 7.18.5)."""
        box.link_annotation["Contents"] = pydyf.String(said(box.element))
        node.kids.append(Annotated(self._page.index, box.link_annotation))


def _all(box: Any) -> Iterator[Any]:
    """Yield a box and all below it."""
    box = getattr(box, "_box", box)
    yield box
    for child in getattr(box, "children", ()):
        yield from _all(child)


def _corners(box: Any, height: float) -> pydyf.Array:
    """Return the bounding box of a picture in points from the lower left of its page."""
    left, top = box.content_box_x(), box.content_box_y()
    edges = (left, height - top - box.height, left + box.width, height - top)
    return pydyf.Array(round(edge * _POINTS, 3) for edge in edges)

"""Which node of the tag tree belongs to which element of the document.

Stage *render*. The first box of an element makes its node; every later box, on
whichever page, finds it again. So an element that runs over a page break stays one.
"""

from __future__ import annotations

from typing import Any

import pydyf

from briefbook.render.archival.node import Node
from briefbook.render.archival.roles import (
    HEADINGS,
    ITEMS,
    TRANSPARENT,
    expansion,
    kind_of,
    numbering,
    says_nothing,
    scope,
)
from briefbook.render.archival.tables import Table


class Elements:
    """The nodes of a document's elements, made when they are first asked for.

    A key is an element and the name of one of its pseudo-elements, or no name.
    The node of a list item is its body; ``_items`` has the LI around it.
    """

    def __init__(self, language: str) -> None:
        self.root = Node("Document", language=language)
        self.tables: dict[Node, Table] = {}
        self._nodes: dict[tuple[Any, str], Node] = {}
        self._items: dict[Any, Node] = {}
        self._asides: list[Node] = []
        self._notes = 0

    def node_of(self, box: Any, node: Node) -> Node:
        """Return the node that takes what a box holds; the box stands in ``node``."""
        element = box.element
        if element is None:
            return node
        pseudo = box.element_tag.partition("::")[2]
        known = self._nodes.get((element, pseudo))
        if known is None:
            known = self._pseudo(element, pseudo, node) if pseudo else self._new(box, node)
            self._nodes[element, pseudo] = known
        return known

    def aside(self, element: Any) -> Node:
        """Return the node of a link in a running line, which stands once, after the text."""
        known = self._nodes.get((element, ""))
        if known is None or known.kind != "Link":
            line = Node("P", self.root, language=self.root.language)
            self._asides.append(line)
            known = self._nodes[element, ""] = _node("Link", line, element)
            known.entries["Alt"] = pydyf.String(said(element))
        return known

    def finished(self) -> Node:
        """Return the whole tree: first the text, then what stands aside; nothing is empty."""
        self.root.kids.extend(self._asides)
        self.root.prune()
        return self.root

    def _pseudo(self, element: Any, pseudo: str, node: Node) -> Node:
        if pseudo == "marker" and element in self._items:
            return _label(self._items[element])
        if pseudo == "footnote-marker":
            return _label(node)
        return self._call(element, node) if pseudo == "footnote-call" else node

    def _call(self, element: Any, node: Node) -> Node:
        """Return the reference to a footnote; the note follows it, or the heading it is in."""
        call = _node("Reference", node)
        heading = next((each for each in node.ancestors() if each.kind in HEADINGS), None)
        note = _node("Note", heading.parent if heading and heading.parent else node, element)
        self._notes += 1
        note.entries["ID"] = pydyf.String(f"note-{self._notes}")
        self._nodes[element, ""] = note
        return call

    def _new(self, box: Any, node: Node) -> Node:
        element = box.element
        if element.tag in TRANSPARENT:
            return node
        if element.tag == "a" and box.link_annotation is not None:
            around = _node("Reference", node) if _is_entry(node) else node
            return _node("Link", around, element)
        if says_nothing(element, node):
            return node
        if element.tag in ITEMS:
            return self._item(element, node)
        return self._described(_node(kind_of(element, node), node, element), box)

    def _described(self, node: Node, box: Any) -> Node:
        """Let a new node say what its kind has to say."""
        element = box.element
        if node.kind == "L":
            style = box.style["list_style_type"]
            node.describe("List", ListNumbering=f"/{numbering(element, style)}")
        elif node.kind == "Table":
            self.tables[node] = Table(element)
        elif node.kind in ("TH", "TD"):
            self._cell(node, box)
        elif node.kind == "Figure" and element.get("alt", "").strip():
            node.entries["Alt"] = pydyf.String(element.get("alt"))
        elif full := expansion(element):
            node.entries["E"] = pydyf.String(full)
        if element.tag == "dl":
            self._pairs(element, node)
        return node

    def _cell(self, node: Node, box: Any) -> None:
        if node.kind == "TH":
            node.describe("Table", Scope=f"/{scope(box.element)}")
        for name, span in (("ColSpan", box.colspan), ("RowSpan", box.rowspan)):
            if span != 1:
                node.describe("Table", **{name: span})
        table = next((each for each in node.ancestors() if each.kind == "Table"), None)
        if table is not None:
            self.tables[table].cells[box.element] = node

    def _item(self, element: Any, node: Node) -> Node:
        """Return the body of a list item, or the label of a pair."""
        if node.kind == "TOC":
            item = self._items[element] = _node("TOCI", node, element)
            return item
        item = self._items.get(element) or _node("LI", node, element)
        self._items[element] = item
        return _node("Lbl" if element.tag == "dt" else "LBody", item, element)

    def _pairs(self, element: Any, node: Node) -> None:
        """Give each name of a list of pairs, with what is said of it, an item of its own."""
        item, is_whole = None, False
        for child in element:
            if item is None or (child.tag == "dt" and is_whole):
                item, is_whole = _node("LI", node), False
            is_whole = is_whole or child.tag == "dd"
            self._items[child] = item


def _is_entry(node: Node) -> bool:
    """Whether a link here is an entry of contents: in an item of them, or its paragraph."""
    return "TOCI" in (node.kind, node.parent.kind if node.parent else "")


def said(element: Any) -> str:
    """Return what a link says of itself: its title, its text, or where it leads."""
    text = " ".join("".join(element.itertext()).split())
    return element.get("title") or text or element.get("href", "")


def _node(kind: str, parent: Node, element: Any = None) -> Node:
    """Return a new node, the last of its parent's."""
    attributes = {} if element is None else element.attrib
    language = attributes.get("lang") or parent.language
    node = Node(kind, parent, attributes.get("data-role", ""), language)
    parent.kids.append(node)
    return node


def _label(parent: Node) -> Node:
    """Return a new label, the first of its parent's."""
    label = Node("Lbl", parent, language=parent.language)
    parent.kids.insert(0, label)
    return label

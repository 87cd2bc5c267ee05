"""What every PDF must pass: two outside validators' profiles, and what they do not see.

``page`` checks PDF/A-3a and PDF/UA-1. Whether an element stands once in the tree,
whether a table is whole and whether a file is attached once, it does not ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import page
from tests.pdf_tags import Tag, Tagged, raw_items

from briefbook.render.seal import is_sealed

PROFILES = ("3a", "ua1")


def faults(data: bytes) -> list[str]:
    """Return everything that keeps a file from being PDF/A-3a and PDF/UA-1 as we promise them."""
    found = [
        f"{profile} {failure.rule_id}: {failure.message}"
        for profile in PROFILES
        for failure in page.validate_pdf_bytes(data, profile=profile).failures
    ]
    tagged = Tagged(data)
    checks = (_tree, _content, _tables, _pictures, _notes, _links, _files, _window)
    found.extend(fault for check in checks for fault in check(tagged))
    return found if is_sealed(data) else [*found, "the seal is broken"]


def _tree(tagged: Tagged) -> Iterator[str]:
    """Each element stands in the tree once, below the parent that it names."""
    for number, times in Counter(tag.number for tag in tagged.tags()).items():
        if times > 1:
            yield f"element {number} stands in the tree {times} times"
    for tag in tagged.tags():
        for kid in tag.kids:
            if isinstance(kid, Tag) and kid.entries.raw_get("/P").idnum != tag.number:
                yield f"element {kid.number} names another parent"
        if not tag.kids and tag.kind not in ("TD", "TH"):
            yield f"element {tag.number} ({tag.kind}) is empty"


def _content(tagged: Tagged) -> Iterator[str]:
    """Each piece of marked content is held once, by the element that the parent tree names."""
    held = Counter(mark for mark in tagged.document.marks())
    if sorted(tagged.marked()) != sorted(held.elements()):
        yield "what the pages mark is not what the tree holds"
    nums = tagged.tree["/ParentTree"]["/Nums"]
    parents = dict(zip(nums[::2], nums[1::2], strict=True))
    for tag in tagged.tags():
        for mark in (kid for kid in tag.kids if isinstance(kid, tuple)):
            entries = raw_items(parents[tagged.keys[mark]])
            if mark[1] >= len(entries) or _number(entries[mark[1]]) != tag.number:
                yield f"the parent tree does not know content {mark[1]} of page {mark[0] + 1}"


def _tables(tagged: Tagged) -> Iterator[str]:
    """A table is one element: none goes on, with the same heads, in the one that follows."""
    for tag in tagged.tags():
        kids = [kid for kid in tag.kids if isinstance(kid, Tag)]
        for one, other in pairwise(kids):
            if one.kind == other.kind == "Table" and _goes_on(tagged, one, other):
                yield f"table {one.number} goes on in table {other.number}"
        if len([kid for kid in kids if kid.kind == "THead"]) > 1:
            yield f"table {tag.number} has two heads"
    for head in tagged.tags("TH"):
        if head.attributes.get("/Scope") not in ("/Row", "/Column"):
            yield f"head cell {head.number} has no scope"


def _goes_on(tagged: Tagged, one: Tag, other: Tag) -> bool:
    """Whether a table begins on a new page with the heads of the one that ended before it."""
    follows = max(one.marks())[0] < min(other.marks())[0]
    return follows and _heads(tagged, one) == _heads(tagged, other)


def _heads(tagged: Tagged, table: Tag) -> list[str]:
    return [tagged.text(head) for part in table.tags("THead") for head in part.tags("TH")]


def _pictures(tagged: Tagged) -> Iterator[str]:
    for figure in tagged.tags("Figure"):
        if not figure.entries.get("/Alt"):
            yield f"figure {figure.number} has no alternative text"
        index, _ = next(figure.marks())
        page_box = tagged.reader.pages[index].mediabox
        left, bottom, right, top = figure.attributes.get("/BBox", (0, 0, 0, 0))
        if not (0 <= left < right <= page_box.right and 0 <= bottom < top <= page_box.top):
            yield f"figure {figure.number} has no box on its page"


def _notes(tagged: Tagged) -> Iterator[str]:
    """Each identifier leads to its element."""
    names = raw_items(tagged.tree.get("/IDTree", {}).get("/Names", []))
    elements = zip(names[::2], names[1::2], strict=True)
    known = {name: _number(element) for name, element in elements}
    said = {tag.entries["/ID"]: tag.number for tag in tagged.tags() if "/ID" in tag.entries}
    if known != said or list(known) != sorted(known):
        yield "the tree of identifiers is not that of the elements"
    if any("/ID" not in note.entries for note in tagged.tags("Note")):
        yield "a note has no identifier"


def _links(tagged: Tagged) -> Iterator[str]:
    """Each annotation says where it leads and belongs to one link."""
    held = Counter(
        _number(kid.raw_get("/Obj"))
        for tag in tagged.tags("Link")
        for kid in tag.kids
        if not isinstance(kid, Tag | tuple)
    )
    annotations = [
        reference
        for shown in tagged.reader.pages
        for reference in raw_items(shown.get("/Annots", []))
    ]
    if held != Counter(_number(each) for each in annotations):
        yield "the links of the pages are not those of the tree"
    if not all(each.get_object().get("/Contents") for each in annotations):
        yield "a link does not say where it leads"


def _files(tagged: Tagged) -> Iterator[str]:
    """A file that is embedded is associated, once."""
    names = raw_items(tagged.root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", []))
    associated = raw_items(tagged.root.get("/AF", []))
    if [_number(each) for each in names[1::2]] != [_number(each) for each in associated]:
        yield "the associated files are not the embedded ones"


def _window(tagged: Tagged) -> Iterator[str]:
    if not tagged.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the window does not show the title"
    if tagged.tags("H1", "H2") and not tagged.reader.outline:
        yield "there are no bookmarks"


def _number(reference: Any) -> int | None:
    return getattr(reference, "idnum", None)

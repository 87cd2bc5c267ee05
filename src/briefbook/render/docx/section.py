"""The page, its header and its footer: the stage *render*, DOCX.

ECMA-376 part 1, 17.6 (sections) and 17.10 (headers and footers). The document has one
section. Where the profile leaves page 1 without a number, the running element that
holds the number does not stand on page 1; one without a number stands on every page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, cast

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from docx.package import Package
from docx.parts.hdrftr import FooterPart, HeaderPart
from docx.parts.story import StoryPart
from lxml import etree

from briefbook.plan.profile import Profile
from briefbook.render.docx.blocks import write
from briefbook.render.docx.flow import Flow, Place
from briefbook.render.docx.inline import Look, page_field, text_run
from briefbook.render.docx.ooxml import BaseOxmlElement, build, insert_before, qn, relate, twips
from briefbook.render.docx.paper import Edge, KeptEdges
from briefbook.render.docx.sketch import Sketch, grown
from briefbook.render.docx.story import Desk, Story
from briefbook.render.markup import serialize
from briefbook.render.subset import FOOTNOTE
from briefbook.render.tree import Element

__all__ = ["adopted_section", "section_properties"]

_STYLES: dict[Edge, str] = {"header": "Header", "footer": "Footer"}

#: What the part of each is.
_PARTS: Mapping[Edge, tuple[type[StoryPart], str, str]] = {
    "header": (HeaderPart, CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER),
    "footer": (FooterPart, CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER),
}

#: What makes a header or footer of a letterhead more than an empty one.
_VISIBLE = tuple(
    qn(f"w:{tag}") for tag in ("t", "drawing", "pict", "object", "fldSimple", "instrText", "sdt")
)

#: What stands after ``w:titlePg`` in a section (17.6.17).
_AFTER_TITLE_PAGE = (
    "w:textDirection", "w:bidi", "w:rtlGutter", "w:docGrid", "w:printerSettings",
    "w:sectPrChange",
)  # fmt: skip

#: How many headers and footers of a layout are kept at most; mostly there is one.
_MOST_KEPT = 16
#: Elements that are counted nowhere and lead nowhere.
_PLAIN = frozenset({"header", "footer", "p", "span", "strong", "em", "sup", "sub", "br"})

#: The distance of a header or footer without the page number from the edge, in mm.
_DISTANCE = 10.0


def section_properties(
    document: Document, desk: Desk, body: Element, kept: KeptEdges
) -> BaseOxmlElement:
    """Return ``w:sectPr`` of the document, and write its headers and footers.

    A document whose running elements hold no page number gets one where and how its
    profile says. In ``kept`` are headers and footers that this layout had before.
    """
    section = build("w:sectPr")
    for edge, elements, generated in _running(desk, body):
        section.extend(_references(document, desk, edge, elements, kept, generated=generated))
    section.extend(_page(desk.profile))
    return section


def adopted_section(
    document: Document, desk: Desk, body: Element, section: BaseOxmlElement
) -> list[BaseOxmlElement]:
    """Fill what a letterhead's ``section`` leaves empty at the edges of its pages.

    A header or footer of the letterhead that shows something stays alone. Returns what
    was written.
    """
    busy = {edge for edge in _STYLES if _shows_something(document, section, edge)}
    first_apart = section.find(qn("w:titlePg")) is not None
    written: list[BaseOxmlElement] = []
    for edge, elements, generated in _running(desk, body):
        if not elements and not generated:
            continue
        if not busy:
            references = list(_references(document, desk, edge, elements, generated=generated))
        elif not _shows_something(document, section, edge, "default") and (
            first_apart or desk.profile.page_number.first_page
        ):
            references = [_reference(document, desk, edge, "default", elements,
                                     generated=generated)]  # fmt: skip
        else:
            continue
        _put(section, edge, references)
        written.extend(_story_of(document, reference) for reference in references)
    if not busy and not first_apart and not desk.profile.page_number.first_page:
        insert_before(section, build("w:titlePg"), _AFTER_TITLE_PAGE)
    return written


def _put(section: BaseOxmlElement, edge: Edge, references: Sequence[BaseOxmlElement]) -> None:
    """Let references stand in the place of those of the same kind."""
    kinds = {reference.get(qn("w:type")) for reference in references}
    for known in section.findall(qn(f"w:{edge}Reference")):
        if known.get(qn("w:type")) in kinds:
            section.remove(known)
    for place, reference in enumerate(references):
        section.insert(place, reference)


def _shows_something(
    document: Document, section: BaseOxmlElement, edge: Edge, kind: str | None = None
) -> bool:
    """Whether a letterhead's headers or footers, all or those of a kind, show anything."""
    references = section.findall(qn(f"w:{edge}Reference"))
    shown = [each for each in references if kind in (None, each.get(qn("w:type")))]
    return any(next(_story_of(document, each).iter(*_VISIBLE), None) is not None for each in shown)


def _story_of(document: Document, reference: etree._Element) -> BaseOxmlElement:
    """Return the header or footer that a reference leads to."""
    part = cast(StoryPart, document.part.related_parts[str(reference.get(qn("r:id")))])
    return cast(BaseOxmlElement, part.element)


def _running(desk: Desk, body: Element) -> Iterator[tuple[Edge, list[Element], bool]]:
    """Yield for each edge of the page its elements, and whether the number is added."""
    running = [
        child
        for child in body.children
        if isinstance(child, Element) and child.tag in {"header", "footer"}
    ]
    numbered = any(_numbered(element) for element in running)
    for edge in _STYLES:
        elements = [element for element in running if element.tag == edge]
        yield edge, elements, not numbered and desk.profile.page_number.place == edge


def _numbered(element: Element) -> bool:
    return any(part.role == "page-number" for part in element.elements())


def _references(
    document: Document,
    desk: Desk,
    edge: Edge,
    elements: Sequence[Element],
    kept: KeptEdges | None = None,
    *,
    generated: bool,
) -> Iterator[BaseOxmlElement]:
    """Yield the references to the running element of most pages, and to that of page 1."""
    if not elements and not generated:
        return
    yield _reference(document, desk, edge, "default", elements, generated=generated, kept=kept)
    bare = [element for element in elements if not _numbered(element)]
    if bare and not desk.profile.page_number.first_page:
        yield _reference(document, desk, edge, "first", bare, generated=False, kept=kept)


def _reference(
    document: Document,
    desk: Desk,
    edge: Edge,
    kind: str,
    elements: Sequence[Element],
    *,
    generated: bool,
    kept: KeptEdges | None = None,
) -> BaseOxmlElement:
    key = (edge, "".join(map(serialize, elements)), generated)
    part = _new_part(document, edge, None if kept is None else kept.get(key))
    if isinstance(part, StoryPart):
        _fill(part, desk, _STYLES[edge], elements, generated=generated)
        if kept is not None and all(map(_is_plain, elements)):
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            kept[key] = part.blob
    relationship = document.part.relate_to(part, _PARTS[edge][2])
    return relate(build(f"w:{edge}Reference", type=kind), relationship)


def _new_part(document: Document, edge: Edge, written: bytes | None) -> Part:
    """Return a new header or footer part: what was written before, or an empty one."""
    kind, content_type, _relation = _PARTS[edge]
    package = document.part.package
    assert package is not None  # noqa: S101  # no part of ours is without one
    name = package.next_partname(f"/word/{edge}%d.xml")
    if written is not None:
        return Part(name, content_type, written, package)
    return kind(name, content_type, parse_xml(_empty(edge)), package)


def _is_plain(element: Element) -> bool:
    """Tell whether an element becomes the same in every document: nothing in it is counted."""
    return all(
        part.tag in _PLAIN and part.role != FOOTNOTE and "id" not in part.attributes
        for part in element.elements()
    )


@cache
def _empty(edge: Edge) -> bytes:
    """Return the root of python-docx's own header or footer, which it reads from a file."""
    kind = _PARTS[edge][0]
    part: Any = kind.new(Package())  # type: ignore[attr-defined]  # not that of every story
    for child in list(part.element):
        part.element.remove(child)
    return etree.tostring(part.element)


def _fill(
    part: StoryPart, desk: Desk, style: str, elements: Sequence[Element], *, generated: bool
) -> None:
    story = Story(part, desk)
    flow, place = Flow(story), Place(desk.manuscript.language, style)
    for element in elements:
        write(flow, element.children, place.within(element))
    if generated:
        flow.paragraph(style, _page_number(story, Look(desk.manuscript.language)))
    part.element.extend(grown(flow.blocks))


def _page_number(story: Story, look: Look) -> list[Sketch]:
    page = page_field("PAGE", look, story)
    pattern = story.desk.profile.page_number.pattern
    if pattern == "dashed":
        return [text_run("- ", look, story), *page, text_run(" -", look, story)]
    if pattern == "number-of-total":
        return [*page, text_run(" / ", look, story), *page_field("NUMPAGES", look, story)]
    return page


def _page(profile: Profile) -> Iterator[BaseOxmlElement]:
    page, number = profile.page, profile.page_number
    distances = {"header": _DISTANCE, "footer": _DISTANCE} | {number.place: number.distance}
    lying = {"orient": page.orientation} if page.orientation == "landscape" else {}
    yield build("w:pgSz", w=twips(page.width), h=twips(page.height), **lying)
    yield build(
        "w:pgMar",
        top=twips(page.margins.top),
        right=twips(page.margins.right),
        bottom=twips(page.margins.bottom),
        left=twips(page.margins.left),
        header=twips(distances["header"]),
        footer=twips(distances["footer"]),
        gutter=0,
    )
    yield build("w:cols", space=708)
    if not number.first_page:
        yield build("w:titlePg")

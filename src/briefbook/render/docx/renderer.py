"""The DOCX renderer: the stage *render*, a manuscript → the bytes of a Word document.

ECMA-376, transitional. Nothing is read but the manuscript and the files of the book;
equal manuscripts give equal bytes, in any process, time zone or locale.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from itertools import count
from typing import cast

import docx
from docx.document import Document

from briefbook.errors import MalformedMarkup
from briefbook.plan.language import Language
from briefbook.plan.profile import Profile
from briefbook.render.docx.adoption import adopt_styles
from briefbook.render.docx.blocks import write
from briefbook.render.docx.flow import Flow, Place
from briefbook.render.docx.letterhead import Letterhead, prepared
from briefbook.render.docx.metrics import Metrics
from briefbook.render.docx.notes import Notes
from briefbook.render.docx.numbering import Numbering, definitions
from briefbook.render.docx.ooxml import BaseOxmlElement, build, qn, require_legal, span_of
from briefbook.render.docx.package import core_properties, lean_template, package_bytes
from briefbook.render.docx.paper import Paper
from briefbook.render.docx.section import adopted_section, section_properties
from briefbook.render.docx.sketch import Sketch, grown, parsed
from briefbook.render.docx.story import Desk, Story, anchors
from briefbook.render.docx.styles import font_families, style_elements
from briefbook.render.manuscript import Manuscript
from briefbook.render.pdf import PdfRenderer
from briefbook.render.pictures.drawings import with_drawings
from briefbook.render.pictures.lettering import Lettering
from briefbook.render.subset import CONTENTS
from briefbook.render.tree import Element, Node
from briefbook.wording import _

__all__ = ["DocxRenderer", "FindPages"]

#: The space between a table of a letterhead and the text, in twentieths of a point.
_BELOW_TABLE = 240

#: Says on which page, from 1, each ``id`` of a manuscript stands.
FindPages = Callable[[Manuscript], Mapping[str, int]]


class DocxRenderer:
    """Renders manuscripts; ``assets`` maps paths under ``templates/`` to bytes.

    Of the assets only the fonts are read, to measure. ``pages`` says on which page each
    ``id`` of a manuscript stands, for its contents; unless it is given, they are laid out
    as a PDF is. The empty document of each profile and language, and each letterhead, is
    made ready once and kept, so keep the renderer.
    """

    def __init__(self, assets: Mapping[str, bytes], pages: FindPages | None = None) -> None:
        self._metrics = Metrics(assets)
        self._papers: dict[tuple[str, str], Paper] = {}
        self._letterheads: dict[tuple[str, bytes, Profile], Letterhead] = {}
        self._find_pages = pages or PdfRenderer(assets).page_numbers

    def render(self, manuscript: Manuscript) -> bytes:
        """Return the document as a DOCX package.

        The tree must have passed :mod:`briefbook.render.checking` and been folded.
        Raises :class:`~briefbook.errors.OutputError`: ``UnknownElement``,
        ``MalformedMarkup``, ``RefusedAddress``, ``LetterheadRefused`` or ``RenderFailed``,
        with the line of the template where it is known.
        """
        manuscript = with_drawings(manuscript, Lettering(manuscript.assets), outlined=True)
        require_legal(manuscript.root)
        if manuscript.letterhead:
            document = self._on_letterhead(manuscript)
        else:
            document = self._on_blank_paper(manuscript)
        core_properties(document, _metadata(manuscript), manuscript.dated)
        return package_bytes(document, manuscript.evidence)

    def letterhead(self, path: str, data: bytes, profile: Profile) -> Letterhead:
        """Return the letterhead at ``path`` under ``templates/``, made ready.

        Raises :class:`~briefbook.errors.LetterheadRefused`.
        """
        key = (path, data, profile)
        if key not in self._letterheads:
            self._letterheads[key] = prepared(path, data, profile)
        return self._letterheads[key]

    def _on_blank_paper(self, manuscript: Manuscript) -> Document:
        paper = self._paper(manuscript)
        document = paper.opened()
        desk = self._desk(manuscript, document, Numbering(document.part.numbering_part))
        container: BaseOxmlElement = document.element.body
        for child in list(container):
            container.remove(child)
        body = _child(manuscript.root, "body")
        container.extend(parsed(_write_body(document, desk)))
        container.append(section_properties(document, desk, body, paper.edges))
        return document

    def _on_letterhead(self, manuscript: Manuscript) -> Document:
        """Write below what a letterhead has in its body, in its styles, on its pages."""
        path = manuscript.letterhead
        letterhead = self.letterhead(path, manuscript.assets[path], manuscript.profile)
        manuscript = replace(manuscript, profile=letterhead.profile)
        document = docx.Document(BytesIO(letterhead.package))
        lists = definitions(manuscript.profile, manuscript.language_of(manuscript.language))
        numbering = Numbering(document.part.numbering_part, lists)
        desk = self._desk(manuscript, document, numbering)
        desk = replace(desk, numbers=count(letterhead.numbers + 1), on_letterhead=True)
        container: BaseOxmlElement = document.element.body
        section = cast(BaseOxmlElement, container[-1])
        container.remove(section)
        # What is written is kept apart until it has the letterhead's styles.
        apart = build("w:body")
        apart.extend(grown(_write_body(document, desk)))
        edges = adopted_section(document, desk, _child(manuscript.root, "body"), section)
        written = (apart, *desk.notes.written, *edges)
        adopt_styles(document, written, numbering, manuscript.profile, desk.proofing)
        _append(container, apart)
        container.append(section)
        return document

    def _desk(self, manuscript: Manuscript, document: Document, numbering: Numbering) -> Desk:
        notes, pages = Notes(document.part), self._page_numbers(manuscript)
        names = anchors(manuscript.root)
        return Desk(manuscript, self._metrics, numbering, names, notes, pages)

    def _page_numbers(self, manuscript: Manuscript) -> Mapping[str, int]:
        """Lay a document out, if it has contents: they name pages."""
        asked = any(each.role == CONTENTS for each in manuscript.root.elements())
        return self._find_pages(manuscript) if asked else {}

    def _paper(self, manuscript: Manuscript) -> Paper:
        language = manuscript.language_of(manuscript.language)
        profile, key = manuscript.profile, (manuscript.profile.name, language.tag)
        known = self._papers.get(key)
        if known is None or (known.profile, known.language) != (profile, language):
            known = self._papers[key] = _blank(profile, language)
        return known


def _blank(profile: Profile, language: Language) -> Paper:
    tag = language.proofing
    styles, lists = style_elements(profile, tag), definitions(profile, language)
    return Paper(profile, language, lean_template(styles, lists, font_families(profile), tag))


def _write_body(document: Document, desk: Desk) -> list[Sketch]:
    """Write the text of a document."""
    body = _child(desk.manuscript.root, "body")
    story = Story(document.part, desk)
    flow = Flow(story)
    write(flow, _text_of(body), Place(desk.manuscript.language).within(body))
    flow.part_from_table()
    if story.waiting and flow.last is not None:
        flow.last.children.extend(story.arrivals())
    return flow.blocks


def _append(container: BaseOxmlElement, apart: BaseOxmlElement) -> None:
    """Add what was kept apart, clear of a table above it, which would join another one."""
    table = qn("w:tbl")
    if len(container) and len(apart) and container[-1].tag == table:
        close = build("w:spacing", before=0, after=0, line=_BELOW_TABLE, lineRule="exact")
        container.append(build("w:p", build("w:pPr", close)))
    container.extend(list(apart))


def _text_of(body: Element) -> tuple[Node, ...]:
    """Return the children of ``body`` without the running header and footer."""
    return tuple(
        child
        for child in body.children
        if not (isinstance(child, Element) and child.tag in {"header", "footer"})
    )


def _child(root: Element, tag: str) -> Element:
    for child in root.children:
        if isinstance(child, Element) and child.tag == tag:
            return child
    raise MalformedMarkup(_("the document has no {tag}", tag=tag), spans=span_of(root))


def _metadata(manuscript: Manuscript) -> dict[str, str]:
    """Return the core properties that the head of the document names."""
    names = {"language": manuscript.language_of(manuscript.language).proofing}
    for element in _child(manuscript.root, "head").children:
        if not isinstance(element, Element):
            continue
        if element.tag == "title":
            names["title"] = " ".join(element.text().split())
        elif element.tag == "meta":
            names[element.attributes.get("name", "")] = element.attributes.get("content", "")
    return names

"""A letterhead made ready: the stage *render*, DOCX.

What an office has made in Word stays: headers, footers, pictures, styles, margins, the
section, and what stands in the body before the text. What ties the file to where it was
made, or belongs to another document, is taken off. Word's newest way to lay a page out
is asked for ([MS-DOCX] 2.3.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Literal

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.opc.rel import Relationships
from docx.parts.hdrftr import FooterPart, HeaderPart
from docx.parts.numbering import NumberingPart
from lxml import etree

from briefbook.plan.profile import Margins, Orientation, Profile
from briefbook.render.docx.custom_xml import NAMESPACE
from briefbook.render.docx.letterhead_reading import read_letterhead, refused
from briefbook.render.docx.ooxml import BaseOxmlElement, build, insert_before, qn
from briefbook.render.docx.package import compatibility, package_bytes
from briefbook.render.docx.texts import story_texts
from briefbook.wording import _, verbatim

__all__ = ["Letterhead", "lacking_styles", "prepared"]

#: What belongs to the file as it was, by the ends of kinds of relationship.
_LEFT_BEHIND = (
    "/core-properties", "/thumbnail", "/digital-signature/origin", "/stylesWithEffects",
    "/attachedTemplate", "/mailMergeSource", "/mailMergeHeaderSource",
)  # fmt: skip
_SETTINGS_LEFT_BEHIND = ("w:attachedTemplate", "w:mailMerge")

#: What stands in the settings after ``w:compat`` (part 1, 17.15.1.78).
_AFTER_COMPATIBILITY = (
    "w:docVars", "w:rsids", "m:mathPr", "w:attachedSchema", "w:themeFontLang",
    "w:clrSchemeMapping", "w:shapeDefaults", "w:decimalSymbol", "w:listSeparator",
)  # fmt: skip

#: What a paragraph may hold and still be empty.
_SILENT = {
    qn(f"w:{name}")
    for name in ("r", "proofErr", "bookmarkStart", "bookmarkEnd", "lastRenderedPageBreak")
}

_MM_PER_TWIP = 25.4 / 1440
#: The narrowest text that a document can be set in, in mm.
_LEAST_WIDTH = 40.0
#: Sheet and margins of a section that names none, in twips.
_SHEET, _MARGIN = {"w": 12240, "h": 15840}, 1440


@dataclass(frozen=True, slots=True)
class Letterhead:
    """A letterhead to write a document on.

    ``package`` is the DOCX without what was left behind; ``profile`` the layout of the
    document, fitted to its margins; ``texts`` what stands in its body; ``numbers`` the
    highest number of its bookmarks and pictures.
    """

    package: bytes
    profile: Profile
    texts: tuple[str, ...]
    numbers: int


def prepared(path: str, data: bytes, profile: Profile) -> Letterhead:
    """Make the letterhead at ``path`` under ``templates/`` ready for documents of a profile.

    Raises :class:`~briefbook.errors.LetterheadRefused`.
    """
    read_letterhead(path, data)
    try:
        document = docx.Document(BytesIO(data))
        section = _freed(document)
        _require_edges(document)
        texts = tuple(story_texts(document.element.body))
        fitted, numbers = _fitted(profile, section), max(_numbers(document), default=0)
        made = Letterhead(package_bytes(document), fitted, texts, numbers)
    # What a damaged package can make the reader stumble over has no common ancestor.
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError) as error:
        message = _("the letterhead cannot be read: {reason}", reason=verbatim(str(error)))
        raise refused(path, message) from error
    if fitted.page.text_width < _LEAST_WIDTH:
        message = _("the margins of the letterhead leave no room for text")
        raise refused(path, message, _("make them narrower in Word"))
    return made


def lacking_styles(document: bytes, letterhead: bytes) -> tuple[str, ...]:
    """Return the names of the styles that a finished document has and its letterhead lacks."""
    there = {name.casefold() for name in _style_names(letterhead)}
    return tuple(name for name in _style_names(document) if name.casefold() not in there)


def _style_names(package: bytes) -> Iterator[str]:
    styles = docx.Document(BytesIO(package)).styles.element
    yield from (str(name.get(qn("w:val"))) for name in styles.iter(qn("w:name")))


def _freed(document: Document) -> etree._Element:
    """Take off what belongs to another document; return the properties of the section."""
    part = document.part
    package = part.package
    if package is None:
        raise ValueError("it belongs to no package")
    _leave_behind(package.rels)
    _leave_behind(part.rels)
    _leave_evidence(part.rels)
    settings = document.settings.element
    _leave_behind(part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels)
    for tag in _SETTINGS_LEFT_BEHIND:
        for setting in settings.findall(qn(tag)):
            settings.remove(setting)
    _make_current(settings)
    if not any(each.reltype == RELATIONSHIP_TYPE.NUMBERING for each in part.rels.values()):
        name = PackURI("/word/numbering.xml")
        lists = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, build("w:numbering"), package)
        part.relate_to(lists, RELATIONSHIP_TYPE.NUMBERING)
    return _bare_end(document.element.body)


def _require_edges(document: Document) -> None:
    """Make sure that each reference to a header or footer leads to one."""
    for edge, kind in (("header", HeaderPart), ("footer", FooterPart)):
        for reference in document.element.body.iter(qn(f"w:{edge}Reference")):
            if not isinstance(document.part.related_parts[reference.get(qn("r:id"))], kind):
                raise TypeError(f"a {edge} is none")


def _numbers(document: Document) -> Iterator[int]:
    """Yield the numbers of the bookmarks and pictures in all parts."""
    parts = document.part.package.parts if document.part.package else ()
    for root in (part.element for part in parts if isinstance(part, XmlPart)):
        for named in root.iter(qn("w:bookmarkStart"), qn("wp:docPr")):
            yield int(named.get(qn("w:id")) or named.get("id") or 0)


def _leave_behind(relationships: Relationships) -> None:
    for key in [k for k, each in relationships.items() if each.reltype.endswith(_LEFT_BEHIND)]:
        del relationships[key]


def _leave_evidence(relationships: Relationships) -> None:
    """Leave behind what a document of ours says of itself, if it was made a letterhead."""
    for key, each in list(relationships.items()):
        if each.reltype == RELATIONSHIP_TYPE.CUSTOM_XML and not each.is_external:
            target: Part = each.target_part
            if NAMESPACE.encode() in target.blob:
                del relationships[key]


def _make_current(settings: BaseOxmlElement) -> None:
    """Ask for the compatibility mode of new documents; other settings of it stay."""
    compat = settings.find(qn("w:compat"))
    if compat is None:
        compat = build("w:compat")
        insert_before(settings, compat, _AFTER_COMPATIBILITY)
    known: Mapping[str | None, etree._Element] = {
        each.get(qn("w:name")): each for each in compat.findall(qn("w:compatSetting"))
    }
    for wanted in compatibility():
        name = wanted.get(qn("w:name"))
        if name not in known:
            compat.append(wanted)
        elif name == "compatibilityMode":
            known[name].set(qn("w:val"), str(wanted.get(qn("w:val"))))


def _bare_end(body: BaseOxmlElement) -> etree._Element:
    """Drop the empty paragraphs at the end of the body; return the section's properties."""
    section = body.find(qn("w:sectPr"))
    if section is None:
        section = build("w:sectPr")
        body.append(section)
    while (last := section.getprevious()) is not None and _is_empty(last):
        body.remove(last)
    return section


def _is_empty(block: etree._Element) -> bool:
    """Whether a block is a paragraph that shows nothing and ends no section."""
    if block.tag != qn("w:p") or block.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
        return False
    starts, ends = (len(block.findall(qn(f"w:bookmark{edge}"))) for edge in ("Start", "End"))
    return starts == ends and all(each.tag in _SILENT for each in _beside_properties(block))


def _beside_properties(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag not in (qn("w:pPr"), qn("w:rPr")):
            yield child
            yield from _beside_properties(child)


def _fitted(profile: Profile, section: etree._Element) -> Profile:
    """Return the layout with the margins of a letterhead, as wide as its text is."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    width, height = _twips(size, "w", _SHEET["w"]), _twips(size, "h", _SHEET["h"])
    left, right = _twips(margins, "left", _MARGIN), _twips(margins, "right", _MARGIN)
    text = (width - left - right - _twips(margins, "gutter", 0)) * _MM_PER_TWIP
    sheet: Literal["A4", "Letter"] = "Letter" if max(width, height) <= _SHEET["h"] else "A4"
    lies: Orientation = "landscape" if width > height else "portrait"
    page = replace(profile.page, size=sheet, orientation=lies)
    fitted = Margins(
        top=abs(_twips(margins, "top", _MARGIN)) * _MM_PER_TWIP,
        right=page.width - left * _MM_PER_TWIP - text,
        bottom=abs(_twips(margins, "bottom", _MARGIN)) * _MM_PER_TWIP,
        left=left * _MM_PER_TWIP,
    )
    return replace(profile, page=replace(page, margins=fitted))


def _twips(element: etree._Element | None, name: str, default: int) -> int:
    value = None if element is None else element.get(qn(f"w:{name}"))
    return default if value is None else int(value)

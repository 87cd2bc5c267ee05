"""Footnotes: the stage *render*, DOCX.

ECMA-376 part 1, 17.11. They stand in a part of their own, which a document has only
where it calls one. Two special notes draw the line above them.
"""

from __future__ import annotations

from collections.abc import Sequence

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.parts.document import DocumentPart
from docx.parts.settings import SettingsPart
from docx.parts.story import StoryPart

from briefbook.render.docx import sketch
from briefbook.render.docx.ooxml import BaseOxmlElement, build, insert_before, qn
from briefbook.render.docx.sketch import Sketch, grown

__all__ = ["Notes"]

#: The notes that are no notes: the rule above them, and that of a note going on.
_SPECIAL = (("separator", -1), ("continuationSeparator", 0))

#: What stands in the settings after the special notes (17.15.1.78).
_LATER_SETTINGS = (
    "w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:attachedSchema",
    "w:themeFontLang", "w:clrSchemeMapping", "w:shapeDefaults", "w:decimalSymbol",
    "w:listSeparator",
)  # fmt: skip


class Notes:
    """The footnotes of one document, numbered from 1 in the order of their calls.

    ``document`` is the part that calls them; their part is added with the first one.
    """

    def __init__(self, document: DocumentPart) -> None:
        self._document = document
        self._part: StoryPart | None = None
        self._count = 0
        self.written: list[BaseOxmlElement] = []

    @property
    def part(self) -> StoryPart:
        """The part that footnotes stand in: links within them belong to it."""
        if self._part is None:
            self._part = self._new_part()
        return self._part

    def add(self, content: Sequence[Sketch]) -> int:
        """Add a note with its runs, its mark among them; return its number."""
        part = self.part
        self._count += 1
        style = sketch.build("w:pPr", sketch.build("w:pStyle", val="FootnoteText"))
        text = sketch.build("w:p", style, *content)
        (note,) = grown([sketch.build("w:footnote", text, id=self._count)])
        part.element.append(note)
        self.written.append(note)
        return self._count

    def _new_part(self) -> StoryPart:
        known = self._of_letterhead()
        if known is not None:
            return known
        root = build("w:footnotes", *(_special(kind, number) for kind, number in _SPECIAL))
        name = PackURI("/word/footnotes.xml")
        part = StoryPart(name, CONTENT_TYPE.WML_FOOTNOTES, root, self._document.package)
        self._document.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        settings = self._document.part_related_by(RELATIONSHIP_TYPE.SETTINGS)
        if isinstance(settings, SettingsPart):
            names = (build("w:footnote", id=number) for _, number in _SPECIAL)
            insert_before(settings.element, build("w:footnotePr", *names), _LATER_SETTINGS)
        return part

    def _of_letterhead(self) -> StoryPart | None:
        """Return the part that the document has already; our notes follow those in it."""
        for key, relation in self._document.rels.items():
            if relation.reltype != RELATIONSHIP_TYPE.FOOTNOTES:
                continue
            kept = relation.target_part
            part: StoryPart = StoryPart.load(
                kept.partname, kept.content_type, kept.blob, kept.package
            )
            for inner, each in kept.rels.items():
                part.rels[inner] = each
            self._document.rels[key]._target = part  # noqa: SLF001 - there is no public way
            numbers = [int(str(note.get(qn("w:id")))) for note in part.element]
            self._count = max((0, *numbers))
            return part
        return None


def _special(kind: str, number: int) -> BaseOxmlElement:
    close = build("w:pPr", build("w:spacing", after=0, line=240, lineRule="auto"))
    line = build("w:p", close, build("w:r", build(f"w:{kind}")))
    return build("w:footnote", line, type=kind, id=number)

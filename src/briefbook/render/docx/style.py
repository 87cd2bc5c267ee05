"""One style of a document, as data and as WordprocessingML: the stage *render*, DOCX.

ECMA-376 part 1, 17.7. A value that is ``None`` is inherited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from briefbook.plan.profile import Alignment, LineSpacing
from briefbook.render.docx.ooxml import BaseOxmlElement, build, properties, qn, twips

__all__ = ["CharacterStyle", "ParagraphStyle", "alignment", "fonts", "sizes", "spacing"]

_ALIGNMENTS = {"left": "left", "center": "center", "right": "right", "justify": "both"}

#: Word's own styles, by the names that its files carry.
_BUILT_IN = re.compile(
    "(Body Text|Signature|Hyperlink|caption|header|footer|page number|heading [1-9]"
    "|footnote (text|reference)|TOC Heading|toc [1-9]"
    "|List (Bullet|Number|Continue)( [2-5])?)"
)

#: A line of text at single spacing, in the units of ``w:line``.
_SINGLE_LINE = 240


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A paragraph style.

    ``name`` is what Word shows, ``key`` the stable id. ``size``, ``before``, ``after``
    and ``letter_spacing`` in pt; ``left``, ``right`` and ``first`` (negative: hanging)
    in mm; ``tab`` is a tab stop, its kind and its distance from the left margin, to which
    dots lead with ``leader``. ``bar`` draws a rule at the left, ``tint`` fills the ground and
    ``rule`` draws one below, all as RRGGBB. ``list_level`` is the id of a list definition
    with a level from 0.
    ``after_itself`` False closes up paragraphs of one style.
    """

    key: str
    name: str
    based_on: str = "Normal"
    following: str = ""
    family: str | None = None
    size: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    caps: bool | None = None
    color: str | None = None
    letter_spacing: float | None = None
    align: Alignment | None = None
    line: LineSpacing | None = None
    before: float | None = None
    after: float | None = None
    left: float | None = None
    right: float | None = None
    first: float | None = None
    tab: tuple[Literal["left", "right"], float] | None = None
    leader: bool = False
    keep_next: bool | None = None
    keep_lines: bool | None = None
    outline: int | None = None
    bar: str = ""
    tint: str = ""
    rule: str = ""
    list_level: tuple[int, int] | None = None
    after_itself: bool = True

    def element(self) -> BaseOxmlElement:
        """Return the style as ``w:style``."""
        style = _frame("paragraph", self.key, self.name, self.based_on, self.following)
        paragraph = properties("w:pPr", self._paragraph_properties())
        run = properties("w:rPr", self._run_properties())
        style.extend(part for part in (paragraph, run) if len(part))
        return style

    def _paragraph_properties(self) -> Iterator[BaseOxmlElement]:
        yield from _switch("w:keepNext", value=self.keep_next)
        yield from _switch("w:keepLines", value=self.keep_lines)
        if self.list_level is not None:
            number, level = self.list_level
            yield build("w:numPr", build("w:ilvl", val=level), build("w:numId", val=number))
        yield from self._ornaments()
        if self.tab is not None:
            kind, place = self.tab
            stop = build("w:tab", val=kind, pos=twips(place))
            if self.leader:
                stop.set(qn("w:leader"), "dot")
            yield build("w:tabs", stop)
        yield from spacing(self.line, self.before, self.after)
        yield from self._indents()
        if not self.after_itself:
            yield build("w:contextualSpacing")
        if self.align is not None:
            yield alignment(self.align)
        if self.outline is not None:
            yield build("w:outlineLvl", val=self.outline)

    def _ornaments(self) -> Iterator[BaseOxmlElement]:
        if self.bar:
            # The other three sides, in the colour of the ground, keep text off its edges.
            pale: dict[str, str | float] = {
                "val": "single",
                "sz": 4,
                "space": 4,
                "color": self.tint,
            }
            bar = build("w:left", val="single", sz=18, space=8, color=self.bar)
            right = build("w:right", **(pale | {"space": 8}))
            yield build("w:pBdr", build("w:top", **pale), bar, build("w:bottom", **pale), right)
        if self.rule:
            rule = build("w:bottom", val="single", sz=4, space=1, color=self.rule)
            yield build("w:pBdr", rule)
        if self.tint:
            yield build("w:shd", val="clear", color="auto", fill=self.tint)

    def _indents(self) -> Iterator[BaseOxmlElement]:
        values: dict[str, str | float] = {}
        if self.left is not None:
            values["left"] = twips(self.left)
        if self.right is not None:
            values["right"] = twips(self.right)
        if self.first is not None:
            values["firstLine" if self.first >= 0 else "hanging"] = twips(abs(self.first))
        if values:
            yield build("w:ind", **values)

    def _run_properties(self) -> Iterator[BaseOxmlElement]:
        if self.family is not None:
            yield fonts(self.family)
        yield from _switch("w:b", "w:bCs", value=self.bold)
        yield from _switch("w:i", "w:iCs", value=self.italic)
        yield from _switch("w:caps", value=self.caps)
        if self.color is not None:
            yield build("w:color", val=self.color)
        if self.letter_spacing is not None:
            yield build("w:spacing", val=round(self.letter_spacing * 20))
        if self.size is not None:
            yield from sizes(self.size)


@dataclass(frozen=True, slots=True)
class CharacterStyle:
    """A character style: ``color`` as RRGGBB, ``family`` a font of the office.

    ``raised`` sets it above the line, in smaller type.
    """

    key: str
    name: str
    family: str = ""
    color: str = ""
    underline: bool = False
    proofed: bool = True
    raised: bool = False

    def element(self) -> BaseOxmlElement:
        """Return the style as ``w:style``."""
        style = _frame("character", self.key, self.name, "DefaultParagraphFont", "")
        run = properties("w:rPr", self._run_properties())
        if len(run):
            style.append(run)
        return style

    def _run_properties(self) -> Iterator[BaseOxmlElement]:
        if self.family:
            yield fonts(self.family)
        if not self.proofed:
            yield build("w:noProof")
        if self.color:
            yield build("w:color", val=self.color)
        if self.underline:
            yield build("w:u", val="single")
        if self.raised:
            yield build("w:vertAlign", val="superscript")


def alignment(align: Alignment) -> BaseOxmlElement:
    """Return ``w:jc``; justified text is ``both`` in Word's words."""
    return build("w:jc", val=_ALIGNMENTS[align])


def fonts(family: str) -> BaseOxmlElement:
    """Return ``w:rFonts`` that sets one family for all scripts."""
    return build("w:rFonts", ascii=family, hAnsi=family, eastAsia=family, cs=family)


def sizes(points: float) -> tuple[BaseOxmlElement, BaseOxmlElement]:
    """Return the type size, which Word keeps in half points, for all scripts."""
    halves = round(points * 2)
    return build("w:sz", val=halves), build("w:szCs", val=halves)


def spacing(
    line: LineSpacing | None, before: float | None, after: float | None
) -> Iterator[BaseOxmlElement]:
    """Yield ``w:spacing`` if anything is set: lines by profile, space around in pt."""
    values: dict[str, str | float] = {}
    if before is not None:
        values["before"] = round(before * 20)
    if after is not None:
        values["after"] = round(after * 20)
    if line is not None and line.exactly is not None:
        values |= {"line": round(line.exactly * 20), "lineRule": "exact"}
    elif line is not None:
        values |= {"line": round(_SINGLE_LINE * (line.multiple or 1)), "lineRule": "auto"}
    if values:
        yield build("w:spacing", **values)


def _switch(*tags: str, value: bool | None) -> Iterator[BaseOxmlElement]:
    if value is not None:
        yield from (build(tag) if value else build(tag, val="0") for tag in tags)


def _frame(kind: str, key: str, name: str, based_on: str, following: str) -> BaseOxmlElement:
    style = build("w:style", type=kind, styleId=key)
    if not _BUILT_IN.fullmatch(name):
        style.set(qn("w:customStyle"), "1")
    style.append(build("w:name", val=name))
    if based_on and based_on != key:
        style.append(build("w:basedOn", val=based_on))
    if following:
        style.append(build("w:next", val=following))
    style.append(build("w:qFormat"))
    return style

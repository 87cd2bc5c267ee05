"""Paragraphs one below the other: the stage *render*, DOCX.

A *flow* fills one container, the body, a header, a footer or a cell (ECMA-376 part 1,
17.2.2). It writes no empty paragraph: only where Word demands one, between two tables
and after the last, stands a low one of the style Separator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from briefbook.render.docx.inline import Look
from briefbook.render.docx.sketch import Sketch, build, properties
from briefbook.render.docx.story import Story
from briefbook.render.tree import Element

__all__ = ["Flow", "Place"]

#: The space between a table and the text below it, in twentieths of a point.
_AFTER_TABLE = 160

#: Styles that bring their own space before; the others get one below a table.
_SPACED = {"Heading1", "Heading2", "Heading3", "Caption", "Signature", "Executor", "Attachments"}


@dataclass(frozen=True, slots=True)
class Place:
    """What holds where a block stands.

    ``text_style`` is the style of a plain paragraph, ``section`` the role of the section
    around, ``level`` the depth of lists so far.
    """

    language: str
    text_style: str = "BodyText"
    section: str = ""
    level: int = 0

    def within(self, element: Element) -> Place:
        """Return this place in the language of ``element``, if it names one."""
        language = element.attributes.get("lang")
        return replace(self, language=language) if language else self

    @property
    def look(self) -> Look:
        """The character format that text here starts with."""
        return Look(self.language)


class Flow:
    """Writes ``blocks`` one below the other."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.blocks: list[Sketch] = []

    @property
    def last(self) -> Sketch | None:
        """The block written last, if there is one."""
        return self.blocks[-1] if self.blocks else None

    def paragraph(
        self,
        style: str,
        content: Sequence[Sketch],
        extra: Iterable[Sketch] = (),
    ) -> None:
        """Add a paragraph in the style with this id; nothing is added without content.

        ``extra`` are paragraph properties that no style can hold. The first paragraph of
        a list item takes the item's style and number instead.
        """
        if not content:
            return
        number: Sketch | None = None
        if self.story.mark is not None:
            (style, number), self.story.mark = self.story.mark, None
        own = [build("w:pStyle", val=style), *extra, *self._surroundings(style)]
        if number is not None:
            own.append(number)
        paragraph = build("w:p", properties("w:pPr", own), *self.story.arrivals(), *content)
        self.blocks.append(paragraph)

    def empty(self, style: str) -> None:
        """Add a paragraph without text, where Word demands one or a rule needs it."""
        self.blocks.append(build("w:p", properties("w:pPr", (build("w:pStyle", val=style),))))

    def add(self, block: Sketch) -> None:
        """Add a block that is neither a paragraph nor a table."""
        self.blocks.append(block)

    def table(self, table: Sketch) -> None:
        """Add a table; it never touches the one above, which Word would join to it."""
        self.part_from_table()
        self.blocks.append(table)

    def part_from_table(self) -> None:
        """Set a low paragraph below a table that stands last."""
        if self.last is not None and self.last.tag == "w:tbl":
            self.empty("Separator")

    def keep_last(self) -> None:
        """Keep the paragraph written last on the page of the next one."""
        if self.last is None or self.last.tag != "w:p":
            return
        own = _properties_of(self.last)
        if own.find("w:keepNext") is None:
            own.children.insert(1, build("w:keepNext"))

    def space_after_last(self, points: float) -> None:
        """Leave at least ``points`` pt below the paragraph written last."""
        if self.last is None or self.last.tag != "w:p":
            return
        own = _properties_of(self.last)
        space = own.find("w:spacing")
        if space is None:
            space = build("w:spacing")
            own.children.insert(_place_of_spacing(own), space)
        space.attributes["w:after"] = str(round(points * 20))

    def _surroundings(self, style: str) -> Iterator[Sketch]:
        """Yield what depends on the blocks above rather than on the style."""
        if self.story.page_break:
            self.story.page_break = False
            yield build("w:pageBreakBefore")
        if self.last is not None and self.last.tag == "w:tbl" and style not in _SPACED:
            yield build("w:spacing", before=_AFTER_TABLE)


def _properties_of(paragraph: Sketch) -> Sketch:
    """Return the properties of a paragraph, which every one has."""
    own = paragraph.find("w:pPr")
    assert own is not None  # noqa: S101  # each is written with them
    return own


def _place_of_spacing(own: Sketch) -> int:
    """Return where ``w:spacing`` stands among paragraph properties: before the indents."""
    later = {"w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"}
    places = (place for place, child in enumerate(own.children) if child.tag in later)
    return next(places, len(own.children))

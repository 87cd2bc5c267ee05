"""What is shared while a document is written: the stage *render*, DOCX.

A *story* is one part with running text: the body, a header or a footer. Links and
pictures belong to the part they stand in (ECMA-376 part 2, relationships); bookmarks,
lists and drawings are counted over the whole document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from docx.parts.story import StoryPart

from briefbook.plan.profile import Profile
from briefbook.render.docx.metrics import Metrics
from briefbook.render.docx.notes import Notes
from briefbook.render.docx.numbering import Numbering
from briefbook.render.docx.sketch import Sketch, build
from briefbook.render.manuscript import Manuscript
from briefbook.render.tree import Element

__all__ = ["Desk", "Story", "anchors"]

#: Word allows 40 characters in a bookmark's name: letters, digits and underscores.
_NAME_LENGTH = 30


def anchors(root: Element) -> dict[str, str]:
    """Return a bookmark name for each ``id`` of the document; hidden ones start with _."""
    names: dict[str, str] = {}
    for element in root.elements():
        key = element.attributes.get("id")
        if key and key not in names:
            plain = re.sub(r"\W", "_", key)[:_NAME_LENGTH]
            names[key] = f"_{len(names) + 1}_{plain}"
    return names


@dataclass(frozen=True, slots=True)
class Desk:
    """One document in the making: its manuscript and all that is counted over its parts.

    ``pages`` says on which page each ``id`` stands, where contents ask for it;
    ``on_letterhead`` that styles, sheet and margins are those of an office.
    """

    manuscript: Manuscript
    metrics: Metrics
    numbering: Numbering
    anchors: Mapping[str, str]
    notes: Notes
    pages: Mapping[str, int] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    on_letterhead: bool = False

    @property
    def proofing(self) -> str:
        """The tag that Word proofs the document by: ``ru-RU``."""
        return self.manuscript.language_of(self.manuscript.language).proofing

    @property
    def language(self) -> str:
        """The language that text has of itself; none, where that is a letterhead's."""
        return "" if self.on_letterhead else self.proofing

    @property
    def profile(self) -> Profile:
        """The layout of the document."""
        return self.manuscript.profile

    def width(self, text: str, size: float = 0.0) -> float:
        """Return the width in mm of ``text`` at ``size`` pt, or at that of running text."""
        style = self.profile.text
        return self.metrics.width(text, style.typeface.family, size or style.size)


@dataclass(slots=True)
class Story:
    """One part being written, with what waits for its next paragraph.

    ``waiting`` are bookmark names; ``page_break`` starts the paragraph on a new page;
    ``mark`` is the style and the number (or None) of a list item that has begun.
    ``heading`` is the text of the last heading, ``series`` what Word counts the
    captions under that are being written.
    """

    part: StoryPart
    desk: Desk
    waiting: list[str] = field(default_factory=list)
    page_break: bool = False
    mark: tuple[str, Sketch | None] | None = None
    heading: str = ""
    series: str = "Table"

    def expect(self, element: Element) -> None:
        """Let the next paragraph carry the bookmark of ``element``, if it has an ``id``."""
        key = element.attributes.get("id")
        if key:
            self.waiting.append(self.desk.anchors[key])

    def bookmark(self, name: str) -> tuple[Sketch, Sketch]:
        """Return the start and the end of a bookmark."""
        number = next(self.desk.numbers)
        start = build("w:bookmarkStart", id=number, name=name)
        return start, build("w:bookmarkEnd", id=number)

    def arrivals(self) -> list[Sketch]:
        """Return the bookmarks that waited for a paragraph, and wait no more."""
        names, self.waiting = self.waiting, []
        return [part for name in names for part in self.bookmark(name)]

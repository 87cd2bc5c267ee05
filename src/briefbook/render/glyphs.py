"""The check that every character of a laid-out document has a glyph.

Stage *render*. It looks at the boxes that WeasyPrint is about to draw, so that
nothing is left out: list markers, page numbers and changed letter case included.
Names of characters are those of the Unicode Character Database.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from briefbook.errors import MissingGlyph, Span
from briefbook.render.fonts import FontLibrary
from briefbook.render.tree import Element

_BOLD_FROM = 600
#: How much of the text is shown on each side of the character.
_AROUND = 20


def missing_glyphs(
    page_boxes: Iterable[Any], fonts: FontLibrary, elements: Sequence[Element], mark: str
) -> list[MissingGlyph]:
    """Return an error for each character that a font lacks, once per element.

    ``page_boxes`` are WeasyPrint's boxes of the pages; ``elements`` are the
    document's elements, to which the attribute ``mark`` of a box's element is
    the index.
    """
    found: dict[tuple[int | None, str], MissingGlyph] = {}
    for page in page_boxes:
        for box in page.descendants():
            text = getattr(box, "text", None)
            if not isinstance(text, str):
                continue
            for char in sorted(_missing(fonts, box, text)):
                index = _index(box, mark)
                if (index, char) not in found:
                    element = None if index is None else elements[index]
                    found[index, char] = _error(char, text, box, element)
    return list(found.values())


def _missing(fonts: FontLibrary, box: Any, text: str) -> frozenset[str]:
    """Return what none of the families of the box's style can show."""
    left = frozenset(text)
    for family in box.style["font_family"]:
        bold = box.style["font_weight"] >= _BOLD_FROM
        italic = box.style["font_style"] != "normal"
        left = fonts.missing(family, "".join(left), bold=bold, italic=italic)
    return left


def _index(box: Any, mark: str) -> int | None:
    value = None if box.element is None else box.element.get(mark)
    return None if value is None else int(value)


def _error(char: str, text: str, box: Any, element: Element | None) -> MissingGlyph:
    name = unicodedata.name(char, "unnamed character")
    family = ", ".join(box.style["font_family"])
    origin = element.origin if element else None
    spans = (Span(f"templates/{origin.template}", origin.line),) if origin else ()
    shown = _surroundings(char, element.text() if element and char in element.text() else text)
    return MissingGlyph(
        f"the font {family} has no glyph for U+{ord(char):04X} {name} in “{shown}”",
        spans=spans,
        hint="replace the character, or choose a font that has it",
    )


def _surroundings(char: str, text: str) -> str:
    place = text.index(char)
    return " ".join(text[max(0, place - _AROUND) : place + _AROUND + 1].split())

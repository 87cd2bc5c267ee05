"""The check that every character of a laid-out document has a glyph.

Stage *render*. It looks at the boxes that WeasyPrint is about to draw, so that
nothing is left out: list markers, page numbers and changed letter case included.
Names of characters are those of the Unicode Character Database.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from briefbook.errors import BriefbookError, MissingFont, MissingGlyph, Span
from briefbook.render.fonts import FontLibrary
from briefbook.render.tree import Element
from briefbook.wording import _

_BOLD_FROM = 600
#: How much of the text is shown on each side of the character.
_AROUND = 20


def glyph_problems(
    page_boxes: Iterable[Any], fonts: FontLibrary, elements: Sequence[Element], mark: str
) -> list[BriefbookError]:
    """Return an error for each character that a font lacks and each font that is not there.

    ``page_boxes`` are WeasyPrint's boxes of the pages; ``elements`` are the
    document's elements, to which the attribute ``mark`` of a box's element is
    the index. A fault is told once per element.
    """
    found: dict[tuple[int | None, str], BriefbookError] = {}
    for box in _text_boxes(page_boxes):
        index = _index(box, mark)
        element = None if index is None else elements[index]
        for family in sorted(set(box.style["font_family"]) - fonts.families):
            found.setdefault((index, family), _missing_font(family, element))
        for char in sorted(_missing(fonts, box, box.text)):
            if (index, char) not in found:
                found[index, char] = _missing_glyph(char, box, element)
    return list(found.values())


def _text_boxes(page_boxes: Iterable[Any]) -> Iterator[Any]:
    """Yield the boxes of text, also of what stands outside the flow (list markers)."""
    waiting = list(page_boxes)
    while waiting:
        box = waiting.pop()
        box = getattr(box, "_box", box)  # a placeholder of what is positioned absolutely
        if isinstance(getattr(box, "text", None), str):
            yield box
        waiting.extend(reversed(getattr(box, "children", ())))


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


def _missing_font(family: str, element: Element | None) -> MissingFont:
    return MissingFont(
        _("the font {family} is not in the book", family=family),
        spans=_spans(element),
        hint=_("name a font of the book in the stylesheet"),
    )


def _missing_glyph(char: str, box: Any, element: Element | None) -> MissingGlyph:
    name = unicodedata.name(char, "unnamed character")
    family = ", ".join(box.style["font_family"])
    whole = element.text() if element and char in element.text() else box.text
    return MissingGlyph(
        _(
            "the font {family} has no glyph for U+{code} {name} in “{text}”",
            family=family,
            code=f"{ord(char):04X}",
            name=name,
            text=_surroundings(char, whole),
        ),
        spans=_spans(element),
        hint=_("replace the character, or choose a font that has it"),
    )


def _spans(element: Element | None) -> tuple[Span, ...]:
    origin = element.origin if element else None
    return (Span(f"templates/{origin.template}", origin.line),) if origin else ()


def _surroundings(char: str, text: str) -> str:
    place = text.index(char)
    return " ".join(text[max(0, place - _AROUND) : place + _AROUND + 1].split())

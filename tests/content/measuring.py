"""Finished files measured: in mm from the edges of the sheet and pt, in PDF and in DOCX."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_LINE_SPACING
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

MM = 72 / 25.4  # pt
#: Liberation Serif, as Times New Roman: the height of a single-spaced line, in ems.
SINGLE = 1.149


@dataclass(frozen=True)
class Line:
    """A line of a page: its text, and its places in mm; ``base`` and ``size`` in pt."""

    text: str
    left: float
    right: float
    top: float
    base: float
    size: float


@dataclass(frozen=True)
class Sheet:
    """A page of a PDF, its lines from the top."""

    width: float
    height: float
    lines: tuple[Line, ...]

    def line(self, beginning: str) -> Line:
        """Return the first line that begins so, no-break spaces aside."""
        return next(line for line in self.lines if line.text.startswith(beginning))

    def after(self, beginning: str) -> Line:
        """Return the line below the one that begins so."""
        return self.lines[self.lines.index(self.line(beginning)) + 1]


def sheets(pdf: Path) -> tuple[Sheet, ...]:
    """Measure the pages of a PDF."""
    with pdfplumber.open(pdf) as document:
        return tuple(_sheet(page) for page in document.pages)


def _sheet(page: Any) -> Sheet:
    rows: dict[float, list[dict[str, Any]]] = {}
    for word in page.extract_words(extra_attrs=["size"]):
        rows.setdefault(round(word["bottom"], 1), []).append(word)
    lines = [_line(base, sorted(rows[base], key=lambda word: word["x0"])) for base in sorted(rows)]
    return Sheet(page.width / MM, page.height / MM, tuple(lines))


def _line(base: float, words: list[dict[str, Any]]) -> Line:
    text = " ".join(word["text"] for word in words).replace("\xa0", " ")
    left, right = min(w["x0"] for w in words) / MM, max(w["x1"] for w in words) / MM
    first = words[0]
    return Line(text, left, right, first["top"] / MM, base, round(first["size"], 1))


@dataclass(frozen=True)
class Paper:
    """A DOCX: its paragraphs with what holds for them through their styles."""

    document: DocxDocument

    @classmethod
    def read(cls, file: Path) -> Paper:
        return cls(Document(str(file)))

    def paragraph(self, beginning: str) -> Paragraph:
        """Return the first paragraph that begins so, no-break spaces aside."""
        found = (p for p in self.document.paragraphs if plain(p).startswith(beginning))
        return next(found)

    def size(self, paragraph: Paragraph) -> float:
        """Return the size of its type, in pt."""
        own = next((run.font.size for run in paragraph.runs if run.font.size), None)
        styled: Any = own or _inherited(paragraph, lambda style: style.font.size)
        if styled is not None:
            return float(styled.pt)
        (half,) = self.document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:sz/@w:val")
        return int(half) / 2

    def spacing(self, paragraph: Paragraph) -> tuple[str, float]:
        """Return how far lines are apart: ``exactly`` in pt, or ``times`` single spacing."""
        rule = _inherited(paragraph, lambda style: style.paragraph_format.line_spacing_rule)
        value: Any = _inherited(paragraph, lambda style: style.paragraph_format.line_spacing)
        if rule == WD_LINE_SPACING.EXACTLY:
            return "exactly", float(value.pt)
        return "times", float(value)

    def left(self, paragraph: Paragraph) -> float:
        """Return its indent from the left margin, in mm."""
        own = paragraph.paragraph_format.left_indent
        found: Any = own or _inherited(paragraph, lambda style: style.paragraph_format.left_indent)
        return 0.0 if found is None else float(found.mm)

    def first_line(self, paragraph: Paragraph) -> float:
        """Return the indent of its first line, in mm."""
        found: Any = _inherited(paragraph, lambda style: style.paragraph_format.first_line_indent)
        return 0.0 if found is None else float(found.mm)

    def stops(self, paragraph: Paragraph) -> list[float]:
        """Return its tab stops, in mm from the left margin."""
        formats = [paragraph.paragraph_format, *(s.paragraph_format for s in _styles(paragraph))]
        return [float(stop.position.mm) for each in formats for stop in each.tab_stops]

    def right(self, paragraph: Paragraph) -> float:
        """Return its indent from the right margin, in mm."""
        found: Any = paragraph.paragraph_format.right_indent or _inherited(
            paragraph, lambda style: style.paragraph_format.right_indent
        )
        return 0.0 if found is None else float(found.mm)

    def margins(self) -> dict[str, float]:
        """Return sheet and margins, in mm."""
        section = self.document.sections[0]
        measured: dict[str, Any] = {
            "width": section.page_width,
            "height": section.page_height,
            "left": section.left_margin,
            "right": section.right_margin,
            "top": section.top_margin,
            "bottom": section.bottom_margin,
        }
        return {name: float(one.mm) for name, one in measured.items()}


def plain(paragraph: Paragraph) -> str:
    """Return the text of a paragraph with common spaces, tabs included."""
    return paragraph.text.replace("\xa0", " ").replace("\t", " ")


def _styles(paragraph: Paragraph) -> Iterator[ParagraphStyle]:
    style = paragraph.style
    while isinstance(style, ParagraphStyle):
        yield style
        base = style.base_style
        style = base if isinstance(base, ParagraphStyle) else None


def _inherited(paragraph: Paragraph, read: Callable[[ParagraphStyle], object]) -> object:
    """Return what the nearest style in the chain says."""
    return next((found for s in _styles(paragraph) if (found := read(s)) is not None), None)

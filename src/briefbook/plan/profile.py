"""Layout profiles: the stage *plan* knows how an office lays out a page.

A profile is data (``templates/profiles/NAME.toml``): one profile drives both the
page of the PDF and the section and styles of the DOCX. Millimetres (mm) for
places on the page, points (pt) for type. The figures come from the standards
named in each profile's ``basis``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Alignment = Literal["left", "center", "right", "justify"]

#: Width and height of a sheet in mm (ISO 216; ANSI/ASME Y14.1 for Letter).
PAGE_SIZES: Mapping[str, tuple[float, float]] = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}


@dataclass(frozen=True, slots=True)
class Margins:
    """The margins of a page, in mm."""

    top: float
    right: float
    bottom: float
    left: float


Orientation = Literal["portrait", "landscape"]


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet: ``size`` is a key of :data:`PAGE_SIZES`; in landscape it lies on its side."""

    size: Literal["A4", "Letter"]
    margins: Margins
    orientation: Orientation = "portrait"

    @property
    def width(self) -> float:
        """The width of the sheet as it is read, in mm."""
        return PAGE_SIZES[self.size][self.orientation == "landscape"]

    @property
    def height(self) -> float:
        """The height of the sheet as it is read, in mm."""
        return PAGE_SIZES[self.size][self.orientation == "portrait"]

    @property
    def text_width(self) -> float:
        """The width between the side margins, in mm."""
        return self.width - self.margins.left - self.margins.right

    @property
    def text_height(self) -> float:
        """The height between the margins at the top and the bottom, in mm."""
        return self.height - self.margins.top - self.margins.bottom


@dataclass(frozen=True, slots=True)
class Typeface:
    """A family of the book's own fonts, and its name in an office's Word.

    ``family`` is embedded in the PDF and must be under ``templates/fonts``;
    ``office_family`` is the family that the DOCX asks for.
    """

    family: str
    office_family: str


@dataclass(frozen=True, slots=True)
class LineSpacing:
    """The distance of lines: a multiple of single spacing, or exact points."""

    multiple: float | None = None
    exactly: float | None = None


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Running text: ``size`` and ``space_after`` in pt, ``first_line_indent`` in mm."""

    typeface: Typeface
    size: float
    line_spacing: LineSpacing
    align: Alignment
    first_line_indent: float
    space_after: float


@dataclass(frozen=True, slots=True)
class HeadingStyle:
    """One level of heading: sizes and spaces in pt, ``color`` as RRGGBB."""

    size: float
    bold: bool
    align: Alignment
    space_before: float
    space_after: float
    color: str


@dataclass(frozen=True, slots=True)
class TableStyle:
    """Tables of data: ``size`` in pt; ``rules`` says which lines are drawn."""

    size: float
    rules: Literal["all", "horizontal"]


@dataclass(frozen=True, slots=True)
class PageNumber:
    """Where and how pages are numbered.

    ``distance`` is from the edge of the sheet to the number, in mm; ``size`` in pt;
    ``pattern`` is the number alone, with the number of pages, or between hyphens.
    """

    place: Literal["header", "footer"]
    align: Literal["left", "center", "right"]
    first_page: bool
    pattern: Literal["number", "number-of-total", "dashed"]
    distance: float
    size: float


@dataclass(frozen=True, slots=True)
class Fields:
    """The parts of a document that stand before its text, and their places.

    ``order`` names them from the top. ``style`` is *labelled* («TO: …») or *placed*
    (each at its place, without a label). ``label_width`` is the width of the column
    of labels, ``addressee_indent`` the distance of the addressee's block from the
    left margin, ``heading_width`` the longest line of the heading: all in mm.
    ``type_align`` places the document type.
    """

    style: Literal["placed", "labelled"]
    order: tuple[str, ...]
    label_width: float
    addressee_indent: float
    heading_width: float
    type_align: Alignment


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature block; ``space_before`` in pt.

    ``name_at`` is the distance of the name from the left margin in mm, or None for
    the right margin.
    """

    name_at: float | None
    space_before: float


@dataclass(frozen=True, slots=True)
class Usage:
    """What an office chooses within the rules of its language.

    ``date`` is the form of a document's own date; ``initials_space`` sets a space
    between initials and surname; ``percent_space`` one before the per cent sign;
    ``yo`` is the policy for the letter ё.
    """

    date: Literal["numeric", "long"]
    initials_space: bool
    percent_space: bool
    yo: Literal["e", "names", "all"]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours beside the accent, as RRGGBB.

    ``ink`` is the text, ``muted`` what stands back, ``rule`` thin lines, ``tint`` a ground.
    """

    ink: str = "000000"
    muted: str = "000000"
    rule: str = "000000"
    tint: str = "FFFFFF"


@dataclass(frozen=True, slots=True)
class Profile:
    """One layout: everything that the renderers need to know of a page."""

    name: str
    title: str
    basis: str
    page: Page
    text: TextStyle
    headings: tuple[HeadingStyle, HeadingStyle, HeadingStyle]
    heading_typeface: Typeface
    table: TableStyle
    page_number: PageNumber
    fields: Fields
    signature: Signature
    usage: Usage
    accent: str = field(default="000000")
    palette: Palette = Palette()

    @property
    def executor_size(self) -> float:
        """The size of who drew a document up, in pt: 10, or that of a smaller text."""
        return min(10, self.text.size)

    @property
    def small_size(self) -> float:
        """The size of small print in pt: six sevenths of the text, to the half point."""
        return round(self.text.size * 12 / 14 * 2) / 2

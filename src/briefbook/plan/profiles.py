"""Reading layout profiles: the stage *plan* turns ``templates/profiles/NAME.toml`` into values.

The file mirrors :class:`briefbook.plan.profile.Profile` key by key. Measures are
checked against what a sheet can hold; the office's standard itself stands in the
profile's ``basis``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from briefbook.errors import BookError, InvalidBook, InvalidProfile
from briefbook.plan.profile import (
    PAGE_SIZES,
    Alignment,
    Fields,
    HeadingStyle,
    LineSpacing,
    Margins,
    Orientation,
    Page,
    PageNumber,
    Palette,
    Profile,
    Signature,
    TableStyle,
    TextStyle,
    Typeface,
    Usage,
)
from briefbook.plan.reading import TableReader, in_order
from briefbook.plan.toml_source import read_toml
from briefbook.wording import _, decimal

#: The least width and height of the text on a page, in mm.
LEAST_TEXT = 50.0

PaperSize = Literal["A4", "Letter"]
PAPER_SIZES: tuple[PaperSize, ...] = ("A4", "Letter")

_ORIENTATIONS: tuple[Orientation, ...] = ("portrait", "landscape")
_ALIGNMENTS: tuple[Alignment, ...] = ("left", "center", "right", "justify")
_NUMBER_ALIGNMENTS: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")
_PATTERNS: tuple[Literal["number", "number-of-total", "dashed"], ...] = (
    "number",
    "number-of-total",
    "dashed",
)
_COLOR = r"[0-9A-Fa-f]{6}"
_COLOR_HINT = _("write six hexadecimal digits without a number sign, such as 1F3A5F")
_FAMILY = r"[^\W_][^\"'\\;{}<>\x00-\x1f]*"
_FAMILY_HINT = _("write the name of a font family, such as PT Serif")
_FIELD = r"[a-z][a-z_-]*"
_FIELD_HINT = _("name the fields from the top, such as to, from, date, subject")


def read_profile(text: str, file: str, name: str) -> Profile:
    """Read a profile from TOML.

    ``file`` is the profile's path relative to the book, ``name`` the name by which
    documents ask for it (the file's stem).

    Raises :class:`~briefbook.errors.InvalidBook` with every problem of the file, each
    an :class:`~briefbook.errors.InvalidProfile` that shows its line.
    """
    source = read_toml(text, file, InvalidProfile)
    problems: list[BookError] = []
    reader = TableReader(source, problems, InvalidProfile)
    profile = _profile(reader, name)
    reader.finish()
    if problems:
        raise InvalidBook(in_order(problems))
    return profile


def with_paper(profile: Profile, size: PaperSize) -> Profile:
    """Return ``profile`` on sheets of another size, its margins unchanged.

    Raises :class:`~briefbook.errors.InvalidProfile` if less than 50 mm of the sheet's
    width or height would be left for the text.
    """
    page = replace(profile.page, size=size)
    if _room(page) < LEAST_TEXT:
        raise InvalidProfile(
            _(
                "the margins of the profile {name} leave no room for text on {size}",
                name=repr(profile.name),
                size=size,
            ),
            hint=_("choose another profile or another paper"),
        )
    return replace(profile, page=page)


def _profile(reader: TableReader, name: str) -> Profile:
    page = _page(reader.table("page"))
    return Profile(
        name=name,
        title=reader.text("title"),
        basis=reader.text("basis"),
        page=page,
        text=_text(reader.table("text"), page),
        headings=_headings(reader.table("headings")),
        heading_typeface=_typeface(reader.table("heading_typeface")),
        table=_table(reader.table("table")),
        page_number=_page_number(reader.table("page_number"), page),
        fields=_fields(reader.table("fields"), page),
        signature=_signature(reader.table("signature"), page),
        usage=_usage(reader.table("usage")),
        accent=reader.optional_text("accent", _COLOR, _COLOR_HINT) or "000000",
        palette=_palette(reader.table("palette")) if reader.has("palette") else Palette(),
    )


def _palette(reader: TableReader) -> Palette:
    palette = Palette(
        ink=reader.text("ink", _COLOR, _COLOR_HINT),
        muted=reader.text("muted", _COLOR, _COLOR_HINT),
        rule=reader.text("rule", _COLOR, _COLOR_HINT),
        tint=reader.text("tint", _COLOR, _COLOR_HINT),
    )
    reader.finish()
    return palette


def _page(reader: TableReader) -> Page:
    size = reader.choice("size", PAPER_SIZES)
    margins = reader.table("margins")
    page = Page(
        size,
        Margins(
            top=_millimetres(margins, "top"),
            right=_millimetres(margins, "right"),
            bottom=_millimetres(margins, "bottom"),
            left=_millimetres(margins, "left"),
        ),
        _orientation(reader),
    )
    margins.finish()
    reader.finish()
    if _room(page) < LEAST_TEXT:
        message = _(
            "the margins leave less than {least_text} mm of the {size} sheet for the text",
            least_text=decimal(LEAST_TEXT, None),
            size=size,
        )
        reader.report(message, "margins", hint=_("make the margins smaller"))
    return page


def _orientation(reader: TableReader) -> Orientation:
    if not reader.has("orientation"):
        return "portrait"
    return reader.choice("orientation", _ORIENTATIONS)


def _room(page: Page) -> float:
    """Return the lesser of the width and the height left for the text, in mm."""
    return min(page.text_width, page.text_height)


def _text(reader: TableReader, page: Page) -> TextStyle:
    style = TextStyle(
        typeface=_typeface(reader.table("typeface")),
        size=_type_size(reader),
        line_spacing=_line_spacing(reader),
        align=reader.choice("align", _ALIGNMENTS),
        first_line_indent=_indent(reader, "first_line_indent", page),
        space_after=_space(reader, "space_after"),
    )
    reader.finish()
    return style


def _typeface(reader: TableReader) -> Typeface:
    typeface = Typeface(
        family=reader.text("family", _FAMILY, _FAMILY_HINT),
        office_family=reader.text("office_family", _FAMILY, _FAMILY_HINT),
    )
    reader.finish()
    return typeface


def _line_spacing(reader: TableReader) -> LineSpacing:
    """Read a multiple of single spacing, or ``{ exactly = POINTS }``."""
    if not isinstance(reader.values.get("line_spacing"), dict):
        return LineSpacing(multiple=reader.number("line_spacing", 0.8, 4, _("lines")))
    table = reader.table("line_spacing")
    spacing = LineSpacing(exactly=table.number("exactly", 6, 144, _("pt")))
    table.finish()
    return spacing


def _headings(reader: TableReader) -> tuple[HeadingStyle, HeadingStyle, HeadingStyle]:
    first, second, third = (_heading(reader.table(level)) for level in ("1", "2", "3"))
    reader.finish()
    return first, second, third


def _heading(reader: TableReader) -> HeadingStyle:
    style = HeadingStyle(
        size=_type_size(reader),
        bold=reader.flag("bold"),
        align=reader.choice("align", _ALIGNMENTS),
        space_before=_space(reader, "space_before"),
        space_after=_space(reader, "space_after"),
        color=reader.text("color", _COLOR, _COLOR_HINT),
    )
    reader.finish()
    return style


def _table(reader: TableReader) -> TableStyle:
    style = TableStyle(size=_type_size(reader), rules=reader.choice("rules", ("all", "horizontal")))
    reader.finish()
    return style


def _page_number(reader: TableReader, page: Page) -> PageNumber:
    number = PageNumber(
        place=reader.choice("place", ("header", "footer")),
        align=reader.choice("align", _NUMBER_ALIGNMENTS),
        first_page=reader.flag("first_page"),
        pattern=reader.choice("pattern", _PATTERNS),
        distance=_millimetres(reader, "distance"),
        size=_type_size(reader),
    )
    reader.finish()
    margin = page.margins.top if number.place == "header" else page.margins.bottom
    if number.distance > margin:
        message = _(
            "the page number stands {distance} mm from the edge, inside the text",
            distance=decimal(number.distance, None),
        )
        reader.report(
            message,
            "distance",
            hint=_("keep it within the margin of {margin} mm", margin=decimal(margin, None)),
        )
    return number


def _fields(reader: TableReader, page: Page) -> Fields:
    fields = Fields(
        style=reader.choice("style", ("placed", "labelled")),
        order=reader.texts("order", _FIELD, _FIELD_HINT),
        label_width=_indent(reader, "label_width", page),
        addressee_indent=_indent(reader, "addressee_indent", page),
        heading_width=reader.number("heading_width", 20, 300, _("mm")),
        type_align=reader.choice("type_align", _ALIGNMENTS),
    )
    reader.finish()
    return fields


def _signature(reader: TableReader, page: Page) -> Signature:
    signature = Signature(
        name_at=_indent(reader, "name_at", page) if reader.has("name_at") else None,
        space_before=_space(reader, "space_before"),
    )
    reader.finish()
    return signature


def _usage(reader: TableReader) -> Usage:
    usage = Usage(
        date=reader.choice("date", ("numeric", "long")),
        initials_space=reader.flag("initials_space"),
        percent_space=reader.flag("percent_space"),
        yo=reader.choice("yo", ("e", "names", "all")),
    )
    reader.finish()
    return usage


def _type_size(reader: TableReader) -> float:
    return reader.number("size", 6, 72, _("pt"))


def _space(reader: TableReader, key: str) -> float:
    return reader.number(key, 0, 144, _("pt"))


def _millimetres(reader: TableReader, key: str) -> float:
    return reader.number(key, 0, min(PAGE_SIZES["A4"]), _("mm"))


def _indent(reader: TableReader, key: str, page: Page) -> float:
    """Read a distance from the left margin that leaves at least 20 mm of the line."""
    width = page.text_width if _room(page) >= LEAST_TEXT else page.width
    return reader.number(key, 0, width - 20, _("mm"))

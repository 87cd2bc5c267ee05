"""All the styles of a document, from its profile: the stage *render*, DOCX.

Measures come from the profile; ECMA-376 part 1, 17.7 says how styles inherit. Word's
built-in names are kept where Word has the style, so that its navigation pane, its
outline and its screen readers know headings, lists and captions for what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from briefbook.plan.profile import LineSpacing, Profile
from briefbook.render.docx.apparatus import apparatus_styles
from briefbook.render.docx.numbering import FAMILIES, KEY_POINTS_BASE, LEVELS, list_base, list_step
from briefbook.render.docx.ooxml import BaseOxmlElement, build, properties, twips
from briefbook.render.docx.style import CharacterStyle, ParagraphStyle, fonts, sizes, spacing

__all__ = ["font_families", "post_width", "style_elements", "type_size"]

LINK_COLOR = "1F4E8C"

CODE_FONT = "Courier New"

_SINGLE = LineSpacing(multiple=1.0)

#: The part of the text's width that a signer's post may take beside a name at the right.
_POST_SHARE = 0.55

#: The distance of the key points from the right margin, in mm: the ground ends with the text.
_KEY_POINTS_RIGHT = 2.9

#: The space between a signer's post and the name, in mm.
_POST_GAP = 5.0


#: The sizes of styles that differ from running text, by the ids of these.
_SIZES: Mapping[str, Callable[[Profile], float]] = {
    "Executor": lambda profile: profile.executor_size,
    "FootnoteText": lambda profile: profile.small_size,
    "Footer": lambda profile: profile.page_number.size,
    "Header": lambda profile: profile.page_number.size,
    "Note": lambda profile: profile.small_size,
    "Source": lambda profile: profile.small_size,
    "TableHeading": lambda profile: profile.table.size,
    "TableRowHeading": lambda profile: profile.table.size,
    "TableText": lambda profile: profile.table.size,
}


def style_elements(profile: Profile, language: str) -> Iterator[BaseOxmlElement]:
    """Yield ``w:docDefaults`` and every style, for a document in ``language`` (``ru-RU``)."""
    yield _defaults(profile, language)
    yield from _foundations()
    for style in _paragraph_styles(profile):
        yield style.element()
    for character in _character_styles():
        yield character.element()
    yield _data_table(profile)


def font_families(profile: Profile) -> tuple[str, ...]:
    """Return the fonts that a document asks for."""
    return profile.text.typeface.office_family, profile.heading_typeface.office_family, CODE_FONT


def type_size(profile: Profile, style: str) -> float:
    """Return the size of the paragraph style with this id in pt."""
    size_in = _SIZES.get(style)
    return profile.text.size if size_in is None else size_in(profile)


def post_width(profile: Profile) -> float:
    """Return how wide a signer's post may run before it wraps, in mm."""
    if profile.signature.name_at is not None:
        return profile.signature.name_at - _POST_GAP
    return profile.page.text_width * _POST_SHARE


def _name_tab(profile: Profile) -> tuple[Literal["left", "right"], float]:
    """Return where a signer's name begins, or the right margin where it ends, in mm."""
    if profile.signature.name_at is not None:
        return "left", profile.signature.name_at
    return "right", profile.page.text_width


def _designed(profile: Profile) -> bool:
    """Return whether the profile is a house design rather than a plain office standard."""
    return profile.accent.upper() != "000000"


def _defaults(profile: Profile, language: str) -> BaseOxmlElement:
    run = (
        fonts(profile.text.typeface.office_family),
        *sizes(profile.text.size),
        build("w:lang", val=language, eastAsia=language, bidi="ar-SA"),
    )
    paragraph = (build("w:widowControl"), *spacing(_SINGLE, 0, 0))
    return build(
        "w:docDefaults",
        build("w:rPrDefault", properties("w:rPr", run)),
        build("w:pPrDefault", properties("w:pPr", paragraph)),
    )


def _foundations() -> Iterator[BaseOxmlElement]:
    """Yield the four styles that everything rests on."""
    for kind, key, name in (
        ("paragraph", "Normal", "Normal"),
        ("character", "DefaultParagraphFont", "Default Paragraph Font"),
        ("table", "TableNormal", "Normal Table"),
        ("numbering", "NoList", "No List"),
    ):
        style = build("w:style", type=kind, default=1, styleId=key)
        style.append(build("w:name", val=name))
        if kind != "paragraph":
            style.extend((build("w:semiHidden"), build("w:unhideWhenUsed")))
        if kind == "table":
            style.append(_no_cell_margins())
        yield style


def _no_cell_margins() -> BaseOxmlElement:
    sides = (build(f"w:{side}", w=0, type="dxa") for side in ("top", "left", "bottom", "right"))
    margins = build("w:tblCellMar", *sides)
    return properties("w:tblPr", (build("w:tblInd", w=0, type="dxa"), margins))


def _paragraph_styles(profile: Profile) -> Iterator[ParagraphStyle]:
    yield from _text_styles(profile)
    yield from _heading_styles(profile)
    yield from _field_styles(profile)
    yield from _closing_styles(profile)
    yield from _key_point_styles(profile)
    yield from _list_styles(profile)
    yield from _table_styles(profile)
    yield from apparatus_styles(profile)


def _text_styles(profile: Profile) -> Iterator[ParagraphStyle]:
    text, small = profile.text, profile.small_size
    yield ParagraphStyle(
        "BodyText",
        "Body Text",
        align=text.align,
        line=text.line_spacing,
        after=text.space_after,
        first=text.first_line_indent,
    )
    yield ParagraphStyle("Lead", "Lead", based_on="BodyText", following="BodyText")
    yield ParagraphStyle("Note", "Note", size=small, before=3, after=6)
    yield ParagraphStyle("Source", "Source", size=small, before=3, after=3)
    yield ParagraphStyle("Contact", "Contact", after=3)
    yield ParagraphStyle("Distribution", "Distribution", after=3)
    color = profile.accent if _designed(profile) else "808080"
    thin = LineSpacing(exactly=4)
    yield ParagraphStyle("Rule", "Rule", size=2, line=thin, after=6, rule=color, keep_next=True)
    yield ParagraphStyle("Separator", "Separator", size=2, line=LineSpacing(exactly=6))
    number = profile.page_number
    for name in ("header", "footer"):
        yield ParagraphStyle(name.title(), name, size=number.size, align=number.align)


def _heading_styles(profile: Profile) -> Iterator[ParagraphStyle]:
    for level, heading in enumerate(profile.headings):
        yield ParagraphStyle(
            f"Heading{level + 1}",
            f"heading {level + 1}",
            following="BodyText",
            family=profile.heading_typeface.office_family,
            size=heading.size,
            bold=heading.bold,
            color=heading.color,
            align=heading.align,
            before=heading.space_before,
            after=heading.space_after,
            keep_next=True,
            keep_lines=True,
            outline=level,
        )
    placed = profile.fields.style == "placed"
    yield ParagraphStyle(
        "SubjectHeading",
        "Subject Heading",
        based_on="Heading1",
        following="BodyText",
        align="left" if placed else None,
        right=_beyond(profile, profile.fields.heading_width) if placed else None,
    )


def _beyond(profile: Profile, width: float) -> float | None:
    """Return the right indent in mm of a block at most ``width`` mm wide; 0 is no limit."""
    return max(0.0, profile.page.text_width - width) if width else None


def _field_styles(profile: Profile) -> Iterator[ParagraphStyle]:
    """Yield the styles of what stands before the text, from the top of the page."""
    fields, designed = profile.fields, _designed(profile)
    narrow = _beyond(profile, fields.heading_width)
    headings = profile.heading_typeface.office_family
    yield ParagraphStyle("Marking", "Marking", align="right", after=6, keep_next=True)
    yield ParagraphStyle(
        "Masthead", "Masthead", family=headings, bold=True, after=12, after_itself=False
    )
    yield ParagraphStyle("Unit", "Unit", right=narrow, after=12, after_itself=False)
    yield ParagraphStyle("Addressee", "Addressee", left=fields.addressee_indent, keep_next=True)
    yield ParagraphStyle("AddresseeEnd", "Addressee End", based_on="Addressee", after=12)
    yield ParagraphStyle(
        "DocumentType",
        "Document Type",
        family=headings,
        size=profile.small_size if designed else None,
        bold=True,
        caps=True,
        color=profile.accent if designed else None,
        letter_spacing=1.5 if designed else None,
        align=fields.type_align,
        before=0 if designed else 6,
        after=2 if designed else 12,
        keep_next=True,
    )
    yield ParagraphStyle("DateLine", "Date Line", after=10, color="595959" if designed else None)
    yield ParagraphStyle("Reference", "Reference", after=6)
    yield ParagraphStyle("Place", "Place", after=12)
    column = fields.label_width
    yield ParagraphStyle("Field", "Field", left=column, first=-column, after=6)
    yield ParagraphStyle("FieldContinued", "Field Continued", left=column, after=6)


def _closing_styles(profile: Profile) -> Iterator[ParagraphStyle]:
    """Yield the styles of what stands after the text."""
    yield ParagraphStyle("Attachments", "Attachments", before=12, keep_next=True)
    yield ParagraphStyle(
        "Signature",
        "Signature",
        before=profile.signature.space_before,
        tab=_name_tab(profile),
        keep_next=True,
        keep_lines=True,
    )
    yield ParagraphStyle("Executor", "Executor", size=profile.executor_size, before=24,
                         keep_lines=True)  # fmt: skip
    yield ParagraphStyle("Figure", "Figure", align="center", before=6, after=3, keep_next=True)
    size = profile.small_size
    yield ParagraphStyle("FigureCaption", "Figure Caption", size=size, align="center", after=6)


def _key_point_styles(profile: Profile) -> Iterator[ParagraphStyle]:
    """Yield the styles of the key points: a rule at the left in the accent colour."""
    bar, ground = profile.accent, tint(profile.accent)
    yield ParagraphStyle(
        "KeyPointsHeading",
        "Key Points Heading",
        based_on="Heading2",
        following="KeyPointsText",
        # The indents of an item: paragraphs of unlike indents are boxed apart.
        left=KEY_POINTS_BASE + list_step(profile),
        right=_KEY_POINTS_RIGHT,
        first=-list_step(profile),
        bar=bar,
        tint=ground,
    )
    yield ParagraphStyle(
        "KeyPointsText",
        "Key Points Text",
        based_on="BodyText",
        left=KEY_POINTS_BASE,
        right=_KEY_POINTS_RIGHT,
        first=0,
        after=profile.text.space_after / 2,
        bar=bar,
        tint=ground,
    )


def _list_styles(profile: Profile) -> Iterator[ParagraphStyle]:
    names = {"ListBullet": "List Bullet", "ListNumber": "List Number"}
    names |= {"KeyPointsBullet": "Key Points Bullet", "KeyPointsNumber": "Key Points Number"}
    names |= {"SourceBullet": "Source Bullet", "SourceNumber": "Source Number"}
    bases = {"": "BodyText", "key-points": "KeyPointsText", "sources": "Source"}
    for role, family in FAMILIES.items():
        for level in range(LEVELS):
            ordinal = f" {level + 1}" if level else ""
            bullet, number = family.bullet_styles[level], family.number_styles[level]
            for key in (bullet, number):
                yield ParagraphStyle(
                    key,
                    names[key.rstrip("23")] + ordinal,
                    based_on=bases[role],
                    # A list's own indents come from its definition.
                    list_level=(family.bullet_number, level) if key == bullet else None,
                    after=_list_space(profile, role),
                )
    step, base = list_step(profile), list_base(profile, FAMILIES[""])
    for level in range(LEVELS):
        ordinal = str(level + 1) if level else ""
        yield ParagraphStyle(
            f"ListContinue{ordinal}",
            f"List Continue {ordinal}".rstrip(),
            based_on="BodyText",
            left=base + step * (level + 1),
            first=0,
        )


def _list_space(profile: Profile, role: str) -> float:
    return 2.0 if role == "sources" else profile.text.space_after / 2


def _table_styles(profile: Profile) -> Iterator[ParagraphStyle]:
    size = profile.table.size
    sans = profile.heading_typeface.office_family if _designed(profile) else None
    yield ParagraphStyle("Caption", "caption", family=sans, size=size, bold=True, before=8,
                         after=4, keep_next=True, keep_lines=True)  # fmt: skip
    yield ParagraphStyle("TableText", "Table Text", size=size, before=2, after=2, align="left")
    yield ParagraphStyle(
        "TableHeading", "Table Heading", based_on="TableText", family=sans, bold=True,
        keep_next=True,
    )  # fmt: skip
    yield ParagraphStyle("TableRowHeading", "Table Row Heading", based_on="TableText")


def _character_styles() -> Iterator[CharacterStyle]:
    yield CharacterStyle("Hyperlink", "Hyperlink", color=LINK_COLOR, underline=True)
    yield CharacterStyle("Label", "Label")
    yield CharacterStyle("FieldLabel", "Field Label")
    yield CharacterStyle("Code", "Code", family=CODE_FONT, proofed=False)
    yield CharacterStyle("Blank", "Blank", underline=True, proofed=False)
    yield CharacterStyle("PageNumber", "page number")
    yield CharacterStyle("FootnoteReference", "footnote reference", raised=True)


def _data_table(profile: Profile) -> BaseOxmlElement:
    """Return the table style; ``rules`` of the profile says which lines are drawn."""
    style = build("w:style", type="table", customStyle=1, styleId="DataTable")
    style.append(build("w:name", val="Data Table"))
    style.append(build("w:basedOn", val="TableNormal"))
    style.append(build("w:qFormat"))
    style.append(properties("w:tblPr", (_table_rules(profile), _cell_margins(profile))))
    if profile.table.rules == "horizontal":
        bottom = build("w:bottom", val="single", sz=6, space=0, color=profile.accent)
        heading = properties("w:tcPr", (build("w:tcBorders", bottom),))
        style.append(build("w:tblStylePr", heading, type="firstRow"))
    return style


def _table_rules(profile: Profile) -> BaseOxmlElement:
    everywhere = profile.table.rules == "all"
    frame = {"val": "single", "sz": 4 if everywhere else 8, "space": 0}
    inner = {"val": "single", "sz": 4 if everywhere else 2, "space": 0}
    strong, faint = ("000000", "000000") if everywhere else (profile.accent, "A6A6A6")
    sides = [build("w:top", **frame, color=strong)]
    if everywhere:
        sides.append(build("w:left", **frame, color=strong))
    sides.append(build("w:bottom", **frame, color=strong))
    if everywhere:
        sides.append(build("w:right", **frame, color=strong))
    sides.append(build("w:insideH", **inner, color=faint))
    if everywhere:
        sides.append(build("w:insideV", **inner, color=faint))
    return build("w:tblBorders", *sides)


def _cell_margins(profile: Profile) -> BaseOxmlElement:
    """Return the space inside cells; without upright rules text starts at the margin."""
    left, right = (1.9, 1.9) if profile.table.rules == "all" else (0.0, 3.0)
    return build(
        "w:tblCellMar",
        build("w:left", w=twips(left), type="dxa"),
        build("w:right", w=twips(right), type="dxa"),
    )


def tint(color: str) -> str:
    """Return a pale ground for ``color`` (RRGGBB): one part of it in sixteen of white."""
    channels = (int(color[place : place + 2], 16) for place in (0, 2, 4))
    return "".join(f"{round(255 - (255 - channel) / 16):02X}" for channel in channels)

"""The finished memo measured against the figures of its standard, in mm and pt.

СТБ 6.38-2016 as it is practised: margins 30, 10, 20 and 20 mm, 14 pt on lines exactly
18 pt apart, the first page without a number, later ones in the middle of the top margin,
tab stops at 12.5, 80 and 120 mm.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.text.paragraph import Paragraph
from tests.books import copy_own_book

from briefbook.api import Book, Selection

MEMO = "output/ru/unodc/memo.docx"
EXACT = 0.1  # mm


@pytest.fixture(scope="module")
def memo(tmp_path_factory: pytest.TempPathFactory) -> DocxDocument:
    """The Russian memo of the repository's book, as it is published."""
    folder: Path = copy_own_book(tmp_path_factory.mktemp("layout") / "book")
    chosen = Selection(documents=("memo",), languages=("ru",))
    assert Book.open(folder).build(chosen, executor="inline").ok
    return Document(BytesIO((folder / MEMO).read_bytes()))


def paragraph(memo: DocxDocument, style: str) -> Paragraph:
    """Return the first paragraph of a style."""
    return next(each for each in memo.paragraphs if each.style and each.style.name == style)


def millimetres(length: object) -> float:
    """Return a length of OOXML in mm."""
    assert hasattr(length, "mm")
    return float(length.mm)


def test_the_sheet_and_its_margins(memo: DocxDocument) -> None:
    section = memo.sections[0]
    measured = {
        "width": section.page_width,
        "height": section.page_height,
        "left": section.left_margin,
        "right": section.right_margin,
        "top": section.top_margin,
        "bottom": section.bottom_margin,
    }
    expected = {"width": 210, "height": 297, "left": 30, "right": 10, "top": 20, "bottom": 20}
    assert {name: millimetres(one) for name, one in measured.items()} == pytest.approx(
        expected, abs=EXACT
    )


def test_the_text_is_14_pt_on_lines_exactly_18_pt_apart(memo: DocxDocument) -> None:
    half_points = memo.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:sz/@w:val")
    assert half_points == ["28"]
    body = memo.styles["Body Text"]
    assert body.font.size is None
    spacing = body.paragraph_format
    assert spacing.line_spacing_rule == WD_LINE_SPACING.EXACTLY
    assert spacing.line_spacing.pt == 18


def test_a_paragraph_is_indented_by_the_first_tab_stop(memo: DocxDocument) -> None:
    indent = memo.styles["Body Text"].paragraph_format.first_line_indent
    assert millimetres(indent) == pytest.approx(12.5, abs=EXACT)


def test_pages_are_numbered_from_the_second_in_the_middle_of_the_top_margin(
    memo: DocxDocument,
) -> None:
    section = memo.sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" not in section.first_page_header._element.xml  # fields are only there
    assert 10 - EXACT <= millimetres(section.header_distance) <= 15
    number = next(each for each in section.header.paragraphs if "PAGE" in each._p.xml)
    alignment = number.alignment or (number.style and number.style.paragraph_format.alignment)
    assert alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_the_addressee_stands_at_80_mm_and_the_name_of_the_signer_at_120(
    memo: DocxDocument,
) -> None:
    addressee = next(each for each in memo.paragraphs if "Директору" in each.text)
    assert millimetres(_left_indent(addressee.style)) == pytest.approx(80, abs=EXACT)

    signature = paragraph(memo, "Signature")
    assert signature.style is not None
    stops = [*signature.paragraph_format.tab_stops, *signature.style.paragraph_format.tab_stops]
    assert any(millimetres(stop.position) == pytest.approx(120, abs=EXACT) for stop in stops)


def _left_indent(style: Any) -> object:
    """Return the indent of a style, or that of the style it is based on."""
    while style.paragraph_format.left_indent is None:
        style = style.base_style
    return style.paragraph_format.left_indent

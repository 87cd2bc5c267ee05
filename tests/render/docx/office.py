"""Documents of an invented office, and ways to look into a DOCX, for the tests."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from lxml import etree

from briefbook.plan.profile import (
    Fields,
    HeadingStyle,
    LineSpacing,
    Margins,
    Page,
    PageNumber,
    Profile,
    Signature,
    TableStyle,
    TextStyle,
    Typeface,
    Usage,
)
from briefbook.render.docx.renderer import DocxRenderer
from briefbook.render.manuscript import Manuscript
from briefbook.render.markup import normalize, parse

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {
    "w": W[1:-1],
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
}
SERIF = Typeface(family="Liberation Serif", office_family="Times New Roman")
SANS = Typeface(family="PT Sans", office_family="PT Sans")
NBSP = "\N{NO-BREAK SPACE}"

TEMPLATES = Path(__file__).parents[3] / "templates"

#: A memorandum by ГОСТ Р 7.0.97: 170 mm of text on A4.
GOST = Profile(
    name="gost",
    title="Служебная записка",
    basis="ГОСТ Р 7.0.97-2025",
    page=Page("A4", Margins(top=20, right=10, bottom=20, left=30)),
    text=TextStyle(SERIF, 14, LineSpacing(multiple=1.15), "justify", 12.5, 0),
    headings=(
        HeadingStyle(14, True, "center", 12, 12, "000000"),
        HeadingStyle(14, True, "left", 12, 6, "000000"),
        HeadingStyle(14, False, "left", 9, 3, "000000"),
    ),
    heading_typeface=SERIF,
    table=TableStyle(12, "all"),
    page_number=PageNumber("header", "center", False, "number", 10, 12),
    fields=Fields("placed", ("unit", "addressee"), 0, 100, 80, "center"),
    signature=Signature(None, 28),
    usage=Usage("numeric", True, True, "e"),
)

#: A memorandum with labelled fields, on Letter.
LABELLED = replace(
    GOST,
    name="labelled",
    page=Page("Letter", Margins(25.4, 25.4, 25.4, 25.4)),
    text=TextStyle(SERIF, 11.5, LineSpacing(exactly=15), "left", 0, 8),
    page_number=PageNumber("header", "center", False, "dashed", 12.7, 11.5),
    fields=Fields("labelled", ("to", "from"), 34, 90, 159, "left"),
    signature=Signature(85, 30),
)

#: A brief of a house with a colour of its own.
HOUSE = replace(
    GOST,
    name="house",
    text=TextStyle(SERIF, 10.5, LineSpacing(multiple=1.1), "left", 0, 5),
    heading_typeface=SANS,
    table=TableStyle(9.5, "horizontal"),
    page_number=PageNumber("footer", "right", True, "number-of-total", 11, 8.5),
    accent="1F4E79",
)


def manuscript(
    body: str,
    profile: Profile = GOST,
    *,
    language: str = "en",
    head: str = "",
    assets: Mapping[str, bytes] | None = None,
) -> Manuscript:
    """A manuscript; the first line of ``body`` is line 1 of ``memo.html.jinja``."""
    root = normalize(
        parse(
            f'<html lang="{language}" data-origin="memo.html.jinja:1"><head>'
            f"<title>On rivers</title>{head}</head><body>{body}</body></html>"
        )
    )
    return Manuscript("memo", language, root, profile, (), assets or {}, date(2022, 3, 1))


def font_files() -> dict[str, bytes]:
    """The fonts of the book, by their paths under ``templates/``."""
    files = sorted(TEMPLATES.glob("fonts/*/*.ttf"))
    return {path.relative_to(TEMPLATES).as_posix(): path.read_bytes() for path in files}


class Look:
    """A rendered document: its parts, its paragraphs, its styles."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.zip = zipfile.ZipFile(BytesIO(data))
        self.document = docx.Document(BytesIO(data))

    def part(self, name: str) -> Any:
        return etree.fromstring(self.zip.read(name))

    def find(self, path: str, part: str = "word/document.xml") -> list[Any]:
        found = self.part(part).xpath(path, namespaces=NAMES)
        assert isinstance(found, list)
        return found

    def paragraphs(self) -> list[tuple[str, str]]:
        """The style and the text of each paragraph of the body, those in cells left out."""
        return [(p.style.style_id, p.text) for p in self.document.paragraphs if p.style]

    def style(self, key: str, path: str) -> list[Any]:
        return self.find(f"//w:style[@w:styleId='{key}']{path}", "word/styles.xml")


def render(body: str, profile: Profile = GOST, **options: Any) -> Look:
    return Look(DocxRenderer({}).render(manuscript(body, profile, **options)))


def mm(twips: str) -> float:
    return round(int(twips) * 25.4 / 1440, 1)

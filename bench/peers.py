"""What the libraries do alone with the same words: no facts, no checks, no typography.

WeasyPrint gets the HTML, styles and fonts that briefbook gives it; python-docx
writes the memo's paragraphs and tables into its stock document.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from briefbook.render.fonts import FontLibrary
from briefbook.render.manuscript import Manuscript
from briefbook.render.markup import serialize
from briefbook.render.printable import printable, running
from briefbook.render.stylesheet import page_css
from briefbook.render.tree import Element

_LINES = frozenset({"p", "li", "dt", "dd", "caption"})
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3}


class Setter:
    """WeasyPrint as a loop of ``write_pdf`` uses it: one font configuration, nothing else kept."""

    def __init__(self, manuscript: Manuscript) -> None:
        self.fonts = FontLibrary.from_assets(manuscript.assets)
        self.configuration = self.fonts.configuration()
        self.html = serialize(printable(manuscript.root, manuscript.dated))
        self.css = "\n".join(self._sheets(manuscript))

    def write(self) -> bytes:
        """Return a tagged PDF."""
        from weasyprint import CSS, HTML  # noqa: PLC0415  # after the fonts, as in the program

        style = CSS(string=self.css, font_config=self.configuration)
        html = HTML(string=self.html)
        return bytes(
            html.write_pdf(stylesheets=[style], font_config=self.configuration, pdf_tags=True)
        )

    def save(self, folder: Path, name: str) -> list[str]:
        """Write HTML and CSS to files; return the arguments of ``python -m weasyprint``."""
        page, style = folder / f"{name}.html", folder / f"{name}.css"
        page.write_text(self.html, encoding="utf-8")
        style.write_text(self.css, encoding="utf-8")
        target = folder / f"{name}.pdf"
        return ["-m", "weasyprint", "--pdf-tags", "-s", str(style), str(page), str(target)]

    def _sheets(self, manuscript: Manuscript) -> Iterator[str]:
        faces = {name: self.fonts.face(name) for name in self.fonts.families}
        heights = {name: face.single_spacing for name, face in faces.items() if face}
        yield page_css(manuscript.profile, heights, running(manuscript.root))
        for path in manuscript.stylesheets:
            yield manuscript.assets[path].decode("utf-8")


class Typist:
    """python-docx with its stock template: the same paragraphs and tables."""

    def __init__(self, manuscript: Manuscript) -> None:
        self.elements = tuple(manuscript.root.elements())

    def write(self) -> bytes:
        """Return a DOCX package."""
        from docx import Document  # noqa: PLC0415  # as the program imports it

        document = Document()
        for element in self.elements:
            if element.tag in _HEADINGS:
                document.add_heading(element.text(), _HEADINGS[element.tag])
            elif element.tag in _LINES:
                document.add_paragraph(element.text())
            elif element.tag == "table":
                _add_table(document, element)
        stream = BytesIO()
        document.save(stream)
        return stream.getvalue()


def _add_table(document: object, table: Element) -> None:
    """Add a table, cell by cell."""
    rows = [
        [cell.text() for cell in row.elements() if cell.tag in {"th", "td"}]
        for row in table.elements()
        if row.tag == "tr"
    ]
    laid = document.add_table(len(rows), len(rows[0]))  # type: ignore[attr-defined]  # a docx Document
    for cells, texts in zip(laid.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text

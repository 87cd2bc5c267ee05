"""Pictures in a copy: what stands for them is compared, and the letters in them are not read."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.books import edit
from tests.render.pictures.timelines import timeline
from tests.verify.samples import edited_docx, members, resaved_pdf, zipped

from briefbook.api import Book, verify

NOTE, SHEET = "output/en/office/note.pdf", "output/en/office/sheet.docx"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><text y="9" '
    'font-family="PT Sans">Letters in a map</text></svg>'
)
NAME = "organizations.office.name.en.nominative"
MAP = '<figure><img src="pictures/map.svg" alt="The map of {{ subject.name }}"></figure>'
SITE = "<p>{{ subject.site }}</p>"


@pytest.fixture
def book(built_book: Path) -> Path:
    """A book whose documents show a timeline and a map."""
    (built_book / "templates/pictures").mkdir()
    (built_book / "templates/pictures/map.svg").write_text(SVG, encoding="utf-8")
    for name in ("note", "sheet"):
        template = built_book / f"templates/{name}.html.jinja"
        edit(template, SITE, f"{timeline(alternative='Terms of {{ subject.name }}.')}{MAP}")
    assert Book.open(built_book).build(executor="inline").ok
    return built_book


def test_a_copy_with_pictures_has_the_same_text(book: Path, tmp_path: Path) -> None:
    for found in (
        verify(resaved_pdf(book / NOTE, tmp_path / "a.pdf")),
        verify(edited_docx(book / SHEET, tmp_path / "a.docx")),
    ):
        assert (found.state, found.changes) == ("resaved", ())


@pytest.mark.parametrize("output", [NOTE, SHEET])
def test_what_stands_for_a_picture_is_borne_with_its_facts(book: Path, output: str) -> None:
    evidence = verify(book / output).evidence
    assert evidence is not None
    blocks = {block.text: block.facts for block in evidence.blocks}
    assert blocks["The map of Sample Office"] == blocks["Terms of Sample Office."] == (NAME,)
    assert not {"CR", "2002–2005", "past terms"} & blocks.keys()


def test_an_edited_alternative_text_is_shown(book: Path, tmp_path: Path) -> None:
    parts = members(book / SHEET)
    body = parts["word/document.xml"].decode()
    assert "Terms of Sample Office." in body
    edited = body.replace("Terms of Sample Office.", "Mandates of Sample Office, 1990.")
    parts["word/document.xml"] = edited.encode()
    (tmp_path / "a.docx").write_bytes(zipped(parts))

    found = verify(tmp_path / "a.docx")

    assert found.state == "altered"
    assert [(one.old, one.new) for one in found.changes] == [
        ("Terms of Sample Office.", "Mandates of Sample Office, 1990.")
    ]

"""Every output of the repository's own book passes its gate, with the facts that it bears.

Each document is made in both formats, whichever the book names.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.books import copy_own_book
from tests.docx_gate import faults as docx_faults
from tests.pdf_gate import faults as pdf_faults

from briefbook.cli import main

_FACE = r"/[A-Z]{6}\+(?:PT-Sans|PT-Serif|Liberation-Serif)(?:-Bold|-Italic)*"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = copy_own_book(tmp_path_factory.mktemp("own") / "book")
    command = ["--quiet", "--book", str(folder), "build", "--executor", "inline"]
    assert main([*command, "--format", "pdf", "--format", "docx"]) == 0
    return sorted(path for path in (folder / "output").glob("*/**/*.*") if path.is_file())


def test_every_pdf_of_the_book_is_pdf_a_3a_and_pdf_ua_1(outputs: list[Path]) -> None:
    files = [path for path in outputs if path.suffix == ".pdf"]
    assert [path.stem for path in files] == ["overview", "brief", "memo"] * 2
    found = {str(path): pdf_faults(path.read_bytes()) for path in files}
    assert not any(found.values()), found


def test_every_docx_of_the_book_is_one_that_word_opens_without_repair(outputs: list[Path]) -> None:
    files = [path for path in outputs if path.suffix == ".docx"]
    assert [path.stem for path in files] == ["overview", "brief", "memo"] * 2
    found = {str(path): docx_faults(path.read_bytes()) for path in files}
    assert not any(found.values()), found


def test_every_font_of_every_pdf_is_a_face_of_the_book_embedded_as_a_subset(
    outputs: list[Path],
) -> None:
    from pypdf import PdfReader

    for path in outputs:
        if path.suffix != ".pdf":
            continue
        for page in PdfReader(path).pages:
            for font in page["/Resources"]["/Font"].values():  # type: ignore[index]  # it is open
                name = str(font.get_object()["/BaseFont"])
                assert re.fullmatch(_FACE, name), name
                (face,) = font.get_object()["/DescendantFonts"]
                assert {"/FontFile2", "/FontFile3"} & face.get_object()["/FontDescriptor"].keys()
            assert "\ufffd" not in page.extract_text()


def test_the_overview_is_one_sheet_on_its_side(outputs: list[Path]) -> None:
    from pypdf import PdfReader

    for path in outputs:
        if path.name == "overview.pdf":
            (page,) = PdfReader(path).pages
            assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [297, 210]

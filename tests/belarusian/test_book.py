"""The whole brief and memo of the first subject in Belarusian, with no line of Python for it."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pytest
import yaml
from pypdf import PdfReader
from tests.belarusian.lay import TAG, lay_belarusian_book
from tests.belarusian.regenerate import DAYS, DOCUMENTS, golden, lines, output_of
from tests.books import REPOSITORY
from tests.content.impurities import impurities, impurities_of
from tests.pdf_gate import faults

from briefbook.api import Book
from briefbook.build.book import read_book
from briefbook.build.enclosing import trial_of
from briefbook.build.job import Workshop, make_piece, open_workshop, write_manuscript


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_belarusian_book(tmp_path_factory.mktemp("belarusian") / "book")


@pytest.fixture(scope="module")
def workshops(folder: Path) -> dict[date, Workshop]:
    return {day: open_workshop(read_book(folder, day)) for day in DAYS}


def files_of(folder: Path) -> dict[str, bytes]:
    parts = ("briefbook.toml", "data", "templates")
    found = [file for part in parts for file in [folder / part, *(folder / part).rglob("*")]]
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in found if file.is_file()
    }


def test_the_book_adds_phrases_translations_and_a_tag_and_nothing_else(folder: Path) -> None:
    own, theirs = files_of(REPOSITORY), files_of(folder)
    changed = {name for name in theirs if theirs[name] != own.get(name)}
    texts = {name for name in changed if name.startswith("data/")}
    assert changed - texts == {"briefbook.toml", f"templates/phrases/{TAG}.html.jinja"}
    for name in texts:
        assert without_tag(yaml.safe_load(theirs[name])) == yaml.safe_load(own[name]), name


def without_tag(value: Any) -> Any:
    """Take the Belarusian texts out of a record again."""
    if isinstance(value, dict):
        return {key: without_tag(part) for key, part in value.items() if key != TAG}
    return [without_tag(part) for part in value] if isinstance(value, list) else value


def test_the_preflight_finds_nothing(folder: Path) -> None:
    assert [str(problem) for problem in Book.open(folder, DAYS[1]).check().problems] == []


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_reads_as_approved(
    workshops: dict[date, Workshop], document: str, day: date
) -> None:
    written = "".join(f"{line}\n" for line in lines(workshops[day], document))
    message = "read the difference; if it is right: python -m tests.belarusian.regenerate"
    assert written == golden(document, day).read_text(encoding="utf-8"), message


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_is_typographically_clean(
    workshops: dict[date, Workshop], document: str, day: date
) -> None:
    workshop = workshops[day]
    root = write_manuscript(workshop, output_of(workshop, document)).root
    assert impurities_of(root, TAG) == []


def test_the_pdf_is_whole_and_in_belarusian(workshops: dict[date, Workshop]) -> None:
    workshop = workshops[DAYS[1]]
    data = make_piece(
        workshop, trial_of(output_of(workshop, "brief"), workshop.snapshot.config)
    ).data
    assert data is not None
    assert faults(data) == []
    assert str(PdfReader(io.BytesIO(data)).root_object["/Lang"]) == TAG
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        text = " ".join(page.extract_text() for page in pdf.pages).replace("\u00a0", " ")
    assert "Упраўленнем ААН" in text
    assert "ўваходзіць у цяперашні час" in text
    assert not re.search("[\u2009\u202f\u2011\ufffd]", text)


def test_the_docx_is_whole_and_proofed_in_belarusian(workshops: dict[date, Workshop]) -> None:
    workshop = workshops[DAYS[1]]
    data = make_piece(
        workshop, trial_of(output_of(workshop, "memo"), workshop.snapshot.config)
    ).data
    assert data is not None
    document = docx.Document(io.BytesIO(data))
    assert document.core_properties.language == "be-BY"
    written = [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()]
    assert "Дырэктару Дэпартамента міжнароднага права" in "\n".join(written)
    assert 'w:val="be-BY"' in document.styles.element.xml
    for line in written:
        for stretch in re.sub("\u00a0{3,}", "\t", line).replace("\n", "\t").split("\t"):
            assert impurities(stretch.strip(" \u00a0,"), TAG) == [], line

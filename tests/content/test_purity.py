"""Every output of the book is typographically clean: composed, and as a finished file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import pdfplumber
import pytest
from docx.document import Document
from tests.compose.workbench import compose as composed_river
from tests.content.impurities import COMMON, OWN, impurities, impurities_of
from tests.content.regenerate import DAYS
from tests.content.support import LANGUAGES, ROOT, SOURCE_DAY, compose
from tests.content.variants import full, variant

from briefbook.build.book import read_book
from briefbook.build.enclosing import trial_of
from briefbook.build.job import Workshop, make_piece, open_workshop, write_manuscript

MORE_DAYS = (date(2018, 12, 31), date(2019, 1, 1), date(2021, 12, 31), date(2022, 1, 1))
#: A text with each fault, by what the checker calls it.
FAULTY = {
    "ru": {
        "a straight quotation mark": 'слово "слово"',
        "a hyphen in a range": "2002-2005~гг.",
        "a double space": "слово  слово",
        "a space before punctuation": "слово , слово",
        "a space inside brackets": "( слово)",
        "a space that the fonts lack": "2018\u202fг.",
        "a hyphen that the fonts lack": "учебно\u2011тренировочный",
        "letters of two alphabets in a word": "сеcсия",
        "a torn number sign": "№5",
        "a torn group of figures": "10 000",
        "a torn short word": "Комиссия по~реке и берегам",
        "a torn particle": "та же",
        "a torn year": "2018 г.",
        "a torn date": "24 мая",
        "torn initials": "Купчина Е.Н.",
        "a figure without its noun": "12 сессий",
        "an ordinal without its noun": "28-й сессии",
        "a torn abbreviation": "г. Минск",
        "a torn phrase": "и~т. д.",
        "a dash that begins a line": "Минск — столица",
        "a hyphen for a dash": "Минск~- столица",
        "a torn abbreviation of a body": "УНП ООН",
        "foreign quotation marks": "“слово”",
        "a per cent sign set by itself": "5 %",
        "the letter ё": "отчёт",
        "a word in Latin letters": "отчет UNODC",
    },
    "en": {
        "a torn number of a document": "No. 5",
        "a torn form of address": "Mr. Sample",
        "a torn date": "24 May",
        "a figure without its noun": "12 sessions",
        "a spaced dash": "word — word",
        "a space before the per cent sign": "5~%",
        "foreign quotation marks": "«word»",
        "torn initials": "A. Sample",
        "a word in Cyrillic letters": "office УНП",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checker_finds_each_fault(language: str) -> None:
    assert set(FAULTY[language]) >= set(OWN[language])
    assert set(FAULTY["ru"]) == {*COMMON, *OWN["ru"]}
    for what, text in FAULTY[language].items():
        found = impurities(text.replace("~", "\u00a0"), language)
        assert any(fault.startswith(f"{what}:") for fault in found), what


def test_what_is_exempt_is_declared() -> None:
    numbered = "тел. 000-00-00, №\u00a012-05/34, A/RES/64/293, www.unodc.org"
    assert impurities(numbered.replace(". 0", ".\u00a00"), "ru") == []


def test_faults_are_seen_across_inline_elements() -> None:
    body = (
        "<p>Комиссия <em>по</em> <strong>реке</strong> и <em>берегам</em> "
        "в 2002<em>-2005 гг.</em></p>"
    )
    root = composed_river(body, "ru").root
    (paragraph,) = (element for element in root.elements() if element.tag == "p")
    assert impurities_of(paragraph, "ru") == []
    torn = paragraph.text().replace("\u00a0", " ")
    assert len(impurities(torn, "ru")) >= 4


@pytest.mark.parametrize("day", [*DAYS, *MORE_DAYS])
def test_every_output_of_the_book_is_clean_on_every_day(day: date) -> None:
    workshop = open_workshop(read_book(ROOT, day))
    for output in workshop.snapshot.outputs():
        root = write_manuscript(workshop, output).root
        assert impurities_of(root, output.language) == [], str(output)


@pytest.mark.parametrize("document", ["brief", "memo"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_optional_parts_are_clean(tmp_path: Path, document: str, language: str) -> None:
    dataset = variant(tmp_path, full("request: {kind: comments, by: 2020-02-17}"))
    root = compose(dataset, document, language, SOURCE_DAY).composition.root
    assert impurities_of(root, language) == []


@pytest.fixture(scope="module")
def workshop() -> Workshop:
    return open_workshop(read_book(ROOT, SOURCE_DAY))


def finished(workshop: Workshop, name: str, language: str) -> bytes:
    """Make one output of the book."""
    output = next(
        each
        for each in workshop.snapshot.outputs()
        if each.format == name and each.language == language
    )
    data = make_piece(workshop, trial_of(output, workshop.snapshot.config)).data
    assert data is not None
    return data


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_of_a_finished_docx_is_clean(workshop: Workshop, language: str) -> None:
    document = docx.Document(io.BytesIO(finished(workshop, "docx", language)))
    lines = [line for line in paragraphs(document) if line.strip()]
    assert len(lines) > 10
    for line in lines:
        # Tabs and line breaks set apart, and so does a ruled blank, a row of no-break spaces.
        for stretch in re.sub("\u00a0{3,}", "\t", line).replace("\n", "\t").split("\t"):
            assert impurities(stretch.strip(" \u00a0,"), language) == [], line


def paragraphs(document: Document) -> Iterator[str]:
    """The text of every paragraph: of the body, of tables, of what stands on every page."""
    yield from (paragraph.text for paragraph in document.paragraphs)
    for table in document.tables:
        yield from (cell.text for row in table.rows for cell in row.cells)
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header):
            yield from (paragraph.text for paragraph in part.paragraphs)


#: What no printed line may end in or begin with.
ENDS = {
    "ru": r"(?i:(?<![\w\-])(?:а|в|и|к|о|с|у|во|до|за|из|на|не|но|об|от|по|для|при|как|№)$)"
    r"|(?<!\d[ \u00a0])(?<!\w)г\.$|\d$(?<!\d{4})|(?<!\w)[А-Я]\.$",
    "en": r"\b(?:Mr|Ms|No)\.$|(?<![\d–])\d{1,2}$",
}
BEGINS = {"ru": r"(?:—|гг?\.|же |ли |бы |ООН)", "en": r"(?:—|%)"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_a_finished_pdf_breaks_where_none_may(workshop: Workshop, language: str) -> None:
    with pdfplumber.open(io.BytesIO(finished(workshop, "pdf", language))) as pdf:
        pages = [page.extract_text_lines() for page in pdf.pages]
    # The table and what stands below the text have lines of figures.
    lines = [line["text"] for page in pages for line in page]
    text = [line for line in lines if re.search(r"[^\W\d]{4}", line) and not is_table(line)]
    assert len(text) > 30
    for line in text:
        assert not re.search(ENDS[language], line), line
        assert not re.match(BEGINS[language], line), line


def is_table(line: str) -> bool:
    """Tell whether a line is a row of the table of terms, or the page number."""
    return bool(re.search(r"\d{4}–\d{4}(?:,|$)|\d+$", line)) and "." not in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_of_a_finished_pdf_has_no_foreign_signs(workshop: Workshop, language: str) -> None:
    with pdfplumber.open(io.BytesIO(finished(workshop, "pdf", language))) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    wanted = {what: COMMON[what] for what in COMMON if "torn" not in what and "space" not in what}
    spaces = COMMON["a space that the fonts lack"]
    for what, pattern in {**wanted, "a space": spaces}.items():
        assert not re.search(pattern, text), what

"""The finished documents measured against the figures of their standards, in both formats.

The figures are written here, not read from the profiles: ГОСТ Р 7.0.97-2025 (margins 30,
10, 20, 20 mm; 12 to 14 pt; 1 to 1.5 lines; indent 12.5 mm; a corner requisite at most 80 mm
wide; pages from the second in the middle of the top margin, at least 10 mm from the edge),
СТБ 6.38-2016 as it is practised (30, at least 8, 20, 20 mm; 14 pt on lines exactly 18 pt
apart; tab stops at 80 and 120 mm; pages 10 to 15 mm from the edge), the United Nations
Correspondence Manual ST/DCS/4/Rev.1 (labelled fields, the first page bare, then “- 2 -” at
the top; one inch all round), and the house brief.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pdfplumber
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from tests.books import append, copy_own_book, edit, write
from tests.content.measuring import MM, SINGLE, Paper, Sheet, plain, sheets

from briefbook.api import Book, Selection

EXACT = 0.3  # mm: glyphs stand a little within their boxes
MEMOS = ("by-stb-2016", "ru-gost-2025", "un-memo")

DOCUMENT = """
[documents.{name}]
about = "organizations"
formats = ["pdf", "docx"]
profile = "{profile}"
template = "{kind}.html.jinja"
styles = ["{kind}.css"]
details = "{kind}s"
"""
PERSON = """\
gender: masculine
name:
  ru:
    surname: {nominative: Примеров, dative: Примерову}
    given: {nominative: Алексей, dative: Алексею}
    initials: А.Б.
  en:
    surname: Primerov
    given: Aleksei
"""
TALK = "  - ru: Подтвердить готовность и далее поддерживать работу.\n    en: Reaffirm readiness.\n"


@dataclass(frozen=True)
class Figures:
    """What a layout must measure: margins and places in mm, type in pt."""

    margins: dict[str, float]
    size: float
    pitch: float
    indent: float
    number: str
    number_size: float
    #: Distance of the number from its edge of the sheet, at least and at most.
    number_at: tuple[float, float]
    order: tuple[str, ...]
    addressee_at: float | None = None
    addressee_width: float | None = None
    name_at: float | None = None


A4 = {"width": 210.0, "height": 297.0}
FIGURES = {
    "by-stb-2016": Figures(
        margins={**A4, "left": 30, "right": 10, "top": 20, "bottom": 20},
        size=14,
        pitch=18,
        indent=12.5,
        number="2",
        number_size=14,
        number_at=(10, 15),
        order=(
            "Департамент многостороннего",
            "Директору Департамента",
            "СЛУЖЕБНАЯ ЗАПИСКА",
            "10.02.2020 № 12-05/34",
            "г. Минск",
            "О сотрудничестве с",
            "Для сведения",
        ),
        addressee_at=80,
        addressee_width=90,
        name_at=120,
    ),
    "ru-gost-2025": Figures(
        margins={**A4, "left": 30, "right": 10, "top": 20, "bottom": 20},
        size=14,
        pitch=14 * SINGLE * 1.15,
        indent=12.5,
        number="2",
        number_size=12,
        number_at=(10, 15),
        order=(
            "Департамент многостороннего",
            "Директору Департамента",
            "СЛУЖЕБНАЯ ЗАПИСКА",
            "10.02.2020 № 12-05/34",
            "г. Минск",
            "О сотрудничестве с",
            "Для сведения",
        ),
        addressee_at=100,
        addressee_width=80,
    ),
    "un-memo": Figures(
        margins={**A4, "left": 25.4, "right": 25.4, "top": 25.4, "bottom": 25.4},
        size=11.5,
        pitch=11.5 * SINGLE * 1.15,
        indent=0,
        number="- 2 -",
        number_size=11.5,
        number_at=(12, 20),
        order=(
            "СЛУЖЕБНАЯ ЗАПИСКА",
            "КОМУ: Директор Департамента международного права",
            "ОТ КОГО: Директор Департамента многостороннего",
            "ДАТА: 10 февраля 2020",
            "НОМЕР: 12-05/34",
            "ТЕМА: О сотрудничестве с",
            "Для сведения",
        ),
        name_at=85,
    ),
    "house": Figures(
        margins={**A4, "left": 24, "right": 24, "top": 22, "bottom": 24},
        size=10.5,
        pitch=0,
        indent=0,
        number="Стр. 2 из 2",
        number_size=8.5,
        number_at=(9, 13),
        order=("СПРАВКА", "О взаимодействии Беларуси", "По состоянию на"),
    ),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our book with its memo in every layout and format, long enough for a second page."""
    folder = copy_own_book(tmp_path_factory.mktemp("layouts") / "book")
    settings = folder / "briefbook.toml"
    text = settings.read_text(encoding="utf-8")
    write(settings, text[: text.index("[documents.brief]")])
    for profile in MEMOS:
        append(settings, DOCUMENT.format(name=f"memo-{profile}", profile=profile, kind="memo"))
    append(settings, DOCUMENT.format(name="memo-house", profile="house", kind="memo"))
    append(settings, DOCUMENT.format(name="brief-house", profile="house", kind="brief"))
    write(folder / "data/persons/primerov.yaml", PERSON)
    memo = folder / "data/memos/unodc.yaml"
    counted = "document: brief # on as many sheets as the finished brief has pages"
    edit(memo, counted, "sheets: 2\n    pages: 2")
    edit(memo, "signer:\n", "signer:\n  person: primerov\n")
    edit(memo, "addressees:\n  - post:", "addressees:\n  - person: primerov\n    post:")
    append(memo, 'date: 2020-02-10\nnumber: "12-05/34"\ntalking_points:\n' + TALK * 12)
    report = Book.open(folder).build(executor="inline")
    assert report.ok, report.failed
    return folder / "output/ru/unodc"


def name_of(profile: str) -> str:
    return "brief-house" if profile == "house" else f"memo-{profile}"


@pytest.fixture(scope="module")
def pages(office: Path) -> dict[str, tuple[Sheet, ...]]:
    return {profile: sheets(office / f"{name_of(profile)}.pdf") for profile in FIGURES}


@pytest.fixture(scope="module")
def papers(office: Path) -> dict[str, Paper]:
    return {profile: Paper.read(office / f"{name_of(profile)}.docx") for profile in FIGURES}


EACH = pytest.mark.parametrize("profile", FIGURES)
EACH_MEMO = pytest.mark.parametrize("profile", MEMOS)
RUSSIAN = pytest.mark.parametrize("profile", ["by-stb-2016", "ru-gost-2025"])


def body(profile: str) -> str:
    """Return how the first paragraph of running text begins."""
    return "Генеральная Ассамблея" if profile == "house" else "Республика Беларусь"


@EACH
def test_sheet_and_margins(
    profile: str, pages: dict[str, tuple[Sheet, ...]], papers: dict[str, Paper]
) -> None:
    wanted = FIGURES[profile].margins
    assert papers[profile].margins() == pytest.approx(wanted, abs=0.1)
    for sheet in pages[profile]:
        assert (sheet.width, sheet.height) == pytest.approx((210, 297), abs=0.1)
        inside = [line for line in sheet.lines if wanted["top"] <= line.top]
        inside = [line for line in inside if line.base / MM <= 297 - wanted["bottom"] + 1]
        assert min(line.left for line in inside) >= wanted["left"] - EXACT
        assert max(line.right for line in inside) <= 210 - wanted["right"] + EXACT
    left = min(line.left for line in pages[profile][0].lines)
    assert left == pytest.approx(wanted["left"], abs=1)


@EACH
def test_size_of_the_text(
    profile: str, pages: dict[str, tuple[Sheet, ...]], papers: dict[str, Paper]
) -> None:
    wanted = FIGURES[profile].size
    assert pages[profile][0].line(body(profile)).size == wanted
    paper = papers[profile]
    assert paper.size(paper.paragraph(body(profile))) == wanted


@EACH_MEMO
def test_distance_of_the_lines(
    profile: str, pages: dict[str, tuple[Sheet, ...]], papers: dict[str, Paper]
) -> None:
    sheet, wanted = pages[profile][0], FIGURES[profile]
    pitch = sheet.after(body(profile)).base - sheet.line(body(profile)).base
    assert pitch == pytest.approx(wanted.pitch, abs=0.15)
    paper = papers[profile]
    kind, value = paper.spacing(paper.paragraph(body(profile)))
    in_points = value if kind == "exactly" else value * SINGLE * wanted.size
    assert in_points == pytest.approx(wanted.pitch, abs=0.15)


@EACH_MEMO
def test_indent_of_the_first_line(
    profile: str, pages: dict[str, tuple[Sheet, ...]], papers: dict[str, Paper]
) -> None:
    wanted = FIGURES[profile]
    line = pages[profile][0].line(body(profile))
    assert line.left - wanted.margins["left"] == pytest.approx(wanted.indent, abs=EXACT)
    paper = papers[profile]
    found = paper.first_line(paper.paragraph(body(profile)))
    assert found == pytest.approx(wanted.indent, abs=0.1)


@EACH
def test_pages_are_numbered(
    profile: str, pages: dict[str, tuple[Sheet, ...]], papers: dict[str, Paper]
) -> None:
    wanted = FIGURES[profile]
    second = pages[profile][1]
    number = next(line for line in second.lines if line.text == wanted.number)
    assert number.size == wanted.number_size
    least, most = wanted.number_at
    if profile == "house":
        assert least <= 297 - number.base / MM <= most
        assert number.right == pytest.approx(210 - wanted.margins["right"], abs=EXACT)
        assert any(line.text == "Стр. 1 из 2" for line in pages[profile][0].lines)
        return
    assert least <= number.top <= most
    middle = (wanted.margins["left"] + 210 - wanted.margins["right"]) / 2
    assert (number.left + number.right) / 2 == pytest.approx(middle, abs=0.5)
    assert not any(line.top < wanted.margins["top"] for line in pages[profile][0].lines)
    section = papers[profile].document.sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" not in section.first_page_header._element.xml
    paragraph = next(each for each in section.header.paragraphs if "PAGE" in each._p.xml)
    alignment = paragraph.alignment or (
        paragraph.style and paragraph.style.paragraph_format.alignment
    )
    assert alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert section.header_distance is not None
    assert section.header_distance.mm >= 10 - 0.1


@EACH
def test_order_of_the_fields(
    profile: str, pages: dict[str, tuple[Sheet, ...]], papers: dict[str, Paper]
) -> None:
    wanted = FIGURES[profile].order
    lines = [line.text for line in pages[profile][0].lines]
    places = [next(i for i, line in enumerate(lines) if line.startswith(one)) for one in wanted]
    assert places == sorted(places)
    texts = [plain(each).casefold() for each in papers[profile].document.paragraphs]
    places = [
        next(i for i, text in enumerate(texts) if text.startswith(one.casefold())) for one in wanted
    ]
    assert places == sorted(places)


@RUSSIAN
def test_place_and_width_of_the_addressee(
    profile: str, pages: dict[str, tuple[Sheet, ...]], papers: dict[str, Paper]
) -> None:
    wanted = FIGURES[profile]
    assert wanted.addressee_at is not None
    assert wanted.addressee_width is not None
    first = pages[profile][0].line("Директору Департамента")
    name = pages[profile][0].line("Примерову А.Б.")
    edge = wanted.margins["left"] + wanted.addressee_at
    assert first.left == pytest.approx(edge, abs=EXACT)
    assert name.left == pytest.approx(edge, abs=EXACT)
    lines = pages[profile][0].lines
    block = lines[lines.index(first) : lines.index(name) + 1]
    assert max(line.right for line in block) - edge <= wanted.addressee_width
    paper = papers[profile]
    for beginning in ("Директору Департамента", "Примерову А.Б."):
        paragraph = paper.paragraph(beginning)
        assert paper.left(paragraph) == pytest.approx(wanted.addressee_at, abs=0.1)
        text_width = 210 - wanted.margins["left"] - wanted.margins["right"]
        width = text_width - paper.left(paragraph) - paper.right(paragraph)
        assert width <= wanted.addressee_width + 0.1


@EACH_MEMO
def test_signature_line(
    profile: str, pages: dict[str, tuple[Sheet, ...]], papers: dict[str, Paper], office: Path
) -> None:
    """The name stands on the last line of the post, at its place."""
    wanted = FIGURES[profile]
    spaced = "А.Б.Примеров" if profile == "by-stb-2016" else "А.Б. Примеров"
    beginning = "Директор департамента"
    lines = [line for sheet in pages[profile] for line in sheet.lines]
    line = next(line for line in lines if line.text.startswith(beginning))
    assert line.text == f"Директор департамента {spaced}"
    assert line.left == pytest.approx(wanted.margins["left"], abs=EXACT)
    paragraph = papers[profile].paragraph("Директор департамента")
    assert plain(paragraph) == f"Директор департамента {spaced}"
    if wanted.name_at is None:
        assert line.right == pytest.approx(210 - wanted.margins["right"], abs=EXACT)
        text_width = 210 - wanted.margins["left"] - wanted.margins["right"]
        assert text_width in [round(one) for one in papers[profile].stops(paragraph)]
        return
    stops = papers[profile].stops(paragraph)
    assert any(stop == pytest.approx(wanted.name_at, abs=0.1) for stop in stops)
    start = name_start(office / f"{name_of(profile)}.pdf", spaced)
    assert start - wanted.margins["left"] == pytest.approx(wanted.name_at, abs=EXACT)


def name_start(pdf: Path, name: str) -> float:
    """Return where the name under the signature begins, in mm."""
    import pdfplumber

    with pdfplumber.open(pdf) as document:
        for page in document.pages:
            for word in page.extract_words(keep_blank_chars=True, x_tolerance=8):
                if word["text"].replace("\xa0", " ") == name:
                    return float(word["x0"]) / MM
    raise AssertionError(f"{name} is not in {pdf.name}")


def test_no_layout_leaves_out_whom_a_memo_is_for(office: Path) -> None:
    text = " ".join(
        line.text for sheet in sheets(office / "memo-house.pdf") for line in sheet.lines
    )
    for said in ("Департамент многостороннего", "Примерову А.Б.", "№ 12-05/34", "г. Минск"):
        assert said in text


def test_text_keeps_off_the_rules_of_a_table(tmp_path: Path) -> None:
    """A brief, whose stylesheet sets tables without rules, in a layout that draws them."""
    folder = copy_own_book(tmp_path / "book")
    house, ours = 'profile = "house"\ndetails', 'profile = "by-stb-2016"\ndetails'
    edit(folder / "briefbook.toml", house, ours)
    annex = "annex: {heading: {ru: Членство, en: Membership}, table: memberships}\n"
    append(folder / "data/briefs/unodc.yaml", annex)
    chosen = Selection(documents=("brief",), languages=("en",))
    assert Book.open(folder).build(chosen, executor="inline").ok
    with pdfplumber.open(folder / "output/en/unodc/brief.pdf") as document:
        page = next(page for page in document.pages if "Number of" in (page.extract_text() or ""))
        tables = [each for each in page.find_tables() if len(each.rows[0].cells) == 3]
        words = page.crop(tables[0].bbox).extract_words()
    left, _, right, _ = tables[0].bbox
    assert min(word["x0"] for word in words) - left >= 3.5  # pt
    assert right - max(word["x1"] for word in words) >= 3.5


def test_letter_is_an_option_of_every_profile(office: Path, tmp_path: Path) -> None:
    """The default of all is A4, as measured above."""
    from tests.content.support import ROOT

    from briefbook.plan.profiles import read_profile, with_paper

    for file in (ROOT / "templates/profiles").glob("*.toml"):
        profile = read_profile(file.read_text(encoding="utf-8"), file.name, file.stem)
        assert profile.page.size == "A4"
        letter = with_paper(profile, "Letter")
        sides = (letter.page.width, letter.page.height)
        lying = letter.page.orientation == "landscape"
        assert sides == ((279.4, 215.9) if lying else (215.9, 279.4))


def test_the_layout_of_the_united_nations_has_neither_its_name_nor_its_emblem(
    papers: dict[str, Paper], pages: dict[str, tuple[Sheet, ...]]
) -> None:
    """General Assembly resolution 92 (I): the name above a memorandum is the office's own."""
    first = pages["un-memo"][0].lines[0].text
    assert first == "СЛУЖЕБНАЯ ЗАПИСКА"
    parts = papers["un-memo"].document.part.package.iter_parts()
    assert not any(str(part.partname).startswith("/word/media") for part in parts)

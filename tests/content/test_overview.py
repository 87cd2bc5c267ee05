"""The overview of a book: every body of every subject, on as few sheets as they need."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from bench.synthetic import lay_book
from tests.content.support import LANGUAGES, ROOT, SOURCE_DAY, Composed, book, compose
from tests.content.variants import BARE_ORGANIZATION, KAZAKHSTAN, UNODC, changed, original, variant

from briefbook.api import Book, Selection
from briefbook.dataset.loader import load
from briefbook.dataset.values import Dataset
from briefbook.render.pictures.timeline import Timeline, read_timeline

DAY = date(2008, 6, 1)


def many(folder: Path, subjects: int) -> Dataset:
    """Load a book of invented subjects."""
    lay_book(folder / "many", subjects)
    return load(folder / "many", book().schema, LANGUAGES)


def timelines(made: Composed) -> list[Timeline]:
    elements = made.composition.root.elements()
    return [read_timeline(each) for each in elements if each.role == "timeline"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_of_every_body_of_every_subject_is_in_the_grid(
    tmp_path: Path, language: str
) -> None:
    dataset = many(tmp_path, 9)
    made = compose(dataset, "overview", language, DAY)
    (drawn,) = timelines(made)
    assert len(drawn.groups) == 9
    assert len({group.label for group in drawn.groups}) == 9
    terms = [s for group in drawn.groups for lane in group.lanes for s in lane.stretches]
    assert len(terms) == 9 * 7
    assert {term.state for term in terms} == {"past", "current", "future"}
    assert f"{9 * 7}" in made.text


def test_a_book_of_many_subjects_takes_further_sheets_on_one_scale(tmp_path: Path) -> None:
    drawn = timelines(compose(many(tmp_path, 30), "overview", "en", DAY))
    assert len(drawn) > 1
    assert sum(len(each.groups) for each in drawn) == 30
    assert len({(each.first_year, each.last_year) for each in drawn}) == 1
    assert all(sum(len(group.lanes) for group in each.groups) <= 26 for each in drawn)


@pytest.mark.parametrize("language", LANGUAGES)
def test_ten_subjects_stand_on_one_sheet(tmp_path: Path, language: str) -> None:
    from pypdf import PdfReader
    from tests.pdf_gate import faults

    lay_book(tmp_path / "book", 10)
    settings = (ROOT / "briefbook.toml").read_text(encoding="utf-8")
    (tmp_path / "book/briefbook.toml").write_text(settings, encoding="utf-8")
    chosen = Selection(documents=("overview",), languages=(language,))
    assert Book.open(tmp_path / "book", DAY).build(chosen, executor="inline").ok
    file = tmp_path / f"book/output/{language}/overview.pdf"
    (page,) = PdfReader(file).pages
    assert faults(file.read_bytes()) == []
    assert "2010–2012" in page.extract_text().replace("\n", "")


@pytest.mark.parametrize(
    ("language", "said"),
    [("ru", "Сроки полномочий в руководящих органах"), ("en", "Terms in governing bodies")],
)
def test_several_states_are_not_called_by_the_first(
    tmp_path: Path, language: str, said: str
) -> None:
    text = original(UNODC).replace("state: by\n    body: cnd", "state: kz\n    body: cnd")
    dataset = variant(tmp_path, {UNODC: text, "states/kz.yaml": KAZAKHSTAN})
    assert compose(dataset, "overview", language, SOURCE_DAY).of("h1") == [said]


@pytest.mark.parametrize(
    ("language", "said"),
    [("ru", "Сведений о сроках полномочий нет."), ("en", "No terms are recorded.")],
)
def test_a_book_without_mandates_says_so(tmp_path: Path, language: str, said: str) -> None:
    files = {"organizations/rivers.yaml": BARE_ORGANIZATION}
    dataset = variant(tmp_path, files)
    (tmp_path / "data" / UNODC).unlink()
    for name in ("briefs", "memos"):
        (tmp_path / f"data/{name}/unodc.yaml").unlink()
    dataset = load(tmp_path, book().schema, LANGUAGES)
    made = compose(dataset, "overview", language)
    assert said in made.lines
    assert timelines(made) == []


def test_a_subject_without_mandates_is_left_out(tmp_path: Path) -> None:
    dataset = variant(tmp_path, {"organizations/rivers.yaml": BARE_ORGANIZATION})
    (drawn,) = timelines(compose(dataset, "overview", "en", SOURCE_DAY))
    assert [group.label for group in drawn.groups] == [
        "United Nations Office on Drugs and Crime (UNODC)"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_body_of_two_subjects_is_counted_once(tmp_path: Path, language: str) -> None:
    second = changed(UNODC, ("abbreviation: УНП ООН", "abbreviation: БР"))
    dataset = variant(tmp_path, {"organizations/second.yaml": second})
    said = {"ru": "14 сроков полномочий в 2 руководящих органах 2 организаций", "en": "14 terms in"}
    assert said[language] in compose(dataset, "overview", language, SOURCE_DAY).text

"""A book read whole: everything wrong with it is told at once."""

from __future__ import annotations

import pickle
import shutil
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.books import edit, write

from briefbook.build.book import Known, read_book
from briefbook.build.snapshot import schema_named, schema_names, templates_of
from briefbook.errors import InvalidBook
from briefbook.executors.head_start import HeadStart

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the book of this repository."""
    shutil.copy(ROOT / "briefbook.toml", tmp_path)
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def codes(folder: Path) -> list[tuple[str, str]]:
    """What is wrong with a book: the code and the file of each problem."""
    with pytest.raises(InvalidBook) as caught:
        read_book(folder)
    return [(error.code, error.spans[0].file) for error in caught.value.problems]


def test_a_book_is_read_with_all_that_its_outputs_need(folder: Path) -> None:
    snapshot = read_book(folder, date(2020, 2, 1))
    assert snapshot.today == date(2020, 2, 1)
    assert snapshot.schema.name == "organizations"
    assert snapshot.subjects["organizations"] == ["unodc"]
    assert [str(output) for output in snapshot.outputs()] == [
        "output/ru/unodc/brief.pdf",
        "output/en/unodc/brief.pdf",
        "output/ru/unodc/memo.docx",
        "output/en/unodc/memo.docx",
        "output/ru/overview.pdf",
        "output/en/overview.pdf",
    ]
    assert set(snapshot.profiles) == {"house", "house-overview", "by-stb-2016", "un-memo"}
    assert "brief.html.jinja" in templates_of(snapshot.files)
    assert not [name for name in templates_of(snapshot.files) if not name.endswith(".jinja")]


def test_a_book_travels_to_another_process(folder: Path) -> None:
    snapshot = read_book(folder, date(2020, 2, 1))
    copy = pickle.loads(pickle.dumps(snapshot))
    assert copy.dataset == snapshot.dataset
    assert copy.files == snapshot.files
    assert copy.outputs() == snapshot.outputs()


def test_the_clock_of_a_book_is_today_in_its_time_zone(folder: Path) -> None:
    zone = ZoneInfo("Europe/Minsk")
    before = datetime.now(zone).date()
    today = read_book(folder).today
    assert before <= today <= datetime.now(zone).date()


def test_schemas_are_found_by_name() -> None:
    assert "organizations" in schema_names()
    assert not [name for name in schema_names() if name.startswith("_")]
    assert schema_named("organizations").registers


def test_a_folder_without_settings_is_no_book(tmp_path: Path) -> None:
    assert codes(tmp_path) == [("invalid-config", "briefbook.toml")]


def test_settings_that_are_no_text_are_refused(folder: Path) -> None:
    (folder / "briefbook.toml").write_bytes(b"\xff\xfe\x00")
    assert codes(folder) == [("invalid-config", "briefbook.toml")]


def test_a_template_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / "templates/brief.html.jinja").write_bytes(b"\xff\xfe")
    assert codes(folder) == [("unreadable-file", "templates/brief.html.jinja")]


def test_hidden_files_are_left_alone(folder: Path) -> None:
    (folder / "templates/.brief.html.jinja.swp").write_bytes(b"\xff\xfe")
    (folder / "templates/.cache").mkdir()
    (folder / "templates/.cache/x.jinja").write_bytes(b"\xff")
    assert not [name for name in read_book(folder).files if ".swp" in name or "cache" in name]


def test_a_language_without_phrases_is_told(folder: Path) -> None:
    (folder / "templates/phrases/en.html.jinja").unlink()
    assert [code for code, _ in codes(folder)] == ["unknown-template"]


def test_problems_of_layouts_and_data_are_told_together(folder: Path) -> None:
    profile = folder / "templates/profiles/un-memo.toml"
    profile.write_text(profile.read_text(encoding="utf-8") + "\nnonsense = 1\n", encoding="utf-8")
    (folder / "data/organizations/unodc.yaml").write_text("name: [\n", encoding="utf-8")
    assert {"invalid-profile", "yaml-syntax"} <= {code for code, _ in codes(folder)}


def test_a_font_that_a_layout_names_must_be_in_the_book(folder: Path) -> None:
    shutil.rmtree(folder / "templates/fonts/pt-serif")
    (folder / "data/organizations/unodc.yaml").write_text("name: [\n", encoding="utf-8")
    assert {"missing-font", "yaml-syntax"} <= {code for code, _ in codes(folder)}


def test_paper_set_in_the_book_replaces_that_of_the_layouts(folder: Path) -> None:
    settings = folder / "briefbook.toml"
    text = settings.read_text(encoding="utf-8").replace("[book]", '[book]\npaper = "Letter"')
    settings.write_text(text, encoding="utf-8")
    assert {profile.page.size for profile in read_book(folder).profiles.values()} == {"Letter"}


def test_news_of_a_book_are_told_while_it_is_read(folder: Path) -> None:
    told: list[str] = []

    class Watched(HeadStart):
        def begin(self) -> None:
            told.append("news")

    def news() -> int:
        """Read the book and return how many pieces of news there were."""
        told.clear()
        known = Known(soundness=sound, remember=True, ahead=Watched(()))
        read_book(folder, known=known)
        return len(told)

    sound: str | None = None
    assert news() == 2
    sound = read_book(folder).soundness
    assert news() == 0
    edit(folder / "data/organizations/unodc.yaml", "site: www.unodc.org", "site: unodc.org")
    assert news() == 1
    write(folder / "templates/more.html.jinja", "")
    assert news() == 1

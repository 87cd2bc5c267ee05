"""The key of an output: its named parts, and what does not count among them."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.books import edit
from tests.build.offices import DAY, lay_offices

from briefbook.api import Book
from briefbook.build.keys import Keys, changed_part, key_of, templates_in
from briefbook.build.toolchain import toolchain
from briefbook.plan.outputs import Output

NOTE = Output("note", "office", "en", "pdf")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of two offices, which these tests only read."""
    return lay_offices(tmp_path_factory.mktemp("keys") / "book")


def _keys(folder: Path) -> Keys:
    return Book.open(folder, DAY).snapshot.keys()


def test_a_key_names_what_an_output_depends_on(folder: Path) -> None:
    parts = _keys(folder).parts(NOTE, ["note.html.jinja", "none.html.jinja"])
    names = [name for name in parts if not name.startswith("toolchain ")]

    assert names == [
        "document",
        "profile house",
        "template note.html.jinja",
        "template none.html.jinja",
        "fonts",
        "assets",
    ]
    assert parts["template none.html.jinja"] == "missing"
    assert templates_in(parts) == ("note.html.jinja", "none.html.jinja")


def test_the_order_of_parts_does_not_count_and_their_content_does() -> None:
    parts = {"a": "1", "b": "2"}

    assert key_of(parts) == key_of(dict(reversed(parts.items())))
    assert len({key_of(parts), key_of({**parts, "b": "3"}), key_of({"a": "1"})}) == 3


def test_the_first_part_that_changed_is_named() -> None:
    assert changed_part({"a": "1", "b": "2"}, {"a": "1", "b": "3"}) == "b"
    assert changed_part({"a": "1"}, {"a": "1", "c": "3"}) == "c"
    assert changed_part({"a": "1", "b": "2"}, {"a": "1"}) == "b"
    assert changed_part({"a": "1"}, {"a": "1"}) is None


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("pictures/river.svg", True),
        ("styles/river.svg", True),
        ("profiles/river.png", True),
        ("fonts/river.ttf", True),
        ("other.html.jinja", False),
        ("styles/other.css", False),
        ("profiles/other.toml", False),
    ],
)
def test_a_file_that_any_output_may_read_counts_for_all(
    folder: Path, name: str, counts: bool
) -> None:
    keys = _keys(folder)
    more = replace(keys, digests={**keys.digests, name: "another"}, _shared={})

    assert (key_of(more.parts(NOTE, [])) != key_of(keys.parts(NOTE, []))) == counts


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('about = "organizations"', 'about = "bodies"'),
        ('profile = "house"', 'profile = "house"\ntemplate = "sheet.html.jinja"'),
        ('profile = "house"', 'profile = "house"\ndetails = "briefs"'),
    ],
)
def test_the_entry_of_a_document_counts(tmp_path: Path, old: str, new: str) -> None:
    folder = lay_offices(tmp_path / "book")
    before = _keys(folder).parts(NOTE, [])
    settings = folder / "briefbook.toml"
    head, entry = settings.read_text(encoding="utf-8").split("[documents.note]")
    settings.write_text(f"{head}[documents.note]{entry.replace(old, new, 1)}", encoding="utf-8")

    assert changed_part(before, _keys(folder).parts(NOTE, [])) == "document"


def test_limits_and_time_zone_do_not_count(tmp_path: Path) -> None:
    folder = lay_offices(tmp_path / "book")
    before = _keys(folder).parts(NOTE, [])
    edit(folder / "briefbook.toml", "seconds = 20", "seconds = 30")
    edit(folder / "briefbook.toml", 'timezone = "UTC"', 'timezone = "Europe/Minsk"')

    assert _keys(folder).parts(NOTE, []) == before


def test_the_toolchain_names_a_version_of_every_part() -> None:
    parts = toolchain()

    assert parts["python"] == ".".join(map(str, sys.version_info[:3]))
    assert {"briefbook", "zlib", "jinja2", "babel", "weasyprint", "pydyf", "pango"} <= set(parts)
    assert {"harfbuzz", "fontconfig", "python-docx", "lxml"} <= set(parts)
    assert "missing" not in {parts["pango"], parts["weasyprint"]}
    assert parts == toolchain()


def test_a_file_that_may_not_be_read_is_not_taken_for_an_absent_one(
    offices: Path, tmp_path: Path
) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may read everything")
    note = offices / str(NOTE)
    note.chmod(0)

    verdicts = {str(v.output): v.state for v in Book.open(offices, DAY).status()}
    assert verdicts[str(NOTE)] == "altered"

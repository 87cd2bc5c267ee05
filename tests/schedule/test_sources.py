"""What a watcher takes for a change, and what it does not."""

from __future__ import annotations

import os
from pathlib import Path

from tests.books import write

from briefbook.schedule.sources import changed, folders_of, look

OFFICE = "data/organizations/office.yaml"


def test_settings_data_templates_layouts_and_fonts_are_sources(book: Path) -> None:
    names = set(look(book))
    assert {"briefbook.toml", OFFICE, "templates/note.html.jinja"} <= names
    assert {"templates/profiles/house.toml"} <= names
    assert any(name.startswith("templates/fonts/") for name in names)


def test_outputs_and_hidden_files_are_none(built_book: Path) -> None:
    write(built_book / "data/organizations/.office.yaml.swp", "x")
    write(built_book / "data/.git/config", "x")
    write(built_book / "notes.txt", "x")
    names = set(look(built_book))
    assert not {name for name in names if name.startswith("output/") or "/." in name}
    assert "notes.txt" not in names


def test_only_what_became_of_a_file_counts(book: Path) -> None:
    before = look(book)
    (book / OFFICE).read_bytes()
    (book / OFFICE).chmod(0o600)
    assert changed(before, look(book)) == ()


def test_a_file_that_is_written_renamed_over_added_or_removed_has_changed(book: Path) -> None:
    before = look(book)
    (book / OFFICE).write_bytes((book / OFFICE).read_bytes() + b"\n")
    state = (book / "briefbook.toml").stat()
    write(book / "new.toml", (book / "briefbook.toml").read_text())
    os.utime(book / "new.toml", ns=(state.st_atime_ns, state.st_mtime_ns))
    (book / "new.toml").replace(book / "briefbook.toml")
    write(book / "data/states/sylvania.yaml", "x: 1")
    (book / "data/states/ruritania.yaml").unlink()
    assert changed(before, look(book)) == (
        "briefbook.toml",
        OFFICE,
        "data/states/ruritania.yaml",
        "data/states/sylvania.yaml",
    )


def test_what_a_link_leads_to_counts(book: Path, tmp_path: Path) -> None:
    outside = tmp_path / "shared.yaml"
    (book / OFFICE).replace(outside)
    (book / OFFICE).symlink_to(outside)
    before = look(book)
    outside.write_text("name: x")
    assert changed(before, look(book)) == (OFFICE,)


def test_links_in_a_circle_end(book: Path) -> None:
    (book / "data/again").symlink_to(book / "data", target_is_directory=True)
    assert OFFICE in look(book)
    assert len(folders_of(book)) == len(set(folders_of(book)))


def test_a_book_without_its_folders_has_its_settings(tmp_path: Path) -> None:
    write(tmp_path / "briefbook.toml", "")
    assert list(look(tmp_path)) == ["briefbook.toml"]
    assert folders_of(tmp_path) == (tmp_path,)

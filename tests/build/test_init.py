"""A new book, laid whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from tests.books import REPOSITORY

from briefbook.build import init
from briefbook.build.init import init_book, starter_folder
from briefbook.errors import FolderNotEmpty, InternalError, OutputFolder


def test_the_book_has_settings_data_templates_and_directions(tmp_path: Path) -> None:
    book = init_book(tmp_path / "book")
    names = {path.name for path in book.iterdir()}
    assert names == {"briefbook.toml", "data", "templates", ".gitignore", "README.md"}
    assert (book / ".gitignore").read_text() == "/output/\n"
    assert "briefbook build" in (book / "README.md").read_text()


def test_every_file_of_the_starter_is_there(tmp_path: Path) -> None:
    book = init_book(tmp_path / "book")
    for part in ("data", "templates"):
        expected = {p.relative_to(REPOSITORY) for p in (REPOSITORY / part).rglob("[!.]*")}
        assert {p.relative_to(book) for p in (book / part).rglob("*")} == expected


def test_an_empty_folder_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert init_book(Path()) == tmp_path
    assert (tmp_path / "briefbook.toml").exists()


def test_the_files_can_be_written_though_the_starter_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    starter = package / "starter"
    (starter / "data").mkdir(parents=True)
    (starter / "templates").mkdir()
    (starter / "briefbook.toml").write_text("x = 1")
    (starter / "briefbook.toml").chmod(0o444)
    monkeypatch.setattr(init, "_PACKAGE", package)
    assert starter_folder() == starter
    book = init_book(tmp_path / "book")
    assert (book / "briefbook.toml").stat().st_mode & 0o200


def test_hidden_files_are_no_part_of_a_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    (package / "starter/data/.cache").mkdir(parents=True)
    (package / "starter/data/.cache/x").write_text("")
    (package / "starter/templates").mkdir()
    (package / "starter/briefbook.toml").write_text("")
    monkeypatch.setattr(init, "_PACKAGE", package)
    assert not (init_book(tmp_path / "book") / "data").exists()


@pytest.mark.parametrize("what", ["a file in it", "a file", "a link to nowhere"])
def test_what_stands_there_already_is_left_alone(tmp_path: Path, what: str) -> None:
    target = tmp_path / "book"
    if what == "a file in it":
        target.mkdir()
        (target / "kept").write_text("mine")
    elif what == "a file":
        target.write_text("mine")
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(FolderNotEmpty):
        init_book(target)
    assert os.path.lexists(target)
    assert what != "a file in it" or (target / "kept").read_text() == "mine"


@pytest.mark.parametrize("existing", [True, False])
def test_a_failure_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, existing: bool
) -> None:
    target = tmp_path / "a" / "book"
    if existing:
        target.mkdir(parents=True)
    copied: list[str] = []
    copy = shutil.copyfile

    def full(source: str, destination: str) -> None:
        if len(copied) == 5:
            raise OSError(28, "No space left on device")
        copied.append(destination)
        copy(source, destination)

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OutputFolder, match="no space left on device"):
        init_book(target)
    assert len(copied) == 5
    assert [path.name for path in tmp_path.rglob("*")] == (["a", "book"] if existing else [])


def test_an_interrupt_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "copyfile", interrupted)
    with pytest.raises(KeyboardInterrupt):
        init_book(tmp_path / "book")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputFolder, match="not a directory"):
        init_book(tmp_path / "file" / "book")


def test_a_folder_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refused)
    with pytest.raises(OutputFolder, match="permission denied"):
        init_book(tmp_path)


def test_an_installation_without_a_starter_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(init, "_PACKAGE", tmp_path / "a" / "b" / "c")
    with pytest.raises(InternalError, match="has no starter"):
        init_book(tmp_path / "book")

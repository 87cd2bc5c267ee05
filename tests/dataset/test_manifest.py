"""What stands under ``data/``, by name and digest, without reading the files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.dataset.rivers import GOOD, write

from briefbook.dataset.manifest import Manifest, Unread, scan


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write(tmp_path / "book")


def test_each_file_stands_with_its_digest_in_the_order_of_names(book: Path) -> None:
    manifest = scan(book, sha256)
    folders = ["data/", *(f"data/{name}/" for name in ("gauges", "keepers", "rivers", "sources"))]
    assert sorted(manifest.files) == sorted([*folders, *(f"data/{name}" for name in GOOD)])
    assert list(manifest.files)[:3] == ["data/", "data/gauges/", "data/gauges/grodno.yaml"]
    for name, text in GOOD.items():
        assert manifest.files[f"data/{name}"] == hashlib.sha256(text.encode()).hexdigest()


def test_the_same_files_have_the_same_digest_anywhere(book: Path, tmp_path: Path) -> None:
    assert scan(book, sha256).digest == scan(write(tmp_path / "copy"), sha256).digest


def _edit(data: Path) -> None:
    (data / "rivers/neman.yaml").write_text("kind: main\n")


def _add(data: Path) -> None:
    (data / "rivers/pripyat.yaml").write_text("")


def _remove(data: Path) -> None:
    (data / "rivers/viliya.yaml").unlink()


def _rename(data: Path) -> None:
    (data / "rivers/viliya.yaml").rename(data / "rivers/viliia.yaml")


def _add_folder(data: Path) -> None:
    (data / "lakes").mkdir()


def _add_inner_folder(data: Path) -> None:
    (data / "rivers/old").mkdir()


def _add_stray(data: Path) -> None:
    (data / "notes.txt").write_text("")


def _add_stray_in_a_register(data: Path) -> None:
    (data / "rivers/notes.txt").write_text("")


def _replace_by_a_folder(data: Path) -> None:
    _remove(data)
    (data / "rivers/viliya.yaml").mkdir()


@pytest.mark.parametrize(
    "change",
    [
        _edit,
        _add,
        _remove,
        _rename,
        _add_folder,
        _add_inner_folder,
        _add_stray,
        _add_stray_in_a_register,
        _replace_by_a_folder,
    ],
)
def test_whatever_can_change_the_verdict_changes_the_digest(
    book: Path, change: Callable[[Path], None]
) -> None:
    before = scan(book, sha256)
    change(book / "data")
    assert scan(book, sha256).digest != before.digest


def test_what_the_loader_passes_over_does_not_count(book: Path) -> None:
    before = scan(book, sha256)
    for name in ("README.md", ".hidden", "rivers/README.md", "rivers/.neman.yaml.swp"):
        (book / "data" / name).write_text("something")
    assert scan(book, sha256).digest == before.digest


def test_a_file_that_was_only_touched_is_the_same(book: Path) -> None:
    before = scan(book, sha256)
    os.utime(book / "data/rivers/neman.yaml", (1, 1))
    assert scan(book, sha256) == before


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("notes.txt", Unread.STRAY),
        ("rivers/notes.txt", Unread.STRAY),
        ("rivers/neman.yml", Unread.STRAY),
        ("rivers/Neman.yaml", Unread.STRAY),
        ("rivers/neman\n.yaml", Unread.STRAY),
    ],
)
def test_only_files_of_records_are_read(book: Path, name: str, found: Unread) -> None:
    (book / "data" / name).write_text("something")
    asked: list[Path] = []

    def digest_of(file: Path) -> str:
        asked.append(file)
        return ""

    assert scan(book, digest_of).files[f"data/{name}"] == found
    assert sorted(asked) == sorted(book / "data" / each for each in GOOD)


def test_a_pipe_is_not_waited_for(book: Path) -> None:
    os.mkfifo(book / "data/rivers/pipe.yaml")
    assert scan(book, sha256).files["data/rivers/pipe.yaml"] == Unread.SPECIAL


def test_a_link_within_the_book_is_the_file_it_leads_to(book: Path) -> None:
    (book / "other.yaml").write_text("length: 1\n")
    (book / "data/rivers/other.yaml").symlink_to(book / "other.yaml")
    manifest = scan(book, sha256)
    assert manifest.files["data/rivers/other.yaml"] == sha256(book / "other.yaml")


def test_a_link_out_of_the_book_is_not_followed(book: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("secret\n")
    (book / "data/rivers/secret.yaml").symlink_to(tmp_path / "secret.yaml")
    assert scan(book, sha256).files["data/rivers/secret.yaml"] == Unread.OUTSIDE


def test_files_of_a_folder_linked_from_outside_are_outside(book: Path, tmp_path: Path) -> None:
    (tmp_path / "lakes").mkdir()
    (tmp_path / "lakes/naroch.yaml").write_text("secret\n")
    (book / "data/lakes").symlink_to(tmp_path / "lakes")
    assert scan(book, sha256).files["data/lakes/naroch.yaml"] == Unread.OUTSIDE


@pytest.mark.parametrize("target", ["nowhere.yaml", "circle.yaml"])
def test_a_link_that_leads_nowhere_says_so(book: Path, target: str) -> None:
    (book / "data/rivers/circle.yaml").symlink_to(book / "data/rivers" / target)
    manifest = scan(book, sha256)
    assert manifest.files["data/rivers/circle.yaml"].startswith("unreadable: ")
    assert "circle" in manifest.ids("rivers")


def test_a_file_that_cannot_be_read_says_why(book: Path) -> None:
    def refuse(file: Path) -> str:
        raise PermissionError(13, "Permission denied", str(file))

    manifest = scan(book, refuse)
    assert manifest.files["data/rivers/neman.yaml"] == "unreadable: permission denied"


def test_a_book_without_data_says_so(tmp_path: Path) -> None:
    assert dict(scan(tmp_path, sha256).files) == {"data/": "unreadable: no such file or directory"}


def test_the_ids_of_a_register_are_known_by_the_names_of_its_files(book: Path) -> None:
    (book / "data/rivers/faulty.yaml").write_text("{")
    (book / "data/rivers/notes.txt").write_text("")
    (book / "data/rivers/inner").mkdir()
    manifest = scan(book, sha256)
    assert manifest.ids("rivers") == ("faulty", "neman", "viliya")
    assert manifest.ids("lakes") == ()


def test_names_that_are_no_text_have_a_digest_too() -> None:
    assert len(Manifest({"data/a\udcff.txt": Unread.STRAY}).digest) == len("0123456789abcdef") * 4

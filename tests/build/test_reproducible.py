"""The same book, tools and date give the same bytes: anywhere, at any time, in any process."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.build.offices import ALL, DAY, bytes_of
from tests.program import run

SURROUNDINGS = {
    "another folder, zone, language and hash seed, in one process": (
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "LANGUAGE": "de"},
        0o077,
        ("--executor", "inline"),
    ),
    "two processes, another umask and settings": (
        {
            "TZ": "America/Anchorage",
            "LC_ALL": "C.UTF-8",
            "PYTHONHASHSEED": "4242",
            "SOURCE_DATE_EPOCH": "1",
            "HOME": "/nonexistent",
        },
        0o002,
        ("--executor", "processes", "--jobs", "2"),
    ),
}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_the_bytes_are_the_same_in_other_surroundings(
    offices: Path, tmp_path: Path, name: str
) -> None:
    changes, umask, options = SURROUNDINGS[name]
    other = tmp_path / "a folder – другая"
    shutil.copytree(offices, other, ignore=shutil.ignore_patterns("output"))
    elsewhere = tmp_path / "cwd"
    elsewhere.mkdir()
    command = ("--book", str(other), "build", "--as-of", DAY.isoformat(), *options)
    result = run(*command, folder=elsewhere, changes=changes, preexec_fn=lambda: os.umask(umask))

    assert result.returncode == 0, result.stderr
    assert bytes_of(other) == bytes_of(offices)
    assert (other / "output/en/office/note.pdf").stat().st_mode & 0o777 == 0o666 & ~umask


def test_no_output_holds_the_hour_in_which_it_was_made(offices: Path) -> None:
    now = datetime.now(UTC)
    stamps = [now.strftime(form).encode() for form in ("%Y%m%d", "%Y-%m-%dT", "%Y-%m-%d")]
    for name, data in bytes_of(offices).items():
        parts = {"": data}
        if name.endswith(".docx"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
                parts = {part: archive.read(part) for part in archive.namelist()}
        for part, content in parts.items():
            assert not [stamp for stamp in stamps if stamp in content], f"{name} {part}"


def test_no_output_names_the_folder_or_the_machine(offices: Path) -> None:
    for name, data in bytes_of(offices).items():
        assert str(offices.parent).encode() not in data, name
        assert os.uname().nodename.encode() not in data or len(os.uname().nodename) < 6, name


def test_no_mark_of_a_fact_reaches_an_output(offices: Path) -> None:
    marks = [mark.encode(code) for mark in "\ufdd0\ufdd1" for code in ("utf-8", "utf-16-be")]
    for name in ALL:
        data = (offices / name).read_bytes()
        if name.endswith(".docx"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = b"".join(archive.read(part) for part in archive.namelist())
            assert not [mark for mark in marks if mark in data], name
        else:
            assert b"organizations.office" not in data, name

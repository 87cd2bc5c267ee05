"""Pipes that break, streams that are closed or full, encodings that are narrow."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.books import OUTPUTS, edit
from tests.program import run, start


def test_a_reader_that_goes_away_is_no_failure(tmp_path: Path) -> None:
    process = start("schema", folder=tmp_path)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=30) == 0


def test_a_build_goes_on_when_nobody_reads_its_messages(book: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = start("--verbose", "build", "--executor", "inline", folder=book, stderr=writing)
    os.close(writing)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert all((book / output).exists() for output in OUTPUTS)


def test_streams_that_are_closed_are_no_failure(book: Path) -> None:
    def close() -> None:
        for descriptor in (0, 1, 2):
            os.close(descriptor)

    options = {"stdin": None, "stdout": None, "stderr": None}
    ended = run(
        *("build", "--json", "--executor", "inline"), folder=book, preexec_fn=close, **options
    )
    assert ended.returncode == 0
    # Had a file of the book taken the number of a stream, a message would be in it.
    assert all((book / output).stat().st_size > 1000 for output in OUTPUTS)


def test_a_report_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = run("schema", folder=tmp_path, stdout=full)
    assert ended.returncode == 1
    assert "the report cannot be written: no space left on device" in ended.stderr


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        {"LC_ALL": "POSIX", "PYTHONIOENCODING": "latin-1", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_a_narrow_encoding_breaks_no_message(book: Path, locale: dict[str, str]) -> None:
    edit(book / "data/organizations/office.yaml", "ru: Примерное бюро", "ру: Бюро «А»")
    ended = run("check", "--json", folder=book, changes=locale)
    assert ended.returncode == 3
    problems = json.loads(ended.stdout)["problems"]
    assert any("ру" in problem["message"] for problem in problems)
    assert "data/organizations/office.yaml:2" in ended.stderr


def test_a_name_in_no_encoding_breaks_no_message(built_book: Path) -> None:
    ended = run("build", os.fsdecode(b"br\xff"), "--json", folder=built_book)
    assert ended.returncode == 2
    assert json.loads(ended.stdout)["error"]["code"] == "unknown-name"


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = 'rmdir "$PWD"; exec "$@"'
    process = subprocess.run(
        ["sh", "-c", script, "sh", *_program(), "build"],
        cwd=gone,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert process.returncode == 3
    assert "there is no briefbook.toml here" in process.stderr


def _program() -> list[str]:
    import sys

    return [sys.executable, "-m", "briefbook"]

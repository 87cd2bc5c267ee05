"""``briefbook build``: what it makes, and what it says."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import NoReturn

import pytest
from tests.books import NOTES, OUTPUTS, SHEETS, edit, outputs_in

from briefbook.api import EXECUTORS
from briefbook.cli import main
from briefbook.cli.commands import build as command
from briefbook.errors import UsageError
from briefbook.executors.head_start import HeadStart
from briefbook.wording import verbatim


def build(book: Path, *options: str) -> int:
    return main(["--book", str(book), "build", "--executor", "inline", *options])


def test_everything_is_made_without_options(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(book, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert {one["output"] for one in report["built"]} == set(OUTPUTS)
    assert all(one["reason"] and one["seconds"] >= 0 for one in report["built"])
    assert report.keys() >= {"run", "built", "current", "kept", "failed", "seconds"}
    assert all((book / output).stat().st_size for output in OUTPUTS)


@pytest.mark.parametrize(
    ("options", "made"),
    [
        (["note"], set(NOTES)),
        (["note", "sheet", "--language", "ru"], {NOTES[1], SHEETS[1]}),
        (["--language", "ru", "--language", "en", "--format", "docx", "sheet"], set(SHEETS)),
        (["sheet", "--subject", "office", "--language", "en"], {SHEETS[0]}),
        (["note", "--format", "docx", "--language", "en"], {"output/en/office/note.docx"}),
    ],
)
def test_options_choose_what_is_made(book: Path, options: list[str], made: set[str]) -> None:
    assert build(book, *options) == 0
    assert outputs_in(book) == made


def test_verbose_tells_each_output(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--verbose", "--book", str(book), "build", "note", "--executor", "inline"]) == 0
    said = capsys.readouterr().err
    assert all(output in said for output in NOTES)


def test_quiet_tells_nothing_but_failures(
    built_book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--quiet", "--book", str(built_book), "build", "--executor", "inline"]) == 0
    assert capsys.readouterr().err == ""
    (built_book / "templates/note.html.jinja").write_text("{% if %}")
    assert main(["--quiet", "--book", str(built_book), "build", "--executor", "inline"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("failed: output/")
    assert "built" not in said


def test_the_executors_are_those_of_the_api() -> None:
    assert command.EXECUTORS == EXECUTORS


def test_a_book_at_rest_is_not_read_and_reported_as_before(
    built_book: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefbook.record.digests.GRAIN_NS", 10_000_000)
    monkeypatch.setattr("briefbook.build.sight.GRAIN_NS", 10_000_000)
    time.sleep(0.02)
    assert build(built_book, "--json") == 0
    before = json.loads(capsys.readouterr().out)
    monkeypatch.setattr("briefbook.api.Book.open", None)
    assert build(built_book, "--json") == 0
    told = capsys.readouterr()
    assert "4 current" in told.err
    again = json.loads(told.out)
    assert again["run"] == before["run"] + 1
    ends = {"run": None, "seconds": None}
    assert {**again, **ends} == {**before, **ends}


@pytest.mark.parametrize("option", ["--force", "--strict", "--dry-run"])
def test_these_options_look_at_everything(
    built_book: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setattr("briefbook.build.rest.still_at_rest", None)
    assert build(built_book, option) == 0


def test_a_worker_starts_before_a_changed_book_is_read(
    built_book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build(built_book) == 0
    begun: list[HeadStart] = []

    def begin(self: HeadStart) -> None:
        begun.append(self)

    monkeypatch.setattr(HeadStart, "begin", begin)
    monkeypatch.setattr("briefbook.api.Book.open", opened_not)

    def begins(*options: str) -> bool:
        begun.clear()
        assert main(["--book", str(built_book), "build", *options]) == 2
        return bool(begun)

    assert not begins()
    assert begins("--force")
    edit(built_book / "data/organizations/office.yaml", "1997", "1998")
    assert begins()
    assert not begins("--dry-run")
    assert not begins("--executor", "inline")


def opened_not(*_given: object, **_more: object) -> NoReturn:
    raise UsageError(verbatim("not now"))

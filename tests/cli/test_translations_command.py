"""``briefbook translations export`` and ``import``: what a user sees, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.books import edit
from tests.exchange.samples import COUNCIL, lay_book, state_of
from tests.program import run, start, wait_until

from briefbook.api import Book
from briefbook.cli import main
from briefbook.publish import BuildLock, prepare_folder

CAPTURE = pytest.CaptureFixture[str]
FILE = "data/bodies/council.yaml"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(lay_book(tmp_path))
    return tmp_path


def test_the_name_of_the_file_says_the_format(book: Path, capsys: CAPTURE) -> None:
    assert main(["translations", "export", "-o", "en.po"]) == 0
    assert main(["translations", "export", "--language", "be", "-o", "be.xlf"]) == 0
    assert (book / "en.po").read_text().startswith("#\nmsgid")
    assert 'target-language="be"' in (book / "be.xlf").read_text()
    assert capsys.readouterr().err == "written: en.po\nwritten: be.xlf\n"


def test_without_a_file_it_goes_to_standard_output(book: Path) -> None:
    done = run("translations", "export", "--format", "po", folder=book)
    assert done.returncode == 0
    assert 'msgctxt "bodies.council.name"' in done.stdout
    assert done.stderr == ""


def test_an_import_says_what_it_changed(book: Path, capsys: CAPTURE) -> None:
    main(["translations", "export", "-o", "en.xlf"])
    edit(book / "en.xlf", ">Council<", ">Board<")
    capsys.readouterr()

    assert main(["translations", "import", "en.xlf"]) == 0
    assert capsys.readouterr().err == "data/bodies/council.yaml\n1 translation changed\n"
    assert (book / "data/bodies/council.yaml").read_text() == COUNCIL.replace("Council", "Board")


def test_a_dry_run_prints_a_patch_and_writes_nothing(book: Path, capsys: CAPTURE) -> None:
    main(["translations", "export", "-o", "en.xlf"])
    edit(book / "en.xlf", ">Council<", ">Board<")
    before = state_of(book)
    capsys.readouterr()

    assert main(["translations", "import", "en.xlf", "--dry-run"]) == 0
    told = capsys.readouterr()
    assert "-    nominative: Council # of the office\n+    nominative: Board #" in told.out
    assert told.err == "data/bodies/council.yaml\n1 translation would change\n"
    assert state_of(book) == before


def test_what_is_open_is_counted(book: Path, capsys: CAPTURE) -> None:
    main(["translations", "export", "--language", "be", "-o", "be.po"])
    assert main(["translations", "import", "be.po", "--language", "be", "--json"]) == 0
    told = capsys.readouterr()
    report = json.loads(told.out)
    assert (report["changed"], report["files"], report["diff"]) == ([], [], "")
    assert report["language"] == "be"
    assert f"{report['untranslated']} units are not translated into be\n" in told.err


def test_a_file_that_is_refused_ends_with_1_and_tells_all(book: Path, capsys: CAPTURE) -> None:
    main(["translations", "export", "-o", "en.po"])
    edit(book / "en.po", 'msgctxt "bodies.council.name"', 'msgctxt "bodies.council.nam"')
    before = state_of(book)
    capsys.readouterr()

    assert main(["translations", "import", "en.po", "--json"]) == 1
    told = capsys.readouterr()
    report = json.loads(told.out)
    assert report["error"]["code"] == "translations-refused"
    assert [(one["code"], one["file"]) for one in report["problems"]] == [
        ("wrong-unit", "en.po"),
        ("wrong-unit", "en.po"),
    ]
    assert "error: the book has no unit bodies.council.nam [wrong-unit]" in told.err
    assert "the translations have 2 problems" in told.err
    assert state_of(book) == before


def test_a_language_that_is_needed_and_not_given_is_a_matter_of_usage(
    book: Path, capsys: CAPTURE
) -> None:
    edit(book / "briefbook.toml", '["ru", "en"]', '["ru"]')
    assert main(["translations", "export"]) == 2
    assert "the language to translate into is not given [unknown-name]" in capsys.readouterr().err


def test_the_lock_of_a_build_is_waited_for(book: Path) -> None:
    main(["translations", "export", "-o", "en.xlf"])
    edit(book / "en.xlf", ">Council<", ">Board<")
    prepare_folder(book / "output")
    with BuildLock(book / "output/.briefbook/lock").acquire(lambda _holder: None):
        process = start("translations", "import", "en.xlf", folder=book)
        assert process.stderr is not None
        assert b"waiting for the build of process" in process.stderr.readline()
        assert (book / "data/bodies/council.yaml").read_text() == COUNCIL
    wait_until(lambda: process.poll() is not None)
    process.communicate()
    assert process.returncode == 0
    assert (book / "data/bodies/council.yaml").read_text() != COUNCIL


def test_status_counts_the_translations_and_confirm_records_a_look(
    book: Path, capsys: CAPTURE
) -> None:
    assert main(["translations", "confirm", "--all"]) == 0
    edit(book / FILE, "nominative: Совет", "nominative: Рада")
    capsys.readouterr()

    assert main(["translations", "status", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    [counted] = report["languages"]
    assert (counted["language"], counted["stale"], counted["missing"]) == ("en", 1, 0)
    [stale] = report["units"]
    assert (stale["unit"], stale["state"]) == ("bodies.council.name", "stale")
    assert stale["file"] == FILE

    assert main(["translations", "confirm", "bodies.council.name"]) == 0
    assert capsys.readouterr().err == "1 translation confirmed\n"
    assert main(["translations", "status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["units"] == []


def test_confirm_asks_what_is_meant(book: Path, capsys: CAPTURE) -> None:
    assert main(["translations", "confirm"]) == 2
    assert main(["translations", "confirm", "--all", "bodies.council.name"]) == 2
    assert "Name units, or give --all." in capsys.readouterr().err


def test_an_import_records_what_its_file_confirms(book: Path) -> None:
    assert main(["translations", "confirm", "--all"]) == 0
    edit(book / FILE, "nominative: Совет", "nominative: Рада")
    assert main(["translations", "export", "-o", "en.xlf"]) == 0
    assert main(["translations", "import", "en.xlf"]) == 0
    assert open_ones(book) == ["stale"]
    edit(book / "en.xlf", "needs-review-translation", "translated")
    assert main(["translations", "import", "en.xlf"]) == 0
    assert open_ones(book) == []


def open_ones(book: Path) -> list[str]:
    return [one.state for one in Book.open(book).translations() if one.state != "current"]

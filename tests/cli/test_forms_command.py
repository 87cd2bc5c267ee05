"""``briefbook forms propose`` and ``check``: what a user sees, and exit codes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.books import edit, lay_small_book, write
from tests.exchange.samples import state_of

from briefbook.cli import main

CAPTURE = pytest.CaptureFixture[str]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(lay_small_book(tmp_path))
    return tmp_path


def test_the_own_book_is_in_order(capsys: CAPTURE) -> None:
    assert main(["forms", "check"]) == 0
    assert capsys.readouterr().err.endswith("forms compared, 0 of them on the list; in doubt: 0\n")


def test_a_patch_goes_to_standard_output_and_approves_when_it_is_applied(
    book: Path, capsys: CAPTURE
) -> None:
    before = state_of(book)
    assert main(["forms", "propose", "bodies"]) == 0
    told = capsys.readouterr()
    assert "+    genitive: Совета\n" in told.out
    assert told.err == "7 forms proposed\n"
    assert state_of(book) == before

    subprocess.run(["git", "init", "-q", "."], cwd=book, check=True)
    subprocess.run(["git", "apply", "-"], cwd=book, input=told.out.encode(), check=True)
    assert main(["forms", "propose", "bodies"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["forms", "check"]) == 0


def test_proposals_are_an_object_too(book: Path, capsys: CAPTURE) -> None:
    edit(book / "data/bodies/council.yaml", "ru: Совет", "ru: СПР")
    assert main(["forms", "propose", "states.ruritania.official_name", "bodies", "--json"]) == 0
    told = capsys.readouterr()
    report = json.loads(told.out)
    assert report["proposals"][0] == {
        "name": "states.ruritania.official_name",
        "language": "ru",
        "key": "genitive",
        "text": "Королевства Руритания",
        "file": "data/states/ruritania.yaml",
        "line": 5,
    }
    assert report["unknown"] == ["bodies.council.name"]
    assert (
        "data/bodies/council.yaml:2:7: the libraries do not know “СПР”: write its forms by hand\n"
        in told.err
    )


def test_a_form_in_doubt_ends_with_1(book: Path, capsys: CAPTURE) -> None:
    write(
        book / "data/states/ruritania.yaml",
        "name:\n  ru: {nominative: Руритания, genitive: Руританию, gender: feminine}\n"
        "  en: Ruritania\nofficial_name: {ru: Руритания, en: Ruritania}\n",
    )
    assert main(["forms", "check", "--json"]) == 1
    told = capsys.readouterr()
    report = json.loads(told.out)
    assert (report["ok"], report["compared"]) == (False, 1)
    assert report["problems"][0]["code"] == "doubtful-form"
    assert report["problems"][0]["line"] == 2
    assert "in doubt: 1\n" in told.err


def test_a_path_without_names_is_a_matter_of_usage(book: Path, capsys: CAPTURE) -> None:
    assert main(["forms", "propose", "nowhere"]) == 2
    assert "there is no name at 'nowhere' [unknown-name]" in capsys.readouterr().err


def test_a_list_that_cannot_be_used_ends_with_3(book: Path, capsys: CAPTURE) -> None:
    write(book / "forms.toml", "exceptions = 5\n")
    assert main(["forms", "check"]) == 3
    assert "[invalid-forms]" in capsys.readouterr().err

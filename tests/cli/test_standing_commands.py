"""``status``, ``explain``, ``clean``, ``history`` and ``build --dry-run``: how outputs stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.books import NOTES, OUTPUTS, SHEETS, edit, outputs_in, state_of

from briefbook.cli import main

OFFICE = "data/organizations/office.yaml"
CAPTURE = pytest.CaptureFixture[str]


def told(book: Path, capsys: CAPTURE, *arguments: str, code: int = 0) -> str:
    assert main(["--book", str(book), *arguments]) == code
    return capsys.readouterr().err


def answered(book: Path, capsys: CAPTURE, *arguments: str, code: int = 0) -> dict[str, Any]:
    assert main(["--book", str(book), *arguments, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_everything_is_missing_before_the_first_build(book: Path, capsys: CAPTURE) -> None:
    report = answered(book, capsys, "status")
    assert {one["output"]: one["state"] for one in report["outputs"]} == dict.fromkeys(
        OUTPUTS, "missing"
    )
    assert outputs_in(book) == set()
    assert not (book / "output").exists()


def test_status_after_a_build_is_calm(built_book: Path, capsys: CAPTURE) -> None:
    assert told(built_book, capsys, "status") == "4 current\n"


def test_status_names_the_fact_its_values_and_its_place(built_book: Path, capsys: CAPTURE) -> None:
    edit(built_book / OFFICE, "established: 1997", "established: 1998")
    report = answered(built_book, capsys, "status")
    for one in report["outputs"]:
        assert one.keys() >= {"output", "document", "subject", "language", "format", "state"}
        assert one["state"] == "stale"
        assert one["reasons"] == [
            {
                "kind": "fact",
                "message": "organizations.office.established changed from 1997 to 1998",
                "fact": "organizations.office.established",
                "file": OFFICE,
                "line": 4,
            }
        ]
    said = told(built_book, capsys, "status")
    assert f"established changed from 1997 to 1998 ({OFFICE}:4)" in said
    assert said.endswith("4 stale; a build touches 4 outputs in 2 languages\n")


def test_a_text_of_one_language_touches_that_language_alone(
    built_book: Path, capsys: CAPTURE
) -> None:
    edit(built_book / OFFICE, "en: Sample Office", "en: Example Office")
    report = answered(built_book, capsys, "status", "note")
    assert [(one["language"], one["state"]) for one in report["outputs"]] == [
        ("ru", "current"),
        ("en", "stale"),
    ]


def test_a_dry_run_tells_what_a_build_would_make_and_makes_nothing(
    built_book: Path, capsys: CAPTURE
) -> None:
    edit(built_book / OFFICE, "en: Sample Office", "en: Example Office")
    before = state_of(built_book / "output")
    said = told(built_book, capsys, "build", "--dry-run")
    assert NOTES[0] in said
    assert "a build would make 2 of 4 outputs; a build touches 2 outputs in 1 language" in said
    report = answered(built_book, capsys, "build", "--dry-run")
    assert [one["state"] for one in report["outputs"]].count("stale") == 2
    assert state_of(built_book / "output") == before


def test_explain_tells_facts_sources_lines_and_what_changed(
    built_book: Path, capsys: CAPTURE
) -> None:
    edit(built_book / OFFICE, "established: 1997", "established: 1998")
    report = answered(built_book, capsys, "explain", NOTES[0])
    facts = {fact["fact"]: fact for fact in report["facts"]}
    assert report["output"] == NOTES[0]
    assert facts["organizations.office.established"] == {
        "fact": "organizations.office.established",
        "value": "1997",
        "source": None,
        "as_of": None,
        "file": OFFICE,
        "line": 4,
        "changed": True,
        "now": "1998",
    }
    assert facts["organizations.office.site"]["changed"] is False
    said = told(built_book, capsys, "explain", NOTES[0])
    assert "changed since: 1998" in said


@pytest.mark.parametrize("name", [NOTES[0].removeprefix("output/"), NOTES[0]])
def test_an_output_is_named_in_several_ways(built_book: Path, capsys: CAPTURE, name: str) -> None:
    assert answered(built_book, capsys, "explain", name)["output"] == NOTES[0]
    absolute = str(built_book / NOTES[0])
    assert answered(built_book, capsys, "explain", absolute)["output"] == NOTES[0]


def test_an_unknown_output_is_a_mistake_of_use(built_book: Path, capsys: CAPTURE) -> None:
    said = told(built_book, capsys, "explain", "output/en/office/not.pdf", code=2)
    assert "did you mean output/en/office/note.pdf?" in said


def test_clean_removes_what_is_no_longer_asked_for(built_book: Path, capsys: CAPTURE) -> None:
    edit(built_book / "briefbook.toml", "[documents.sheet]", "[documents.leaf]")
    (built_book / "templates/leaf.html.jinja").write_text(
        (built_book / "templates/sheet.html.jinja").read_text(encoding="utf-8"), encoding="utf-8"
    )
    states = {
        one["output"]: one["state"] for one in answered(built_book, capsys, "status")["outputs"]
    }
    assert {name for name, state in states.items() if state == "orphaned"} == set(SHEETS)
    edited = built_book / SHEETS[0]
    edited.write_bytes(b"notes of my own")
    assert answered(built_book, capsys, "clean") == {
        "removed": [SHEETS[1]],
        "kept": [SHEETS[0]],
    }
    assert edited.read_bytes() == b"notes of my own"
    assert not (built_book / SHEETS[1]).exists()
    assert f"kept: {SHEETS[0]}" in told(built_book, capsys, "clean")


def test_clean_says_when_there_is_nothing_to_remove(built_book: Path, capsys: CAPTURE) -> None:
    assert told(built_book, capsys, "clean") == "nothing to remove\n"


def test_clean_leaves_kept_copies(built_book: Path, capsys: CAPTURE) -> None:
    (built_book / NOTES[0]).write_bytes(b"edited")
    told(built_book, capsys, "build", "--force", "--executor", "inline")
    [copy] = [name for name in outputs_in(built_book) if ".kept-" in name]
    told(built_book, capsys, "clean")
    assert (built_book / copy).read_bytes() == b"edited"


def test_history_lists_runs_and_what_one_did(built_book: Path, capsys: CAPTURE) -> None:
    edit(built_book / OFFICE, "en: Sample Office", "en: Example Office")
    told(built_book, capsys, "build", "--executor", "inline")
    runs = answered(built_book, capsys, "history")["runs"]
    assert [(run["built"], run["current"], run["failed"]) for run in runs] == [
        (2, 2, 0),
        (4, 0, 0),
    ]
    last = answered(built_book, capsys, "history", str(runs[0]["run"]))
    assert {one["output"] for one in last["outputs"]} == {NOTES[0], SHEETS[0]}
    assert all("Sample Office" in one["reason"] for one in last["outputs"])
    assert "2 built, 2 current" in told(built_book, capsys, "history")
    assert f"built: {NOTES[0]}" in told(built_book, capsys, "history", str(runs[0]["run"]))


def test_history_of_a_new_book_is_empty(book: Path, capsys: CAPTURE) -> None:
    assert told(book, capsys, "history") == "no runs yet\n"
    assert "no run 7" in told(book, capsys, "history", "7", code=2)


def test_a_failed_output_is_told_with_its_error(built_book: Path, capsys: CAPTURE) -> None:
    (built_book / "templates/note.html.jinja").write_text("{{ nowhere }}", encoding="utf-8")
    told(built_book, capsys, "build", "--executor", "inline", code=1)
    states = [one["state"] for one in answered(built_book, capsys, "status", "note")["outputs"]]
    assert states == ["failed", "failed"]
    run = answered(built_book, capsys, "history")["runs"][0]["run"]
    outcomes = answered(built_book, capsys, "history", str(run))["outputs"]
    assert {one["error"]["code"] for one in outcomes} == {"undefined-name"}


def test_an_edited_file_is_kept(built_book: Path, capsys: CAPTURE) -> None:
    (built_book / NOTES[0]).write_bytes(b"edited")
    report = answered(built_book, capsys, "build", "--executor", "inline")
    assert report["kept"] == [{"output": NOTES[0], "reason": "its file was altered by hand"}]
    edit(built_book / OFFICE, "en: Sample Office", "en: Example Office")
    report = answered(built_book, capsys, "build", "--executor", "inline", code=1)
    assert [one["output"] for one in report["kept"]] == [NOTES[0]]
    assert (built_book / NOTES[0]).read_bytes() == b"edited"


def test_dask_makes_what_the_others_make(built_book: Path, capsys: CAPTURE) -> None:
    before = {name: (built_book / name).read_bytes() for name in OUTPUTS}
    told(built_book, capsys, "build", "--force", "--executor", "dask", "--jobs", "1")
    assert {name: (built_book / name).read_bytes() for name in OUTPUTS} == before


def test_an_unreachable_scheduler_is_a_mistake_of_use(built_book: Path, capsys: CAPTURE) -> None:
    options = ["--force", "--executor", "dask", "--dask-scheduler", "tcp://127.0.0.1:9"]
    said = told(built_book, capsys, "build", *options, code=2)
    assert "tcp://127.0.0.1:9" in said

"""What a build does with each output: selects, fails, tries again, goes on, keeps a record."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from tests.books import edit, write
from tests.build.offices import (
    ALL,
    BUREAU_FILE,
    DAY,
    OFFICE,
    build,
    built,
    bytes_of,
    clean_bytes,
    footprint,
    outputs,
    reasons,
    states,
)

from briefbook.api import Book, past_run, past_runs
from briefbook.errors import OutputFolder, UnknownName
from briefbook.events import (
    LedgerStartedAnew,
    OutputBuilt,
    OutputCurrent,
    OutputFailed,
    RunFinished,
    RunStarted,
)
from briefbook.plan.outputs import Selection

LEDGER = "output/.briefbook/ledger.db"
NOTE = "output/en/office/note.pdf"
#: A line that works only while the office was not founded in 1999.
_FRAGILE = "{% if subject.established | year == '1999' %}{{ 1 | year }}{% endif %}\n<h1>"
_BREAK = ("established: 1997", "established: 1999")


@pytest.fixture
def fragile(offices: Path) -> Path:
    """The built book; its notes fail on an office founded in 1999."""
    edit(offices / "templates/note.html.jinja", "<h1>", _FRAGILE)
    build(offices)
    return offices


# selection


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(documents=("note",)), outputs("note")),
        (Selection(subjects=("bureau",)), outputs("bureau")),
        (Selection(languages=("ru",)), outputs("ru")),
        (Selection(documents=("note",), languages=("en",)), outputs("note en")),
    ],
)
def test_only_what_is_selected_is_made(
    offices: Path, selection: Selection, expected: set[str]
) -> None:
    for name in ALL:
        (offices / name).unlink()

    assert built(build(offices, selection=selection)) == expected
    assert set(bytes_of(offices)) == expected


def test_an_unknown_name_in_a_selection_stops_before_anything_is_made(offices: Path) -> None:
    before = footprint(offices)

    with pytest.raises(UnknownName):
        build(offices, selection=Selection(documents=("nosuch",)))
    assert footprint(offices) == before


def test_what_is_not_selected_stays_stale(offices: Path) -> None:
    edit(offices / OFFICE, "established: 1997", "established: 1998")
    build(offices, selection=Selection(languages=("ru",)))

    assert {n for n, s in states(offices).items() if s == "stale"} == outputs("office/note en")


# failures


def test_a_failure_keeps_the_old_file_and_stops_no_other(fragile: Path) -> None:
    before = bytes_of(fragile)
    edit(fragile / OFFICE, *_BREAK)
    edit(fragile / BUREAU_FILE, "established: 2005", "established: 2006")
    report = build(fragile)

    assert {each.output for each in report.failed} == outputs("office/note")
    assert built(report) == outputs("bureau/note")
    assert not report.ok
    after = bytes_of(fragile)
    assert {name for name in ALL if before[name] != after[name]} == outputs("bureau/note")


def test_a_failure_whose_facts_stand_is_told_again_and_not_tried(fragile: Path) -> None:
    edit(fragile / OFFICE, *_BREAK)
    first = build(fragile)
    events: list[object] = []
    second = build(fragile, events=events)  # type: ignore[arg-type]  # events of any kind

    assert {each.output for each in second.failed} == outputs("office/note")
    assert [each.error.message for each in second.failed] == [
        each.error.message for each in first.failed
    ]
    assert past_run(fragile, second.run).outcomes
    assert all(each.seconds == 0 for each in past_run(fragile, second.run).outcomes)
    assert {e.output for e in events if isinstance(e, OutputFailed)} == outputs("office/note")
    assert states(fragile)[NOTE] == "failed"


@pytest.mark.parametrize(
    "mend",
    [
        lambda book: edit(book / OFFICE, *reversed(_BREAK)),
        lambda book: edit(book / "templates/note.html.jinja", _FRAGILE, "<h1>"),
    ],
    ids=["the fact", "the template"],
)
def test_a_failure_is_tried_again_when_what_it_read_changes(
    fragile: Path, tmp_path: Path, mend: object
) -> None:
    edit(fragile / OFFICE, *_BREAK)
    build(fragile)
    mend(fragile)  # type: ignore[operator]  # a function of the book
    report = build(fragile)

    assert report.ok
    assert bytes_of(fragile) == clean_bytes(fragile, tmp_path / "clean")
    assert set(states(fragile).values()) == {"current"}


def test_a_failure_is_not_tried_again_for_an_unrelated_edit(fragile: Path) -> None:
    edit(fragile / OFFICE, *_BREAK)
    build(fragile)
    edit(fragile / OFFICE, "www.example.org", "www.example.net")
    report = build(fragile)

    assert {each.output for each in report.failed} == outputs("office/note")
    assert all(each.seconds == 0 for each in past_run(fragile, report.run).outcomes)


def test_a_failure_to_publish_is_tried_again_each_time(offices: Path) -> None:
    (offices / NOTE).unlink()
    (offices / NOTE).mkdir()
    for _ in range(2):
        report = build(offices)
        assert [each.output for each in report.failed] == [NOTE]
    (offices / NOTE).rmdir()

    assert built(build(offices)) == {NOTE}


def test_a_failure_of_the_first_attempt_leaves_no_file(offices: Path) -> None:
    for name in outputs("note"):
        (offices / name).unlink()
    (offices / LEDGER).unlink()
    edit(offices / "templates/note.html.jinja", "<h1>", "{{ 1 | year }}<h1>")
    report = build(offices)

    assert {each.output for each in report.failed} == outputs("note")
    assert set(bytes_of(offices)) == outputs("sheet")
    assert {s for n, s in states(offices).items() if "note" in n} == {"failed"}


def test_a_failure_with_a_file_altered_by_hand_leaves_it(fragile: Path) -> None:
    edit(fragile / OFFICE, *_BREAK)
    build(fragile)
    (fragile / NOTE).write_bytes(b"by hand")
    edit(fragile / OFFICE, *reversed(_BREAK))
    report = build(fragile)

    assert [each.output for each in report.kept] == [NOTE]
    assert (fragile / NOTE).read_bytes() == b"by hand"


# events and history


def test_a_run_tells_what_it_does_and_its_listener_is_all_that_hears(
    offices: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    edit(offices / OFFICE, "established: 1997", "established: 1998")
    events: list[object] = []
    build(offices, events=events)  # type: ignore[arg-type]  # events of any kind

    assert isinstance(events[0], RunStarted)
    assert isinstance(events[-1], RunFinished)
    assert {e.output for e in events if isinstance(e, OutputBuilt)} == outputs("office/note")
    assert {e.output for e in events if isinstance(e, OutputCurrent)} == ALL - outputs(
        "office/note"
    )
    assert capfd.readouterr() == ("", "")


def test_history_counts_what_each_run_did(offices: Path) -> None:
    edit(offices / OFFICE, "established: 1997", "established: 1998")
    report = build(offices)
    run = past_runs(offices)[0]

    assert (run.id, run.built, run.current, run.kept, run.failed) == (report.run, 2, 6, 0, 0)
    assert {each.output for each in past_run(offices, run.id).outcomes} == built(report)


def test_force_makes_current_outputs_again_with_the_same_bytes(offices: Path) -> None:
    before = bytes_of(offices)
    report = build(offices, force=True)

    assert built(report) == ALL
    assert reasons(report) == {"a build was asked for with --force"}
    assert bytes_of(offices) == before


# the ledger is lost


def test_a_lost_ledger_costs_time_and_no_file_is_touched(offices: Path) -> None:
    before = footprint(offices)
    (offices / LEDGER).unlink()

    assert set(states(offices).values()) == {"stale"}
    report = build(offices)
    assert built(report) == ALL
    assert reasons(report) == {"the ledger does not know the file that is there"}
    assert footprint(offices) == before
    assert set(states(offices).values()) == {"current"}


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + b"x" * 500])
def test_a_damaged_ledger_is_said_and_no_document_is_lost(offices: Path, damage: bytes) -> None:
    (offices / NOTE).write_bytes(b"edited by hand")
    (offices / LEDGER).write_bytes(damage)
    before = bytes_of(offices)
    events: list[object] = []
    report = build(offices, events=events)  # type: ignore[arg-type]  # events of any kind

    assert [e for e in events if isinstance(e, LedgerStartedAnew)]
    assert built(report) == ALL
    after = bytes_of(offices)
    kept = [data for name, data in after.items() if ".kept-" in name]
    assert kept == [b"edited by hand"]
    assert {n for n in ALL if after[n] != before[n]} == {NOTE}
    assert set(states(offices).values()) == {"current"}


def test_an_output_whose_basis_is_damaged_is_made_again(offices: Path) -> None:
    """Nothing is known of what it rests on, so its key cannot be called unchanged."""
    with sqlite3.connect(offices / LEDGER) as ledger:
        ledger.execute("UPDATE bases SET basis = x'00'")
    ledger.close()
    edit(offices / "templates/note.html.jinja", "<h1>", "<p>New</p><h1>")

    assert set(states(offices).values()) == {"stale"}
    report = build(offices)
    assert built(report) == outputs("note")
    assert reasons(report) == {"the ledger does not say what it rests on"}


def test_one_damaged_basis_hides_no_change_from_others(offices: Path) -> None:
    first = "output/ru/office/note.pdf"
    with sqlite3.connect(offices / LEDGER) as ledger:
        ledger.execute("UPDATE bases SET basis = x'00' WHERE output = ?", (first,))
    ledger.close()
    edit(offices / "templates/note.html.jinja", "</h1>", "</h1><p>New</p>")

    assert built(build(offices)) == outputs("note")


# what cannot be written


def test_an_output_folder_that_is_a_file_is_said(offices: Path) -> None:
    import shutil

    shutil.rmtree(offices / "output")
    (offices / "output").write_text("not a folder")
    with pytest.raises(OutputFolder):
        build(offices)


def test_a_build_of_an_empty_book_is_a_success(offices: Path) -> None:
    for file in (OFFICE, BUREAU_FILE):
        (offices / file).unlink()
    report = build(offices)

    assert (report.built, report.current, report.ok) == ([], [], True)


def test_a_subject_that_comes_back_is_made_again(offices: Path, tmp_path: Path) -> None:
    text = (offices / BUREAU_FILE).read_text(encoding="utf-8")
    (offices / BUREAU_FILE).unlink()
    build(offices)
    Book.open(offices, DAY).clean()
    write(offices / BUREAU_FILE, text)

    assert built(build(offices)) == outputs("bureau")
    assert bytes_of(offices) == clean_bytes(offices, tmp_path / "clean")


def test_the_ledger_holds_no_path_of_this_machine(offices: Path) -> None:
    with sqlite3.connect(offices / LEDGER) as ledger:
        tables = ("outputs", "files")
        rows = [ledger.execute(f"SELECT * FROM {name}").fetchall() for name in tables]  # two names
    ledger.close()

    assert str(offices.parent) not in json.dumps(rows, default=str)

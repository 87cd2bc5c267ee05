"""What the outputs are, what they rest on and what changed since: told without writing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.books import edit, write
from tests.build.offices import (
    ALL,
    BUREAU_FILE,
    DAY,
    OFFICE,
    build,
    lay_offices,
    outputs,
    states,
)

from briefbook.api import Book
from briefbook.errors import UnknownName
from briefbook.plan.outputs import Selection

NOTE = "output/en/office/note.pdf"
ESTABLISHED = "organizations.office.established"


def _everything(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(file): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in folder.rglob("*")
        if file.is_file() and "cache" not in file.parts
    }


def test_before_the_first_build_all_is_missing_and_nothing_is_written(tmp_path: Path) -> None:
    folder = lay_offices(tmp_path / "book")
    assert states(folder) == dict.fromkeys(ALL, "missing")
    assert not (folder / "output/.briefbook/ledger.db").exists()


def test_before_a_commit_status_tells_what_an_edit_touches(offices: Path) -> None:
    edit(offices / "data/states/ruritania.yaml", "ru: Руритания", "ru: Ориония")
    before = _everything(offices)
    stale = [each for each in Book.open(offices, DAY).status() if each.state == "stale"]

    assert {str(each.output) for each in stale} == outputs("ru/office")
    assert {each.output.language for each in stale} == {"ru"}
    assert _everything(offices) == before


def test_a_stale_output_gives_every_reason_with_file_and_line(offices: Path) -> None:
    edit(offices / OFFICE, "established: 1997", "established: 1998")
    edit(offices / OFFICE, "en: Sample Office", "en: Plain Office")
    edit(offices / "templates/note.html.jinja", "<h1>", "<p>x</p><h1>")
    verdict = next(v for v in Book.open(offices, DAY).status() if str(v.output) == NOTE)

    assert [reason.kind for reason in verdict.reasons] == ["template", "fact", "fact"]
    told = {reason.fact: (reason.file, reason.line) for reason in verdict.reasons if reason.fact}
    assert told == {
        ESTABLISHED: (OFFICE, 4),
        "organizations.office.name.en.nominative": (OFFICE, 3),
    }


def test_status_of_a_selection_tells_of_no_orphans(offices: Path) -> None:
    (offices / BUREAU_FILE).unlink()
    book = Book.open(offices, DAY)

    assert {str(v.output) for v in book.status(Selection(languages=("ru",)))} == outputs(
        "ru/office"
    )
    assert {str(v.output) for v in book.status() if v.state == "orphaned"} == outputs("bureau")


def test_explain_gives_the_facts_in_the_order_in_which_they_were_read(offices: Path) -> None:
    edit(offices / OFFICE, "established: 1997", "established: {value: 1997, as_of: 2020-01-01}")
    build(offices)
    facts = {fact.fact: fact for fact in Book.open(offices, DAY).explain(NOTE).facts}

    order = list(facts)
    assert order.index("organizations.office.name.en.nominative") < order.index(ESTABLISHED)
    fact = facts[ESTABLISHED]
    assert (fact.value, fact.as_of, fact.file, fact.line) == ("1997", date(2020, 1, 1), OFFICE, 4)
    assert not any(each.changed for each in facts.values())


def test_explain_says_what_changed_since(offices: Path) -> None:
    edit(offices / OFFICE, "established: 1997", "established: 1998")
    facts = Book.open(offices, DAY).explain(NOTE).facts
    changed = [(fact.fact, fact.value, fact.now) for fact in facts if fact.changed]

    assert changed == [(ESTABLISHED, "1997", "1998")]


@pytest.mark.parametrize("name", [NOTE, "en/office/note.pdf"])
def test_an_output_is_named_by_its_path_from_the_book_or_from_its_outputs(
    offices: Path, name: str
) -> None:
    assert Book.open(offices, DAY).explain(name).output == NOTE
    assert Book.open(offices, DAY).explain(str(offices / NOTE)).output == NOTE


def test_an_output_that_was_never_made_is_an_unknown_name(offices: Path) -> None:
    with pytest.raises(UnknownName) as raised:
        Book.open(offices, DAY).explain("en/office/not.pdf")
    assert raised.value.hint == f"did you mean {NOTE}?"


def test_a_file_in_the_place_of_a_folder_is_left_and_its_outputs_fail(offices: Path) -> None:
    write(offices / "output/en/third", "a file where a folder must be")
    text = (offices / BUREAU_FILE).read_text(encoding="utf-8")
    write(offices / "data/organizations/third.yaml", text)

    assert states(offices)["output/en/third/note.pdf"] == "missing"
    report = build(offices)
    assert {each.output for each in report.failed} == {
        "output/en/third/note.pdf",
        "output/en/third/sheet.docx",
    }
    assert (offices / "output/en/third").read_text() == "a file where a folder must be"

"""A file that somebody edited is never overwritten in silence, and never removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.books import edit, write
from tests.build.offices import (
    BUREAU_FILE,
    DAY,
    OFFICE,
    build,
    built,
    bytes_of,
    outputs,
    states,
)

from briefbook.api import Book
from briefbook.build.keeping import kept_name, set_aside
from briefbook.errors import PublishFailed
from briefbook.events import Event, OutputBuilt
from briefbook.record.digests import digest

NOTE = "output/en/office/note.pdf"
HAND = b"edited by hand"


def _copies(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in bytes_of(folder).items() if ".kept-" in name}


def test_an_edited_file_that_is_otherwise_current_is_kept_and_all_is_well(offices: Path) -> None:
    (offices / NOTE).write_bytes(HAND)
    report = build(offices)

    assert [(kept.output, kept.stale) for kept in report.kept] == [(NOTE, False)]
    assert report.kept[0].reason == "its file was altered by hand"
    assert report.ok
    assert (offices / NOTE).read_bytes() == HAND
    assert states(offices)[NOTE] == "altered"


def test_an_edited_file_that_is_stale_is_kept_and_the_run_says_so(offices: Path) -> None:
    (offices / NOTE).write_bytes(HAND)
    edit(offices / OFFICE, "established: 1997", "established: 1998")
    report = build(offices)

    assert [(kept.output, kept.stale) for kept in report.kept] == [(NOTE, True)]
    assert report.kept[0].reason == (
        "its file was altered by hand; organizations.office.established changed from 1997 to 1998"
    )
    assert not report.ok
    assert built(report) == {"output/ru/office/note.pdf"}
    assert (offices / NOTE).read_bytes() == HAND


def test_force_moves_the_edited_file_beside_and_writes_the_new_one(offices: Path) -> None:
    before = bytes_of(offices)[NOTE]
    (offices / NOTE).write_bytes(HAND)
    report = build(offices, force=True)

    assert report.ok
    assert (offices / NOTE).read_bytes() == before
    kept = f"output/en/office/note.kept-{digest(HAND)[:12]}.pdf"
    assert _copies(offices) == {kept: HAND}
    assert states(offices)[NOTE] == "current"


def test_two_edits_are_both_kept_and_the_same_edit_once(offices: Path) -> None:
    for hand in (HAND, b"edited again", HAND):
        (offices / NOTE).write_bytes(hand)
        build(offices, force=True)

    assert sorted(_copies(offices).values()) == sorted([HAND, b"edited again"])


def test_a_file_put_where_an_output_was_never_made_is_moved_beside(offices: Path) -> None:
    write(offices / "output/en/third/note.pdf", "mine")
    text = (offices / BUREAU_FILE).read_text(encoding="utf-8")
    write(offices / "data/organizations/third.yaml", text)
    build(offices)

    assert list(_copies(offices).values()) == [b"mine"]
    assert states(offices)["output/en/third/note.pdf"] == "current"


def test_a_file_that_a_new_ledger_knows_only_by_a_failure_is_moved_beside(offices: Path) -> None:
    old = bytes_of(offices)[NOTE]
    template = offices / "templates/note.html.jinja"
    edit(template, "<h1>", "{{ nothing }}<h1>")
    (offices / "output/.briefbook/ledger.db").unlink()
    assert NOTE in {each.output for each in build(offices).failed}

    edit(template, "{{ nothing }}<h1>", "<p>New</p><h1>")
    report = build(offices)

    assert report.ok
    assert report.kept == []
    assert NOTE in built(report)
    assert old in _copies(offices).values()
    assert set(states(offices).values()) == {"current"}


def test_an_edit_taken_back_is_no_edit(offices: Path) -> None:
    before = (offices / NOTE).read_bytes()
    (offices / NOTE).write_bytes(HAND)
    build(offices)
    (offices / NOTE).write_bytes(before)

    assert set(build(offices).current) == set(states(offices))
    assert states(offices)[NOTE] == "current"


def test_an_edit_during_the_build_is_kept(offices: Path) -> None:
    """The file is edited after the decision and before its turn to be published."""
    edit(offices / OFFICE, "established: 1997", "established: 1998")
    edit(offices / BUREAU_FILE, "established: 2005", "established: 2006")
    first, second = "output/en/bureau/note.pdf", NOTE

    def listener(event: Event) -> None:
        if isinstance(event, OutputBuilt) and event.output == first:
            (offices / second).write_bytes(HAND)

    report = Book.open(offices, DAY).build(executor="inline", listener=listener)

    assert built(report) == outputs("bureau/note", "office/note ru")
    assert [(kept.output, kept.stale) for kept in report.kept] == [(second, True)]
    assert (offices / second).read_bytes() == HAND
    assert states(offices)[second] == "altered"


def test_a_link_in_the_place_of_an_output_is_replaced_and_its_target_left(
    offices: Path, tmp_path: Path
) -> None:
    target = tmp_path / "elsewhere.pdf"
    target.write_bytes((offices / NOTE).read_bytes())
    (offices / NOTE).unlink()
    (offices / NOTE).symlink_to(target)
    (offices / "output/.briefbook/ledger.db").unlink()
    before = target.read_bytes()
    build(offices)

    assert not (offices / NOTE).is_symlink()
    assert target.read_bytes() == before == (offices / NOTE).read_bytes()


# clean


def test_clean_removes_what_the_book_no_longer_asks_for(offices: Path) -> None:
    (offices / BUREAU_FILE).unlink()
    assert {s for n, s in states(offices).items() if "bureau" in n} == {"orphaned"}
    cleaned = Book.open(offices, DAY).clean()

    assert set(cleaned.removed) == outputs("bureau")
    assert set(bytes_of(offices)) == outputs("office")
    assert not (offices / "output/en/bureau").exists()
    assert set(states(offices)) == outputs("office")


def test_clean_keeps_edited_files_and_copies_kept_beside(offices: Path) -> None:
    bureau = "output/en/bureau/note.pdf"
    (offices / bureau).write_bytes(HAND)
    build(offices, force=True)
    (offices / bureau).write_bytes(b"edited again")
    (offices / BUREAU_FILE).unlink()
    for _ in range(2):
        cleaned = Book.open(offices, DAY).clean()
        assert cleaned.kept == (bureau,)

    left = {name: data for name, data in bytes_of(offices).items() if "bureau" in name}
    assert sorted(left.values()) == sorted([HAND, b"edited again"])


def test_clean_of_a_book_in_order_does_nothing(offices: Path) -> None:
    before = bytes_of(offices)
    cleaned = Book.open(offices, DAY).clean()

    assert (cleaned.removed, cleaned.kept) == ((), ())
    assert bytes_of(offices) == before


def test_a_build_removes_no_orphan(offices: Path) -> None:
    before = bytes_of(offices)
    (offices / BUREAU_FILE).unlink()
    build(offices)

    assert bytes_of(offices) == before


# one file


def test_nothing_is_kept_of_a_file_that_is_what_comes(tmp_path: Path) -> None:
    file = tmp_path / "note.pdf"
    file.write_bytes(b"same")

    assert set_aside(file, unless=digest(b"same")) is None
    assert set_aside(tmp_path / "none.pdf", unless="") is None
    assert [each.name for each in tmp_path.iterdir()] == ["note.pdf"]


def test_the_file_stays_until_it_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "note.pdf"
    file.write_bytes(HAND)
    kept = set_aside(file, unless="")

    assert kept == kept_name(file, digest(HAND))
    assert kept.read_bytes() == file.read_bytes() == HAND


def test_a_copy_that_cannot_be_kept_stops_the_output(tmp_path: Path) -> None:
    file = tmp_path / "note.pdf"
    file.write_bytes(HAND)
    kept_name(file, digest(HAND)).write_bytes(b"somebody else's")

    with pytest.raises(PublishFailed, match="a copy could not be kept"):
        set_aside(file, unless="")
    assert file.read_bytes() == HAND

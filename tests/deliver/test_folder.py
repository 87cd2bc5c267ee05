"""Delivery into a folder: only what changed, exactly once, nothing half-written."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.books import NOTES, OUTPUTS
from tests.deliver.conftest import Office, files_in

from briefbook.events import NothingToDeliver, OutputWithheld, ParcelDelivered, ParcelFailed

FOLDER = """
[deliveries.registry]
kind = "folder"
path = "{path}"
language = "en"
"""


@pytest.fixture
def registry(office: Office, tmp_path: Path) -> Path:
    folder = tmp_path / "registry"
    folder.mkdir()
    office.settings(FOLDER.format(path=folder))
    office.build()
    return folder


def documents_in(folder: Path) -> list[str]:
    return [name for name in files_in(folder) if not name.startswith("changes/")]


def notes_in(folder: Path) -> list[str]:
    return [
        (folder / name).read_text(encoding="utf-8")
        for name in files_in(folder)
        if name.startswith("changes/")
    ]


def test_the_first_delivery_takes_everything_along(office: Office, registry: Path) -> None:
    report = office.deliver("registry")
    assert report.ok
    (sent,) = report.delivered
    assert set(sent.outputs) == set(OUTPUTS)
    assert documents_in(registry) == sorted(name.removeprefix("output/") for name in OUTPUTS)
    for name in OUTPUTS:
        copy = registry / name.removeprefix("output/")
        assert copy.read_bytes() == (office.folder / name).read_bytes()
    (note,) = notes_in(registry)
    assert "Sample Office" in note
    assert "This document is sent to you for the first time." in note


def test_the_next_slot_delivers_nothing_and_says_so(office: Office, registry: Path) -> None:
    office.deliver("registry")
    before = {name: (registry / name).stat().st_mtime_ns for name in files_in(registry)}
    report = office.deliver("registry")
    assert (report.delivered, report.failed) == ([], [])
    assert report.unchanged == [("registry", str(registry))]
    assert office.events[-1] == NothingToDeliver("registry", str(registry), told=False)
    assert {name: (registry / name).stat().st_mtime_ns for name in files_in(registry)} == before


def test_only_what_changed_goes_out_with_old_and_new_value(office: Office, registry: Path) -> None:
    office.deliver("registry")
    office.edit("data/organizations/office.yaml", lambda text: text.replace("1997", "1998"))
    office.edit(
        "templates/phrases/ru.html.jinja",
        lambda text: text.replace("Основано в {{ office.established | year }} году.", "Основано."),
    )
    office.build()
    (sent,) = office.deliver("registry").delivered
    assert set(sent.outputs) == set(OUTPUTS)
    note = next(note for note in notes_in(registry) if "Changes since" in note)
    text = re.sub("<[^>]+>", "", note)
    assert "Changes since 24 November 2026" in text
    assert "Before: Founded in 1997." in text
    assert "Now: Founded in 1998." in text
    assert "organizations.office.established: 1997 → 1998" in text
    assert "Before: Основано в 1997 году." in text.replace("\xa0", " ")


def test_a_note_says_that_the_last_edition_was_not_kept(office: Office, registry: Path) -> None:
    office.deliver("registry")
    for file in (office.folder / "output/.briefbook/received").iterdir():
        file.unlink()
    office.edit("data/organizations/office.yaml", lambda text: text.replace("1997", "1998"))
    office.build()
    office.deliver("registry")
    note = next(note for note in notes_in(registry) if "for the first time" not in note)
    assert "What has changed cannot be told" in note
    assert "The facts are the same" not in note


def test_a_language_that_is_not_asked_for_stays(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "english"
    folder.mkdir()
    office.settings(FOLDER.format(path=folder) + 'languages = ["en"]\n')
    office.build()
    (sent,) = office.deliver("registry").delivered
    assert set(sent.outputs) == {name for name in OUTPUTS if name.startswith("output/en/")}


def test_what_failed_to_arrive_goes_out_next_time(office: Office, registry: Path) -> None:
    away = registry.with_name("unmounted")
    registry.rename(away)
    report = office.deliver("registry")
    (failed,) = report.failed
    assert failed.error.code == "delivery-failed"
    assert failed.error.message == f"there is no folder {registry}"
    assert not registry.exists(), "a share that is not mounted is not made"
    assert isinstance(office.events[-1], ParcelFailed)
    assert office.pauses == [5.0, 20.0]
    away.rename(registry)
    assert office.deliver("registry").ok
    assert len(documents_in(registry)) == len(OUTPUTS)


def test_of_everything_all_goes_where_one_has_changed(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    office.settings(FOLDER.format(path=folder) + 'what = "all"\n')
    office.build()
    office.deliver("registry")
    office.edit(
        "templates/phrases/en.html.jinja", lambda text: text.replace("Founded", "Established")
    )
    office.build()
    (sent,) = office.deliver("registry").delivered
    assert set(sent.outputs) == set(OUTPUTS)
    assert office.deliver("registry").delivered == []


def test_a_file_altered_by_hand_stays_here(office: Office, registry: Path) -> None:
    (office.folder / NOTES[0]).write_bytes(b"%PDF-1.7 edited")
    report = office.deliver("registry")
    assert NOTES[0] not in report.delivered[0].outputs
    (withheld,) = report.withheld
    assert withheld.output == NOTES[0]
    assert OutputWithheld("registry", NOTES[0], withheld.reason) in office.events


def test_a_file_that_is_there_already_is_not_written_again(office: Office, registry: Path) -> None:
    """As after a kill between the copying and the receipt."""
    copy = registry / "en/office/note.pdf"
    copy.parent.mkdir(parents=True)
    shutil.copy2(office.folder / NOTES[0], copy)
    before = copy.stat().st_mtime_ns, copy.stat().st_ino
    office.deliver("registry")
    assert (copy.stat().st_mtime_ns, copy.stat().st_ino) == before


def test_an_event_tells_what_reached_whom(office: Office, registry: Path) -> None:
    office.deliver("registry")
    (event,) = [one for one in office.events if isinstance(one, ParcelDelivered)]
    assert (event.delivery, event.recipient) == ("registry", str(registry))
    assert not event.uncertain

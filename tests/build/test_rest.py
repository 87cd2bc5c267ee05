"""A book at rest is known at a glance, and whatever might change an output disturbs it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from tests.books import edit, write
from tests.build.offices import ALL, BUREAU_FILE, DAY, OFFICE

from briefbook.api import Book
from briefbook.build import rest, sight
from briefbook.build.builder import LEDGER, build, locked
from briefbook.build.dispatch import Options
from briefbook.build.report import Report
from briefbook.build.rest import Wanted, is_news, still_at_rest
from briefbook.build.sight import look
from briefbook.events import ignore
from briefbook.plan.outputs import OUTPUT_FOLDER, Selection
from briefbook.record.digests import FileDigests
from briefbook.record.ledger import Ledger

EVERYTHING: Wanted = ((), (), (), ())
NOTE = "output/.briefbook/rest"
PDF = "output/en/office/note.pdf"

Change = Callable[[Path], None]


@pytest.fixture(autouse=True)
def _fine_grain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files be old enough after a hundredth of a second."""
    monkeypatch.setattr("briefbook.record.digests.GRAIN_NS", 10_000_000)
    monkeypatch.setattr("briefbook.build.sight.GRAIN_NS", 10_000_000)


def idle(folder: Path, day: date | None = DAY, wanted: Selection | None = None) -> Report:
    """Build a book in which nothing is stale."""
    time.sleep(0.02)
    return Book.open(folder, day, remember=True).build(wanted, executor="inline")


def glance(folder: Path, day: date | None = DAY) -> Report | None:
    return still_at_rest(folder, EVERYTHING, day)


def runs(folder: Path) -> int:
    ledger = Ledger.read(folder / LEDGER)
    assert ledger is not None
    with closing(ledger):
        return len(ledger.runs())


@pytest.fixture
def resting(offices: Path) -> Path:
    """The book of two offices after a build that had nothing to do."""
    report = idle(offices)
    assert set(report.current) == ALL
    assert not report.built
    return offices


def test_a_book_at_rest_is_told_like_the_build_before(offices: Path) -> None:
    report = idle(offices)
    again = glance(offices)
    assert again is not None
    assert again.run == report.run + 1
    assert again == Report(again.run, current=report.current, seconds=again.seconds)


def test_its_run_is_in_the_history_as_any_other(resting: Path) -> None:
    assert glance(resting) is not None
    ledger = Ledger.read(resting / LEDGER)
    assert ledger is not None
    with closing(ledger):
        glanced, before = ledger.runs(limit=2)
    assert glanced.id == before.id + 1
    assert (glanced.command, glanced.as_of) == ("build", DAY)
    assert (glanced.built, glanced.current, glanced.interrupted) == (0, len(ALL), False)
    assert glanced.seconds is not None
    assert (glanced.dataset_digest, glanced.user) == (before.dataset_digest, before.user)


def test_it_stays_at_rest(resting: Path) -> None:
    assert all(glance(resting) for _ in range(3))
    assert not idle(resting).built


def test_the_book_itself_is_not_read(resting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", None)
    assert glance(resting) is not None


def _touch(name: str) -> Change:
    return lambda folder: os.utime(folder / name)


def _remove(name: str) -> Change:
    return lambda folder: (folder / name).unlink()


def _put(name: str, text: str = "") -> Change:
    return lambda folder: write(folder / name, text)


def _old_copy(name: str) -> Change:
    """Put another file with the same bytes and times in the place of one."""

    def change(folder: Path) -> None:
        shutil.copy2(folder / name, folder / "copy")
        (folder / "copy").replace(folder / name)

    return change


def _same_size_and_date(folder: Path) -> None:
    file = folder / OFFICE
    before = file.stat()
    edit(file, "established: 1997", "established: 1998")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _flip(folder: Path) -> None:
    """Change one byte of the ledger, and not its date."""
    ledger = folder / LEDGER
    before = ledger.stat()
    data = bytearray(ledger.read_bytes())
    data[-100] ^= 1
    ledger.write_bytes(data)
    os.utime(ledger, ns=(before.st_atime_ns, before.st_mtime_ns))


def _start_run(folder: Path) -> None:
    with Ledger.open(folder / LEDGER) as ledger:
        ledger.start_run("build", DAY, "")


def _tear_note(folder: Path) -> None:
    (folder / NOTE).write_bytes((folder / NOTE).read_bytes()[:-1])


def _other_note(folder: Path) -> None:
    (folder / NOTE).write_text("briefbook at rest 0\n\n", encoding="utf-8")


def _linked_folder(folder: Path) -> None:
    (folder / "templates/pictures").symlink_to(folder / "templates/fonts")


CHANGES: dict[str, Change] = {
    "a fact changed": lambda book: edit(book / OFFICE, "established: 1997", "established: 1998"),
    "a fact changed, size and date did not": _same_size_and_date,
    "a record touched": _touch(OFFICE),
    "a record gone": _remove(BUREAU_FILE),
    "a record more": _put("data/states/third.yaml"),
    "a folder more in the data": lambda book: (book / "data/rivers").mkdir(),
    "a stray file in the data": _put("data/__pycache__/stray.yaml"),
    "the settings touched": _touch("briefbook.toml"),
    "a template touched": _touch("templates/note.html.jinja"),
    "a template that was looked for in vain": _put("templates/extra.html.jinja"),
    "a template gone": _remove("templates/note.html.jinja"),
    "a font that is another file": _old_copy("templates/fonts/pt-serif/PTSerif-Regular.ttf"),
    "a folder linked into the templates": _linked_folder,
    "an output touched": _touch(PDF),
    "an output edited": _put(PDF, "edited"),
    "an output gone": _remove(PDF),
    "an output that is another file": _old_copy(PDF),
    "the ledger gone": _remove(LEDGER),
    "the ledger replaced by a copy": _old_copy(LEDGER),
    "the ledger damaged": _flip,
    "a run in the ledger": _start_run,
    "the note gone": _remove(NOTE),
    "the note torn": _tear_note,
    "the note of another version": _other_note,
}


@pytest.mark.parametrize("name", CHANGES)
def test_disturbed(resting: Path, name: str) -> None:
    CHANGES[name](resting)
    if (resting / LEDGER).exists():
        before = (resting / LEDGER).read_bytes()
        assert glance(resting) is None
        assert (resting / LEDGER).read_bytes() == before
    else:
        assert glance(resting) is None
        assert not (resting / LEDGER).exists()


UNTOLD: dict[str, Change] = {
    "a hidden file": _put("data/.hidden"),
    "a hidden folder": _put("templates/.git/config"),
    "a file beside the book": _put("notes.txt"),
    "a file that is no output": _put("output/en/office/mine.txt"),
}


@pytest.mark.parametrize("name", UNTOLD)
def test_undisturbed(resting: Path, name: str) -> None:
    UNTOLD[name](resting)
    assert glance(resting) is not None


def test_disturbed_on_another_day(resting: Path) -> None:
    assert glance(resting, date(2020, 6, 16)) is None
    assert glance(resting, None) is None


def test_the_day_of_the_clock_counts_where_none_is_set(offices: Path) -> None:
    idle(offices, None)
    idle(offices, None)
    assert glance(offices, None) is not None
    assert glance(offices, DAY) is None


def test_disturbed_when_the_clock_goes_back(resting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefbook.build.rest.time.time_ns", lambda: 0)
    assert glance(resting) is None


def test_another_selection_is_another_question(resting: Path) -> None:
    english: Wanted = ((), (), ("en",), ())
    assert still_at_rest(resting, english, DAY) is None
    report = idle(resting, wanted=Selection(languages=("en",)))
    again = still_at_rest(resting, english, DAY)
    assert again is not None
    assert again.current == report.current
    assert glance(resting) is None


def test_disturbed_while_another_build_goes_on(resting: Path) -> None:
    with locked(resting / OUTPUT_FOLDER, ignore):
        assert glance(resting) is None
    assert glance(resting) is not None


def test_the_lock_is_free_again(resting: Path) -> None:
    assert glance(resting) is not None
    with locked(resting / OUTPUT_FOLDER, ignore) as waited:
        assert not waited


def test_disturbed_by_another_program(
    resting: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program"
    shutil.copytree(sight._PACKAGE, program, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sight, "_PACKAGE", program)
    assert glance(resting) is None
    idle(resting)
    assert glance(resting) is not None
    _put("__pycache__/version.pyc")(program)
    assert glance(resting) is not None
    edit(program / "version.py", "VERSION", "#\nVERSION")
    assert glance(resting) is None


def test_disturbed_by_another_version_of_a_package(
    resting: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    metadata = tmp_path / "site/babel-1.0.dist-info/METADATA"
    write(metadata, "Name: babel\nVersion: 1.0\n")
    assert glance(resting) is None


@pytest.mark.parametrize("name", ["pango", "harfbuzz-subset"])
def test_disturbed_by_another_library(
    resting: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(sight, "library_versions", lambda: {name: "0"})
    assert glance(resting) is None


def test_a_ledger_that_cannot_be_written_is_left_to_the_build(
    resting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(rest, "prepare_folder", refuse)
    before = runs(resting)
    assert glance(resting) is None
    assert runs(resting) == before


def noted(folder: Path) -> bool:
    return (folder / NOTE).exists() and glance(folder) is not None


def test_nothing_is_noted_by_a_build_that_made_something(offices: Path) -> None:
    (offices / PDF).unlink()
    assert idle(offices).built
    assert not noted(offices)


def test_nothing_is_noted_where_a_file_was_altered(offices: Path) -> None:
    (offices / PDF).write_bytes(b"mine")
    assert idle(offices).kept
    assert not noted(offices)


def test_nothing_is_noted_of_young_files(offices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefbook.build.sight.GRAIN_NS", 3_600_000_000_000)
    os.utime(offices / OFFICE)
    idle(offices)
    assert not noted(offices)


def test_nothing_is_noted_of_young_outputs(offices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefbook.record.digests.GRAIN_NS", 3_600_000_000_000)
    os.utime(offices / PDF)
    idle(offices)
    assert not noted(offices)


def test_nothing_is_noted_of_a_book_that_changed_while_it_was_read(offices: Path) -> None:
    time.sleep(0.02)
    book = Book.open(offices, DAY, remember=True)
    edit(offices / OFFICE, "established: 1997", "established: 1998")
    assert not book.build(executor="inline").built
    time.sleep(0.02)
    assert not noted(offices)


def test_nothing_is_noted_by_who_may_not_remember(offices: Path) -> None:
    time.sleep(0.02)
    Book.open(offices, DAY).build(executor="inline")
    assert not noted(offices)


def test_nothing_is_noted_of_a_book_read_for_another_build(offices: Path) -> None:
    """What was waited for may have changed the book after it was looked at."""
    time.sleep(0.02)
    snapshot = Book.open(offices, DAY).snapshot
    assert snapshot.sight is None
    build(offices, snapshot, Options(executor="inline"), files=FileDigests({}))
    assert not noted(offices)


def test_it_is_news_when_a_book_is_not_as_the_last_build_saw_it(offices: Path) -> None:
    def news() -> bool:
        return is_news(offices, look(offices))

    assert news()
    idle(offices)
    assert not news()
    edit(offices / BUREAU_FILE, "Bureau", "Agency")
    assert news()
    idle(offices)
    assert not news()


def test_a_book_that_cannot_be_known_by_its_files_is_no_news(offices: Path) -> None:
    assert not is_news(offices, None)

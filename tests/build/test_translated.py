"""Translations that are older than their source text: told, and kept from publication."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.books import REPOSITORY, append, edit
from tests.build.offices import DAY, OFFICE, build, outputs

from briefbook.api import Book, Report
from briefbook.build.translation_lock import LOCK_FILE
from briefbook.errors import BriefbookError, InvalidBook, UnknownName

RU, EN = "templates/phrases/ru.html.jinja", "templates/phrases/en.html.jinja"
NAME = ("ru: Примерное бюро", "ru: Образцовое бюро")
UNIT = "organizations.office.name"


def opened(folder: Path) -> Book:
    return Book.open(folder, DAY)


@pytest.fixture
def locked(offices: Path) -> Path:
    """The built book, every translation of it confirmed."""
    assert opened(offices).confirm_translations() > 0
    return offices


@pytest.fixture
def renamed(locked: Path) -> Path:
    """The book with a name that changed in Russian; its outputs are built."""
    edit(locked / OFFICE, *NAME)
    build(locked)
    return locked


def found(folder: Path) -> list[tuple[str, str]]:
    return [
        (one.unit.id, one.state) for one in opened(folder).translations() if one.state != "current"
    ]


def told(folder: Path) -> list[BriefbookError]:
    problems = opened(folder).check(executor="inline").problems
    return [one.error for one in problems if one.error.code == "stale-translation"]


def strict(folder: Path) -> Report:
    return opened(folder).build(executor="inline", strict=True)


def test_a_book_without_a_lock_is_not_watched(offices: Path) -> None:
    assert not (offices / LOCK_FILE).exists()
    assert {state for _, state in found(offices)} == {"unconfirmed"}
    assert told(offices) == []
    assert strict(offices).ok


def test_the_lock_is_sorted_one_line_each_and_written_once(locked: Path) -> None:
    text = (locked / LOCK_FILE).read_text(encoding="utf-8")
    head, *lines = text.splitlines()
    assert head.startswith("# ")
    assert lines == sorted(lines)
    assert all(len(line.split(" ")) == 3 for line in lines)
    assert f"{UNIT} en" in {line.rpartition(" ")[0] for line in lines}
    assert opened(locked).confirm_translations() == 0
    assert (locked / LOCK_FILE).read_text(encoding="utf-8") == text


def test_a_confirmed_book_has_nothing_to_tell(locked: Path) -> None:
    assert (found(locked), told(locked)) == ([], [])
    assert strict(locked).ok


def test_a_changed_source_makes_its_translation_stale(renamed: Path) -> None:
    assert found(renamed) == [(UNIT, "stale")]
    [error] = told(renamed)
    assert error.severity == "warning"
    assert error.message == f"{UNIT} changed in ru after it was translated into en"
    assert [(span.file, span.line) for span in error.spans] == [(OFFICE, 3), (OFFICE, 2)]


def test_a_changed_phrase_makes_its_translation_stale(locked: Path) -> None:
    edit(locked / RU, "Основано:", "Учреждено:")
    assert found(locked) == [("phrases.founded", "stale")]


def test_a_new_text_has_an_unconfirmed_translation(locked: Path) -> None:
    append(locked / RU, "{% macro fresh() %}Новое{% endmacro %}\n")
    append(locked / EN, "{% macro fresh() %}New{% endmacro %}\n")
    assert found(locked) == [("phrases.fresh", "unconfirmed")]
    assert "nobody has confirmed" in told(locked)[0].message


def test_status_gives_it_as_a_reason_of_the_outputs_that_say_it(renamed: Path) -> None:
    reasons = {
        str(one.output): [(each.kind, each.file, each.line) for each in one.reasons]
        for one in opened(renamed).status()
        if one.reasons
    }
    assert set(reasons) == outputs("en office")
    assert all(one == [("translation", OFFICE, 3)] for one in reasons.values())


def test_a_strict_build_refuses_the_outputs_that_say_it(renamed: Path) -> None:
    report = strict(renamed)
    assert {one.output for one in report.failed} == outputs("en office")
    assert {(one.error.code, one.error.severity) for one in report.failed} == {
        ("stale-translation", "error")
    }


def test_a_strict_build_does_not_publish_what_it_has_to_make(locked: Path) -> None:
    edit(locked / OFFICE, *NAME)
    edit(locked / OFFICE, "established: 1997", "established: 1998")
    before = (locked / "output/en/office/note.pdf").read_bytes()
    report = strict(locked)
    assert "output/en/office/note.pdf" in {one.output for one in report.failed}
    assert {one.output for one in report.built} == outputs("ru office")
    assert (locked / "output/en/office/note.pdf").read_bytes() == before


def test_a_look_makes_all_well_again(renamed: Path) -> None:
    assert opened(renamed).confirm_translations([UNIT]) == 1
    assert (found(renamed), told(renamed)) == ([], [])
    assert strict(renamed).ok


def test_only_what_is_named_is_confirmed(renamed: Path) -> None:
    edit(renamed / RU, "Основано:", "Учреждено:")
    assert opened(renamed).confirm_translations(["phrases.founded"]) == 1
    assert found(renamed) == [(UNIT, "stale")]


def test_a_unit_that_is_no_translation_is_refused_and_nothing_written(locked: Path) -> None:
    before = (locked / LOCK_FILE).read_bytes()
    with pytest.raises(UnknownName, match="nowhere"):
        opened(locked).confirm_translations(["bodies.nowhere.name"])
    assert (locked / LOCK_FILE).read_bytes() == before


def test_entries_of_units_that_are_gone_are_dropped(locked: Path) -> None:
    for file in (RU, EN):
        edit(locked / file, "{% macro unused() %}-{% endmacro %}\n", "")
        edit(locked / file, "{% macro sits() %}", "{% macro seated() %}")
    edit(locked / "templates/note.html.jinja", "phrases.sits()", "phrases.seated()")
    opened(locked).confirm_translations()
    text = (locked / LOCK_FILE).read_text(encoding="utf-8")
    assert "phrases.sits" not in text
    assert "phrases.seated en" in text


def test_a_lock_with_an_unfinished_merge_is_refused_at_its_line(locked: Path) -> None:
    append(locked / LOCK_FILE, "<<<<<<< ours\n")
    count = len((locked / LOCK_FILE).read_text(encoding="utf-8").splitlines())
    with pytest.raises(InvalidBook) as refused:
        opened(locked).check(executor="inline")
    [problem] = refused.value.problems
    assert (problem.spans[0].file, problem.spans[0].line) == (LOCK_FILE, count)


def test_the_lock_is_no_fact_and_rebuilds_nothing(locked: Path) -> None:
    report = build(locked)
    assert (report.built, report.failed) == ([], [])


def test_every_translation_of_the_book_is_as_new_as_its_source() -> None:
    """Look at what is told, then: briefbook translations confirm UNIT."""
    open_ones = [(u.unit.id, u.state) for u in Book.open(REPOSITORY).translations()]
    assert [one for one in open_ones if one[1] != "current"] == []

"""The gate between the languages: what a build does with a document that they tell differently."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.books import append, edit
from tests.build.offices import ALL, DAY, OFFICE, build, built, bytes_of, footprint, outputs, states

from briefbook.api import Book, Report
from briefbook.build import job
from briefbook.build.outcome import Job, Outcome
from briefbook.errors import ParityBreach
from briefbook.events import Event, OutputsWarned
from briefbook.plan.outputs import Selection

RU, EN = "templates/phrases/ru.html.jinja", "templates/phrases/en.html.jinja"
NOTES = outputs("note")
YEAR = "{{ office.established | year }}"
OTHER_YEAR = "{{ (office.established | year) }} and 1900"
ENGLISH, RUSSIAN = Selection(languages=("en",)), Selection(languages=("ru",))


def strict(folder: Path, selection: Selection | None = None) -> Report:
    return Book.open(folder, DAY).build(selection, executor="inline", strict=True)


def told(report: Report) -> list[str]:
    return [warned.error.message for warned in report.warnings]


@pytest.fixture
def split(offices: Path) -> Path:
    """The built book; its English phrases were given a number that the Russian lack."""
    edit(offices / EN, YEAR, OTHER_YEAR)
    return offices


def test_a_book_in_parity_is_built_strictly_without_a_warning(offices: Path) -> None:
    report = strict(offices)
    assert (report.ok, report.warnings, len(report.current)) == (True, [], len(ALL))


def test_a_breach_is_a_warning_that_names_both_places(split: Path) -> None:
    events: list[Event] = []
    report = build(split, events=events)
    assert report.ok
    assert built(report) == outputs("en note")
    said = "“founded” prints the number 1900 in en and not in ru"
    assert told(report) == [said, said]
    error = report.warnings[0].error
    assert isinstance(error, ParityBreach)
    assert [(span.file, span.line) for span in error.spans] == [(EN, 1), (RU, 1)]
    assert error.spans[0].excerpt.endswith(f"{OTHER_YEAR}{{% endmacro %}}")
    assert {name for one in report.warnings for name in one.outputs} == NOTES
    assert [event for event in events if isinstance(event, OutputsWarned)]


def test_a_fact_that_one_language_lost_is_told_with_both_places(offices: Path) -> None:
    edit(offices / RU, YEAR, "давно")
    error = build(offices, selection=Selection(subjects=("office",))).warnings[0].error
    assert error.message == "“founded” uses organizations.office.established in en and not in ru"
    assert [(span.file, span.line) for span in error.spans] == [(EN, 1), (RU, 1)]


def test_a_breach_is_told_again_although_nothing_is_composed(
    split: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(split)

    def fail(*_: object) -> tuple[Outcome, ...]:
        raise AssertionError("something is composed")

    monkeypatch.setattr(job, "make", fail)
    again = build(split)
    assert (len(again.current), told(again)) == (len(ALL), told(first))
    assert told(build(split, selection=RUSSIAN)) == told(first)


def test_a_mended_breach_is_told_no_more(split: Path) -> None:
    build(split)
    edit(split / EN, OTHER_YEAR, YEAR)
    assert build(split).warnings == []
    assert build(split).warnings == []
    assert strict(split).ok


def test_a_strict_build_publishes_no_breach(split: Path) -> None:
    before = bytes_of(split)
    report = strict(split)
    assert not report.ok
    assert {one.output for one in report.failed} == outputs("en note")
    assert {(one.error.code, one.error.severity) for one in report.failed} == {
        ("parity-breach", "error")
    }
    assert bytes_of(split) == before
    assert {name for name, state in states(split).items() if state != "current"} == outputs(
        "en note"
    )


def test_what_a_strict_build_refused_is_built_without_it(split: Path) -> None:
    strict(split)
    assert built(build(split)) == outputs("en note")


def test_a_strict_build_refuses_what_was_published_before(split: Path) -> None:
    build(split)
    before = footprint(split)
    report = strict(split)
    assert {one.output for one in report.failed} == NOTES
    assert len(report.current) == len(ALL) - len(NOTES)
    assert footprint(split) == before
    assert set(states(split).values()) == {"current"}


def test_a_strict_build_of_a_new_book_refuses_both_languages(split: Path, tmp_path: Path) -> None:
    (split / "output").rename(tmp_path / "old")
    report = strict(split)
    assert {one.output for one in report.failed} == NOTES
    assert set(bytes_of(split)) == set(ALL) - NOTES


def test_a_document_that_one_language_cannot_compose_is_not_published_strictly(
    offices: Path,
) -> None:
    edit(offices / RU, YEAR, "{{ office.nowhere }}")
    append(offices / EN, "{# new #}\n")
    edit(offices / EN, "Founded:", "Set up:")
    report = strict(offices)
    failed = {one.output: one.error for one in report.failed}
    assert set(failed) == NOTES
    assert failed["output/ru/office/note.pdf"].code == "undefined-name"
    english = failed["output/en/office/note.pdf"]
    assert english.code == "parity-breach"
    assert "output/ru/office/note.pdf" in english.message
    assert built(build(offices)) == outputs("en note")


# one language alone


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs that builds do from now on."""
    seen: list[Job] = []

    def note(workshop: job.Workshop, one: Job) -> tuple[Outcome, ...]:
        seen.append(one)
        return tuple(job.make_piece(workshop, piece) for piece in one.pieces)

    monkeypatch.setattr(job, "make", note)
    return seen


def witnesses(jobs: list[Job]) -> set[str]:
    return {str(piece.output) for one in jobs for piece in one.pieces if piece.witness}


def test_what_the_ledger_knows_of_the_other_language_stands_in(
    split: Path, jobs: list[Job]
) -> None:
    report = build(split, selection=ENGLISH)
    assert len(report.warnings) == len(outputs("en note"))
    assert witnesses(jobs) == set()
    assert {len(one.pieces) for one in jobs} == {1}


def test_the_other_language_is_composed_where_it_holds_no_more(
    offices: Path, jobs: list[Job]
) -> None:
    edit(offices / EN, YEAR, OTHER_YEAR)
    edit(offices / RU, YEAR, f"{YEAR}, 1900")
    before = footprint(offices, outputs("ru"))
    report = build(offices, selection=ENGLISH)
    assert (report.warnings, built(report)) == ([], outputs("en note"))
    assert witnesses(jobs) == outputs("ru note")
    assert footprint(offices, outputs("ru")) == before
    assert {name for name, state in states(offices).items() if state == "stale"} == outputs(
        "ru note"
    )


def test_the_other_language_is_composed_where_a_fact_of_it_changed(
    offices: Path, jobs: list[Job]
) -> None:
    edit(offices / OFFICE, "established: 1997", "established: 1996")
    assert build(offices, selection=RUSSIAN).warnings == []
    assert witnesses(jobs) == {"output/en/office/note.pdf"}


def test_an_early_cutoff_keeps_the_file_and_what_it_says(offices: Path, jobs: list[Job]) -> None:
    before = footprint(offices)
    append(offices / EN, "{# nothing #}\n")
    assert build(offices).warnings == []
    assert witnesses(jobs) == set()
    assert footprint(offices) == before
    edit(offices / RU, YEAR, f"{YEAR}, 1900")
    assert len(build(offices, selection=RUSSIAN).warnings) == len(outputs("ru note"))
    assert witnesses(jobs) == set()


def test_a_book_of_one_language_has_nothing_to_compare(offices: Path, jobs: list[Job]) -> None:
    edit(offices / "briefbook.toml", '["ru", "en"]', '["ru"]')
    edit(offices / RU, YEAR, f"{YEAR}, 1900")
    report = strict(offices)
    assert (report.ok, report.warnings) == (True, [])
    assert witnesses(jobs) == set()


# check


def test_check_tells_breaches_and_a_needless_declaration(split: Path) -> None:
    edit(split / RU, "Заседает", '{% differs "so" %}Заседает{% enddiffers %}')
    report = Book.open(split, DAY).check(executor="inline")
    assert report.ok
    found = {(one.error.code, one.error.spans[0].file) for one in report.problems}
    assert found == {("parity-breach", EN), ("needless-difference", RU)}
    assert not Book.open(split, DAY).check(executor="inline", strict=True).ok


def test_check_takes_a_declared_difference(split: Path) -> None:
    edit(split / EN, " and 1900", '{% differs "so" %} and 1900{% enddiffers %}')
    assert Book.open(split, DAY).check(executor="inline", strict=True).problems == ()

"""What a worker sends to the builder: the bytes that the ledger keeps, and nothing twice."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from tests.books import edit
from tests.build.offices import DAY, lay_offices

from briefbook.build.book import read_book
from briefbook.build.enclosing import trial_of
from briefbook.build.job import Workshop, make, open_workshop
from briefbook.build.keys import key_of
from briefbook.build.outcome import Job, Outcome, Sealed
from briefbook.build.sealing import seal
from briefbook.record.codec import BasisDecoder
from briefbook.record.digests import digest
from briefbook.tracking.trace import Trace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay_offices(tmp_path / "book")


def note(workshop: Workshop, *, whole: bool) -> Job:
    """The job of one document in both languages."""
    config = workshop.snapshot.config
    chosen = [
        trial_of(output, config)
        for output in workshop.snapshot.outputs()
        if (output.document, output.subject) == ("note", "office")
    ]
    return Job(tuple(chosen), whole=whole)


def sealed(outcome: Outcome) -> Sealed:
    assert outcome.sealed is not None
    return outcome.sealed


def test_the_ledger_reads_in_it_what_the_output_rests_on(folder: Path) -> None:
    workshop = open_workshop(read_book(folder, DAY))
    job = note(workshop, whole=False)
    made = make(workshop, job)
    for before, after in zip(made, seal(workshop, job, made), strict=True):
        kept = sealed(after)
        basis = BasisDecoder().decode(kept.basis.basis)
        assert (basis.key_parts, basis.trace) == (before.key_parts, Trace(before.trace.reads))
        assert kept.basis.said() == before.account
        assert kept.key == key_of(before.key_parts)
        assert before.data is not None
        assert (after.data, kept.digest) == (before.data, digest(before.data))


def test_nothing_travels_twice(folder: Path) -> None:
    workshop = open_workshop(read_book(folder, DAY))
    job = note(workshop, whole=True)
    for outcome in seal(workshop, job, make(workshop, job)):
        assert outcome.data is not None
        beside = len(pickle.dumps(outcome)) - len(outcome.data) - len(sealed(outcome).basis.basis)
        assert beside < 4000
        assert (outcome.trace, outcome.account, dict(outcome.key_parts)) == (Trace(), None, {})


def test_the_languages_of_a_whole_job_are_compared(folder: Path) -> None:
    edit(folder / "templates/phrases/ru.html.jinja", "{{ office.established | year }}", "давно")
    workshop = open_workshop(read_book(folder, DAY))
    job = note(workshop, whole=True)
    russian, english = seal(workshop, job, make(workshop, job))
    assert sealed(russian).breaches == sealed(english).breaches
    assert [each.message for each in sealed(russian).breaches or ()] == [
        "“founded” uses organizations.office.established in en and not in ru",
        "“founded” prints the year 1997 in en and not in ru",
    ]


def test_those_of_a_part_are_left_to_whoever_has_the_others(folder: Path) -> None:
    workshop = open_workshop(read_book(folder, DAY))
    job = note(workshop, whole=False)
    assert [sealed(each).breaches for each in seal(workshop, job, make(workshop, job))] == [
        None
    ] * 2

"""The ledger remembers what was made, from what, in which run."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import pytest
from tests.record.samples import BASIS, DAY, PACKED, PATH, attempt, built, failed

from briefbook.errors import OutputFolder, TemplateFailed
from briefbook.record.digests import FileRecord, FileState, digest
from briefbook.record.ledger import Ledger
from briefbook.record.packing import pack
from briefbook.record.rows import Basis, OutputRecord, RunOutcome
from briefbook.tracking.questions import Question
from briefbook.tracking.reach import Reach
from briefbook.tracking.trace import Read, Trace
from briefbook.wording import verbatim


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "output" / ".briefbook" / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.open(path) as opened:
        yield opened


def reopened(path: Path) -> Ledger:
    """What a reader finds on the disk, without the help of what is in memory."""
    found = Ledger.read(path)
    assert found is not None
    return found


def error_of(record: OutputRecord) -> str | None:
    if record.failed is None or record.failed.error is None:
        return None
    return record.failed.error.message


class TestABuiltOutput:
    def test_is_known_after_the_ledger_was_closed(self, ledger: Ledger, path: Path) -> None:
        ledger.record_built([(built(), PACKED)])
        ledger.close()
        with Ledger.open(path) as again:
            assert again.outputs() == {PATH: built()}
            assert again.basis(PATH) == BASIS
            assert again.fresh is None

    def test_is_on_the_disk_as_soon_as_it_is_recorded(self, ledger: Ledger, path: Path) -> None:
        ledger.record_built([(built(), PACKED)])
        with reopened(path) as reader:
            assert reader.outputs() == {PATH: built()}

    def test_about_the_whole_book_has_no_subject(self, ledger: Ledger) -> None:
        record = replace(built("output/ru/survey.pdf"), subject=None)
        ledger.record_built([(record, PACKED)])
        assert ledger.outputs() == {record.output: record}

    def test_takes_the_place_of_its_earlier_record(self, ledger: Ledger) -> None:
        ledger.record_built([(built(), PACKED)])
        newer = built(run=2, file=b"newer")
        ledger.record_built([(newer, pack(Basis({"part": "1"}, Trace())))])
        assert ledger.outputs() == {PATH: newer}
        assert ledger.basis(PATH) == Basis({"part": "1"}, Trace())

    def test_succeeded(self) -> None:
        assert built().succeeded

    def test_must_have_been_published(self, ledger: Ledger) -> None:
        with pytest.raises(ValueError, match="was not published"):
            ledger.record_built([(replace(built(), file_digest=None), PACKED)])
        assert ledger.outputs() == {}

    def test_with_values_of_an_enumeration_is_read_back_as_text(
        self, ledger: Ledger, path: Path
    ) -> None:
        class Format(StrEnum):
            PDF = "pdf"

        ledger.record_built([(replace(built(), format=Format.PDF), PACKED)])
        ledger.close()
        with Ledger.open(path) as again:
            assert (again.fresh, again.outputs()[PATH].format) == (None, "pdf")

    def test_may_be_told_with_any_reason(self, ledger: Ledger, path: Path) -> None:
        reason = "«Ока» → \ud800\x00 & <b>"
        ledger.record_built(
            [(replace(built(), built=replace(attempt(), reason=verbatim(reason))), PACKED)]
        )
        with reopened(path) as reader:
            found = reader.outputs()[PATH].built
        assert found is not None
        assert found.reason == "«Ока» → \\ud800\x00 & <b>"

    def test_that_is_unknown_has_no_basis(self, ledger: Ledger) -> None:
        assert ledger.basis("output/ru/none.pdf") is None
        assert ledger.outputs() == {}


class TestAFailedOutput:
    def test_keeps_what_the_published_file_rests_on(self, ledger: Ledger) -> None:
        ledger.record_built([(built(), PACKED)])
        other = Basis({"template a": "1"}, Trace())
        ledger.record_failed([(failed(), pack(other))])
        record = ledger.outputs()[PATH]
        assert record == replace(built(), failed=failed().failed) or error_of(record)
        assert (record.built, record.file_digest) == (built().built, built().file_digest)
        assert (ledger.basis(PATH), ledger.basis(PATH, "failed")) == (BASIS, other)
        assert not record.succeeded

    def test_keeps_its_error(self, ledger: Ledger, path: Path) -> None:
        ledger.record_failed([(failed(message="the template stopped"), PACKED)])
        with reopened(path) as reader:
            record = reader.outputs()[PATH]
        assert error_of(record) == "the template stopped"
        assert record.failed is not None
        assert isinstance(record.failed.error, TemplateFailed)

    def test_that_never_succeeded_has_no_file(self, ledger: Ledger) -> None:
        claimed = replace(failed(), file_digest="of another record")
        ledger.record_failed([(claimed, PACKED)])
        record = ledger.outputs()[PATH]
        assert (record.built, record.file_digest) == (None, None)

    def test_without_a_trace_has_no_basis(self, ledger: Ledger) -> None:
        ledger.record_failed([(failed(), PACKED)])
        ledger.record_failed([(failed(), None)])
        assert ledger.basis(PATH, "failed") is None

    def test_that_succeeds_later_is_failed_no_more(self, ledger: Ledger) -> None:
        ledger.record_failed([(failed(), PACKED)])
        ledger.record_built([(built(run=3), PACKED)])
        assert ledger.outputs() == {PATH: built(run=3)}
        assert ledger.basis(PATH, "failed") is None

    def test_needs_an_attempt(self, ledger: Ledger) -> None:
        with pytest.raises(ValueError, match="no failed attempt"):
            ledger.record_failed([(built(), PACKED)])

    def test_leaves_announcements_as_they_were(self, ledger: Ledger) -> None:
        ledger.announce({PATH: "one"})
        ledger.record_failed([(failed(), PACKED)])
        assert ledger.announcements() == {PATH: {"one"}}


class TestAnAnnouncement:
    def test_is_on_the_disk_at_once(self, ledger: Ledger, path: Path) -> None:
        ledger.announce({PATH: "one"})
        with reopened(path) as reader:
            assert reader.announcements() == {PATH: {"one"}}

    def test_adds_to_those_of_builds_that_were_killed(self, ledger: Ledger) -> None:
        ledger.announce({PATH: "one"})
        ledger.announce({PATH: "two", "output/en/a.pdf": "three"})
        ledger.announce({PATH: "two"})
        assert ledger.announcements() == {PATH: {"one", "two"}, "output/en/a.pdf": {"three"}}

    def test_goes_when_the_output_is_recorded(self, ledger: Ledger) -> None:
        ledger.announce({PATH: "one", "output/en/a.pdf": "two"})
        ledger.record_built([(built(), PACKED)])
        assert ledger.announcements() == {"output/en/a.pdf": {"two"}}


class TestAReach:
    REACH = Reach(
        ("rivers", "rivers.oka", "rivers.«д»"),
        digest(b"places"),
        (Read(Question("derived", "rivers.oka.mouths"), ("list", ("record", "towns.a"), ())),),
    )

    def test_is_recorded_with_its_output(self, ledger: Ledger) -> None:
        ledger.record_built([(built(), pack(replace(BASIS, reach=self.REACH)))])
        assert ledger.reach(PATH) == self.REACH
        assert ledger.basis(PATH) == BASIS

    def test_shares_its_places_with_others_that_have_the_same(self, ledger: Ledger) -> None:
        """So they are digested once."""
        basis, other = pack(replace(BASIS, reach=self.REACH)), PATH.replace("/ru/", "/en/")
        ledger.record_built([(built(), basis), (built(other), basis)])
        glances = ledger.glances()
        assert glances[PATH].places == self.REACH.places
        assert glances[other].places is glances[PATH].places

    def test_is_not_known_of_an_older_ledger(self, ledger: Ledger) -> None:
        ledger.record_built([(built(), PACKED)])
        assert ledger.reach(PATH) is None

    def test_is_replaced_when_the_output_is_seen_to_hold_after_a_change(
        self, ledger: Ledger
    ) -> None:
        ledger.record_built([(built(), pack(replace(BASIS, reach=self.REACH)))])
        later = replace(self.REACH, digest=digest(b"later"))
        ledger.record_current({PATH: later}, dataset_digest="new", today=DAY)
        assert ledger.reach(PATH) == later

    def test_goes_with_its_output(self, ledger: Ledger) -> None:
        ledger.record_built([(built(), pack(replace(BASIS, reach=self.REACH)))])
        ledger.forget([PATH])
        assert ledger.reach(PATH) is None

    def test_goes_when_the_output_is_made_without_one(self, ledger: Ledger) -> None:
        ledger.record_built([(built(), pack(replace(BASIS, reach=self.REACH)))])
        ledger.record_built([(built(), PACKED)])
        assert ledger.reach(PATH) is None

    def test_that_was_damaged_is_not_believed(self, ledger: Ledger, path: Path) -> None:
        ledger.record_built([(built(), pack(replace(BASIS, reach=self.REACH)))])
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE reaches SET places = '[]'")
        assert ledger.reach(PATH) is None


class TestACurrentOutput:
    def test_is_seen_to_hold_for_the_new_dataset_and_date(self, ledger: Ledger) -> None:
        other = "output/en/river/brief.pdf"
        ledger.record_built([(built(), PACKED), (built(other), PACKED)])
        ledger.record_current({PATH: None}, dataset_digest="new", today=date(2026, 3, 2))
        expected = replace(attempt(), dataset_digest="new", today=date(2026, 3, 2))
        assert ledger.outputs() == {PATH: replace(built(), built=expected), other: built(other)}
        assert ledger.basis(PATH) == BASIS

    def test_may_be_a_failure_that_still_holds(self, ledger: Ledger) -> None:
        ledger.record_failed([(failed(), PACKED)])
        ledger.record_current({PATH: None}, dataset_digest="new", today=DAY, of="failed")
        record = ledger.outputs()[PATH]
        assert record.failed is not None
        assert record.failed.dataset_digest == "new"

    def test_must_have_been_attempted(self, ledger: Ledger) -> None:
        ledger.record_failed([(failed(), PACKED)])
        with pytest.raises(ValueError, match="no attempt"):
            ledger.record_current({PATH: None}, dataset_digest="new", today=DAY)

    def test_composed_anew_gets_its_new_basis(self, ledger: Ledger) -> None:
        ledger.record_failed([(failed(), PACKED)])
        run = ledger.start_run("build", DAY, "data")
        ledger.record_unchanged([(built(run=run), pack(Basis({}, Trace())))])
        assert ledger.outputs() == {PATH: built(run=run)}
        assert ledger.basis(PATH) == Basis({}, Trace())
        found = ledger.run(run)
        assert found is not None
        assert [outcome.outcome for outcome in found.outcomes] == ["current"]


class TestForgetting:
    def test_an_output_leaves_nothing_of_it(self, ledger: Ledger) -> None:
        run = ledger.start_run("build", DAY, "data")
        ledger.record_built([(built(run=run), PACKED)])
        ledger.record_failed([(failed(), PACKED)])
        ledger.announce({PATH: "one"})
        ledger.forget([PATH])
        assert (ledger.outputs(), ledger.announcements()) == ({}, {})
        assert (ledger.basis(PATH), ledger.basis(PATH, "failed")) == (None, None)

    def test_an_output_leaves_the_others_and_the_history(self, ledger: Ledger) -> None:
        other = "output/en/river/brief.pdf"
        run = ledger.start_run("build", DAY, "data")
        ledger.record_built([(built(run=run), PACKED), (built(other, run), PACKED)])
        ledger.forget([PATH])
        assert ledger.outputs() == {other: built(other, run)}
        found = ledger.run(run)
        assert found is not None
        assert {outcome.output for outcome in found.outcomes} == {PATH, other}


class TestRuns:
    def test_count_from_one(self, ledger: Ledger) -> None:
        assert [ledger.start_run("build", DAY, "data") for _ in range(3)] == [1, 2, 3]

    def test_tell_what_they_did(self, ledger: Ledger, path: Path) -> None:
        run = ledger.start_run("build --subject oka", DAY, "data")
        ledger.record_built([(built(run=run), PACKED)])
        ledger.record_failed([(failed("output/en/b.pdf", run), None)])
        kept = RunOutcome("output/en/c.pdf", "kept", verbatim("it was altered by hand"))
        ledger.record_outcomes(run, [kept])
        ledger.finish_run(run, built=1, current=7, kept=1, failed=1, seconds=2)
        with reopened(path) as reader:
            found = reader.run(run)
        assert found is not None
        assert (found.command, found.as_of, found.seconds) == ("build --subject oka", DAY, 2.0)
        assert (found.built, found.current, found.kept, found.failed) == (1, 7, 1, 1)
        assert abs(found.started - datetime.now(UTC)) < timedelta(minutes=1)
        broken, left, made = found.outcomes
        assert left == kept
        assert (broken.outcome, str(broken.error)) == ("failed", "it stopped")
        assert (made.outcome, made.reason, made.seconds) == ("built", "its facts changed", 0.25)

    def test_that_were_killed_have_no_end(self, ledger: Ledger) -> None:
        ledger.start_run("build", DAY, "data")
        assert ledger.runs()[0].seconds is None

    def test_that_were_interrupted_say_so(self, ledger: Ledger) -> None:
        run = ledger.start_run("build", DAY, "data")
        ledger.finish_run(run, built=0, current=0, kept=0, failed=0, seconds=1.0, interrupted=True)
        assert ledger.runs()[0].interrupted

    def test_are_listed_newest_first(self, ledger: Ledger) -> None:
        for _ in range(4):
            ledger.start_run("build", DAY, "data")
        assert [run.id for run in ledger.runs(limit=3)] == [4, 3, 2]

    def test_of_long_ago_are_forgotten(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("briefbook.record.runs.KEPT_RUNS", 2)
        for _ in range(4):
            run = ledger.start_run("build", DAY, "data")
            ledger.record_outcomes(run, [RunOutcome("a", "kept", verbatim("because"))])
        assert [run.id for run in ledger.runs()] == [4, 3]
        assert ledger.run(2) is None

    def test_that_never_were_cannot_end(self, ledger: Ledger) -> None:
        with pytest.raises(ValueError, match="no run 7"):
            ledger.finish_run(7, built=0, current=0, kept=0, failed=0, seconds=0)


class TestFilesAndNotes:
    def test_digests_of_files_are_remembered(self, ledger: Ledger, path: Path) -> None:
        wide = FileRecord(FileState(10, 2**63, 2**64 - 1, -5), digest(b"a"), 99)
        plain = FileRecord(FileState(1, 2, 3, 4), digest(b"b"), 5)
        ledger.remember_files({"data/реки.yaml": wide, "data/b.yaml": plain})
        with reopened(path) as reader:
            assert reader.file_digests() == {"data/реки.yaml": wide, "data/b.yaml": plain}

    def test_a_newer_digest_takes_the_place_of_the_older(self, ledger: Ledger) -> None:
        older = FileRecord(FileState(1, 2, 3, 4), "older", 5)
        ledger.remember_files({"a": older, "b": older})
        ledger.remember_files({"a": replace(older, digest="newer")})
        found = ledger.file_digests()
        assert [found[name].digest for name in "ab"] == ["newer", "older"]

    def test_a_file_whose_name_is_no_text_is_not_remembered(self, ledger: Ledger) -> None:
        entry = FileRecord(FileState(1, 2, 3, 4), "digest", 5)
        ledger.remember_files({"data/\udcff.yaml": entry, "data/a.yaml": entry})
        assert set(ledger.file_digests()) == {"data/a.yaml"}

    def test_files_can_be_forgotten(self, ledger: Ledger) -> None:
        entry = FileRecord(FileState(1, 2, 3, 4), "digest", 5)
        ledger.remember_files({"a": entry, "b": entry})
        ledger.forget_files(["a"])
        assert set(ledger.file_digests()) == {"b"}

    def test_small_texts_are_kept_by_name(self, ledger: Ledger, path: Path) -> None:
        ledger.set_value("dataset", "one")
        ledger.set_value("dataset", "two")
        with reopened(path) as reader:
            assert (reader.value("dataset"), reader.value("other")) == ("two", None)


class TestReading:
    def test_where_there_is_no_ledger_gives_none_and_makes_nothing(self, path: Path) -> None:
        assert Ledger.read(path) is None
        assert not path.parent.exists()

    def test_shows_one_moment(self, ledger: Ledger, path: Path) -> None:
        with reopened(path) as reader:
            ledger.record_built([(built(), PACKED)])
            assert reader.outputs() == {}

    def test_leaves_nothing_beside_the_ledger(self, ledger: Ledger, path: Path) -> None:
        ledger.record_built([(built(), PACKED)])
        with reopened(path) as reader:
            reader.outputs()
            assert [file.name for file in path.parent.iterdir()] == ["ledger.db"]

    def test_cannot_write(self, ledger: Ledger, path: Path) -> None:
        with reopened(path) as reader, pytest.raises(OutputFolder, match="may only be read"):
            reader.announce({PATH: "one"})
        assert ledger.announcements() == {}


def test_four_thousand_outputs_go_through_one_transaction(ledger: Ledger, path: Path) -> None:
    made = [(built(f"output/ru/s{number}/brief.pdf"), PACKED) for number in range(4000)]
    ledger.record_built(made)
    ledger.close()
    with Ledger.open(path) as again:
        assert len(again.outputs()) == 4000

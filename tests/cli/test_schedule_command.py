"""``briefbook schedule``: what it tells, and how it ends."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.books import append

from briefbook.cli import main


def run(book: Path, *arguments: str) -> int:
    return main(["--book", str(book), "schedule", *arguments])


MORNING = """
[schedules.morning]
cron = "30 6 * * 1-5"
timezone = "Europe/Berlin"
documents = ["note"]
"""


def test_list_tells_the_next_five_times_in_the_zone(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(book / "briefbook.toml", MORNING)
    assert run(book, "list") == 0
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "morning: 30 6 * * 1-5 (Europe/Berlin), note"
    assert len(said) == 6
    assert all(" 06:30 CE" in line for line in said[1:])
    assert not any("Sat" in line or "Sun" in line for line in said)


def test_list_as_json_has_moments_with_their_offset(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(book / "briefbook.toml", MORNING)
    assert run(book, "list", "--json") == 0
    (one,) = json.loads(capsys.readouterr().out)["schedules"]
    times = [datetime.fromisoformat(text) for text in one["next"]]
    assert one["schedule"] == "morning"
    assert len(times) == 5
    assert times[0] > datetime.now(UTC)
    assert all(time == time.astimezone(ZoneInfo("Europe/Berlin")) for time in times)


def test_list_leaves_holidays_out(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    append(
        book / "briefbook.toml",
        '\n[schedules.yearly]\ncron = "0 6 1 1,5 *"\nskip = ["--05-01"]\n',
    )
    assert run(book, "list") == 0
    assert "-05-01" not in capsys.readouterr().err


def test_list_of_a_book_without_schedules_says_so(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(book, "list") == 0
    assert "no schedules" in capsys.readouterr().err


def test_a_bad_schedule_is_shown_with_its_line(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(book / "briefbook.toml", '\n[schedules.morning]\ncron = "0 6 * * fry"\n')
    assert run(book, "list") == 3
    assert "briefbook.toml:22:1: error: 'cron' in [schedules.morning]" in capsys.readouterr().err


def test_a_subject_that_the_book_does_not_have_is_shown_with_its_line(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(book / "briefbook.toml", MORNING + 'subjects = ["office", "ofice"]\n')
    assert main(["--book", str(book), "check"]) == 3
    said = capsys.readouterr().err
    assert "briefbook.toml:25:23: error: 'subjects' in [schedules.morning] names 'ofice'" in said
    assert "did you mean 'office'?" in said

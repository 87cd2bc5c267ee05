"""``briefbook schedule``: what it tells, and how it ends."""

from __future__ import annotations

import json
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.books import append, edit, write
from tests.program import run as program
from tests.program import start, wait_until, workers_of

from briefbook.cli import main
from briefbook.publish import BuildLock


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


# run and status, as processes


SLOW = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
HOURLY = """
[schedules.hourly]
cron = "0 * * * *"
retries = 0
"""


@pytest.fixture
def hourly(built_book: Path) -> Path:
    append(built_book / "briefbook.toml", HOURLY)
    return built_book


def test_once_works_on_the_due_slot_and_a_second_time_on_nothing(hourly: Path) -> None:
    first = program("schedule", "run", "hourly", "--once", "--json", folder=hourly)
    second = program("schedule", "run", "--once", "--json", folder=hourly)
    assert (first.returncode, second.returncode) == (0, 0)
    (slot,) = json.loads(first.stdout)["slots"]
    assert slot["state"] == "completed"
    assert slot["slot"].startswith("hourly@")
    # The full hour may have passed between the two.
    assert all(one["slot"] != slot["slot"] for one in json.loads(second.stdout)["slots"])
    assert "event=slot-ended" in first.stderr


def test_once_ends_as_a_build_does_when_an_output_fails(hourly: Path) -> None:
    edit(hourly / "templates/note.html.jinja", "subject.site", "subject.syte")
    ended = program("schedule", "run", "--once", "--json", "--jobs", "1", folder=hourly)
    assert ended.returncode == 1
    (slot,) = json.loads(ended.stdout)["slots"]
    assert slot["state"] == "failed"
    assert sorted(slot["failed"]) == ["output/en/office/note.pdf", "output/ru/office/note.pdf"]
    assert run(hourly, "status", "--grace", "100000") == 1


def test_once_ends_with_3_where_the_book_is_invalid(hourly: Path) -> None:
    write(hourly / "data/states/ruritania.yaml", "name: [")
    assert program("schedule", "run", "--once", folder=hourly).returncode == 3


def test_once_asked_twice_to_end_ends_at_once_and_resumes_later(hourly: Path) -> None:
    edit(hourly / "templates/note.html.jinja", "<p>{{ subject.site }}</p>", SLOW)
    process = start("schedule", "run", "--once", "--jobs", "1", folder=hourly)
    wait_until(lambda: workers_of(process))
    process.send_signal(signal.SIGTERM)
    time.sleep(0.2)  # two signals at once may be one
    process.send_signal(signal.SIGTERM)
    _, messages = process.communicate(timeout=30)
    assert process.returncode == 143
    assert b"Traceback" not in messages
    edit(hourly / "templates/note.html.jinja", SLOW, "<p>{{ subject.site }}</p>")
    resumed = program("schedule", "run", "--once", "--jobs", "1", folder=hourly)
    assert resumed.returncode == 0
    assert "resumed=true" in resumed.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("run", "dayly", "--once"), "no schedule"), (("run", "--json"), "--once")],
)
def test_what_is_not_there_is_a_matter_of_usage(
    hourly: Path, arguments: tuple[str, ...], words: str
) -> None:
    ended = program("schedule", *arguments, folder=hourly)
    assert ended.returncode == 2
    assert words in ended.stderr


def test_a_book_without_schedules_has_nothing_to_run(book: Path) -> None:
    assert program("schedule", "run", folder=book).returncode == 2


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_the_service_runs_until_it_is_asked_to_stop(hourly: Path, number: int, code: int) -> None:
    service = start("schedule", "run", folder=hourly)
    note = hourly / "output/.briefbook/service.json"
    wait_until(note.exists)
    alive = program("schedule", "status", "--json", folder=hourly)
    service.send_signal(number)
    output, messages = service.communicate(timeout=30)
    assert (service.returncode, output) == (code, b"")
    assert messages.decode().splitlines()[-1].endswith("event=service-stopped")
    assert b"Traceback" not in messages
    assert not note.exists()
    (told,) = json.loads(alive.stdout)["services"]
    assert (told["pid"], told["alive"]) == (service.pid, True)
    assert alive.returncode == 0


def test_a_dead_service_is_noticed(hourly: Path) -> None:
    service = start("schedule", "run", folder=hourly)
    wait_until((hourly / "output/.briefbook/service.json").exists)
    service.kill()
    service.communicate(timeout=30)
    told = program("schedule", "status", folder=hourly)
    assert f"the service of process {service.pid} is dead" in told.stderr


def test_a_service_asked_to_stop_while_it_waits_for_a_build_stops(hourly: Path) -> None:
    lock = BuildLock(hourly / "output/.briefbook/lock").acquire(lambda _: None)
    service = start("schedule", "run", folder=hourly)
    assert service.stderr is not None
    while b"waiting-for-lock" not in service.stderr.readline():
        assert service.poll() is None
    service.send_signal(signal.SIGTERM)
    service.communicate(timeout=30)
    lock.release()
    assert service.returncode == 0


def test_status_of_a_schedule_that_nobody_looks_after_ends_with_1(
    hourly: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(hourly, "status", "--json") == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["schedules"][0]["condition"] == "unattended"
    assert "no service and no timer has looked at it yet" in said.err


# export


def test_export_prints_units_one_after_another(
    hourly: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(hourly, "export", "--format", "systemd") == 0
    said = capsys.readouterr().out
    assert said.startswith("# briefbook-book-hourly.service\n# Written by `briefbook")
    assert "\n# briefbook-book-hourly.timer\n" in said
    assert f"--book {hourly.resolve()} schedule run hourly --once\n" in said


def test_export_writes_files_and_writes_them_anew(
    hourly: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("export", "--format", "systemd", "--output", str(tmp_path / "units"))
    assert run(hourly, *arguments) == 0
    names = ["briefbook-book-hourly.service", "briefbook-book-hourly.timer"]
    assert sorted(file.name for file in (tmp_path / "units").iterdir()) == names
    edit(hourly / "briefbook.toml", '"0 * * * *"', '"7 * * * *"')
    assert run(hourly, *arguments) == 0
    assert "*:07:00 UTC" in (tmp_path / "units" / names[1]).read_text("utf-8")
    assert capsys.readouterr().out == ""


def test_export_does_not_replace_the_file_of_somebody_else(hourly: Path, tmp_path: Path) -> None:
    own = tmp_path / "briefbook-book-hourly.timer"
    own.write_text("[Timer]\n", encoding="utf-8")
    assert run(hourly, "export", "--format", "systemd", "--output", str(tmp_path)) == 2
    assert own.read_text("utf-8") == "[Timer]\n"
    assert not (tmp_path / "briefbook-book-hourly.service").exists()


def test_export_for_cron_in_the_zone_of_a_machine(
    hourly: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(hourly / "briefbook.toml", '"0 * * * *"', '"0 6 * * *"')
    arguments = ("export", "--format", "cron", "--timezone", "Europe/Minsk", "--json")
    assert run(hourly, *arguments) == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["file"] == "briefbook-book.crontab"
    assert "\n0 9 * * * /" in file["text"]


def test_export_refuses_a_zone_that_does_not_exist(hourly: Path) -> None:
    assert run(hourly, "export", "--format", "cron", "--timezone", "Europe/Mensk") == 2

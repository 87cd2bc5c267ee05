"""A book that is watched: every save is one build, and only what it touches is made."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Event, Thread

import pytest
from tests.books import edit, lay_small_book, state_of, write
from tests.program import start, wait_until, workers_of

from briefbook.build.dispatch import Options
from briefbook.errors import ExtraMissing, InvalidBook, UnknownName
from briefbook.events import (
    BuildRefused,
    DayBegan,
    OutputBuilt,
    RunFinished,
    SourcesChanged,
    WaitingForLock,
    WatchStarted,
)
from briefbook.events import Event as Happening
from briefbook.plan.outputs import Selection
from briefbook.publish import BuildLock
from briefbook.schedule import watching
from briefbook.schedule.watching import Pace, require_watchfiles, watch

OFFICE = "data/organizations/office.yaml"
NOTE = "templates/note.html.jinja"
QUICK = Pace(settle=0.05, glance=0.3)


class Watched:
    """A book watched in a thread of this process, and what its listener has heard."""

    def __init__(self, book: Path, options: Options, pace: Pace = QUICK) -> None:
        self.book = book
        self.heard: list[Happening] = []
        self.stop = Event()
        self.thread = Thread(
            target=watch,
            args=(book, options, self.heard.append),
            kwargs={"stop": self.stop, "pace": pace},
        )

    def runs(self) -> int:
        return sum(isinstance(event, RunFinished | BuildRefused) for event in self.heard)

    def after(self, save: Callable[[], object]) -> list[Happening]:
        """Save something; return what is heard until the build that follows has ended."""
        heard, runs = len(self.heard), self.runs()
        save()
        wait_until(lambda: self.runs() > runs)
        return self.heard[heard:]

    def end(self) -> None:
        self.stop.set()
        self.thread.join(timeout=20)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """One small book, watched while the tests of this file save into it."""
    book = lay_small_book(tmp_path_factory.mktemp("watched") / "book")
    watched = Watched(book, Options(executor="inline", command="watch"))
    watched.thread.start()
    wait_until(lambda: watched.runs() == 1)
    yield watched
    watched.end()
    assert not watched.thread.is_alive()


def built(events: list[Happening]) -> set[str]:
    return {event.output for event in events if isinstance(event, OutputBuilt)}


def saved(events: list[Happening]) -> list[str]:
    return [name for event in events if isinstance(event, SourcesChanged) for name in event.files]


def in_a_process(script: str, *arguments: object) -> None:
    """Save as another program does it, in a process of its own."""
    subprocess.run([sys.executable, "-c", script, *map(str, arguments)], check=True, timeout=20)


# How editors save. Each takes a file and its new text.
TRUNCATE = """
import sys; open(sys.argv[1], "w", encoding="utf-8").write(sys.argv[2])
"""
IN_TWO_STEPS = """
import sys, time
with open(sys.argv[1], "w", encoding="utf-8") as file:
    file.write(sys.argv[2][:20]); file.flush(); time.sleep(0.02); file.write(sys.argv[2][20:])
"""
RENAME_OVER = """
import os, sys
new = sys.argv[1] + ".tmp-4711"
open(new, "w", encoding="utf-8").write(sys.argv[2]); os.fsync(os.open(new, os.O_RDONLY))
os.replace(new, sys.argv[1])
"""
BACKUP_FIRST = """
import os, sys
folder, name = os.path.split(sys.argv[1])
probe = os.path.join(folder, "4913"); open(probe, "w").close(); os.remove(probe)
swap = os.path.join(folder, f".{name}.swp"); open(swap, "w").write("b0VIM")
os.rename(sys.argv[1], sys.argv[1] + "~")
open(sys.argv[1], "w", encoding="utf-8").write(sys.argv[2])
os.remove(sys.argv[1] + "~"); os.remove(swap)
"""
LOCK_BESIDE = """
import os, sys
folder, name = os.path.split(sys.argv[1])
lock = os.path.join(folder, f".#{name}"); os.symlink("clerk@desk.1234", lock)
open(os.path.join(folder, f"#{name}#"), "w", encoding="utf-8").write(sys.argv[2])
os.remove(os.path.join(folder, f"#{name}#"))
open(sys.argv[1], "w", encoding="utf-8").write(sys.argv[2]); os.remove(lock)
"""


@pytest.mark.parametrize(
    ("style", "year"),
    [
        (TRUNCATE, 1951),
        (IN_TWO_STEPS, 1952),
        (RENAME_OVER, 1953),
        (BACKUP_FIRST, 1954),
        (LOCK_BESIDE, 1955),
    ],
    ids=["truncate and write", "in two steps", "rename over", "backup first", "lock beside"],
)
def test_each_way_of_saving_is_one_build(watched: Watched, style: str, year: int) -> None:
    file = watched.book / OFFICE
    text = re.sub(r"established: \d+", f"established: {year}", file.read_text(encoding="utf-8"))
    runs = watched.runs()
    events = watched.after(lambda: in_a_process(style, file, text))
    time.sleep(0.4)
    assert watched.runs() == runs + 1
    assert saved(events) == [OFFICE]
    assert len(built(events)) == 4


def test_a_burst_of_saves_is_one_build(watched: Watched) -> None:
    def burst() -> None:
        for year in range(1960, 1980):
            text = (watched.book / OFFICE).read_text(encoding="utf-8")
            write(watched.book / OFFICE, re.sub(r"(established:) \d+", rf"\1 {year}", text))
            time.sleep(0.01)

    runs = watched.runs()
    watched.after(burst)
    time.sleep(0.4)
    assert watched.runs() == runs + 1


def test_only_what_a_save_touches_is_made(watched: Watched) -> None:
    phrases = watched.book / "templates/phrases/en.html.jinja"
    events = watched.after(lambda: edit(phrases, "Founded", "Begun"))
    assert built(events) == {"output/en/office/note.pdf", "output/en/office/sheet.docx"}


def test_layouts_settings_and_fonts_are_watched_too(watched: Watched) -> None:
    layout = watched.book / "templates/profiles/house.toml"
    events = watched.after(lambda: write(layout, layout.read_text(encoding="utf-8") + "\n# x\n"))
    assert saved(events) == ["templates/profiles/house.toml"]
    assert built(events) == set()  # a comment changes no layout

    settings = watched.book / "briefbook.toml"
    events = watched.after(lambda: edit(settings, "seconds = 20", "seconds = 21"))
    assert saved(events) == ["briefbook.toml"]

    font = watched.book / "templates/fonts/other"
    events = watched.after(lambda: write(font / "README", "no font"))
    assert saved(events) == ["templates/fonts/other/README"]
    events = watched.after(lambda: write(font / "README", "still none"))
    assert saved(events) == ["templates/fonts/other/README"]


def test_an_invalid_book_is_told_with_its_line_and_the_next_save_mends_it(
    watched: Watched,
) -> None:
    events = watched.after(lambda: edit(watched.book / OFFICE, "site:", "stie:"))
    (refused,) = [event for event in events if isinstance(event, BuildRefused)]
    assert isinstance(refused.error, InvalidBook)
    (problem,) = refused.error.problems
    assert problem.spans[0].file == OFFICE
    assert "stie" in problem.spans[0].excerpt

    events = watched.after(lambda: edit(watched.book / OFFICE, "stie:", "site:"))
    assert not [event for event in events if isinstance(event, BuildRefused)]


def test_a_folder_that_is_moved_away_and_back_is_seen(watched: Watched) -> None:
    away = watched.book.parent / "away"
    events = watched.after(lambda: (watched.book / "data/states").rename(away))
    assert [event for event in events if isinstance(event, BuildRefused)]
    watched.after(lambda: away.rename(watched.book / "data/states"))
    events = watched.after(
        lambda: edit(watched.book / "data/states/ruritania.yaml", "Kingdom", "Republic")
    )
    assert saved(events) == ["data/states/ruritania.yaml"]


def test_a_build_waits_for_another_and_lets_it_go_first(watched: Watched) -> None:
    lock = BuildLock(watched.book / "output/.briefbook/lock")
    with lock.acquire(lambda _: None):
        heard = len(watched.heard)
        edit(watched.book / "templates/phrases/ru.html.jinja", "Основано", "Учреждено")
        wait_until(lambda: any(isinstance(e, WaitingForLock) for e in watched.heard[heard:]))
        runs = watched.runs()
    wait_until(lambda: watched.runs() > runs)
    assert built(watched.heard[heard:]) == {
        "output/ru/office/note.pdf",
        "output/ru/office/sheet.docx",
    }


def test_the_ledger_says_that_the_runs_were_those_of_a_watch(watched: Watched) -> None:
    from briefbook.api import past_runs

    assert {run.command for run in past_runs(watched.book)} == {"watch"}


def test_a_new_day_is_a_change(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [date(2031, 5, 17)]
    monkeypatch.setattr(watching, "new_day", lambda _: days.pop() if days else None)
    events = watched.after(lambda: None)
    assert DayBegan(date(2031, 5, 17)) in events


def test_it_starts_only_with_a_book_and_names_that_it_has(book: Path) -> None:
    heard: list[Happening] = []
    with pytest.raises(UnknownName, match="no document 'noet'"):
        watch(book, Options(Selection(documents=("noet",))), heard.append)
    shutil.rmtree(book)
    book.mkdir()
    with pytest.raises(InvalidBook):
        watch(book, Options(), heard.append)
    assert [type(event) for event in heard] == [WatchStarted]


def test_without_its_library_it_says_what_to_install() -> None:
    with pytest.raises(ExtraMissing) as caught:
        require_watchfiles(lambda _: None)
    assert "briefbook[preview]" in caught.value.hint


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_watch_in_a_process_ends_at_once_and_leaves_nothing(
    built_book: Path, number: int, code: int
) -> None:
    with start("watch", "note", folder=built_book) as process:
        lines: list[str] = []
        reader = Thread(target=lambda: lines.extend(map(bytes.decode, process.stderr or ())))
        reader.start()
        wait_until(lambda: workers_of(process))
        workers = workers_of(process)
        edit(built_book / OFFICE, "1997", "1998")
        wait_until(lambda: any("built 2 outputs" in line for line in lines))
        edit(built_book / NOTE, "<html", "{% if %}<html")
        wait_until(lambda: any("2 failed" in line for line in lines))
        before = state_of(built_book / "output")

        process.send_signal(number)
        process.wait(timeout=20)
        reader.join(timeout=20)

    assert process.returncode == code
    assert not any("Traceback" in line for line in lines)
    assert any(line.startswith(f"{NOTE}:2:1: error: ") for line in lines)
    assert '    {% if %}<html lang="{{ language }}">\n' in lines
    assert f"saved: {NOTE}\n" in lines
    assert state_of(built_book / "output") == before
    assert not (built_book / "output/.briefbook/lock.json").exists()
    wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def test_its_messages_do_not_go_to_standard_output(built_book: Path) -> None:
    with start("watch", "--executor", "inline", folder=built_book) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"watching .; Ctrl-C ends it\n"
        assert process.stderr.readline().startswith(b"built 0 outputs, 4 current in ")
        process.send_signal(signal.SIGTERM)
        output, messages = process.communicate(timeout=20)
    assert (output, messages) == (b"", b"")

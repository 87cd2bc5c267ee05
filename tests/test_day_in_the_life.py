"""A day in the life of a book: watched, planned, delivered; then silence; then a new year.

A real ``briefbook watch``, a real mail server, a real webhook and a real folder; only the
slots of the schedule come when the test says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.books import edit, outputs_in, state_of
from tests.build.offices import ALL, OFFICE, lay_offices
from tests.deliver.post_office import Hook, MailHandler, mail_server, webhook
from tests.program import start, wait_until
from tests.schedule.clocks import FakeClock, with_schedule

from briefbook.api import past_runs
from briefbook.deliver.dispatch import deliver
from briefbook.events import Event, NothingToDeliver, OutputBuilt, ParcelDelivered
from briefbook.schedule.attempt import Workplace
from briefbook.schedule.service import run_once
from briefbook.schedule.stopping import Stop

TODAY = datetime.now(UTC).date()
#: Only the notes of one office tell of its foundation, and of a mandate, which ends with this year.
MANDATE = f"      - period: {TODAY.year - 3}–{TODAY.year}\n"
READERS = frozenset({f"output/{language}/office/note.pdf" for language in ("ru", "en")})

SETTINGS = """
[schedules.morning]
cron = "0 6 * * *"
deliver = ["registry", "desk", "portal"]

[deliveries.registry]
kind = "folder"
path = "{registry}"

[deliveries.desk]
kind = "email"
server = "127.0.0.1"
port = {port}
security = "none"
sender = "briefbook@example.org"
recipients = {{ "desk@example.org" = "en" }}

[deliveries.portal]
kind = "webhook"
url = "{url}"
"""


@dataclass
class Day:
    """A book with everything that it is delivered to."""

    book: Path
    registry: Path
    mails: MailHandler
    hook: Hook
    events: list[Event] = field(default_factory=list)

    def slot(self, day: date) -> set[str]:
        """Let the slot of a day come; return what it built."""
        self.events.clear()
        moment = datetime(day.year, day.month, day.day, 6, 0, 30, tzinfo=UTC)
        stop = Stop()
        clock = FakeClock(stop, timedelta(days=1), moment)
        place = Workplace(self.book, clock, stop, self.events.append, deliver, "inline")
        (done,) = run_once(place, "morning")
        assert done.slot is not None
        assert done.slot.state == "completed"
        return {event.output for event in self.events if isinstance(event, OutputBuilt)}

    def delivered(self) -> dict[str, set[str]]:
        """Return what the last slot delivered, by the names of the deliveries."""
        sent = [event for event in self.events if isinstance(event, ParcelDelivered)]
        return {event.delivery: set(event.outputs) for event in sent}

    def attached(self) -> set[str]:
        """Return the names of the files of the last mail."""
        return {str(part.get_filename()) for part in self.mails.mails[-1].iter_attachments()}


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    monkeypatch.setenv("BRIEFBOOK_WEBHOOK_SECRET", "a secret")
    book, registry = lay_offices(tmp_path / "book"), tmp_path / "registry"
    registry.mkdir()
    edit(book / OFFICE, "      - period: 2010–2013\n", f"      - period: 2010–2013\n{MANDATE}")
    mails, hook = MailHandler(), Hook()
    with mail_server(mails) as port, webhook(hook) as url:
        with_schedule(book, SETTINGS.format(registry=registry, port=port, url=url))
        yield Day(book, registry, mails, hook)


def test_a_day_in_the_life_of_a_book(day: Day) -> None:
    # The first slot makes everything, and everybody gets it.
    assert day.slot(TODAY) == ALL
    everything = {"registry": set(ALL), "desk": set(ALL), "portal": set(ALL)}
    assert day.delivered() == everything

    # An edit of one fact is seen by the watcher, and one pair is made.
    before = state_of(day.book / "output")
    watcher = start("watch", folder=day.book)
    try:
        wait_until(lambda: "watch" in {run.command for run in past_runs(day.book)}, 60)
        edit(day.book / OFFICE, "established: 1997", "established: 1998")
        wait_until(lambda: changed_since(day.book, before) == READERS, 60)
    finally:
        watcher.terminate()
        watcher.communicate(timeout=30)
    assert changed_since(day.book, before) == READERS

    pair = {name: set(READERS) for name in everything}

    # The next slot has nothing to make; it delivers that pair, and no other.
    assert day.slot(TODAY + timedelta(days=1)) == set()
    assert day.delivered() == pair
    assert day.attached() == {"note-office-ru.pdf", "note-office-en.pdf"}
    assert {one["output"] for one in day.hook.bodies[-1]["documents"]} == READERS
    for name in outputs_in(day.book):
        copy = day.registry / name.removeprefix("output/")
        assert copy.read_bytes() == (day.book / name).read_bytes()

    # The one after it delivers nothing, and says so.
    mails, posts = len(day.mails.mails), len(day.hook.bodies)
    assert day.slot(TODAY + timedelta(days=2)) == set()
    assert day.delivered() == {}
    silent = {event.delivery for event in day.events if isinstance(event, NothingToDeliver)}
    assert silent == {"registry", "desk", "portal"}
    assert (len(day.mails.mails), len(day.hook.bodies)) == (mails, posts)

    # The mandate holds to the end of its last day; on the day after exactly its readers go out.
    if TODAY + timedelta(days=2) < date(TODAY.year, 12, 31):
        assert day.slot(date(TODAY.year, 12, 31)) == set()
    assert day.slot(date(TODAY.year + 1, 1, 3)) == READERS
    assert day.delivered() == pair


def changed_since(book: Path, before: dict[str, tuple[bytes, int]]) -> set[str]:
    """Return the outputs whose bytes are not what they were."""
    after = state_of(book / "output")
    return {f"output/{name}" for name in after if after[name][0] != before.get(name, (b"",))[0]}

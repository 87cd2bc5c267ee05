"""The log of the service: one line an event, which programs can take apart."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime

import pytest

from briefbook.catalogue import Catalogue
from briefbook.cli.logs import Log
from briefbook.cli.settings import Verbosity
from briefbook.errors import DeliveryFailed, InvalidBook, MissingValue, RenderFailed, Span
from briefbook.events import (
    Event,
    Holder,
    OutputCurrent,
    OutputFailed,
    ParcelDelivered,
    ParcelFailed,
    RunStarted,
    ServiceStarted,
    ServiceStopped,
    SlotBegun,
    SlotEnded,
    SlotFailed,
    SlotWaits,
    WaitingForLock,
)
from briefbook.wording import _, verbatim

PAIR = re.compile(r'([a-z_]+)=("(?:[^"\\]|\\.)*"|[^\s"]+)(?: |$)')
SLOT = "morning@2026-11-24T06:00Z"


def lines(*events: Event, verbosity: Verbosity = Verbosity.NORMAL) -> list[str]:
    stream = io.StringIO()
    log = Log(verbosity, stream)
    for event in events:
        log(event)
    return stream.getvalue().splitlines()


def taken_apart(line: str) -> dict[str, str]:
    """Read a line as a program would; every character of it belongs to a pair."""
    found = PAIR.findall(line)
    assert "".join(match[0] for match in PAIR.finditer(line)) == line
    return {key: json.loads(value) if value[0] == '"' else value for key, value in found}


def told(event: Event) -> dict[str, str]:
    (line,) = lines(event)
    pairs = taken_apart(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", pairs.pop("time"))
    return pairs


def test_an_event_is_a_line_of_pairs() -> None:
    assert told(SlotBegun(SLOT, 2, resumed=True)) == {
        "level": "info",
        "event": "slot-begun",
        "slot": SLOT,
        "attempt": "2",
        "resumed": "true",
    }


def test_what_is_empty_or_false_is_left_out() -> None:
    assert set(told(SlotBegun(SLOT, 1, resumed=False))) == {"level", "event", "slot", "attempt"}
    assert told(ServiceStopped()) == {"level": "info", "event": "service-stopped"}


def test_texts_are_quoted_and_nothing_breaks_the_line() -> None:
    pairs = told(
        SlotWaits(SLOT, 60.0, verbatim('it said "no"\nlevel=info event=forged \u202e\x1b[2J'))
    )
    assert pairs["reason"] == 'it said "no" level=info event=forged \\u202e\\u001b[2J'
    assert (pairs["level"], pairs["event"]) == ("warning", "slot-waits")


def test_names_are_listed_and_files_are_counted() -> None:
    assert told(ServiceStarted(("morning", "evening")))["schedules"] == "morning,evening"
    assert told(RunStarted(3, ("a", "b", "c")))["outputs"] == "3"
    pairs = told(ParcelDelivered("desk", "a@example.org", ("x",), uncertain=False))
    assert pairs["recipient"] == "a@example.org"


def test_an_error_has_its_code_and_place() -> None:
    span = Span("templates/note.html.jinja", 4, 2)
    error = RenderFailed(verbatim("it failed"), spans=[span], hint=verbatim("mend it"))
    pairs = told(OutputFailed("output/en/office/note.pdf", error))
    assert pairs["code"] == "render-failed"
    assert pairs["error"] == "it failed"
    assert pairs["at"] == "templates/note.html.jinja:4:2"
    assert pairs["hint"] == "mend it"
    assert pairs["level"] == "error"


def test_the_problems_of_a_book_are_a_line_each() -> None:
    book = InvalidBook([MissingValue(verbatim(f"no {name}")) for name in ("a", "b")])
    found = [taken_apart(line)["error"] for line in lines(SlotFailed(SLOT, book))]
    assert found == ["no a", "no b"]


def test_whoever_holds_the_lock_is_named() -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    pairs = told(WaitingForLock(Holder(12, since, "briefbook build")))
    assert (pairs["pid"], pairs["command"]) == ("12", "briefbook build")
    assert told(WaitingForLock(Holder())) == {"level": "info", "event": "waiting-for-lock"}


@pytest.mark.parametrize(("state", "level"), [("completed", "info"), ("failed", "error")])
def test_a_slot_that_failed_is_an_error(state: str, level: str) -> None:
    assert told(SlotEnded(SLOT, state, verbatim("x")))["level"] == level


def test_the_verbosity_says_from_which_level_on() -> None:
    events = (
        OutputCurrent("x"),
        SlotBegun(SLOT, 1, resumed=False),
        SlotWaits(SLOT, 1.0, verbatim("x")),
        SlotEnded(SLOT, "failed", verbatim("x")),
    )
    counts = [len(lines(*events, verbosity=one)) for one in Verbosity]
    assert counts == [2, 3, 4]


def test_sentences_are_in_the_language_of_the_interface_and_keys_are_not() -> None:
    stream = io.StringIO()
    error = DeliveryFailed(_("there is no folder {folder}", folder="/srv/registry"))
    log = Log(Verbosity.NORMAL, stream, Catalogue.of("ru"))
    log(ParcelFailed("registry", "/srv/registry", error))
    line = stream.getvalue()
    assert 'error="папки /srv/registry нет"' in line
    assert " event=parcel-failed delivery=registry " in line
    assert " code=delivery-failed " in line


def test_a_stream_that_nobody_reads_does_not_stop_the_work() -> None:
    written: list[str] = []

    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            written.append(text)
            raise BrokenPipeError

    Log(Verbosity.NORMAL, Broken())(ServiceStopped())
    assert len(written) == 1

"""The service killed with SIGKILL at random moments, again and again.

A schedule of one slot a minute under a clock that runs fast, facts that change all the
time, a folder and a webhook to deliver to. Whenever the service dies: each slot ends once,
no file is torn, each delivery into the folder comes once, and each key of the webhook
stands for one delivery.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from tests.books import NOTES, REPOSITORY, lay_small_book
from tests.build.offices import build, bytes_of
from tests.deliver.post_office import Hook, webhook
from tests.program import environment, wait_until
from tests.schedule.clocks import with_schedule

from briefbook.api import Book
from briefbook.build.builder import LEDGER
from briefbook.deliver.folder import NOTES as CHANGE_NOTES
from briefbook.record.deliveries import DeliveryRecord
from briefbook.record.ledger import Ledger
from briefbook.record.slots import Slot

#: How often the service is killed.
ROUNDS = int(os.environ.get("BRIEFBOOK_SERVICE_KILLS", "20"))
#: A slot comes every so many seconds.
MINUTE = 0.5
YEARS = ("1997", "1998", "1999")
OFFICE = "data/organizations/office.yaml"
SETTINGS = """
[deliveries.registry]
kind = "folder"
path = "sent"
[deliveries.portal]
kind = "webhook"
url = "{url}"
timeout = 2
pause = 0.1
[schedules.steady]
cron = "* * * * *"
documents = ["note"]
deliver = ["registry", "portal"]
retries = 20
"""
ENDED = re.compile(r"event=slot-ended slot=(\S+) state=(\S+)")


@dataclass
class Campaign:
    """A book whose service is killed, and what is seen of it from outside."""

    book: Path
    hook: Hook
    versions: dict[str, set[bytes]]
    logs: Path
    epoch: float
    lives: int = 0

    def start(self) -> subprocess.Popen[bytes]:
        """Start the service, and wait until it looks after its schedule."""
        self.lives += 1
        log = self.logs / f"{self.lives}.log"
        arguments = [str(self.book), str(60 / MINUTE), str(self.epoch)]
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.schedule.fast_service", *arguments],
                cwd=REPOSITORY,
                env=environment(BRIEFBOOK_WEBHOOK_SECRET="a secret"),
                stderr=stream,
            )
        wait_until(lambda: b"event=service-started" in log.read_bytes())
        return process

    def edit(self, year: str) -> None:
        """Change a fact, as a careful editor saves: the file is whole at any moment."""
        file = self.book / OFFICE
        text = re.sub(r"established: \d+", f"established: {year}", file.read_text("utf-8"))
        with NamedTemporaryFile("w", dir=self.book, delete=False, encoding="utf-8") as beside:
            beside.write(text)
        Path(beside.name).replace(file)

    def log(self) -> str:
        """Return what all lives of the service have said, in their order."""
        files = (self.logs / f"{life}.log" for life in range(1, self.lives + 1))
        return "".join(file.read_text("utf-8") for file in files)

    def assert_nothing_is_torn(self) -> None:
        """Every document, published or delivered, is that of one of the years."""
        for folder in ("output", "sent"):
            for name in NOTES:
                file = self.book / folder / name.removeprefix("output/")
                if file.exists():
                    assert file.read_bytes() in self.versions[name], f"{file} is torn"

    def slots(self) -> list[Slot]:
        with self._ledger() as ledger:
            return list(reversed(ledger.slots.recent("steady", 10_000)))

    def deliveries(self, name: str) -> list[DeliveryRecord]:
        with self._ledger() as ledger:
            return [one for one in ledger.deliveries.recent(10_000) if one.delivery == name]

    def _ledger(self) -> Ledger:
        ledger = Ledger.read(self.book / LEDGER)
        assert ledger is not None
        assert ledger.fresh is None
        return ledger


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    """The service was killed again and again; then it came to rest and was asked to stop."""
    folder = tmp_path_factory.mktemp("kills")
    book = lay_small_book(folder / "book")
    (book / "sent").mkdir()
    (folder / "logs").mkdir()
    hook = Hook()
    with webhook(hook) as url:
        with_schedule(book, SETTINGS.format(url=url))
        versions = versions_of(book)
        found = Campaign(book, hook, versions, folder / "logs", time.time())
        kill_again_and_again(found, random.Random(ROUNDS))
        yield found


def versions_of(book: Path) -> dict[str, set[bytes]]:
    """Return the bytes that each note has in each year; the book is left unbuilt."""
    office, found = book / OFFICE, {name: set[bytes]() for name in NOTES}
    for year in YEARS:
        office.write_text(
            re.sub(r"(?<=established: )\d+", year, office.read_text("utf-8")), "utf-8"
        )
        assert build(book).ok
        for name in NOTES:
            found[name].add(bytes_of(book)[name])
    subprocess.run(["rm", "-r", str(book / "output")], check=True)
    return found


def kill_again_and_again(campaign: Campaign, chance: random.Random) -> None:
    """Kill the service at random moments while facts change; at last let it rest."""
    for _ in range(ROUNDS):
        process = campaign.start()
        death = time.monotonic() + chance.uniform(0, 4 * MINUTE)
        while (left := death - time.monotonic()) > 0:
            campaign.edit(chance.choice(YEARS))
            if not campaign.hook.answers and chance.random() < 0.2:
                campaign.hook.answers.append(500 if chance.random() < 0.5 else "cut")
            time.sleep(min(left, chance.uniform(0, MINUTE)))
        process.kill()
        process.wait(timeout=60)
        campaign.assert_nothing_is_torn()
    campaign.hook.answers.clear()
    process = campaign.start()
    log = campaign.logs / f"{campaign.lives}.log"
    try:
        wait_until(lambda: log.read_bytes().count(b"state=completed") >= 3, seconds=60)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def test_nothing_is_torn_and_all_is_current_at_the_end(campaign: Campaign) -> None:
    campaign.assert_nothing_is_torn()
    states = {str(one.output): one.state for one in Book.open(campaign.book).status()}
    assert {states[name] for name in NOTES} == {"current"}


def test_every_slot_is_there_and_has_ended(campaign: Campaign) -> None:
    slots = campaign.slots()
    steps = {later.planned - earlier.planned for earlier, later in pairwise(slots)}
    assert steps == {timedelta(minutes=1)}
    assert all(slot.ended for slot in slots[:-1])
    others = [slot for slot in slots[:-1] if slot.state not in {"completed", "coalesced"}]
    assert [f"{slot.id} {slot.state}: {slot.detail}" for slot in others] == []
    assert len(slots) > ROUNDS


def test_a_slot_ends_once(campaign: Campaign) -> None:
    told = Counter(slot for slot, _ in ENDED.findall(campaign.log()))
    assert told
    assert {slot: count for slot, count in told.items() if count > 1} == {}
    states = {slot.id: slot.state for slot in campaign.slots()}
    assert {(slot, states[slot]) for slot in told} == set(ENDED.findall(campaign.log()))


def test_slots_that_were_cut_short_were_resumed(campaign: Campaign) -> None:
    assert campaign.log().count("resumed=true") > 0


def test_each_delivery_into_the_folder_came_once(campaign: Campaign) -> None:
    """There is one change note for each, and the files are those that were published last."""
    records = {one.key[:12]: one for one in campaign.deliveries("registry")}
    notes = [file.stem.split("-")[-1] for file in (campaign.book / "sent" / CHANGE_NOTES).iterdir()]
    arrived = {key for key, one in records.items() if one.state == "delivered"}
    assert len(notes) == len(set(notes))
    assert arrived <= set(notes) <= set(records)
    for name in NOTES:
        sent = campaign.book / "sent" / name.removeprefix("output/")
        assert sent.read_bytes() == (campaign.book / name).read_bytes()


def test_each_key_of_the_webhook_is_one_delivery(campaign: Campaign) -> None:
    keys = [headers["Idempotency-Key"] for headers in campaign.hook.headers]
    bodies = [json.dumps(body, sort_keys=True) for body in campaign.hook.bodies]
    assert len(set(keys)) == len(set(bodies)) == len(set(zip(keys, bodies, strict=True)))
    records = {one.key: one for one in campaign.deliveries("portal")}
    delivered = {key for key, one in records.items() if one.state == "delivered"}
    assert delivered <= set(keys) <= set(records)


def test_the_webhook_has_every_document_as_it_is_at_the_end(campaign: Campaign) -> None:
    has = {
        document["output"]: document["sha256"]
        for body in campaign.hook.bodies
        for document in body["documents"]
    }
    with campaign._ledger() as ledger:
        assert has == {name: ledger.outputs()[name].file_digest for name in NOTES}

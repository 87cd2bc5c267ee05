"""``briefbook history``: who or what began each run, and what came of it."""

from __future__ import annotations

import getpass
import json
import shutil
from pathlib import Path

import pytest
from tests.books import OUTPUTS, edit, lay_small_book
from tests.schedule.clocks import with_schedule

from briefbook.cli import main

SETTINGS = """
[deliveries.registry]
kind = "folder"
path = "sent"
[schedules.hourly]
cron = "0 * * * *"
deliver = ["registry"]
retries = 0
"""


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book that was built by hand, then by a slot that delivered all."""
    book = with_schedule(lay_small_book(tmp_path_factory.mktemp("history") / "book"), SETTINGS)
    (book / "sent").mkdir()
    assert main(["--quiet", "--book", str(book), "build", "--executor", "inline"]) == 0
    edit(book / "data/organizations/office.yaml", "1997", "1998")
    assert main(["--quiet", "--book", str(book), "schedule", "run", "--once", "--jobs", "1"]) == 0
    return book


def history(book: Path, *arguments: str) -> int:
    return main(["--book", str(book), "history", *arguments])


def test_each_run_says_who_or_what_began_it(
    delivered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert history(delivered) == 0
    of_slot, by_hand = capsys.readouterr().err.splitlines()
    assert ", schedule hourly@" in of_slot
    assert ": 4 built, 0 current, 0 kept, 0 failed, 1 delivery, " in of_slot
    assert f", build by {getpass.getuser()}: 4 built" in by_hand


def test_one_run_lists_its_outputs_and_deliveries(
    delivered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert history(delivered, "2") == 0
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1] == f"    delivered: {len(OUTPUTS)} documents to sent (registry)"
    assert sum(line.startswith("    built: output/") for line in lines) == len(OUTPUTS)


def test_as_json_it_has_slot_user_and_deliveries(
    delivered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history(delivered, "--json")
    of_slot, by_hand = json.loads(capsys.readouterr().out)["runs"]
    assert of_slot["slot"].startswith("hourly@")
    assert of_slot["command"] == f"schedule {of_slot['slot']}"
    assert (of_slot["delivered"], by_hand["delivered"]) == (1, 0)
    assert (by_hand["slot"], by_hand["user"]) == (None, getpass.getuser())
    history(delivered, "2", "--json")
    (one,) = json.loads(capsys.readouterr().out)["deliveries"]
    assert (one["delivery"], one["recipient"], one["state"]) == ("registry", "sent", "delivered")
    assert sorted(one["outputs"]) == sorted(OUTPUTS)


def test_what_did_not_arrive_is_told(
    delivered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Path(shutil.copytree(delivered, tmp_path / "book"))
    edit(book / "data/organizations/office.yaml", "1998", "1999")
    edit(book / "briefbook.toml", "[schedules.hourly]", "[schedules.again]")
    shutil.rmtree(book / "sent")
    assert main(["--quiet", "--book", str(book), "schedule", "run", "--once", "--jobs", "1"]) == 1
    history(book, "3")
    said = capsys.readouterr().err
    assert "    not delivered: 4 documents to sent (registry): there is no folder " in said

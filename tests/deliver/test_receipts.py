"""Intents and receipts: what an interruption leaves, and what the next delivery makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.books import NOTES, SHEETS
from tests.deliver.conftest import Office
from tests.deliver.post_office import Hook, MailHandler, mail_server, webhook
from tests.deliver.test_mail import ONE
from tests.deliver.test_webhook import HOOK

from briefbook.api import Book
from briefbook.build.builder import opened_ledger
from briefbook.deliver import courier
from briefbook.errors import OutputFolder, UnknownName, UnreadableFile
from briefbook.events import ignore
from briefbook.plan.outputs import Selection
from briefbook.record.deliveries import DeliveryRecord

MARKED = '<body>\n<p data-role="marking">{{ "Секретно" if language == "ru" else "Secret" }}</p>'


class Killed(BaseException):
    """Stands for a process that is killed while it waits."""


def records(office: Office) -> list[DeliveryRecord]:
    with opened_ledger(office.folder, ignore) as ledger:
        return list(ledger.deliveries.recent())


def kill_in_the_pause(office: Office) -> None:
    class Deadly(list):  # type: ignore[type-arg]
        def append(self, _seconds: float) -> None:
            raise Killed

    office.pauses = Deadly()
    with pytest.raises(Killed):
        office.deliver("portal")
    office.pauses = []


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFBOOK_WEBHOOK_SECRET", "a secret")


def test_the_intent_is_on_the_disk_before_anything_is_sent(office: Office) -> None:
    seen: list[DeliveryRecord] = []

    class Spying(Hook):
        pass

    hook = Spying(answers=[500])
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        kill_in_the_pause(office)
        seen = records(office)
    (intent,) = seen
    assert (intent.state, intent.attempts, intent.ended) == ("intended", 0, None)
    assert {output for output, _ in intent.outputs} == {NOTES[0], SHEETS[0]}
    assert intent.key == hook.headers[0]["Idempotency-Key"]


def test_what_was_cut_short_is_taken_up_under_the_same_key(office: Office) -> None:
    hook = Hook(answers=[500])
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        kill_in_the_pause(office)
        report = office.deliver("portal")
    assert len({headers["Idempotency-Key"] for headers in hook.headers}) == 1
    assert len(set(hook.raw)) == 1, "it says the same, the moment of the intent included"
    assert report.delivered[0].uncertain
    (receipt,) = records(office)
    assert (receipt.state, receipt.attempts, receipt.uncertain) == ("delivered", 2, True)


def test_what_changed_meanwhile_supersedes_the_intent(office: Office) -> None:
    hook = Hook(answers=[500])
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        kill_in_the_pause(office)
        office.edit("data/organizations/office.yaml", lambda text: text.replace("1997", "1998"))
        office.build()
        office.deliver("portal")
    states = sorted(record.state for record in records(office))
    assert states == ["delivered", "superseded"]
    assert len({headers["Idempotency-Key"] for headers in hook.headers}) == 2


def test_going_back_to_an_earlier_edition_is_another_delivery(office: Office) -> None:
    hook = Hook()
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url))
        for old, new in (("1997", "1997"), ("1997", "1998"), ("1998", "1997")):
            office.edit(
                "data/organizations/office.yaml",
                lambda text, old=old, new=new: text.replace(old, new),  # type: ignore[misc]
            )
            office.build()
            office.deliver("portal")
    assert len(hook.bodies) == 3
    assert len({body["key"] for body in hook.bodies}) == 3


def test_going_back_while_an_edition_may_have_arrived_sends_the_earlier_one_again(
    office: Office,
) -> None:
    hook = Hook(answers=[200, 500])
    file = "data/organizations/office.yaml"
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        office.deliver("portal")
        office.edit(file, lambda text: text.replace("1997", "1998"))
        office.build()
        kill_in_the_pause(office)
        office.edit(file, lambda text: text.replace("1998", "1997"))
        office.build()
        (sent,) = office.deliver("portal").delivered
        assert office.deliver("portal").delivered == []
    assert NOTES[0] in sent.outputs
    digests = [body["documents"][0]["sha256"] for body in hook.bodies]
    assert digests[0] == digests[2] != digests[1]
    assert len({body["key"] for body in hook.bodies}) == 3


def test_receipts_name_occasion_and_answer(office: Office) -> None:
    with webhook(Hook()) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        office.deliver("portal", name="morning 2026-11-24T03:00Z")
    (receipt,) = records(office)
    assert receipt.occasion == "morning 2026-11-24T03:00Z"
    assert receipt.detail == "200 noted"


def test_only_what_is_selected_goes_out(office: Office) -> None:
    hook = Hook()
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        office.deliver("portal", selection=Selection(documents=("note",)))
    assert [one["output"] for one in hook.bodies[0]["documents"]] == [NOTES[0]]


@pytest.mark.parametrize("marks", ["", 'marks = ["Secret"]\n'])
def test_a_handling_mark_leaves_only_where_the_delivery_names_it(
    office: Office, marks: str
) -> None:
    office.edit("templates/note.html.jinja", lambda text: text.replace("<body>", MARKED))
    handler = MailHandler()
    with mail_server(handler) as port:
        office.settings(ONE.format(port=port) + marks)
        office.build()
        report = office.deliver("desk")
    sent = set(report.delivered[0].outputs)
    withheld = {one.output: one.reason for one in report.withheld}
    assert sent == ({*SHEETS, NOTES[0]} if marks else set(SHEETS))
    assert withheld[NOTES[1]] == "it bears the mark “Секретно”"
    assert (NOTES[0] in withheld) is not bool(marks)


def test_what_stays_here_is_not_called_unchanged(office: Office) -> None:
    """A document that was sent once bears a mark now: it changed, and nobody is told otherwise."""
    handler = MailHandler()
    with mail_server(handler) as port:
        office.settings(ONE.format(port=port) + 'nothing_changed = "always"\n')
        office.build()
        office.deliver("desk")
        office.edit("templates/note.html.jinja", lambda text: text.replace("<body>", MARKED))
        office.build()
        report = office.deliver("desk")
    assert {one.output for one in report.withheld} == set(NOTES)
    assert (report.delivered, report.unchanged) == ([], [])
    assert len(handler.mails) == 1


def test_a_lost_edition_is_not_called_the_same(office: Office) -> None:
    hook = Hook()
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        office.deliver("portal")
        for file in (office.folder / "output/.briefbook/received").iterdir():
            file.unlink()
        office.edit("data/organizations/office.yaml", lambda text: text.replace("1997", "1998"))
        office.build()
        office.deliver("portal")
    changes = hook.bodies[1]["documents"][0]["changes"]
    assert (changes["known"], changes["passages"], changes["facts"]) == (False, [], [])


def test_a_folder_takes_every_mark(office: Office, tmp_path: Path) -> None:
    office.edit("templates/note.html.jinja", lambda text: text.replace("<body>", MARKED))
    (tmp_path / "registry").mkdir()
    settings = f'\n[deliveries.registry]\nkind = "folder"\npath = "{tmp_path}/registry"\n'
    office.settings(settings)
    office.build()
    assert office.deliver("registry").withheld == []


def test_large_sets_travel_in_several_messages(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "LARGEST", 1)
    handler = MailHandler()
    with mail_server(handler) as port:
        office.settings(ONE.format(port=port))
        office.build()
        report = office.deliver("desk")
        assert office.deliver("desk").delivered == []
    assert len(handler.mails) == len(report.delivered) == 4
    assert len({mail["Message-ID"] for mail in handler.mails}) == 4


def test_a_delivery_that_the_book_does_not_have_is_refused(office: Office) -> None:
    office.build()
    with pytest.raises(UnknownName, match="no delivery 'desk'"):
        office.deliver("desk")


def test_where_no_intent_can_be_written_nothing_is_sent(office: Office) -> None:
    hook = Hook()
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        (office.folder / "output/.briefbook/ledger.db-journal").mkdir()
        with pytest.raises((OutputFolder, UnreadableFile)):
            office.deliver("portal")
    assert hook.bodies == []


def test_the_evidence_of_old_editions_is_put_away(office: Office) -> None:
    shelf = office.folder / "output/.briefbook/received"
    with webhook(Hook()) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        office.deliver("portal")
        first = set(shelf.iterdir())
        office.edit("data/organizations/office.yaml", lambda text: text.replace("1997", "1998"))
        office.build()
        office.deliver("portal")
        second = set(shelf.iterdir())
    assert len(first) == len(second) == 2
    assert first.isdisjoint(second)


def test_deliveries_leave_outputs_and_their_state_alone(office: Office) -> None:
    with webhook(Hook()) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        office.deliver("portal")
    states = {verdict.state for verdict in Book.open(office.folder).status()}
    assert states == {"current"}

"""Delivery to a webhook, to real servers: good ones, and ones that hang, cut and fail."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from tests.books import NOTES
from tests.deliver.conftest import Office
from tests.deliver.post_office import Hook, free_port, webhook

HOOK = """
[deliveries.portal]
kind = "webhook"
url = "{url}"
timeout = 1
languages = ["en"]
language = "en"
"""


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFBOOK_WEBHOOK_SECRET", "a secret")


def test_a_delivery_is_signed_json(office: Office) -> None:
    hook = Hook()
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url) + "attach = true\n")
        office.build()
        report = office.deliver("portal")
    (body,), (headers,) = hook.bodies, hook.headers
    assert report.ok
    assert headers["Idempotency-Key"] == body["key"] == report.delivered[0].key
    seconds, _, digest = headers["Briefbook-Signature"].partition(",v1=")
    signed = seconds.removeprefix("t=").encode() + b"." + hook.raw[0]
    assert digest == hmac.new(b"a secret", signed, hashlib.sha256).hexdigest()
    note = next(one for one in body["documents"] if one["output"] == NOTES[0])
    data = (office.folder / NOTES[0]).read_bytes()
    assert base64.b64decode(note["content"]) == data
    assert note["sha256"] == hashlib.sha256(data).hexdigest()
    assert note["heading"] == "Sample Office"
    assert note["changes"] is None


def test_changes_come_as_values(office: Office) -> None:
    hook = Hook()
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        office.deliver("portal")
        office.edit("data/organizations/office.yaml", lambda text: text.replace("1997", "1998"))
        office.build()
        office.deliver("portal")
    changes = hook.bodies[1]["documents"][0]["changes"]
    assert changes["since"] == "2026-11-24"
    fact = {"fact": "organizations.office.established", "before": "1997", "now": "1998"}
    assert fact in changes["facts"]
    assert {"before": "Founded in 1997.", "now": "Founded in 1998."} in changes["passages"]


def test_an_error_of_the_other_side_is_waited_out(office: Office) -> None:
    hook = Hook(answers=[500, 503, 200])
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        report = office.deliver("portal")
    assert report.ok
    assert office.pauses == [5.0, 20.0]
    assert len({headers["Idempotency-Key"] for headers in hook.headers}) == 1
    assert len(set(hook.raw)) == 1


@pytest.mark.parametrize("status", [302, 400, 403, 410])
def test_a_refusal_is_final_and_redirections_are_not_followed(office: Office, status: int) -> None:
    hook = Hook(answers=[status])
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        (failed,) = office.deliver("portal").failed
    assert failed.error.message == f"the webhook answered {status} noted"
    assert len(hook.bodies) == 1


@pytest.mark.parametrize("answer", ["cut", "hang", "drip"])
def test_what_may_have_arrived_is_sent_again_under_the_same_key(
    office: Office, answer: str
) -> None:
    hook = Hook(answers=[answer, 200])
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url).replace("timeout = 1", "timeout = 0.3"))
        office.build()
        report = office.deliver("portal")
    assert report.ok
    assert report.delivered[0].uncertain
    assert {headers["Idempotency-Key"] for headers in hook.headers} == {report.delivered[0].key}


def test_a_server_that_is_not_there_got_nothing_for_sure(office: Office) -> None:
    office.settings(HOOK.format(url=f"http://127.0.0.1:{free_port()}/") + "attempts = 1\n")
    office.build()
    (failed,) = office.deliver("portal").failed
    assert failed.error.message.startswith("the webhook cannot be reached")


def test_without_a_secret_nothing_is_sent(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BRIEFBOOK_WEBHOOK_SECRET")
    hook = Hook()
    with webhook(hook) as url:
        office.settings(HOOK.format(url=url))
        office.build()
        (failed,) = office.deliver("portal").failed
    assert "BRIEFBOOK_WEBHOOK_SECRET" in failed.error.message
    assert hook.bodies == []

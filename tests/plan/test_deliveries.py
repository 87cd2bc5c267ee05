"""``[deliveries.NAME]`` becomes settings, or every problem with its line."""

from __future__ import annotations

import textwrap

import pytest

from briefbook.errors import InvalidBook
from briefbook.plan.config import read_config
from briefbook.plan.deliveries import (
    Delivery,
    EmailSettings,
    FolderSettings,
    WebhookSettings,
    is_loopback,
)

HEAD = """\
[book]
schema = "organizations"
languages = ["ru", "en"]
source_language = "ru"
timezone = "Europe/Minsk"
[documents.brief]
about = "organizations"
formats = ["pdf"]
profile = "house"
"""
LINES = HEAD.count("\n")


def deliveries(text: str) -> tuple[Delivery, ...]:
    return read_config(HEAD + textwrap.dedent(text)).deliveries


def problems(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(InvalidBook) as caught:
        deliveries(text)
    found = caught.value.problems
    return [((one.spans[0].line or 0) - LINES, one.message) for one in found]


def test_a_book_need_not_deliver_anything() -> None:
    assert deliveries("") == ()


def test_a_folder_needs_a_path_and_no_more() -> None:
    (registry,) = deliveries("""\
        [deliveries.registry]
        kind = "folder"
        path = "/srv/registry"
        """)
    assert registry == Delivery("registry", FolderSettings("/srv/registry"), "ru", ("ru", "en"))
    assert not registry.leaves_the_house


def test_an_email_names_a_server_and_each_recipient_with_a_language() -> None:
    (desk,) = deliveries("""\
        [deliveries.desk]
        kind = "email"
        server = "smtp.example.org"
        sender = "briefbook@example.org"
        recipients = { "desk@example.org" = "ru", "mission@example.org" = "en" }
        marks = ["Confidential"]
        what = "all"
        nothing_changed = "weekly"
        """)
    assert desk.settings == EmailSettings(
        server="smtp.example.org",
        port=587,
        security="starttls",
        sender="briefbook@example.org",
        recipients={"desk@example.org": "ru", "mission@example.org": "en"},
        attach=True,
        links=None,
        user="BRIEFBOOK_SMTP_USER",
        password="BRIEFBOOK_SMTP_PASSWORD",
    )
    assert (desk.marks, desk.portion, desk.unchanged) == (("Confidential",), "all", "weekly")
    assert desk.leaves_the_house


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_usual_port_follows_the_kind_of_connection(security: str, port: int) -> None:
    (desk,) = deliveries(f"""\
        [deliveries.desk]
        kind = "email"
        server = "smtp.example.org"
        security = "{security}"
        sender = "briefbook@example.org"
        recipients = {{ "desk@example.org" = "ru" }}
        """)
    assert isinstance(desk.settings, EmailSettings)
    assert desk.settings.port == port


def test_a_webhook_names_an_address_and_the_variable_of_its_secret() -> None:
    (portal,) = deliveries("""\
        [deliveries.portal]
        kind = "webhook"
        url = "https://portal.example.org/hooks/briefbook"
        secret_variable = "PORTAL_SECRET"
        languages = ["en"]
        language = "en"
        """)
    url = "https://portal.example.org/hooks/briefbook"
    assert portal.settings == WebhookSettings(url, False, None, "PORTAL_SECRET")
    assert (portal.language, portal.languages) == ("en", ("en",))


def test_all_problems_are_told_at_once_each_with_its_line() -> None:
    assert problems("""\
        [deliveries.Desk]
        kind = "email"
        server = "smtp.example.org"
        sender = "briefbook"
        recipients = { "desk" = "ru", "mission@example.org" = "de" }
        attach = false
        timout = 3
        [deliveries.portal]
        kind = "webhok"
        path = "../elsewhere"
        marks = ["Secret"]
        [deliveries.hook]
        kind = "webhook"
        url = "http://portal.example.org/"
        languages = ["fr"]
        """) == [
        (1, "'Desk' cannot be the name of a delivery"),
        (4, "'sender' in [deliveries.Desk] cannot be 'briefbook'"),
        (5, "'desk' is no e-mail address"),
        (
            5,
            (
                "'mission@example.org' in [deliveries.Desk.recipients] names 'de',"
                " which the book does not have"
            ),
        ),
        (6, "[deliveries.Desk] neither attaches the files nor links to them"),
        (7, "unknown key 'timout' in [deliveries.Desk]"),
        (9, "'kind' in [deliveries.portal] cannot be 'webhok'"),
        (10, "'path' in [deliveries.portal] leads into a folder of the book itself"),
        (
            11,
            "[deliveries.portal] needs no 'marks': documents of any mark go to a folder",
        ),
        (14, "'url' in [deliveries.hook] would go over the network in the clear"),
        (15, "'fr' in [deliveries.hook] is no language of the book"),
    ]


@pytest.mark.parametrize("path", ["output/copies", "data", "a/../data", "templates/x", ".."])
def test_a_folder_within_the_book_is_refused(path: str) -> None:
    (problem,) = problems(f"""\
        [deliveries.registry]
        kind = "folder"
        path = "{path}"
        """)
    assert problem == (3, "'path' in [deliveries.registry] leads into a folder of the book itself")


def test_without_recipients_there_is_nobody_to_write_to() -> None:
    (problem,) = problems("""\
        [deliveries.desk]
        kind = "email"
        server = "smtp.example.org"
        sender = "briefbook@example.org"
        recipients = {}
        """)
    assert problem == (5, "[deliveries.desk.recipients] is empty")


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.0.0.1", True), ("[::1]", True), ("10.0.0.1", False), ("x", False)],
)
def test_only_this_machine_may_be_reached_without_encryption(host: str, here: bool) -> None:
    assert is_loopback(host) is here

"""Delivery by e-mail, to real servers: good ones, and ones that hang, refuse and cut."""

from __future__ import annotations

import ssl
import subprocess
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from tests.books import NOTES, OUTPUTS
from tests.deliver.conftest import Office
from tests.deliver.post_office import (
    MailHandler,
    cutting_mail_server,
    free_port,
    mail_server,
    silent_server,
)

from briefbook.wording import verbatim

MAIL = """
[deliveries.desk]
kind = "email"
server = "127.0.0.1"
port = {port}
security = "none"
sender = "briefbook@example.org"
timeout = 2
recipients = {{ "desk@example.org" = "ru", "mission@example.org" = "en" }}
"""
ONE = MAIL.replace('{{ "desk@example.org" = "ru", "mission', '{{ "mission')


def plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\xa0", " ")


def html(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


class Balance(HTMLParser):
    """Counts open elements, and collects what would be fetched or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.foreign: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)
        if tag in {"script", "img", "link", "style", "iframe"}:
            self.foreign.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_each_recipient_gets_a_message_in_his_language(office: Office) -> None:
    handler = MailHandler()
    with mail_server(handler) as port:
        office.settings(MAIL.format(port=port))
        office.build()
        assert office.deliver("desk").ok
    russian, english = handler.mails
    assert handler.recipients == [["desk@example.org"], ["mission@example.org"]]
    assert (russian["To"], english["To"]) == ("desk@example.org", "mission@example.org")
    assert (russian["Content-Language"], english["Content-Language"]) == ("ru", "en")
    assert russian["Subject"] == "Обновлено документов: 4"
    assert english["Subject"] == "Documents updated: 4"
    assert "Документ направляется впервые." in plain(russian)
    assert "This document is sent to you for the first time." in plain(english)
    assert english["Auto-Submitted"] == "auto-generated"
    assert russian["Message-ID"] != english["Message-ID"]


def test_the_files_go_along_as_they_are(office: Office) -> None:
    handler = MailHandler()
    with mail_server(handler) as port:
        office.settings(ONE.format(port=port))
        office.build()
        office.deliver("desk")
    (mail,) = handler.mails
    attached = {part.get_filename(): part for part in mail.iter_attachments()}
    assert sorted(map(str, attached)) == [
        "note-office-en.pdf",
        "note-office-ru.pdf",
        "sheet-office-en.docx",
        "sheet-office-ru.docx",
    ]
    note = attached["note-office-en.pdf"]
    assert note.get_content_type() == "application/pdf"
    assert note.get_content() == (office.folder / NOTES[0]).read_bytes()


def test_links_stand_in_the_place_of_files(office: Office) -> None:
    handler = MailHandler()
    with mail_server(handler) as port:
        links = 'attach = false\nlinks = "https://registry.example.org/briefs/"\n'
        office.settings(ONE.format(port=port) + links)
        office.build()
        office.deliver("desk")
    (mail,) = handler.mails
    assert list(mail.iter_attachments()) == []
    address = "https://registry.example.org/briefs/en/office/note.pdf"
    assert f"Open the document: {address}" in plain(mail)
    assert f'href="{address}"' in html(mail)


def test_the_html_is_sound_and_fetches_nothing(office: Office) -> None:
    handler = MailHandler()
    office.edit(
        "data/organizations/office.yaml",
        lambda text: text.replace("Sample Office", "'Sample <b>& Office</b>'"),
    )
    with mail_server(handler) as port:
        office.settings(ONE.format(port=port))
        office.build()
        office.deliver("desk")
    text = html(handler.mails[0])
    balance = Balance(text)
    assert (balance.open, balance.foreign) == ([], [])
    assert '<html lang="en">' in text
    assert 'name="viewport"' in text
    assert "Sample &lt;b&gt;&amp; Office&lt;/b&gt;" in text


def test_changes_are_told_old_beside_new(office: Office) -> None:
    handler = MailHandler()
    with mail_server(handler) as port:
        office.settings(ONE.format(port=port) + 'languages = ["en"]\n')
        office.build()
        office.deliver("desk")
        office.edit("data/organizations/office.yaml", lambda text: text.replace("1997", "1998"))
        office.build()
        office.deliver("desk")
        office.deliver("desk")
    first, second = handler.mails
    assert first["Message-ID"] != second["Message-ID"]
    assert second["Subject"] == "Sample Office"
    text = plain(second)
    assert "Changes since 24 November 2026" in text
    assert "Before: Founded in 1997." in text
    assert "Now: Founded in 1998." in text
    assert "organizations.office.established: 1997 → 1998" in text


def test_a_server_that_says_later_is_asked_again(office: Office) -> None:
    handler = MailHandler(answers=["451 try again later"])
    with mail_server(handler) as port:
        office.settings(ONE.format(port=port))
        office.build()
        report = office.deliver("desk")
    assert report.ok
    assert office.pauses == [5.0]
    assert len(handler.mails) == 1
    assert not report.delivered[0].uncertain


def test_a_server_that_says_no_is_not_asked_again(office: Office) -> None:
    handler = MailHandler(answers=["550 no such desk"])
    with mail_server(handler) as port:
        office.settings(ONE.format(port=port))
        office.build()
        report = office.deliver("desk")
        (failed,) = report.failed
        assert failed.error.message == "the mail server said 550 no such desk"
        assert office.pauses == []
        assert office.deliver("desk").ok, "the next delivery takes it along"


def test_a_message_that_may_have_arrived_is_sent_again_under_the_same_name(
    office: Office,
) -> None:
    handler = MailHandler(accept_then_cut=1)
    with mail_server(handler) as port:
        office.settings(ONE.format(port=port))
        office.build()
        report = office.deliver("desk")
    first, second = handler.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert (first["Date"], plain(first)) == (second["Date"], plain(second))
    assert report.ok
    assert report.delivered[0].uncertain


@pytest.mark.parametrize("drip", [(), (b"2",)], ids=["silent", "drop by drop"])
def test_a_server_that_hangs_is_given_up(office: Office, drip: tuple[bytes, ...]) -> None:
    with silent_server(drip=drip) as port:
        settings = ONE.format(port=port).replace("timeout = 2", "timeout = 0.2\nattempts = 1")
        office.settings(settings)
        office.build()
        (failed,) = office.deliver("desk").failed
    assert failed.error.message.startswith(f"the mail server 127.0.0.1:{port} cannot be used")


def test_a_connection_cut_in_the_middle_of_a_message_leaves_it_uncertain(office: Office) -> None:
    with cutting_mail_server() as port:
        office.settings(ONE.format(port=port) + "attempts = 2\n")
        office.build()
        (failed,) = office.deliver("desk").failed
    assert failed.error.message.startswith("the connection broke while the message was sent")
    handler = MailHandler()
    with mail_server(handler) as other:
        office.edit(
            "briefbook.toml", lambda text: text.replace(f"port = {port}", f"port = {other}")
        )
        (sent,) = office.deliver("desk").delivered
    assert (sent.key, sent.uncertain) == (failed.key, True)
    assert handler.mails[0]["Message-ID"] == f"<{failed.key}@example.org>"


def test_a_server_that_is_not_there_is_named(office: Office) -> None:
    port = free_port()
    office.settings(ONE.format(port=port) + "attempts = 2\n")
    office.build()
    (failed,) = office.deliver("desk").failed
    assert f"127.0.0.1:{port}" in failed.error.message
    assert office.pauses == [5.0]


def test_a_recipient_who_is_refused_does_not_stop_the_other(office: Office) -> None:
    class Choosy(MailHandler):
        async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  # as aiosmtpd calls it
            if address.startswith("desk"):
                return "550 unknown"
            envelope.rcpt_tos.append(address)
            return "250 OK"

    handler = Choosy()
    with mail_server(handler) as port:
        office.settings(MAIL.format(port=port))
        office.build()
        report = office.deliver("desk")
    assert [one.recipient for one in report.failed] == ["desk@example.org"]
    assert [one.recipient for one in report.delivered] == ["mission@example.org"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of this machine, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
        " -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out cert.pem"
    )
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


def context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(*certificate)
    return found


def login(_server: object, _session: object, _envelope: object, mechanism: str, data: object):
    right = isinstance(data, LoginPassword) and data == LoginPassword(b"desk", b"secret")
    return AuthResult(success=right, handled=False)


@pytest.mark.parametrize("password", ["secret", "wrong"])
def test_login_comes_from_the_environment_and_needs_encryption(
    office: Office,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    password: str,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    monkeypatch.setenv("BRIEFBOOK_SMTP_USER", "desk")
    monkeypatch.setenv("BRIEFBOOK_SMTP_PASSWORD", password)
    handler = MailHandler()
    options = {
        "tls_context": context(certificate),
        "authenticator": login,
        "auth_required": True,
        "require_starttls": True,
    }
    with mail_server(handler, **options) as port:
        office.settings(ONE.format(port=port).replace('"none"', '"starttls"'))
        office.build()
        report = office.deliver("desk")
    assert report.ok is (password == "secret")
    assert len(handler.mails) == (1 if report.ok else 0)
    if not report.ok:
        assert report.failed[0].error.message.startswith("the mail server said 535")


def test_a_certificate_that_nobody_vouches_for_is_refused(
    office: Office, certificate: tuple[Path, Path]
) -> None:
    handler = MailHandler()
    with mail_server(handler, tls_context=context(certificate)) as port:
        settings = ONE.format(port=port).replace('"none"', '"starttls"')
        office.settings(settings + "attempts = 1\n")
        office.build()
        (failed,) = office.deliver("desk").failed
    assert "certificate verify failed" in failed.error.message
    assert handler.mails == []


def test_without_encryption_no_password_leaves(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFBOOK_SMTP_USER", "desk")
    monkeypatch.setenv("BRIEFBOOK_SMTP_PASSWORD", "secret")
    handler = MailHandler()
    with mail_server(handler) as port:
        settings = ONE.format(port=port).replace("127.0.0.1", "127.0.0.1.nip.invalid")
        office.settings(settings)
        office.build()
        report = office.deliver("desk")
    assert not report.ok
    assert handler.mails == []


def test_a_failure_is_told_with_its_place(office: Office) -> None:
    from briefbook.deliver.parcel import Failure
    from briefbook.errors import Span, UndefinedName

    error = UndefinedName(
        verbatim("there is no fact"), spans=[Span("templates/note.html.jinja", 9, 4)]
    )
    handler = MailHandler()
    with mail_server(handler) as port:
        office.settings(MAIL.format(port=port))
        office.build()
        failures = (Failure(OUTPUTS[0], error),)
        office.deliver("desk", name="morning", failures=failures)
        office.deliver("desk", name="morning", failures=failures)
    russian, english = handler.mails
    assert english["Subject"] == "Documents that could not be updated: 1"
    assert OUTPUTS[0] in plain(english)
    assert "templates/note.html.jinja:9:4: there is no fact" in plain(english)
    assert "Действуют их прежние редакции." in plain(russian)


def test_that_nothing_changed_is_told_weekly(office: Office) -> None:
    from datetime import timedelta

    handler = MailHandler()
    with mail_server(handler) as port:
        office.settings(ONE.format(port=port) + 'nothing_changed = "weekly"\n')
        office.build()
        office.deliver("desk")
        office.deliver("desk")
        assert len(handler.mails) == 1
        office.now += timedelta(days=7)
        office.deliver("desk")
        office.deliver("desk")
    _, silence = handler.mails
    assert silence["Subject"] == "No changes"
    assert "Nothing has changed since 24 November 2026" in plain(silence)

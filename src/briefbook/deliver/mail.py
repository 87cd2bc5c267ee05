"""Delivery by e-mail: SMTP (RFC 5321) with TLS, a message (RFC 5322) to each recipient.

At least once: each attempt at a delivery bears the same Message-ID, so that mail
programs tell a second copy from a new message. Whether a server has taken a message is
known unless the connection breaks after the message went out.
"""

from __future__ import annotations

import contextlib
import os
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from briefbook.deliver.carrying import Unsent, deadline
from briefbook.deliver.message import message_for
from briefbook.deliver.parcel import Parcel
from briefbook.plan.deliveries import EmailSettings, is_loopback
from briefbook.plan.notices import Notice
from briefbook.wording import _, verbatim

#: How many times the timeout of one answer a whole conversation may last.
_PATIENCE = 4


@dataclass(frozen=True, slots=True)
class MailCarrier:
    """Hands messages to a mail server; ``timeout`` in seconds for each answer."""

    settings: EmailSettings
    notice: Notice
    timeout: float

    def send(self, parcel: Parcel) -> str:
        """Send the message of a parcel to its one recipient; return the server's answer.

        Raises :class:`Unsent`, final where the server says no for good.
        """
        mail = letter(parcel, self.settings, self.notice)
        try:
            with _connected(self.settings, self.timeout) as server:
                return _hand_over(server, self.settings.sender, parcel.recipient, mail)
        except smtplib.SMTPResponseException as error:
            raise _refused(error) from error
        except smtplib.SMTPNotSupportedError as error:
            hint = _("set security to what the server offers")
            message = _("the mail server cannot do that: {said}", said=error)
            raise Unsent(message, hint, final=True) from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            where = f"{self.settings.server}:{self.settings.port}"
            hint = _("see to its name and port, to the network, and to its certificate")
            message = _(
                "the mail server {server} cannot be used: {said}", server=where, said=_said(error)
            )
            raise Unsent(message, hint) from error


def letter(parcel: Parcel, settings: EmailSettings, notice: Notice) -> bytes:
    """Write the e-mail of a parcel: text, HTML, and the files where they go along."""
    message = message_for(parcel, notice, attached=settings.attach, links=settings.links)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = settings.sender
    mail["To"] = parcel.recipient
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(parcel.intended)
    mail["Message-ID"] = f"<{parcel.key}@{settings.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices, please
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    for edition in parcel.editions if settings.attach else ():
        main, sub = edition.media_type.split("/")
        mail.add_attachment(edition.data, main, sub, filename=edition.file_name)
    mail["Content-Language"] = message.language  # now, for the body would take it with it
    return mail.as_bytes()


class _Watched:
    """A session that shows itself before it connects, so that it can be cut off.

    ``late`` is set once it was: what was read by then is no answer.
    """

    def __init__(
        self,
        watch: Callable[[smtplib.SMTP], None],
        late: threading.Event,
        *arguments: object,
        **more: object,
    ) -> None:
        self._watch = watch
        self._late = late
        super().__init__(*arguments, **more)

    def getreply(self) -> tuple[int, bytes]:
        """Read an answer; raises ``SMTPServerDisconnected`` for one that came too late."""
        answer: tuple[int, bytes] = super().getreply()  # type: ignore[misc]  # as below
        if self._late.is_set():
            raise smtplib.SMTPServerDisconnected("no answer in time")
        return answer

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self._watch(self)  # type: ignore[arg-type]  # mixed into a session of smtplib
        found: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # as above
        return found


class _Session(_Watched, smtplib.SMTP):
    """A session that begins in the clear."""


class _EncryptedSession(_Watched, smtplib.SMTP_SSL):
    """A session that is encrypted from the start."""


@contextlib.contextmanager
def _connected(settings: EmailSettings, timeout: float) -> Iterator[smtplib.SMTP]:
    """Yield a session with the server: encrypted and logged in, as the settings ask."""
    sessions: list[smtplib.SMTP] = []
    with deadline(_PATIENCE * timeout, lambda: _cut(sessions)) as late:
        try:
            server = _open(settings, timeout, sessions.append, late)
            _log_in(server, settings)
            yield server
        finally:
            for session in sessions:
                session.close()


def _open(
    settings: EmailSettings,
    timeout: float,
    watch: Callable[[smtplib.SMTP], None],
    late: threading.Event,
) -> smtplib.SMTP:
    context = ssl.create_default_context()
    host, port = settings.server, settings.port
    if settings.security == "tls":
        return _EncryptedSession(watch, late, host, port, timeout=timeout, context=context)
    server = _Session(watch, late, host, port, timeout=timeout)
    if settings.security == "starttls":
        server.starttls(context=context)
    return server


def _log_in(server: smtplib.SMTP, settings: EmailSettings) -> None:
    """Log in, if the environment says as whom."""
    server.ehlo_or_helo_if_needed()
    user, password = os.environ.get(settings.user), os.environ.get(settings.password)
    if not user:
        return
    if password is None:
        message = _(
            "{user} is set and {password} is not", user=settings.user, password=settings.password
        )
        raise Unsent(message, _("set both in the environment, or none"), final=True)
    if settings.security == "none" and not is_loopback(settings.server):
        message = _("the password would go over the network in the clear")
        raise Unsent(message, _("set security to starttls or tls"), final=True)
    server.login(user, password)


def _hand_over(server: smtplib.SMTP, sender: str, recipient: str, message: bytes) -> str:
    """Hand over one message; what breaks after it went out leaves it uncertain."""
    _expect(server.mail(sender), 250)
    _expect(server.rcpt(recipient), 250, 251)
    try:
        answer = server.data(message)
    except smtplib.SMTPDataError:
        raise
    except (OSError, smtplib.SMTPException, ValueError) as error:
        text = _("the connection broke while the message was sent: {said}", said=_said(error))
        raise Unsent(text, _("it is sent again"), uncertain=True) from error
    _expect(answer, 250)
    with contextlib.suppress(OSError, smtplib.SMTPException, ValueError):
        server.quit()
    return verbatim(f"{answer[0]} {_decoded(answer[1])}")


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    if answer[0] not in codes:
        raise smtplib.SMTPResponseException(*answer)


def _refused(error: smtplib.SMTPResponseException) -> Unsent:
    """Say that the server says no: for now (4xx), or for good (RFC 5321, 4.2.1)."""
    said = _decoded(error.smtp_error)
    final = error.smtp_code >= 500
    hint = _("see to the address, the size and the login") if final else _("it is tried again")
    message = _("the mail server said {code} {said}", code=error.smtp_code, said=said)
    return Unsent(message, hint, final=final)


def _cut(sessions: list[smtplib.SMTP]) -> None:
    for session in sessions:
        sock = getattr(session, "sock", None)
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def _decoded(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__

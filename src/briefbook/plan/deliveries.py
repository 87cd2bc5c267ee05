"""The tables ``[deliveries.NAME]``: to whom finished outputs go. Stage *plan*.

A delivery is a folder, e-mail or a webhook. Passwords and secrets never stand in the
book: it names the environment variables that hold them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import PurePosixPath
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from briefbook.errors import Span
from briefbook.plan.naming import choices_hint, quoted
from briefbook.plan.reading import TableReader
from briefbook.wording import NOTHING, _

Kind = Literal["folder", "email", "webhook"]
Security = Literal["starttls", "tls", "none"]
Portion = Literal["changed", "all"]
Unchanged = Literal["never", "weekly", "always"]
Choice = TypeVar("Choice", bound=str)

PORTIONS: tuple[Portion, ...] = ("changed", "all")
UNCHANGED: tuple[Unchanged, ...] = ("never", "weekly", "always")

KINDS: tuple[Kind, ...] = ("folder", "email", "webhook")
SECURITIES: tuple[Security, ...] = ("starttls", "tls", "none")

#: The usual port of each kind of connection (RFC 6409; RFC 8314, section 7.3).
PORTS: Mapping[Security, int] = {"starttls": 587, "tls": 465, "none": 25}

_NAME = r"[a-z][a-z0-9_-]{0,63}"
_NAME_HINT = _("use small Latin letters, digits, hyphens and underscores, a letter first")
_ADDRESS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
_ADDRESS_HINT = _("write an e-mail address such as desk@example.org")
_HOST = r"[A-Za-z0-9.:-]+"
_VARIABLE = r"[A-Z_][A-Z0-9_]*"
_VARIABLE_HINT = _("name an environment variable, in capitals")
_ADDRESS_OF_WEB = r"https?://[^\s/]+(/\S*)?"
#: Folders of a book that hold what outputs are made from, or the outputs themselves.
_OWN_FOLDERS = ("data", "templates", "output", "src", ".git")


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """A folder, also of a network share; a relative ``path`` starts at the book."""

    path: str


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """A mail server that takes messages (SMTP, RFC 5321).

    ``recipients`` maps each address to the language of its message. ``attach`` says
    whether the files go along; ``links`` is the address under which readers find the
    folder of the outputs, ``None`` if there is none. ``user`` and ``password`` name
    environment variables; without the first being set there is no login.
    """

    server: str
    port: int
    security: Security
    sender: str
    recipients: Mapping[str, str]
    attach: bool
    links: str | None
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """An address that takes JSON by POST; ``secret`` names an environment variable.

    ``attach`` says whether the files go along, in base64.
    """

    url: str
    attach: bool
    links: str | None
    secret: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A table ``[deliveries.NAME]``.

    ``language`` is that of the change note where there is no recipient with one of his
    own. ``languages`` are those of the outputs that go out, all of the book by default.
    ``portion``: only outputs that changed since a recipient last received them, or all
    of them when one did. ``unchanged``: how often it is told that nothing changed.
    ``marks``: handling marks of documents that may leave by e-mail or webhook.
    ``attempts`` in one go, the first pause between them ``pause`` seconds, each next one
    four times as long; ``timeout`` in seconds for each attempt.
    """

    name: str
    settings: FolderSettings | EmailSettings | WebhookSettings
    language: str
    languages: tuple[str, ...]
    portion: Portion = "changed"
    unchanged: Unchanged = "never"
    marks: tuple[str, ...] = ()
    attempts: int = 3
    pause: float = 5.0
    timeout: float = 30.0
    span: Span = field(default=Span("briefbook.toml"), compare=False)

    @property
    def message_languages(self) -> tuple[str, ...]:
        """The languages of messages and change notes; a webhook gets neither."""
        if isinstance(self.settings, EmailSettings):
            return tuple(dict.fromkeys(self.settings.recipients.values()))
        return (self.language,) if isinstance(self.settings, FolderSettings) else ()

    @property
    def leaves_the_house(self) -> bool:
        """Whether documents go out by e-mail or webhook, where handling marks count."""
        return not isinstance(self.settings, FolderSettings)


def read_deliveries(
    reader: TableReader, languages: tuple[str, ...], source_language: str
) -> tuple[Delivery, ...]:
    """Read all tables ``[deliveries.NAME]``, noting what is wrong with each."""
    return tuple(_delivery(reader, name, languages, source_language) for name in reader.values)


def _delivery(
    deliveries: TableReader, name: str, languages: tuple[str, ...], source_language: str
) -> Delivery:
    reader = deliveries.table(name)
    if not re.fullmatch(_NAME, name):
        message = _("{name} cannot be the name of a delivery", name=quoted(name))
        deliveries.report(message, name, hint=_NAME_HINT)
    kind = reader.choice("kind", KINDS)
    delivery = Delivery(
        name=name,
        settings=_settings(reader, kind, languages),
        language=_language(reader, "language", languages, source_language),
        languages=_languages(reader, languages),
        portion=_optional(reader, "what", PORTIONS),
        unchanged=_optional(reader, "nothing_changed", UNCHANGED),
        marks=_marks(reader, kind),
        attempts=int(reader.number("attempts", 1, 10, _("attempts"), 3)),
        pause=reader.number("pause", 0.01, 3600, _("seconds"), 5.0),
        timeout=reader.number("timeout", 0.1, 600, _("seconds"), 30.0),
        span=reader.source.span(*reader.path),
    )
    reader.finish()
    return delivery


def _settings(
    reader: TableReader, kind: Kind, languages: tuple[str, ...]
) -> FolderSettings | EmailSettings | WebhookSettings:
    if kind == "folder":
        return FolderSettings(_folder(reader))
    if kind == "email":
        return _email(reader, languages)
    return WebhookSettings(
        url=_web_address(reader, "url"),
        attach=reader.flag("attach") if reader.has("attach") else False,
        links=_web_address(reader, "links") if reader.has("links") else None,
        secret=_variable(reader, "secret_variable", "BRIEFBOOK_WEBHOOK_SECRET"),
    )


def _folder(reader: TableReader) -> str:
    """Read where files are copied to: not into the book's own folders, nor above them."""
    path = reader.text("path")
    parts = PurePosixPath(path).parts
    if (
        path
        and not path.startswith("/")
        and (".." in parts or (parts[:1] and parts[0] in _OWN_FOLDERS))
    ):
        message = _("'path' in {table} leads into a folder of the book itself", table=reader.name)
        reader.report(message, "path", hint=_("name a folder by its absolute path"))
    return path


def _email(reader: TableReader, languages: tuple[str, ...]) -> EmailSettings:
    security = _optional(reader, "security", SECURITIES)
    server = reader.text("server", _HOST, _("write the name of a host, such as smtp.example.org"))
    settings = EmailSettings(
        server=server,
        port=int(reader.number("port", 1, 65535, NOTHING, PORTS[security])),
        security=security,
        sender=reader.text("sender", _ADDRESS, _ADDRESS_HINT),
        recipients=_recipients(reader.table("recipients"), languages),
        attach=reader.flag("attach") if reader.has("attach") else True,
        links=_web_address(reader, "links") if reader.has("links") else None,
        user=_variable(reader, "user_variable", "BRIEFBOOK_SMTP_USER"),
        password=_variable(reader, "password_variable", "BRIEFBOOK_SMTP_PASSWORD"),
    )
    if not settings.attach and settings.links is None:
        message = _("{table} neither attaches the files nor links to them", table=reader.name)
        reader.report(message, "attach", hint=_("set links, or attach = true"))
    return settings


def _recipients(table: TableReader, languages: tuple[str, ...]) -> dict[str, str]:
    if not table.values and table.path in table.source.marks:
        hint = _('write "desk@example.org" = "en"')
        table.report(_("{table} is empty", table=table.name), hint=hint)
    found = {}
    for address in table.values:
        if not re.fullmatch(_ADDRESS, address):
            message = _("{address} is no e-mail address", address=quoted(address))
            table.report(message, address, hint=_ADDRESS_HINT)
        found[address] = _language(table, address, languages, "")
    table.finish()
    return found


def _language(reader: TableReader, key: str, languages: tuple[str, ...], default: str) -> str:
    """Read one of the languages of the book."""
    if not reader.has(key) and default:
        return default
    value = reader.text(key)
    if value and languages and value not in languages:
        message = _(
            "{key} in {table} names {value}, which the book does not have",
            key=quoted(key),
            table=reader.name,
            value=quoted(value),
        )
        reader.report(message, key, hint=choices_hint(value, languages, _("languages")))
    return value


def _languages(reader: TableReader, languages: tuple[str, ...]) -> tuple[str, ...]:
    if not reader.has("languages"):
        return languages
    wanted = reader.texts("languages", r"\S+", _("name languages of the book"))
    for one in wanted:
        if languages and one not in languages:
            message = _(
                "{language} in {table} is no language of the book",
                language=quoted(one),
                table=reader.name,
            )
            hint = choices_hint(one, languages, _("languages"))
            reader.report(message, *reader.position("languages", one), hint=hint)
    return wanted


def _marks(reader: TableReader, kind: Kind) -> tuple[str, ...]:
    if not reader.has("marks"):
        return ()
    if kind == "folder":
        message = _(
            "{table} needs no 'marks': documents of any mark go to a folder", table=reader.name
        )
        reader.report(message, "marks", hint=_("remove the key"))
    return reader.texts("marks", r"(?s)\S.*", _("write each mark as the documents print it"))


def _optional(reader: TableReader, key: str, options: tuple[Choice, ...]) -> Choice:
    """Read one of some options; the first where the key is not set."""
    return reader.choice(key, options) if reader.has(key) else options[0]


def _variable(reader: TableReader, key: str, default: str) -> str:
    return reader.optional_text(key, _VARIABLE, _VARIABLE_HINT) or default


def _web_address(reader: TableReader, key: str) -> str:
    """Read an address of the web; without TLS only this machine may be meant."""
    url = reader.text(key, _ADDRESS_OF_WEB, _("write an address such as https://example.org/hook"))
    if url.startswith("http://") and not is_loopback(urlsplit(url).hostname or ""):
        message = _(
            "{key} in {table} would go over the network in the clear",
            key=quoted(key),
            table=reader.name,
        )
        reader.report(message, key, hint=_("write https://; http:// is for this machine only"))
    return url


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself (RFC 6761, RFC 1122, RFC 4291)."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False

"""Sentences for people: said in English here, and again in other languages elsewhere.

A :class:`Message` is a text like any other, in English. Besides, it keeps the sentence
with its gaps and what fills them, so that whoever tells it can say it in the language of
the reader (:mod:`briefbook.catalogue`). The core never knows that language.

The functions have the names that Babel looks for when it gathers the sentences
(https://babel.pocoo.org/en/latest/messages.html), so their first arguments are literals::

    _("there is no format {name}", name=quoted(name))
    ngettext("{count} output", "{count} outputs", len(outputs))

The gaps are those of :meth:`str.format`; a brace that is none is written twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

__all__ = [
    "NOTHING",
    "Message",
    "_",
    "as_message",
    "decimal",
    "from_data",
    "joined",
    "ngettext",
    "reason_of",
    "to_data",
    "verbatim",
]

Filling = str | int


class Message(str):
    """A sentence in English that can be said in other languages.

    ``msgid`` is the sentence with its gaps, ``plural`` the one for other numbers than
    one, ``number`` the one that decides, ``fillings`` what fills the gaps by name; a
    filling may be a message itself. Messages are compared as the texts that they are,
    and survive copying and pickling.
    """

    __slots__ = ("fillings", "msgid", "number", "plural")
    msgid: str
    plural: str | None
    number: int
    fillings: tuple[tuple[str, Filling], ...]

    def __new__(
        cls,
        msgid: str,
        fillings: Mapping[str, object] | tuple[tuple[str, Filling], ...] = (),
        plural: str | None = None,
        number: int = 1,
    ) -> Message:
        """Fill the gaps of a sentence; raises :class:`KeyError` for one that stays empty."""
        filled = {name: _filling(value) for name, value in dict(fillings).items()}
        pattern = msgid if plural is None or number == 1 else plural
        message = super().__new__(cls, pattern.format_map(filled))
        message.msgid, message.plural, message.number = msgid, plural, number
        message.fillings = tuple(filled.items())
        return message

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.msgid, self.fillings, self.plural, self.number)


def _filling(value: object) -> Filling:
    """Return what fills a gap: a message, a whole number, or anything else as its text."""
    if isinstance(value, Message) or type(value) is int:
        return value
    return str(value)


def _(sentence: str, /, **fillings: object) -> Message:
    """Say a sentence, its gaps filled."""
    return Message(sentence, fillings)


def ngettext(one: str, others: str, count: int, /, **fillings: object) -> Message:
    """Say a sentence with the number ``count``, which also fills the gap ``count``.

    ``one`` is for one thing, ``others`` for any other number; another language may have
    more forms than these (https://cldr.unicode.org/index/cldr-spec/plural-rules).
    """
    return Message(one, {"count": count, **fillings}, others, count)


def verbatim(text: str) -> Message:
    """Return a text that is the same in all languages: a name, a path, words of others."""
    return Message(text.replace("{", "{{").replace("}", "}}"))


def as_message(text: str) -> Message:
    """Return a message as it is, and a mere text taken verbatim."""
    return text if isinstance(text, Message) else verbatim(text)


#: Says nothing: the hint of an error that needs none.
NOTHING = verbatim("")


def joined(parts: Iterable[object], between: str = ", ") -> Message:
    """Return texts or messages as one message, with ``between`` between them."""
    named = {f"part{number}": part for number, part in enumerate(parts)}
    gap = between.replace("{", "{{").replace("}", "}}")
    return Message(gap.join(f"{{{name}}}" for name in named), named)


def decimal(number: float, digits: int | None = 1) -> Message:
    """Return a number with so many digits after the point, which is a comma elsewhere.

    Without a number of ``digits`` there are as few as its value needs.
    """
    text = f"{number:g}" if digits is None else f"{number:.{digits}f}"
    whole, point, fraction = text.partition(".")
    return _("{whole}.{fraction}", whole=whole, fraction=fraction) if point else verbatim(whole)


def reason_of(error: OSError) -> Message:
    """Return why the system refused something, in its own words.

    They are of the C library, so only the usual ones exist in other languages.
    """
    return verbatim((error.strerror or str(error) or "unknown reason").lower())


#: What the C library says of common failures (glibc, errlist.h), so that it is gathered.
_REASONS = (
    _("unknown reason"),
    _("permission denied"),
    _("operation not permitted"),
    _("no such file or directory"),
    _("file exists"),
    _("is a directory"),
    _("not a directory"),
    _("directory not empty"),
    _("no space left on device"),
    _("disk quota exceeded"),
    _("file too large"),
    _("file name too long"),
    _("read-only file system"),
    _("too many open files"),
    _("too many levels of symbolic links"),
    _("input/output error"),
    _("device or resource busy"),
    _("text file busy"),
    _("cannot allocate memory"),
    _("resource temporarily unavailable"),
    _("invalid cross-device link"),
    _("invalid argument"),
    _("stale file handle"),
    _("connection refused"),
    _("connection reset by peer"),
    _("connection timed out"),
    _("network is unreachable"),
    _("no route to host"),
    _("name or service not known"),
    _("temporary failure in name resolution"),
    _("address already in use"),
    _("broken pipe"),
)


def to_data(text: str) -> object:
    """Return a message as what JSON can hold; one without gaps is no more than its text."""
    if not isinstance(text, Message) or not (text.fillings or text.plural):
        return str(text)
    fillings = {
        name: to_data(value) if isinstance(value, str) else value for name, value in text.fillings
    }
    data: dict[str, object] = {"text": str(text), "msgid": text.msgid, "fillings": fillings}
    return data if text.plural is None else {**data, "plural": text.plural, "number": text.number}


def from_data(data: object) -> Message:
    """Read what :func:`to_data` returned.

    Raises :class:`ValueError` for anything else.
    """
    if isinstance(data, str):
        return verbatim(data)
    try:
        given = cast("dict[str, Any]", data)
        fillings = {
            name: value if type(value) is int else from_data(value)
            for name, value in given["fillings"].items()
        }
        return Message(given["msgid"], fillings, given.get("plural"), given.get("number", 1))
    except (AttributeError, KeyError, IndexError, TypeError) as error:
        raise ValueError("no message") from error

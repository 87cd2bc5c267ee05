"""What a translator's file says, before anybody has compared it with the book.

Both formats are read into the same values; what is wrong with the form of a file is
gathered as errors that name its unit and line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from briefbook.errors import ExchangeError, Span, UnreadableTranslations
from briefbook.wording import Message, _

__all__ = ["MAX_BYTES", "Part", "Returned", "ReturnedUnit", "decoded"]

MAX_BYTES = 32 * 1024 * 1024
EXPORT_AGAIN = _("export the translations again")
NO_UNITS = _("the file holds no units")
SAVE_AS_UTF8 = _("save the file as UTF-8")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a returned text; ``code`` is the name of a placeholder, or empty.

    Of a placeholder ``text`` is the code that stands in it, ``None`` where the format
    shows none.
    """

    text: str | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class ReturnedUnit:
    """One unit of the file; without ``target`` it is not translated.

    ``confirmed`` is false where the file says that somebody must still look at it.
    """

    id: str
    source: tuple[Part, ...]
    target: tuple[Part, ...]
    line: int | None
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Returned:
    """A translator's file: its languages with their lines, its units, what is wrong.

    ``name`` is what messages call it. A language is empty where the file names none.
    """

    name: str
    sources: tuple[tuple[str, int | None], ...] = ()
    targets: tuple[tuple[str, int | None], ...] = ()
    units: tuple[ReturnedUnit, ...] = field(default=(), repr=False)
    problems: tuple[ExchangeError, ...] = ()


def stopped(name: str, message: Message, hint: Message, line: int | None = None) -> Returned:
    """Return a file of which nothing can be used."""
    error = UnreadableTranslations(message, spans=[Span(name, line)], hint=hint)
    return Returned(name, problems=(error,))


def decoded(data: bytes, name: str) -> str | Returned:
    """Return the text of a file, or why it is none: too large, not UTF-8, a NUL in it."""
    if len(data) > MAX_BYTES:
        size = MAX_BYTES // 1024 // 1024
        message = _("the file is larger than {size} MiB", size=size)
        return stopped(name, message, EXPORT_AGAIN)
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = _(
            "the file is not UTF-8: the byte 0x{byte} has no meaning here",
            byte=f"{data[error.start]:02X}",
        )
        return stopped(name, message, SAVE_AS_UTF8, line)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        return stopped(name, _("the file holds a NUL byte"), _("save it as text"), line)
    return text


def parts_text(parts: Sequence[Part]) -> str:
    """Return the words of a returned text, without its code."""
    return "".join(part.text or "" for part in parts if not part.code)

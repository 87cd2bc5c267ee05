"""YAML files → plain values, with the place of each.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
A strict subset of YAML 1.2 (https://yaml.org/spec/1.2.2/) is read, with the
scalars of its core schema narrowed to what can only be meant one way: ``true``,
``false``, ``null``, ``~``, nothing, decimal integers and decimal fractions.
Everything else, and everything quoted, is text: ``no``, ``010``, ``12:30``.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from briefbook.dataset.marks import MAX_EXCERPT, SourceFile
from briefbook.dataset.tree import build_tree
from briefbook.errors import BookError, Span, UnreadableFile, YamlRefused
from briefbook.wording import Message, _, reason_of

__all__ = ["MAX_BYTES", "parse", "read", "read_with_digest"]

MAX_BYTES = 5 * 1024 * 1024


def read(file: Path, name: str) -> SourceFile:
    """Read a YAML file; ``name`` is what messages call it.

    Nothing is raised for what is wrong with the file: see ``problems``.
    """
    return read_with_digest(file, name)[0]


def read_with_digest(file: Path, name: str) -> tuple[SourceFile, str]:
    """Read a YAML file; return also the SHA-256 of the very bytes that were parsed.

    The digest is empty where the file could not be read. See :func:`read`.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = _("the file cannot be read: {reason}", reason=reason_of(error))
        return _unreadable(name, message, _("check the file")), ""
    return parse(data, name), hashlib.sha256(data).hexdigest()


def parse(data: bytes | str, name: str) -> SourceFile:
    """Parse YAML text; ``name`` is what messages call it. See :func:`read`."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(raw) > MAX_BYTES:
        message = _("the file is larger than {size} MiB", size=MAX_BYTES // 1024 // 1024)
        return _stopped(name, YamlRefused(message, spans=[Span(name)], hint=_("split the file")))
    try:
        decoded = data if isinstance(data, str) else raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(name, raw, error)
    text = decoded.removeprefix("\ufeff").replace("\r\n", "\n")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        return _unreadable(
            name, _("the file holds a NUL byte, so it is not a text"), _("save it as text"), line
        )
    return build_tree(name, text)


def _not_utf8(name: str, data: bytes, error: UnicodeDecodeError) -> SourceFile:
    """Point at the first byte that is not UTF-8."""
    before = data[: error.start]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    excerpt = data.split(b"\n", line)[line - 1].decode("utf-8", "replace").rstrip("\r")
    message = _(
        "the file is not UTF-8: the byte 0x{byte} has no meaning here",
        byte=f"{data[error.start]:02X}",
    )
    span = Span(name, line, column, excerpt[:MAX_EXCERPT])
    return _stopped(name, UnreadableFile(message, spans=[span], hint=_("save the file as UTF-8")))


def _unreadable(name: str, message: Message, hint: Message, line: int | None = None) -> SourceFile:
    return _stopped(name, UnreadableFile(message, spans=[Span(name, line)], hint=hint))


def _stopped(name: str, problem: BookError) -> SourceFile:
    """Return a file of which nothing can be used."""
    return SourceFile(name, "", None, {}, {}, (problem,), frozenset({()}), complete=False)

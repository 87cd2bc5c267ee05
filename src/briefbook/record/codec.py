"""Traces and errors as bytes and text for the ledger: the stage *record*.

A basis is JSON Lines (https://jsonlines.org), its key parts first and then one read a
line, compressed as zlib does (https://www.rfc-editor.org/rfc/rfc1950), whose checksum
shows damage. Equal lines are decoded once: outputs about one subject share most reads.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from briefbook.dataset.values import FrozenMap
from briefbook.errors import BriefbookError, InvalidBook, OutputError, Span, error_classes
from briefbook.record.rows import Basis
from briefbook.tracking.questions import Answer, Kind, Question
from briefbook.tracking.reach import Reach
from briefbook.tracking.trace import Read, Trace
from briefbook.wording import Message, from_data, to_data

#: The fastest level: traces shrink five times with it, six times with the default.
_LEVEL = 1
#: Surrogates are written as they are: the bytes are only for :class:`BasisDecoder`.
_UTF8 = ("utf-8", "surrogatepass")
_ASCII_WRITER = json.JSONEncoder(separators=(",", ":"))
#: How a message begins that is more than a text.
_WITH_GAPS = '{"text":'
#: A reach: its digest, places, derived values, numbers of pages and day.
ReachTexts = tuple[str, str, str, str, str]
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class DamagedBasis(ValueError):
    """Bytes that are no encoded basis."""


def encode_basis(basis: Basis) -> bytes:
    """Write a basis as compressed JSON Lines."""
    parts = _WRITER.encode(dict(basis.key_parts))
    reads = ((read.question.kind, read.question.path, read.answer) for read in basis.trace.reads)
    lines = [parts, *map(_WRITER.encode, reads)]
    return zlib.compress("\n".join(lines).encode(*_UTF8), _LEVEL)


class BasisDecoder:
    """Reads what :func:`encode_basis` wrote; equal reads become one object."""

    def __init__(self) -> None:
        self._reads: dict[str, Read] = {}

    def decode(self, data: bytes) -> Basis:
        """Return the basis; raise :class:`DamagedBasis` for bytes that hold none."""
        try:
            parts, *lines = zlib.decompress(data).decode(*_UTF8).split("\n")
            self._learn([line for line in lines if line not in self._reads])
            reads = tuple(map(self._reads.__getitem__, lines))
            return Basis(FrozenMap[str, str](json.loads(parts)), Trace(reads))
        except (zlib.error, ValueError, TypeError) as error:
            raise DamagedBasis(str(error)) from error

    def _learn(self, lines: list[str]) -> None:
        """Decode lines not met before, all in one go: a call a line takes thrice as long."""
        decoded = json.loads(f"[{','.join(lines)}]")
        for line, (kind, path, answer) in zip(lines, decoded, strict=True):
            self._reads[line] = Read(Question(kind, path), _tuples(answer))


def encode_reach(reach: Reach) -> ReachTexts:
    """Write a reach as its digest, places, derived values, numbers of pages and day."""
    derived, pages = map(_encode_reads, (reach.derived, reach.pages))
    return reach.digest, _ASCII_WRITER.encode(reach.places), derived, pages, reach.day


class ReachDecoder:
    """Reads what :func:`encode_reach` wrote; equal places become one object."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[str, ...]] = {}

    def decode(self, digest: str, places: str, derived: str, pages: str, day: str) -> Reach:
        """Return the reach."""
        found = self._places.get(places)
        if found is None:
            found = self._places[places] = tuple(json.loads(places))
        values = _decode_reads("derived", derived)
        counts = _decode_reads("pages", pages)
        return Reach(found, digest, values, counts, day)


def _encode_reads(reads: Iterable[Read]) -> str:
    return _ASCII_WRITER.encode([(read.question.path, read.answer) for read in reads])


def _decode_reads(kind: Kind, text: str) -> tuple[Read, ...]:
    if text == "[]":
        return ()
    return tuple(Read(Question(kind, path), _tuples(given)) for path, given in json.loads(text))


def encode_message(message: str) -> str:
    """Write a message as a text, or as JSON where it has gaps that were filled."""
    data = to_data(message)
    return data if isinstance(data, str) else _ASCII_WRITER.encode(data)


def decode_message(text: str) -> Message:
    """Read what :func:`encode_message` wrote."""
    return from_data(json.loads(text) if text.startswith(_WITH_GAPS) else text)


def encode_error(error: BriefbookError) -> str:
    """Write an error as JSON; its code stands for its class."""
    return json.dumps(_error_data(error))


def decode_error(text: str) -> BriefbookError:
    """Read what :func:`encode_error` wrote.

    A code that this version does not know becomes an
    :class:`~briefbook.errors.OutputError` with the same message.
    """
    return _error_from(json.loads(text))


def encode_errors(errors: Sequence[BriefbookError]) -> str:
    """Write errors as one JSON text."""
    return json.dumps([_error_data(error) for error in errors])


def decode_errors(text: str) -> tuple[BriefbookError, ...]:
    """Read what :func:`encode_errors` wrote."""
    return tuple(_error_from(data) for data in json.loads(text))


def _error_data(error: BriefbookError) -> dict[str, Any]:
    data: dict[str, Any] = {
        "code": error.code,
        "message": to_data(error.message),
        "spans": [(span.file, span.line, span.column, span.excerpt) for span in error.spans],
        "hint": to_data(error.hint),
    }
    if error.severity != type(error).severity:
        data["severity"] = error.severity
    if isinstance(error, InvalidBook):
        data["problems"] = [_error_data(problem) for problem in error.problems]
    traceback = getattr(error, "traceback", "")
    return {**data, "traceback": traceback} if traceback else data


def _error_from(data: dict[str, Any]) -> BriefbookError:
    """Make an error without its constructor, which may ask for other things."""
    kinds = {kind.code: kind for kind in error_classes()}
    kind = kinds.get(data["code"], OutputError)
    message = from_data(data["message"])
    error = kind.__new__(kind, message)
    error.message = message
    error.spans = tuple(Span(*span) for span in data["spans"])
    error.hint = from_data(data["hint"])
    if "severity" in data:
        error.severity = data["severity"]
    if isinstance(error, InvalidBook):
        error.problems = tuple(_error_from(problem) for problem in data["problems"])
    if "traceback" in data:
        vars(error)["traceback"] = data["traceback"]
    return error


def _tuples(value: Any) -> Answer:
    """Turn the lists of JSON, however deep, back into tuples."""
    if isinstance(value, list):
        return tuple([_tuples(item) if isinstance(item, list) else item for item in value])
    return value  # type: ignore[no-any-return]  # a text, number, truth value or None

"""The key ``letterhead`` of a document: the stage *plan*.

A letterhead is a DOCX made in Word, under ``templates/``: one for all languages, or one
each for some of them. What is in the file is looked at only when an output is made.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from briefbook.errors import UnknownTemplate
from briefbook.plan.naming import did_you_mean, quoted
from briefbook.plan.reading import TableReader
from briefbook.wording import _

_FOLDER = "templates/"
_PATH = r"templates/(?:[^/\\\x00-\x1f]+/)*[^/\\\x00-\x1f]+\.docx"
_HINT = _("name a file such as templates/letterheads/ru.docx")


def read_letterheads(
    reader: TableReader, languages: Sequence[str], files: Collection[str] | None
) -> dict[str, str]:
    """Return the letterhead of each language that has one, as a path under ``templates/``.

    ``files`` are all files there, or None where they are not known and not checked.
    """
    if not reader.has("letterhead"):
        return {}
    if not isinstance(reader.values["letterhead"], dict):
        path = _path(reader, "letterhead", files)
        return dict.fromkeys(languages, path) if path else {}
    table = reader.table("letterhead")
    asked = [language for language in languages or table.values if table.has(language)]
    found = {language: _path(table, language, files) for language in asked}
    if not table.values:
        table.report(_("{table} names no letterhead", table=table.name), hint=_HINT)
    # The others are languages that a document of this book could have.
    for language in languages:
        table.has(language)
    table.finish()
    return {language: path for language, path in found.items() if path}


def _path(reader: TableReader, key: str, files: Collection[str] | None) -> str:
    """Read one path, and report it where there is no such file."""
    path = reader.text(key, _PATH, _HINT)
    if path and ".." in PurePosixPath(path).parts:
        message = _("{path} leads out of the book", path=quoted(path))
        reader.report(message, key, hint=_HINT)
        return ""
    name = path.removeprefix(_FOLDER)
    if name and files is not None and name not in files:
        known = [f"{_FOLDER}{each}" for each in files if each.endswith(".docx")]
        hint = did_you_mean(path, known) or _HINT
        message = _("there is no file templates/{path}", path=name)
        reader.report(message, key, hint=hint, problem=UnknownTemplate)
    return name

"""``data/translations.lock``: from which source text each translation was made.

Stage *dataset*. One line for each unit and language, sorted, so that git merges the
work of two people: ``UNIT LANGUAGE DIGEST``. The digest is the SHA-256 of the source
text. The file is written by the program alone, whole or not at all; where there is
none, nothing is known of any translation and nothing is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefbook.dataset.values import FrozenMap
from briefbook.errors import InvalidBook, Span, UnreadableFile
from briefbook.publish import publish
from briefbook.record.digests import digest
from briefbook.wording import _

if TYPE_CHECKING:  # grammar and calendars are heavy, and whoever only reads the lock needs none
    from briefbook.localize.units import Unit

LOCK_FILE = "data/translations.lock"

_HEAD = "# Written by briefbook: the source text that each translation was made from.\n"
_LINE = re.compile(r"(\S+) (\S+) ([0-9a-f]{64})")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class TranslationLock:
    """The digest of the source text by unit and language."""

    entries: Mapping[Key, str]


def source_digest(unit: Unit, source: str) -> str:
    """Digest the source text of a unit."""
    return digest(unit.texts[source].encode("utf-8"))


def read_lock(folder: Path) -> TranslationLock | None:
    """Read the lock of a book; None where there is none.

    Raises :class:`InvalidBook` for a file that cannot be read, with each line that is none
    of ours: the marks of a merge that was not finished, for instance.
    """
    try:
        text = (folder / LOCK_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidBook([_unreadable(None, "")]) from error
    entries: dict[Key, str] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        if found := _LINE.fullmatch(line):
            entries[found[1], found[2]] = found[3]
        elif line.strip() and not line.startswith("# "):
            problems.append(_unreadable(number, line))
    if problems:
        raise InvalidBook(problems)
    return TranslationLock(FrozenMap(entries))


def write_lock(folder: Path, entries: Mapping[Key, str]) -> None:
    """Write the lock of a book, whole or not at all; raises :class:`PublishFailed`."""
    lines = (f"{unit} {language} {found}\n" for (unit, language), found in _sorted(entries))
    publish((_HEAD + "".join(lines)).encode("utf-8"), folder / LOCK_FILE, inside=folder)


def _sorted(entries: Mapping[Key, str]) -> Iterable[tuple[Key, str]]:
    return sorted(entries.items())


def _unreadable(line: int | None, text: str) -> UnreadableFile:
    """Make the error for a line that is none of ours."""
    column = None if line is None else 1
    return UnreadableFile(
        _("this is no line of the lock of the translations")
        if line
        else _("the lock of the translations cannot be read"),
        spans=[Span(LOCK_FILE, line, column, text)],
        hint=_("finish the merge, or take the file back from version control"),
    )

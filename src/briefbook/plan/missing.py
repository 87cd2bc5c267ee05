"""What a missing translation is: ``missing_translations`` of the table ``[book]``. Stage *plan*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from briefbook.plan.reading import TableReader

if TYPE_CHECKING:
    from briefbook.plan.config import Book

#: ``error``: the book is invalid; ``marked``: the text of another language stands in for it.
MissingTranslations = Literal["error", "marked"]


def read_missing(reader: TableReader) -> MissingTranslations:
    """Read what a missing translation is; an error unless something else is written."""
    options: tuple[MissingTranslations, ...] = ("error", "marked")
    key = "missing_translations"
    return reader.choice(key, options) if reader.has(key) else "error"


def stand_ins(book: Book) -> tuple[str, ...]:
    """Return the languages whose text stands in for a missing one, the first choice first."""
    if book.missing_translations == "error":
        return ()
    return tuple(dict.fromkeys((book.source_language, *book.languages)))

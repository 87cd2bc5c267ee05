"""One dataset of facts, many documents: PDF briefs and DOCX memos in several languages.

The public Python interface is :mod:`briefbook.api`; its names can be imported from
here. They are loaded when they are first asked for, so that ``briefbook --help``
does not wait for the renderers. Modules that were compiled are imported as such from
here on (:mod:`briefbook.compiled`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from briefbook.compiled.loading import install

if TYPE_CHECKING:
    from briefbook.api import (
        Book,
        CheckReport,
        Problem,
        Report,
        Selection,
        dataset_schema,
        new_book,
    )

__all__ = [
    "Book",
    "CheckReport",
    "Problem",
    "Report",
    "Selection",
    "dataset_schema",
    "new_book",
]

install()


def __getattr__(name: str) -> Any:
    """Return a name of the public interface, loading it the first time."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("briefbook.api"), name)

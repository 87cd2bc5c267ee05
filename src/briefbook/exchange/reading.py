"""A book as translators need it: its texts are there in the source language, if in no other.

A book that lacks translations is invalid for a build; it is just what translators'
files are for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from jinja2 import TemplateSyntaxError

from briefbook.build.book import read_bare, read_book
from briefbook.build.snapshot import Snapshot, schema_names
from briefbook.compose.environment import make_environment
from briefbook.compose.faults import fault
from briefbook.dataset.loader import load
from briefbook.plan.missing import stand_ins

__all__ = ["read_phrases", "read_to_translate"]


def read_to_translate(folder: Path) -> Snapshot:
    """Read settings, templates and dataset of the book in ``folder``, without its layouts.

    Raises :class:`~briefbook.errors.InvalidBook` with all that is wrong but missing
    translations.
    """
    # Nothing that is translated depends on the date.
    bare = read_bare(folder, date.min)
    if bare.config.book.schema not in schema_names():
        return read_book(folder)
    book = bare.config.book
    others = stand_ins(book)
    languages = others or (book.source_language,)
    dataset = load(folder, bare.schema, languages, partial=bool(others))
    return replace(bare, dataset=dataset)


def read_phrases(sources: Mapping[str, str], name: str) -> None:
    """Make sure that Jinja can read a phrases file, if there is one.

    Raises :class:`~briefbook.errors.TemplateSyntax` at the line that it cannot read.
    """
    try:
        make_environment({}).parse(sources.get(name, ""), name, f"templates/{name}")
    except TemplateSyntaxError as error:
        raise fault(error, sources) from error

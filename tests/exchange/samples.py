"""A small book with every kind of text, and its translators' files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.books import lay_small_book, write

from briefbook.build.book import read_book
from briefbook.build.snapshot import Snapshot
from briefbook.exchange.reading import read_to_translate
from briefbook.exchange.translations import ExchangeFormat, Imported, import_translations

COUNCIL = """\
# The council.
name:
  ru:
    nominative: Совет
    genitive: Совета
    gender: masculine
    abbreviation: СПР
  en:
    nominative: Council # of the office
    abbreviation: CNL
kind: functional_commission
term_years: 4
"""
PHRASES = {
    "ru": """\
{% set roles = {"chair": "председателем"} %}
{# Год основания #}
{% macro founded(office) %}Основано в {{ office.established | year }} году.{% endmacro %}
{% macro elected(state) %}
{{ state | nominative }} {{ state | agree("избран", "избрана", "избрано", "избраны") }}
{%- if state %} <b>вновь</b>{% endif %}.
{% endmacro %}
""",
    "en": """\
{% set roles = {"chair": "Chair"} %}
{% macro founded(office) %}Founded in {{ office.established | year }}.{% endmacro %}
{% macro elected(state) %}
{{ state | nominative }} {% if state %}was <b>re-elected</b>{% endif %}.
{% endmacro %}
""",
}


def lay_book(folder: Path) -> Path:
    """Write a small book with names, forms, phrases and tables."""
    lay_small_book(folder)
    write(folder / "data/bodies/council.yaml", COUNCIL)
    for language, text in PHRASES.items():
        write(folder / f"templates/phrases/{language}.html.jinja", text)
    return folder


@cache
def snapshot() -> Snapshot:
    """Return the book as it was laid, for tests that change nothing."""
    return read_book(lay_book(Path(mkdtemp())))


def take(
    book: Path,
    data: bytes,
    language: str | None = None,
    *,
    form: ExchangeFormat = "xliff",
    dry_run: bool = False,
) -> Imported:
    """Import a translator's file into a book."""
    file = book / f"returned.{form}"
    file.write_bytes(data)
    try:
        return import_translations(
            book, lambda: read_to_translate(book), file, language, dry_run=dry_run
        )
    finally:
        file.unlink()


def state_of(book: Path) -> dict[str, bytes]:
    """Return the bytes of the data and templates of a book."""
    return {
        file.relative_to(book).as_posix(): file.read_bytes()
        for part in ("data", "templates/phrases")
        for file in sorted((book / part).rglob("*"))
        if file.is_file()
    }

"""A book of two offices, eight outputs, and a build of it in this process."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from tests.books import lay_small_book, write

from briefbook.api import Book
from briefbook.build.builder import Report
from briefbook.events import Event
from briefbook.plan.outputs import Selection

DAY = date(2020, 6, 15)

NOTE = """\
{% import "phrases/" ~ language ~ ".html.jinja" as phrases with context %}
<html lang="{{ language }}"><head><title>{{ subject.name }}</title>
<meta name="dcterms.date" content="2020-01-31"></head>
<body>
<h1>{{ subject.name }}</h1>
<p>{{ phrases.founded(subject) }}</p>
{% for each in subject.memberships %}
<p>{{ each.state.name }}: {{ each.body.name }} ({{ each.times_elected }})</p>
{% if each.current_terms %}
<p>{{ phrases.sits() }}</p>
{% endif %}
{% endfor %}
</body></html>
"""
SHEET = """\
<html lang="{{ language }}"><head><title>{{ subject.name }}</title></head>
<body>
<h1>{{ subject.name }}</h1>
<p>{{ subject.cooperation.state.name }}, {{ subject.cooperation.since | year }}</p>
{% include "extra.html.jinja" ignore missing %}
</body></html>
"""
PHRASES = """\
{{% macro founded(office) %}}{founded} {{{{ office.established | year }}}}{{% endmacro %}}
{{% macro sits() %}}{sits}{{% endmacro %}}
{{% macro unused() %}}-{{% endmacro %}}
"""
BUREAU = """\
name:
  ru: Второе бюро
  en: Second Bureau
established: 2005
governing_bodies: [council]
site: www.example.com
cooperation:
  state: graustark
  since: 2010
memberships:
  - state: graustark
    body: council
    mode: elected
    terms:
      - period: 2018–2021
"""
GRAUSTARK = """\
name:
  ru: Грауштарк
  en: Graustark
official_name:
  ru: Княжество Грауштарк
  en: Principality of Graustark
"""

OFFICE, BUREAU_FILE = "data/organizations/office.yaml", "data/organizations/bureau.yaml"


def outputs(*wanted: str) -> set[str]:
    """Return the outputs that bear all words of one of ``wanted``: ``"note en"``."""
    return {
        name for name in ALL if any(all(word in name for word in words.split()) for words in wanted)
    }


ALL = frozenset(
    f"output/{language}/{subject}/{document}"
    for language in ("ru", "en")
    for subject in ("office", "bureau")
    for document in ("note.pdf", "sheet.docx")
)


def lay_offices(folder: Path) -> Path:
    """Write the book: two offices, two States, two documents, two languages."""
    lay_small_book(folder)
    write(folder / BUREAU_FILE, BUREAU)
    write(folder / "data/states/graustark.yaml", GRAUSTARK)
    write(folder / "templates/note.html.jinja", NOTE)
    write(folder / "templates/sheet.html.jinja", SHEET)
    for language, founded, sits in (("ru", "Основано:", "Заседает"), ("en", "Founded:", "Sits")):
        phrases = PHRASES.format(founded=founded, sits=sits)
        write(folder / f"templates/phrases/{language}.html.jinja", phrases)
    own(folder / "templates/profiles/house.toml")
    return folder


def own(file: Path) -> None:
    """Replace a file shared with the repository by a copy, which may be edited."""
    write(file, file.read_text(encoding="utf-8"))


def build(
    folder: Path,
    as_of: date = DAY,
    selection: Selection | None = None,
    *,
    force: bool = False,
    events: list[Event] | None = None,
) -> Report:
    """Build the book in this process; ``events`` takes what happens."""
    listener = (lambda _: None) if events is None else events.append
    book = Book.open(folder, as_of)
    return book.build(selection, executor="inline", force=force, listener=listener)


def built(report: Report) -> set[str]:
    """Return the outputs that a build made."""
    return {each.output for each in report.built}


def reasons(report: Report) -> set[str]:
    """Return why a build made what it made."""
    return {each.reason for each in report.built}


def states(folder: Path, as_of: date = DAY) -> dict[str, str]:
    """Return the state of every output."""
    return {str(each.output): each.state for each in Book.open(folder, as_of).status()}


def clean_bytes(folder: Path, elsewhere: Path, as_of: date = DAY) -> dict[str, bytes]:
    """Build the same book in another folder, where nothing is known; return its outputs."""
    shutil.rmtree(elsewhere, ignore_errors=True)
    shutil.copytree(folder, elsewhere, ignore=shutil.ignore_patterns("output"))
    build(elsewhere, as_of)
    return bytes_of(elsewhere)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every visible file among the outputs."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted((folder / "output").rglob("*"))
        if file.is_file() and ".briefbook" not in file.parts
    }


def footprint(folder: Path, names: Iterable[str] = ALL) -> dict[str, tuple[int, int]]:
    """Return the inode and date of change of outputs: a file written anew has others."""
    stats = {name: (folder / name).stat() for name in names}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in stats.items()}

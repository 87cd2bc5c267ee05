"""Books to test with: a small one that builds in a moment, and the repository's own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from textwrap import dedent

REPOSITORY = Path(__file__).resolve().parents[1]

#: The outputs of the small book.
NOTES = ("output/en/office/note.pdf", "output/ru/office/note.pdf")
SHEETS = ("output/en/office/sheet.docx", "output/ru/office/sheet.docx")
OUTPUTS = (*NOTES, *SHEETS)

_DOCUMENT = """\
{% import "phrases/" ~ language ~ ".html.jinja" as phrases with context %}
<html lang="{{ language }}">
<head>
<title>{{ subject.name }}</title>
<meta name="author" content="Office">
<meta name="dcterms.date" content="2020-01-31">
</head>
<body>
<h1>{{ subject.name }}</h1>
<p>{{ phrases.founded(subject) }}</p>
<p>{{ subject.site }}</p>
</body>
</html>
"""

_FILES = {
    "briefbook.toml": """\
        [book]
        schema = "organizations"
        languages = ["ru", "en"]
        source_language = "ru"
        timezone = "UTC"

        [book.limits]
        seconds = 20
        memory = 600

        [documents.note]
        about = "organizations"
        formats = ["pdf"]
        profile = "house"

        [documents.sheet]
        about = "organizations"
        formats = ["docx"]
        profile = "house"
        """,
    "data/organizations/office.yaml": """\
        name:
          ru: Примерное бюро
          en: Sample Office
        established: 1997
        governing_bodies: [council]
        site: www.example.org
        cooperation:
          state: ruritania
          since: 2001
        memberships:
          - state: ruritania
            body: council
            mode: elected
            terms:
              - period: 2002–2005
              - period: 2010–2013
        """,
    "data/bodies/council.yaml": """\
        name:
          ru: Совет
          en: Council
        kind: functional_commission
        term_years: 4
        """,
    "data/states/ruritania.yaml": """\
        name:
          ru: Руритания
          en: Ruritania
        official_name:
          ru: Королевство Руритания
          en: Kingdom of Ruritania
        """,
    "templates/phrases/ru.html.jinja": """\
        {% macro founded(office) %}Основано в {{ office.established | year }} году.{% endmacro %}
        """,
    "templates/phrases/en.html.jinja": """\
        {% macro founded(office) %}Founded in {{ office.established | year }}.{% endmacro %}
        """,
}


def lay_small_book(folder: Path) -> Path:
    """Write a book of one organization, two documents and two languages."""
    for name, text in _FILES.items():
        write(folder / name, dedent(text))
    for document in ("note", "sheet"):
        write(folder / "templates" / f"{document}.html.jinja", _DOCUMENT)
    _link(REPOSITORY / "templates/profiles/house.toml", folder / "templates/profiles/house.toml")
    for family in ("pt-sans", "pt-serif"):
        _link_all(REPOSITORY / "templates/fonts" / family, folder / "templates/fonts" / family)
    return folder


def copy_own_book(folder: Path) -> Path:
    """Copy the repository's own book, without its outputs."""
    for part in ("data", "templates"):
        for source in (REPOSITORY / part).rglob("*"):
            if source.is_file():
                target = folder / source.relative_to(REPOSITORY)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
    shutil.copyfile(REPOSITORY / "briefbook.toml", folder / "briefbook.toml")
    return folder


def write(file: Path, text: str) -> None:
    """Write a text file and the folders around it, replacing a link rather than following it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    file.write_text(text, encoding="utf-8")


def edit(file: Path, old: str, new: str) -> None:
    """Replace a stretch of text that stands in a file exactly once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    write(file, text.replace(old, new))


def append(file: Path, text: str) -> None:
    """Add text to the end of a file."""
    write(file, file.read_text(encoding="utf-8") + text)


def outputs_in(book: Path) -> set[str]:
    """Return the outputs that a book has, by their paths in it."""
    return {f"output/{name}" for name in state_of(book / "output")}


def state_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return the bytes and the date of change of every visible file in a folder."""
    return {
        str(file.relative_to(folder)): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and ".briefbook" not in file.parts
    }


def _link_all(source: Path, target: Path) -> None:
    for file in source.iterdir():
        _link(file, target / file.name)


def _link(source: Path, target: Path) -> None:
    """Share a file that no test changes; copy it where links do not reach."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)

"""Exactly the outputs that read what changed are made again; each edit is a hit or a miss."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.books import edit, write
from tests.build.offices import (
    ALL,
    BUREAU_FILE,
    DAY,
    OFFICE,
    SHEET,
    build,
    built,
    bytes_of,
    clean_bytes,
    footprint,
    outputs,
    own,
    reasons,
    states,
)

from briefbook.api import Book
from briefbook.build.book import read_book
from briefbook.build.builder import build as build_snapshot
from briefbook.build.dispatch import Options
from briefbook.events import OutputCurrent

Edit = Callable[[Path], object]
COUNCIL, STATE = "data/bodies/council.yaml", "data/states/ruritania.yaml"


def _replacing(file: str, old: str, new: str) -> Edit:
    return lambda book: edit(book / file, old, new)


def _adding(file: str, text: str) -> Edit:
    def add(book: Path) -> None:
        path = book / file
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        write(path, before + text)

    return add


def _reversed_keys(book: Path) -> None:
    """Turn the keys of a State round."""
    first, second = (book / STATE).read_text(encoding="utf-8").split("official_name:")
    write(book / STATE, f"official_name:{second}{first}")


def _style(book: Path, *names: str) -> None:
    """Give the notes stylesheets, in an order."""
    for name, size in (("a", 12), ("b", 13)):
        write(book / f"templates/styles/{name}.css", f"p {{ font-size: {size}pt }}\n")
    lines = (book / "briefbook.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("styles")]
    listed = ", ".join(f'"{name}.css"' for name in names)
    kept.insert(kept.index("[documents.note]") + 1, f"styles = [{listed}]")
    write(book / "briefbook.toml", "\n".join(kept))


HITS: dict[str, tuple[Edit, set[str], str]] = {
    "a fact of one office": (
        _replacing(OFFICE, "established: 1997", "established: 1998"),
        outputs("office/note"),
        "organizations.office.established changed from 1997 to 1998",
    ),
    "a name in one language, of a record that all refer to": (
        _replacing(COUNCIL, "en: Council", "en: Board"),
        outputs("en note"),
        "bodies.council.name.en.nominative changed from “Council” to “Board”",
    ),
    "a name of a State that one office works with": (
        _replacing(STATE, "ru: Руритания", "ru: Ориония"),
        outputs("ru/office"),
        "states.ruritania.name.ru.nominative changed from “Руритания” to “Ориония”",
    ),
    "one term more": (
        _adding(OFFICE, "      - period: 2014–2017\n"),
        outputs("office/note"),
        "organizations.office.memberships.0.times_elected changed from 2 to 3",
    ),
    "another State": (
        _replacing(
            BUREAU_FILE, "cooperation:\n  state: graustark", "cooperation:\n  state: ruritania"
        ),
        outputs("bureau/sheet"),
        "organizations.bureau.cooperation.state changed from states.graustark to states.ruritania",
    ),
    "a sentence of one language": (
        _replacing("templates/phrases/en.html.jinja", "Founded:", "Set up:"),
        outputs("en note"),
        "the template phrases/en.html.jinja changed",
    ),
    "a partial that was looked for in vain": (
        _adding("templates/extra.html.jinja", "<p>More</p>\n"),
        outputs("sheet"),
        "the template extra.html.jinja changed",
    ),
    "a layout": (
        _replacing("templates/profiles/house.toml", 'size = "A4"', 'size = "Letter"'),
        set(ALL),
        "the layout house changed",
    ),
    "a font": (
        lambda book: shutil.copyfile(
            next((book / "templates/fonts/pt-sans").glob("*.ttf")),
            book / "templates/fonts/Another.ttf",
        ),
        set(ALL),
        "the fonts changed",
    ),
    "a picture": (
        _adding("templates/pictures/river.svg", "<svg/>"),
        set(ALL),
        "a picture or other file under templates/ changed",
    ),
    "a picture that stands beside the stylesheets": (
        _adding("templates/styles/river.svg", "<svg/>"),
        set(ALL),
        "a picture or other file under templates/ changed",
    ),
    "a stylesheet named": (
        lambda book: _style(book, "a"),
        outputs("note"),
        "its entry in briefbook.toml changed",
    ),
}

MISSES: dict[str, Edit] = {
    "nothing": lambda _: None,
    "a fact that no template reads": _replacing(OFFICE, "www.example.org", "www.example.net"),
    "another name that no template reads": _replacing(STATE, "Kingdom", "Republic"),
    "a record that none refers to": lambda book: shutil.copyfile(
        book / STATE, book / "data/states/orionia.yaml"
    ),
    "a comment": _adding(OFFICE, "# seen and approved\n"),
    "the indentation": _replacing(
        OFFICE, "name:\n  ru: Примерное бюро\n  en:", "name:\n      ru: Примерное бюро\n      en:"
    ),
    "the order of keys": _reversed_keys,
    "the date of a file": lambda book: (book / OFFICE).touch(),
    "a comment in the settings": _adding("briefbook.toml", "# ours\n"),
    "a comment in a layout": _adding("templates/profiles/house.toml", "# ours\n"),
    "a comment in a template": _adding("templates/note.html.jinja", "{# ours #}"),
    "the spaces in a tag": _replacing(
        "templates/note.html.jinja", "{{ each.body", "{{   each.body"
    ),
    "a macro that none calls": _replacing("templates/phrases/en.html.jinja", "%}-{%", "%}+{%"),
    "a template that none asks for": _adding("templates/other.html.jinja", "<p>x</p>"),
    "a stylesheet that none names": _adding("templates/styles/other.css", "p { color: red }"),
    "a layout that none names": lambda book: shutil.copyfile(
        book / "templates/profiles/house.toml", book / "templates/profiles/other.toml"
    ),
}


def test_miss_when_built_twice(offices: Path) -> None:
    before = footprint(offices)
    report = build(offices)

    assert built(report) == set()
    assert set(report.current) == ALL
    assert report.ok
    assert footprint(offices) == before


@pytest.mark.parametrize("name", HITS)
def test_hit(offices: Path, tmp_path: Path, name: str) -> None:
    change, expected, reason = HITS[name]
    change(offices)
    others = footprint(offices, ALL - expected)

    assert {output for output, state in states(offices).items() if state == "stale"} == expected
    report = build(offices)
    assert built(report) == expected
    assert reasons(report) == {reason}
    assert footprint(offices, ALL - expected) == others
    assert bytes_of(offices) == clean_bytes(offices, tmp_path / "clean")
    assert set(states(offices).values()) == {"current"}


@pytest.mark.parametrize("name", MISSES)
def test_miss(offices: Path, name: str) -> None:
    before = footprint(offices)
    MISSES[name](offices)
    report = build(offices)

    assert built(report) == set()
    assert set(report.current) == ALL
    assert report.ok
    assert footprint(offices) == before
    assert set(states(offices).values()) == {"current"}


def test_a_fact_with_another_date_is_told_until_the_next_build(offices: Path) -> None:
    edit(offices / OFFICE, "established: 1997", "established: {value: 1997, as_of: 2020-01-01}")
    name = "output/en/office/note.pdf"
    verdict = next(each for each in Book.open(offices, DAY).status() if str(each.output) == name)

    said = "the source or date of organizations.office.established changed"
    assert (verdict.state, [reason.message for reason in verdict.reasons]) == ("stale", [said])
    assert build(offices).ok
    assert states(offices)[name] == "current"


def test_misses_together_cost_no_rendering_and_are_remembered(offices: Path) -> None:
    for change in MISSES.values():
        change(offices)
    assert built(build(offices)) == set()
    assert set(states(offices).values()) == {"current"}


def test_hit_when_stylesheets_change_places(offices: Path, tmp_path: Path) -> None:
    _style(offices, "a", "b")
    build(offices)
    _style(offices, "b", "a")

    assert built(build(offices)) == outputs("note")
    assert bytes_of(offices) == clean_bytes(offices, tmp_path / "clean")


def test_hit_when_a_partial_goes_again(offices: Path) -> None:
    before = bytes_of(offices)
    write(offices / "templates/extra.html.jinja", "<p>More</p>\n")
    build(offices)
    (offices / "templates/extra.html.jinja").unlink()

    assert built(build(offices)) == outputs("sheet")
    assert bytes_of(offices) == before


def test_hit_when_an_import_of_an_import_changes(offices: Path) -> None:
    """Jinja would keep what an import without context said, and not ask for it again."""
    templates = offices / "templates"
    write(templates / "inner.html.jinja", "{% macro word() %}one{% endmacro %}")
    outer = (
        '{% import "inner.html.jinja" as inner %}{% macro say() %}{{ inner.word() }}{% endmacro %}'
    )
    write(templates / "outer.html.jinja", outer)
    said = '{% import "outer.html.jinja" as outer %}<p>{{ outer.say() }}</p>\n{% include'
    write(templates / "sheet.html.jinja", SHEET.replace("{% include", said))
    assert build(offices).ok
    write(templates / "inner.html.jinja", "{% macro word() %}two{% endmacro %}")

    assert built(build(offices)) == outputs("sheet")


def test_hit_when_documents_turn_to_another_register(offices: Path) -> None:
    """An organization and a body may bear the same id; their outputs bear the same name."""
    write(
        offices / "templates/sheet.html.jinja",
        SHEET.replace(
            "<p>{{ subject.cooperation.state.name }}, {{ subject.cooperation.since | year }}</p>",
            "",
        ),
    )
    shutil.copyfile(offices / COUNCIL, offices / "data/bodies/office.yaml")
    build(offices)
    edit(
        offices / "briefbook.toml",
        '[documents.sheet]\nabout = "organizations"',
        '[documents.sheet]\nabout = "bodies"',
    )

    assert outputs("office/sheet") <= built(build(offices))


@pytest.mark.parametrize("part", ["briefbook", "weasyprint", "harfbuzz-subset"])
def test_hit_when_the_toolchain_changes(offices: Path, part: str) -> None:
    snapshot = read_book(offices, DAY)
    other = replace(snapshot, toolchain={**snapshot.toolchain, part: "another"})
    report = build_snapshot(offices, other, Options(executor="inline"))

    said = "the program itself changed"
    if part != "briefbook":
        said = f"{part} changed from {snapshot.toolchain[part]} to another"
    assert built(report) == ALL
    assert reasons(report) == {said}


def test_hit_when_an_output_is_gone(offices: Path) -> None:
    name = "output/en/office/note.pdf"
    before = bytes_of(offices)
    (offices / name).unlink()

    assert states(offices)[name] == "missing"
    report = build(offices)
    assert built(report) == {name}
    assert reasons(report) == {"its file is not there"}
    assert bytes_of(offices) == before


def test_a_composed_output_that_says_the_same_is_told_as_current(offices: Path) -> None:
    MISSES["the spaces in a tag"](offices)
    events: list[object] = []
    build(offices, events=events)  # type: ignore[arg-type]  # events of any kind

    told = {event.output for event in events if isinstance(event, OutputCurrent)}
    assert told == ALL


#: The bureau's only term is 2018–2021: the days on which the notes about it change.
_DAYS = [
    (date(2017, 12, 31), set()),
    (date(2018, 1, 1), outputs("bureau/note")),
    (date(2018, 1, 2), set()),
    (date(2019, 7, 1), set()),
    (date(2021, 12, 31), set()),
    (date(2022, 1, 1), outputs("bureau/note")),
    (date(2022, 1, 2), set()),
]


def test_hit_on_the_day_a_mandate_begins_and_on_the_day_after_it_ends(
    offices: Path, tmp_path: Path
) -> None:
    build(offices, date(2017, 1, 1))
    for day, expected in _DAYS:
        assert built(build(offices, day)) == expected, day
        assert set(states(offices, day).values()) == {"current"}
    assert bytes_of(offices) == clean_bytes(offices, tmp_path / "clean", date(2022, 1, 2))


def test_the_clock_may_go_backwards(offices: Path) -> None:
    before = bytes_of(offices)
    build(offices, date(2030, 1, 1))
    assert bytes_of(offices) != before

    assert built(build(offices, DAY)) == outputs("bureau/note")
    assert bytes_of(offices) == before


def test_a_document_without_a_date_does_not_bear_that_of_the_clock(offices: Path) -> None:
    before = bytes_of(offices)
    edit(
        offices / "templates/note.html.jinja", '<meta name="dcterms.date" content="2020-01-31">', ""
    )
    build(offices)
    undated = bytes_of(offices)

    assert undated["output/en/office/note.pdf"] != before["output/en/office/note.pdf"]
    build(offices, date(2020, 6, 16), force=True)
    assert bytes_of(offices) == undated


def test_an_edit_that_keeps_size_and_date_is_noticed(offices: Path) -> None:
    own(offices / OFFICE)
    build(offices)
    stat = (offices / OFFICE).stat()
    text = (offices / OFFICE).read_text(encoding="utf-8")
    with (offices / OFFICE).open("w", encoding="utf-8") as file:
        file.write(text.replace("1997", "1979"))
    os.utime(offices / OFFICE, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    assert (offices / OFFICE).stat().st_size == stat.st_size
    assert built(build(offices)) == outputs("office/note")


def test_files_from_the_future_are_read_each_time(offices: Path) -> None:
    far = 4_000_000_000
    os.utime(offices / OFFICE, (far, far))
    build(offices)
    edit(offices / OFFICE, "established: 1997", "established: 1979")
    os.utime(offices / OFFICE, (far, far))

    assert built(build(offices)) == outputs("office/note")

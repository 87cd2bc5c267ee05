"""Incremental equals clean, byte for byte, after any history of edits.

Each step is a hit or a miss, and says so: an output whose bytes changed was made, and an
output that was not made bears the bytes that a clean build gives it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

import pytest
from fontTools.ttLib import TTFont
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.books import REPOSITORY, edit, write
from tests.build.offices import (
    BUREAU_FILE,
    OFFICE,
    build,
    built,
    bytes_of,
    lay_offices,
    states,
)

from briefbook.api import Book
from briefbook.build.rest import still_at_rest
from briefbook.errors import InvalidBook

#: How many sequences of edits are tried; a long campaign asks for more. They are tried in
#: parts, so that several test workers share them and none is thought to hang.
_SEQUENCES = int(os.environ.get("BRIEFBOOK_SEQUENCES", "25"))
_PARTS = 5

#: Stretches of files that an edit puts in the place of each other.
_TURNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        OFFICE,
        ("established: 1997", "established: 1998", "established: {value: 1997, as_of: 2020-01-01}"),
    ),
    (
        OFFICE,
        ("      - period: 2010–2013\n", "      - period: 2010–2013\n      - period: 2019–2022\n"),
    ),
    (OFFICE, ("site: www.example.org", "site: www.example.net", "# here\nsite: www.example.org")),
    (BUREAU_FILE, ("ru: Второе бюро", "ru: Третье бюро")),
    (BUREAU_FILE, ("cooperation:\n  state: graustark", "cooperation:\n  state: ruritania")),
    ("data/states/ruritania.yaml", ("ru: Руритания", "ru: Ориония")),
    ("data/bodies/council.yaml", ("en: Council", "en: Board")),
    ("templates/phrases/en.html.jinja", ("Founded:", "Set up:")),
    (
        "templates/sheet.html.jinja",
        ("<h1>{{ subject.name }}</h1>", "{# x #}<h1>{{ subject.name }}</h1>"),
    ),
    ("templates/note.html.jinja", ("<h1>", "<p>New</p><h1>", "{{ nothing }}<h1>")),
    ("templates/profiles/house.toml", ('size = "A4"', 'size = "Letter"')),
    ("briefbook.toml", ('languages = ["ru", "en"]', 'languages = ["en", "ru"]')),
)
_FILES = {
    "templates/extra.html.jinja": "<p>More</p>\n",
    "templates/styles/note.css": "p { font-size: 13pt }\n",
    "templates/pictures/river.svg": "<svg/>",
    "data/organizations/third.yaml": "",
}
_DAYS = [date(2017, 6, 1), date(2020, 6, 15), date(2022, 6, 1)]


@dataclass(slots=True)
class History:
    """A book, the day of its clock, and which of its edits stand."""

    folder: Path
    day: date = _DAYS[1]
    turns: dict[int, int] = field(default_factory=dict)
    font_is_other: bool = False


Step = Callable[[History], None]
_CLEAN: dict[object, dict[str, bytes]] = {}


def _turn(number: int) -> Step:
    """Make the step that puts the next of some stretches into a file."""

    def step(history: History) -> None:
        file, stretches = _TURNS[number]
        now = history.turns.get(number, 0)
        following = (now + 1) % len(stretches)
        edit(history.folder / file, stretches[now], stretches[following])
        history.turns[number] = following

    return step


def _toggle(name: str) -> Step:
    """Make the step that adds a file or takes it away."""

    def step(history: History) -> None:
        file = history.folder / name
        if file.exists():
            file.unlink()
        else:
            source = history.folder / BUREAU_FILE
            write(file, _FILES[name] or source.read_text(encoding="utf-8"))

    return step


_FONT = "templates/fonts/pt-serif/PTSerif-Regular.ttf"


@cache
def _wider(font: bytes) -> bytes:
    """Return the same face with a wider «а»: as good a font, and another one."""
    with TTFont(BytesIO(font), recalcTimestamp=False) as face:
        glyph = face.getBestCmap()[ord("а")]
        width, bearing = face["hmtx"][glyph]
        face["hmtx"][glyph] = (width + 100, bearing)
        changed = BytesIO()
        face.save(changed)
    return changed.getvalue()


def _change_font(history: History) -> None:
    """Put another font in the place of one, or the first one back; links are not followed."""
    font = (REPOSITORY / _FONT).read_bytes()
    history.font_is_other = not history.font_is_other
    file = history.folder / _FONT
    file.unlink()
    file.write_bytes(_wider(font) if history.font_is_other else font)


def _on(day: date) -> Step:
    def step(history: History) -> None:
        history.day = day

    return step


def _lose(name: str) -> Step:
    """Make the step that loses an output, the ledger or the cache."""

    def step(history: History) -> None:
        path = history.folder / "output" / name
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)

    return step


def _nothing(history: History) -> None:
    """Leave the book as it is."""


_STEPS = st.one_of(
    st.just(_nothing),
    st.sampled_from(range(len(_TURNS))).map(_turn),
    st.sampled_from(range(len(_TURNS))).map(_turn),
    st.sampled_from(sorted(_FILES)).map(_toggle),
    st.sampled_from(_DAYS).map(_on),
    st.just(_change_font),
    st.sampled_from(["en/office/note.pdf", "ru/bureau", ".briefbook/ledger.db"]).map(_lose),
)


def _clean(history: History) -> dict[str, bytes]:
    """Return what a clean build of the book gives; equal books are built once."""
    sources = {
        str(file.relative_to(history.folder)): file.read_bytes()
        for file in sorted(history.folder.rglob("*"))
        if file.is_file() and "output" not in file.parts and file.suffix != ".ttf"
    }
    key = (history.day, history.font_is_other, tuple(sources.items()))
    if key not in _CLEAN:
        with TemporaryDirectory() as elsewhere:
            folder = Path(elsewhere, "book")
            shutil.copytree(history.folder, folder, ignore=shutil.ignore_patterns("output"))
            build(folder, history.day)
            _CLEAN[key] = bytes_of(folder)
    return _CLEAN[key]


def _rests(history: History) -> bool:
    """Tell whether the book is at rest, by what the last build without work noted."""
    sleep(0.02)  # all that changed is older than the clock's grain now
    return still_at_rest(history.folder, ((), (), (), ()), history.day) is not None


def _leave_alone(history: History) -> None:
    """Build again what is current; such a build leaves a note, if nothing is wrong."""
    sleep(0.02)
    with suppress(InvalidBook):
        Book.open(history.folder, history.day, remember=True).build(executor="inline")


def _check(history: History, before: dict[str, bytes]) -> None:
    """Build, and compare with the build before and with a clean one."""
    rests = _rests(history)
    report = build(history.folder, history.day)
    if rests:
        event("at rest")
        assert not report.built
        assert not report.failed
    after, clean = bytes_of(history.folder), _clean(history)
    made, failed = built(report), {each.output for each in report.failed}

    # A file that a new ledger does not know is kept beside the one that replaces it.
    after = {name: data for name, data in after.items() if ".kept-" not in name}
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed <= made
    assert not report.kept
    wanted = {name: data for name, data in after.items() if name in clean}
    assert wanted == clean
    assert failed.isdisjoint(clean)
    left = {
        name for name, state in states(history.folder, history.day).items() if state != "current"
    }
    assert left <= failed | set(after) - set(clean)
    event(f"hit of {len(made)}" if made else "miss")
    _leave_alone(history)


@pytest.mark.parametrize("part", range(_PARTS))
@settings(max_examples=-(-_SEQUENCES // _PARTS), deadline=None)
@given(steps=st.lists(_STEPS, min_size=4, max_size=8))
def test_an_incremental_build_leaves_the_bytes_of_a_clean_one(part: int, steps: list[Step]) -> None:
    assert part < _PARTS  # each part draws sequences of its own
    with TemporaryDirectory() as elsewhere, pytest.MonkeyPatch.context() as patch:
        for module in ("record.digests", "build.sight"):
            patch.setattr(f"briefbook.{module}.GRAIN_NS", 10_000_000)
        history = History(lay_offices(Path(elsewhere, "book")))
        build(history.folder, history.day)
        for step in steps:
            before = bytes_of(history.folder)
            step(history)
            _check(history, before)

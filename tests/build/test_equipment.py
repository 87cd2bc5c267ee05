"""What a worker gets ready before it knows the dataset serves the outputs of its book only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefbook.build.book import read_book
from briefbook.build.enclosing import trial_of
from briefbook.build.equipment import equipment, get_ready
from briefbook.build.job import make_piece, open_workshop
from briefbook.build.snapshot import Groundwork, Snapshot
from briefbook.dataset.values import FrozenMap
from briefbook.errors import BriefbookError

ROOT = Path(__file__).parents[2]
PHRASES = "phrases/en.html.jinja"


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return read_book(ROOT, date(2020, 2, 1))


def groundwork(snapshot: Snapshot, **files: bytes) -> Groundwork:
    """Return what was known of a book before its dataset, with other files if they are given."""
    changed = FrozenMap({**snapshot.files, **files})
    return Groundwork(snapshot.config, snapshot.profiles, snapshot.languages, changed)


def outcomes(snapshot: Snapshot, ready: object = None) -> list[bytes | BriefbookError | None]:
    """Make every output of a book in one worker."""
    workshop = open_workshop(snapshot, ready)  # type: ignore[arg-type]  # equipment or nothing
    made = [make_piece(workshop, trial_of(each, snapshot.config)) for each in snapshot.outputs()]
    return [each.data or each.error for each in made]


def test_documents_made_with_it_have_the_same_bytes(snapshot: Snapshot) -> None:
    ready = get_ready(groundwork(snapshot), lambda: True)
    workshop = open_workshop(snapshot, ready)
    assert (workshop.composer, workshop.pdf) == (ready.composer, ready.pdf)
    fresh = outcomes(snapshot)
    assert all(isinstance(each, bytes) for each in fresh)
    assert outcomes(snapshot, ready) == fresh


def test_that_of_other_templates_is_not_used(snapshot: Snapshot) -> None:
    other = groundwork(snapshot, **{PHRASES: snapshot.files[PHRASES] + b"{# more #}"})
    ready = get_ready(other, lambda: False)
    assert open_workshop(snapshot, ready).composer is not ready.composer


def test_that_of_other_languages_is_not_used(snapshot: Snapshot) -> None:
    ready = equipment(snapshot.files, FrozenMap({"de": snapshot.languages.get("de")}))  # type: ignore[dict-item]
    assert open_workshop(snapshot, ready).composer is not ready.composer


def test_without_time_nothing_is_tried_out(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefbook.build.equipment._set_trial_page", None)
    monkeypatch.setattr("briefbook.compose.composer.Composer.get_ready", None)
    assert get_ready(groundwork(snapshot), lambda: False).fits(snapshot)


def test_what_fails_on_trial_is_told_of_the_outputs_alone(snapshot: Snapshot) -> None:
    broken = groundwork(snapshot, **{PHRASES: b"{% macro %}"})
    ready = get_ready(broken, lambda: True)
    faulty = Snapshot(
        **{name: getattr(snapshot, name) for name in Snapshot.__slots__} | {"files": broken.files}
    )
    assert ready.fits(faulty)
    told = [getattr(each, "code", "") for each in outcomes(faulty, ready)]
    assert told == [getattr(each, "code", "") for each in outcomes(faulty)]
    assert any(told)

"""The book of two offices, laid or built, for each test its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.build.offices import build, lay_offices


@pytest.fixture(scope="session")
def _offices_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = lay_offices(tmp_path_factory.mktemp("offices") / "book")
    assert build(folder).ok
    return folder


@pytest.fixture
def offices(_offices_built: Path, tmp_path: Path) -> Path:
    """The book of two offices with its eight outputs, all of them current."""
    return Path(shutil.copytree(_offices_built, tmp_path / "offices"))

"""What tests of the whole program share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

# Only lines of Python are counted as covered. `BRIEFBOOK_COMPILED=yes make test` tests what
# is compiled in its place; either way tests/compiled compares the two.
os.environ.setdefault("BRIEFBOOK_COMPILED", "no")

from tests.books import lay_small_book


@pytest.fixture(scope="session", autouse=True)
def _in_english() -> Iterator[None]:
    """Tests read English messages, whatever the locale of the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")
        yield


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small book of one's own, not yet built."""
    return lay_small_book(tmp_path / "book")


@pytest.fixture(scope="session")
def _built_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from briefbook.cli import main

    folder = lay_small_book(tmp_path_factory.mktemp("built") / "book")
    assert main(["--quiet", "--book", str(folder), "build", "--executor", "inline"]) == 0
    return folder


@pytest.fixture
def built_book(_built_book: Path, book: Path) -> Path:
    """A small book of one's own, with its outputs."""
    shutil.copytree(_built_book / "output", book / "output")
    return book

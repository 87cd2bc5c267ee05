"""Every PDF of the repository's own book passes the gate, with the facts that it bears."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.books import copy_own_book
from tests.pdf_gate import faults

from briefbook.cli import main


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = copy_own_book(tmp_path_factory.mktemp("own") / "book")
    assert main(["--quiet", "--book", str(folder), "build", "--executor", "inline"]) == 0
    return sorted((folder / "output").rglob("*.pdf"))


def test_every_pdf_of_the_book_is_pdf_a_3a_and_pdf_ua_1(outputs: list[Path]) -> None:
    assert {path.parts[-3] for path in outputs} == {"en", "ru"}
    found = {path.parent.name: faults(path.read_bytes()) for path in outputs}
    assert not any(found.values()), found

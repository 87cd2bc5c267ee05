"""The chosen modules are there, and documents do not depend on whether they are compiled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefbook.compiled.chosen import CHOSEN
from briefbook.compiled.loading import place, read_index
from briefbook.compiled.making import source_of

BUILDING = """
import sys
from briefbook.cli import main
code = main(["--quiet", "--book", sys.argv[1], "build", "--executor", "inline", *sys.argv[2:]])
import weasyprint.layout.block as far, briefbook.render.markup as near
print(code, *(type(each).__name__ for each in (far.block_level_layout, near.serialize)))
"""


def test_every_chosen_module_has_a_source() -> None:
    assert [name for name in CHOSEN if source_of(name) is None] == []


def test_each_is_chosen_once_in_order() -> None:
    assert list(CHOSEN) == sorted(set(CHOSEN))


def built(book: Path, switch: str) -> tuple[str, dict[str, bytes]]:
    """Build a book in a process of its own; return what it says, and the files."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", BUILDING, str(book), "--as-of", "2026-02-01"],
        env={**os.environ, "BRIEFBOOK_COMPILED": switch},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    output = book / "output"
    files = [
        path for path in output.rglob("*") if path.is_file() and ".briefbook" not in path.parts
    ]
    return done.stdout.strip(), {str(path.relative_to(output)): path.read_bytes() for path in files}


@pytest.mark.skipif(not read_index(place()), reason="nothing is compiled in this environment")
def test_documents_are_the_same_bytes(tmp_path: Path) -> None:
    from tests.books import lay_small_book

    by_python = built(lay_small_book(tmp_path / "python"), "no")
    compiled = built(lay_small_book(tmp_path / "compiled"), "yes")
    assert by_python[0] == "0 function function"
    assert compiled[0] == "0 cython_function_or_method cython_function_or_method"
    assert set(by_python[1]) == set(compiled[1])
    assert {path.rsplit(".")[-1] for path in compiled[1]} == {"pdf", "docx"}
    assert [path for path in compiled[1] if compiled[1][path] != by_python[1][path]] == []

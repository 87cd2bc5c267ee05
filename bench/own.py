"""The section *own*: the repository's own book, as its reader would time it.

The whole book cold in a new process, ``briefbook --help``, and one brief and one memo
in a worker that is warm.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from bench.books import Bench
from bench.measuring import briefbook, medians, python
from bench.report import Row, shown, slower
from bench.workplace import REPOSITORY

_PARTS = ("briefbook.toml", "data", "templates")
_REPEATED = 10


def rows(bench: Bench) -> Iterator[Row]:
    """Time the repository's own book; the peer of a build is Python that imports WeasyPrint."""
    folder = _copied(bench.folder / "own")
    runs = bench.plan.runs
    cold, nothing, loaded, usage, bare = medians(
        runs,
        lambda: briefbook(folder, "--quiet", "build", "--force"),
        lambda: briefbook(folder, "--quiet", "build"),
        lambda: python("-c", "import weasyprint, docx", folder=folder),
        lambda: briefbook(folder, "--help"),
        lambda: python("-c", "import click", folder=folder),
    )
    imports = '`python -c "import weasyprint, docx"`'
    yield slower("the whole book, four documents, cold", cold, imports, loaded)
    yield slower("the whole book again, nothing to do", nothing, imports, loaded)
    yield slower("`briefbook --help`", usage, '`python -c "import click"`', bare)
    for what, output in (
        ("one brief (PDF), warm", "output/ru/unodc/brief.pdf"),
        ("one memo (DOCX), warm", "output/ru/unodc/memo.docx"),
    ):
        yield Row(what, shown(min(_warm(folder, output) for _ in range(runs))))


def _copied(folder: Path) -> Path:
    """Copy the repository's own book."""
    for part in _PARTS:
        source, target = REPOSITORY / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
    return folder


def _warm(folder: Path, output: str) -> float:
    """Return the seconds that one output takes in a worker that has made it before."""
    said = python("-m", "bench.inside", "make", str(folder), *[output] * _REPEATED, folder=Path())
    seconds: float = json.loads(said)["seconds"]
    return seconds / _REPEATED

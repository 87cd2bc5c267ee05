"""How near the invented documents are to the real ones: words, tables, pages."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from statistics import mean

from pypdf import PdfReader

from bench.books import Bench
from bench.report import Row
from bench.workplace import REPOSITORY
from briefbook.api import Book
from briefbook.build.enclosing import trial_of
from briefbook.build.job import make_piece, open_workshop, write_manuscript


def rows(bench: Bench) -> Iterator[Row]:
    """Compare each kind of document in each language with the repository's own."""
    real, invented = _counts(REPOSITORY, 1), _counts(bench.fresh(bench.plan.documents), 8)
    for kind, theirs in real.items():
        if kind not in invented:  # the synthetic book has no overview
            continue
        ours = invented[kind]
        names = "words, tables, pages" if ours[2] else "words, tables"
        ratio = ours[0] / theirs[0]
        yield Row(f"{kind}: {names}", _shown(ours), "the real one", _shown(theirs), ratio)


def _counts(folder: Path, subjects: int) -> dict[str, tuple[float, float, float]]:
    """Return the mean words, tables and pages of documents, by language and kind."""
    book = Book.open(folder)
    workshop = open_workshop(book.snapshot)
    found: dict[str, list[tuple[int, int, int]]] = {}
    for output in book.outputs():
        counted = found.setdefault(f"{output.document}, {output.language}", [])
        if len(counted) == subjects:
            continue
        root = write_manuscript(workshop, output).root
        words = sum(len(each.text().split()) for each in root.elements() if each.tag == "body")
        tables = sum(each.tag == "table" for each in root.elements())
        pages = 0
        if output.format == "pdf":
            pages = len(
                PdfReader(
                    BytesIO(
                        make_piece(workshop, trial_of(output, workshop.snapshot.config)).data or b""
                    )
                ).pages
            )
        counted.append((words, tables, pages))
    return {
        kind: (mean(c[0] for c in each), mean(c[1] for c in each), mean(c[2] for c in each))
        for kind, each in found.items()
    }


def _shown(counts: tuple[float, float, float]) -> str:
    words, tables, pages = counts
    return f"{words:.0f}, {tables:g}" + (f", {pages:g}" if pages else "")

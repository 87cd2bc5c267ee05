"""Two processes against one, and the memory of a worker over many renders."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bench.books import Bench, build_anew
from bench.measuring import medians, python
from bench.report import Row, at_least, at_most, slower
from bench.workplace import REPOSITORY


def rows(bench: Bench) -> Iterator[Row]:
    """Measure the gain of a second process, then memory."""
    book = bench.fresh(bench.plan.documents)
    one, two = medians(
        bench.plan.runs,
        lambda: build_anew(book, "--jobs", "1"),
        lambda: build_anew(book, "--jobs", "2"),
    )
    outputs = 4 * bench.plan.documents
    yield slower(f"{outputs} outputs, two processes", two, "one process", one, at_least(1.8))
    yield _memory(bench)


def _memory(bench: Bench) -> Row:
    """Compare a worker's memory near the start with that at the end."""
    renders = bench.plan.renders
    book = bench.fresh(bench.plan.documents)
    printed = python("-m", "bench.inside", "memory", str(book), str(renders), folder=REPOSITORY)
    sizes: list[int] = json.loads(printed)
    first, last = sizes[0], sizes[-1]
    return Row(
        f"a worker's memory after {renders} renders",
        f"{last // 1024} MiB",
        "after the first 100",
        f"{first // 1024} MiB",
        last / first,
        at_most(1.1),
    )

"""Two processes against one, and the memory of a worker over many renders.

How much a second process can gain at all is measured beside it: the same rendering in
processes that share nothing, write nothing and wait for nobody.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.books import Bench, build_anew
from bench.changes import KINDS
from bench.measuring import python, run_at_once
from bench.report import Row, at_least, at_most, slower
from bench.synthetic import subject_id
from bench.workplace import REPOSITORY

LANGUAGES = ("en", "ru")


def rows(bench: Bench) -> Iterator[Row]:
    """Measure the gain of a second process, then memory."""
    subjects = bench.plan.documents
    book = bench.fresh(subjects)
    halves = (range(0, subjects, 2), range(1, subjects, 2))
    taken = [
        (
            build_anew(book, "--jobs", "1"),
            build_anew(book, "--jobs", "2"),
            _apart(book, range(subjects)),
            _apart(book, *halves),
        )
        for _ in range(bench.plan.runs)
    ]
    one, two, apart_one, apart_two = (median(times) for times in zip(*taken, strict=True))
    outputs = len(LANGUAGES) * len(KINDS) * subjects
    yield slower(f"{outputs} outputs, two processes", two, "one process", one, at_least(1.8))
    what = f"rendering {outputs} outputs, two processes that share nothing"
    yield slower(what, apart_two, "one process", apart_one)
    yield _memory(bench)


def _apart(book: Path, *hands: range) -> float:
    """Render the outputs of subjects, a process for each hand of them; nothing is written.

    Returns the seconds of the longest; the starts are not counted.
    """
    commands = [
        [sys.executable, "-m", "bench.inside", "make", str(book), *_outputs(hand)] for hand in hands
    ]
    return max(float(each["seconds"]) for each in run_at_once(commands, REPOSITORY))


def _outputs(subjects: range) -> list[str]:
    """Name the outputs of subjects, as a build makes them: all briefs, then all memos."""
    return [
        f"output/{language}/{subject_id(subject)}/{kind}"
        for kind in KINDS
        for subject in subjects
        for language in LANGUAGES
    ]


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

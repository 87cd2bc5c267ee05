"""Nothing to do, and one fact changed: what a build costs when almost all is current."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

from bench.books import Bench, build, build_anew, states
from bench.measuring import medians, python, run, seconds
from bench.report import Row, at_most, share, slower
from bench.synthetic import (
    readers_of_shared,
    set_english_abbreviation,
    set_english_topic,
    subject_id,
)

KINDS = ("brief.pdf", "memo.docx")

_numbers = count(1)  # no two edits write the same value


@dataclass(frozen=True, slots=True)
class Change:
    """An edit of one fact: how it is made, and the documents that tell it."""

    edit: Callable[[Path, int], None]
    readers: frozenset[str]


def rows(bench: Bench) -> Iterator[Row]:
    """Measure the no-op, a change of one subject, and one of a shared register."""
    subjects, runs = bench.plan.subjects, bench.plan.runs
    folder = bench.built(subjects)
    for _ in range(3):  # the third build after a cold one leaves a note of a book at rest
        build(folder)
    yield from _no_op(bench, folder)
    (nothing,) = medians(max(3, runs), lambda: build(folder))
    one, few = time_of(folder, one_subject(), runs), render_one(bench)
    wanted = "no-op + rendering of these"
    yield share("one fact of one subject: 2 outputs", one, wanted, nothing + few, at_most(1.2))
    change = shared_record(subjects)
    outputs = len(change.readers)
    many = outputs * bench.cold[subjects] / (4 * subjects)
    taken = time_of(folder, change, max(1, runs // 2))
    what = f"one shared fact in English: {outputs} outputs"
    yield share(what, taken, wanted, nothing + many, at_most(1.2))
    yield slower(what, taken, "the whole book, cold", bench.cold[subjects])


def one_subject() -> Change:
    """Change the English abbreviation of a subject, which only its own documents tell."""

    def edit(folder: Path, number: int) -> None:
        set_english_abbreviation(folder, 1, f"UNQ{number}")

    return Change(edit, frozenset(f"en/{subject_id(1)}/{kind}" for kind in KINDS))


def shared_record(subjects: int) -> Change:
    """Change the English name of the topic that every third subject speaks of."""

    def edit(folder: Path, number: int) -> None:
        set_english_topic(folder, f"illicit trade in old maps of kind {number}")

    return Change(
        edit,
        frozenset(f"en/{name}/{kind}" for name in readers_of_shared(subjects) for kind in KINDS),
    )


def time_of(folder: Path, change: Change, runs: int) -> float:
    """Return the median time of a build after the change; raises if others are rebuilt."""
    taken = []
    for _ in range(runs):
        change.edit(folder, next(_numbers))
        before = states(folder)
        taken.append(seconds(lambda: build(folder)))
        after = states(folder)
        rebuilt = {name for name in after if after[name] != before.get(name)}
        if rebuilt != change.readers or before.keys() != after.keys():
            odd = sorted(rebuilt ^ change.readers)
            raise RuntimeError(f"{len(odd)} outputs are wrongly rebuilt or left: {odd[:4]}")
    return median(taken)


def render_one(bench: Bench) -> float:
    """Return what rendering one brief and one memo costs a build, a worker's start included."""
    small = bench.fresh(1)
    times = []
    for _ in range(max(3, bench.plan.runs)):
        made = build_anew(small, "--language", "en")
        times.append(made - seconds(lambda: build(small, "--language", "en")))
    return median(times)


def _no_op(bench: Bench, folder: Path) -> Iterator[Row]:
    """Compare a build that has nothing to do with doit's."""
    runs, outputs = bench.plan.runs, 4 * bench.plan.subjects
    what = f"nothing to do, {outputs} outputs"
    if bench.peers.has("doit"):
        tasks = bench.peers.command("dodo.py")[1]
        doit = [str(bench.peers.bin / "doit"), "run", "-f", tasks, "-d", str(folder)]
        doit += ["--db-file", str(bench.folder / "doit")]
        run(doit, bench.folder)
        ours, theirs = medians(max(3, runs), lambda: build(folder), lambda: run(doit, bench.folder))
        yield share(what, ours, f"doit, {outputs} file tasks", theirs, at_most(1.0))
    yield from _start(bench)


def _start(bench: Bench) -> Iterator[Row]:
    """Compare ``briefbook --help`` with the import of click."""
    folder = bench.folder
    ours, click = medians(
        max(5, bench.plan.runs),
        lambda: python("-m", "briefbook", "--help", folder=folder),
        lambda: python("-c", "import click", folder=folder),
    )
    yield share("`briefbook --help`", ours, '`python -c "import click"`', click, at_most(2.0))

"""How time grows with the book: no-op, one fact, cold; the exponent of each, and a plot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import log
from statistics import mean

from bench.books import Bench, build
from bench.changes import one_subject, time_of
from bench.measuring import medians
from bench.plot import Series, plot
from bench.report import Row, shown
from bench.workplace import home

#: Above this many subjects the cold build is not timed: the book grows from the one before.
COLD_TO = 1000

PICTURE = "images/growth.svg"
NAMES = {"cold": "cold build", "nothing": "nothing to do", "fact": "one fact changed"}

Times = Mapping[str, Mapping[int, float]]


def rows(bench: Bench) -> Iterator[Row]:
    """Measure books of all sizes, smallest first; draw the plot where docs are written."""
    times: dict[str, dict[int, float]] = {name: {} for name in NAMES}
    for size in sorted(bench.plan.sizes):
        folder = bench.built(size) if size <= COLD_TO else bench.grown(size)
        if size in bench.cold:
            times["cold"][size] = bench.cold[size]
        for _ in range(3):  # the third build leaves a note of a book at rest
            build(folder)
        (times["nothing"][size],) = medians(bench.plan.runs, lambda: build(folder))  # noqa: B023  # called at once
        times["fact"][size] = time_of(folder, one_subject(), bench.plan.runs)
    for name, label in NAMES.items():
        yield _row(label, times[name])
    draw(times)


def draw(times: Times) -> None:
    """Write the plot among the pictures of the docs."""
    series = tuple(Series(label, tuple(times[name].items())) for name, label in NAMES.items())
    picture = home() / "docs" / PICTURE
    picture.parent.mkdir(exist_ok=True)
    picture.write_text(plot(series, "subjects", "seconds"), encoding="utf-8")


def exponent(times: Mapping[int, float]) -> float:
    """Return the slope of a straight line through the logarithms, by least squares."""
    points = [(log(size), log(taken)) for size, taken in times.items()]
    x, y = mean(p[0] for p in points), mean(p[1] for p in points)
    return sum((p[0] - x) * (p[1] - y) for p in points) / sum((p[0] - x) ** 2 for p in points)


def _row(label: str, times: Mapping[int, float]) -> Row:
    told = "; ".join(f"{size}: {shown(taken)}" for size, taken in times.items())
    sizes = list(times)
    last = times[sizes[-1]]
    if len(sizes) == 1:
        return Row(label, told)
    slope = exponent({size: times[size] for size in sizes})
    late = exponent({size: times[size] for size in sizes[-2:]})
    exponents = f"exponent {slope:.2f}, between the last two {late:.2f}"
    per = f"{last / sizes[-1] * 1000:.2f} ms a subject"
    return Row(label, told, exponents, per)

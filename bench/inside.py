"""What is measured within one process: ``python -m bench.inside WHAT BOOK …``.

``make BOOK OUTPUT…`` composes and renders outputs, warm, and prints the seconds.
``memory BOOK RENDERS`` renders so many outputs and prints the resident memory, in KiB,
after each hundredth. ``profile BOOK`` prints where the time of a warm brief goes, and
of a warm memo, in milliseconds.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
import time
from collections.abc import Mapping
from itertools import cycle, islice
from pathlib import Path

from briefbook.api import Book
from briefbook.build.enclosing import trial_of
from briefbook.build.job import Workshop, make_piece, open_workshop
from briefbook.collector import keep_what_lives_on
from briefbook.plan.outputs import Output

_STEP, _PROFILED = 100, 20


def main(what: str, book: str, *arguments: str) -> None:
    """Measure one thing and print JSON."""
    opened = Book.open(book)
    outputs = {str(output): output for output in opened.outputs()}
    workshop = open_workshop(opened.snapshot)
    keep_what_lives_on()  # as a worker does
    if what == "make":
        said: object = {"seconds": _make(workshop, [outputs[name] for name in arguments])}
    elif what == "memory":
        said = _memory(workshop, tuple(outputs.values()), int(arguments[0]))
    else:
        said = {kind: _profile(workshop, outputs, kind) for kind in ("brief", "memo")}
    print(json.dumps(said))


def _make(workshop: Workshop, outputs: list[Output]) -> float:
    """Make one output of each language, then all; return the seconds that all took."""
    for output in {output.language: output for output in outputs}.values():
        _made(workshop, output)
    begun = time.perf_counter()
    for output in outputs:
        _made(workshop, output)
    return time.perf_counter() - begun


def _memory(workshop: Workshop, outputs: tuple[Output, ...], renders: int) -> list[int]:
    """Return the resident memory after each hundred renders."""
    sizes = []
    for number, output in enumerate(islice(cycle(outputs), renders), 1):
        _made(workshop, output)
        if number % _STEP == 0:
            sizes.append(resident())
    return sizes


def resident(process: int | str = "self") -> int:
    """Return the resident memory of a process, in KiB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def _made(workshop: Workshop, output: Output) -> None:
    outcome = make_piece(workshop, trial_of(output, workshop.snapshot.config))
    if outcome.error is not None:
        raise outcome.error


def _profile(workshop: Workshop, outputs: Mapping[str, Output], kind: str) -> dict[str, float]:
    """Return the milliseconds per document within each function of interest, callees included."""
    chosen = [output for output in outputs.values() if output.document == kind][:_PROFILED]
    seconds = _make(workshop, chosen)
    profiler = cProfile.Profile()
    profiler.enable()
    for output in chosen:
        _made(workshop, output)
    profiler.disable()
    stats = pstats.Stats(profiler)
    whole = stats.total_tt  # type: ignore[attr-defined]  # not in the stubs
    share = seconds / whole * 1000 / len(chosen)  # the profiler's own weight taken out
    found = {
        f"{Path(file).parent.name}/{Path(file).name}:{name}": cumulative * share
        for (file, _, name), (_, _, _, cumulative, _) in stats.stats.items()  # type: ignore[attr-defined]  # not in the stubs
    }
    return {"whole": seconds * 1000 / len(chosen), **dict(sorted(found.items(), key=_cost)[:120])}


def _cost(item: tuple[str, float]) -> float:
    return -item[1]


if __name__ == "__main__":
    main(*sys.argv[1:])

"""``python -m bench [--runs N]``: medians, ratios to the peers, memory, and the machine.

A ratio says how many times as long the peer takes: above 1, briefbook is faster.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measuring import Measured, compare, peak_memory, python
from bench.peers import Setter, Typist
from bench.workplace import Workplace, lay_workplace

BRIEF, MEMO = "output/ru/unodc/brief.pdf", "output/ru/unodc/memo.docx"
BRIEFS = (BRIEF, "output/en/unodc/brief.pdf")
_BUILD = ("-m", "briefbook", "--quiet", "build")


def main() -> None:
    """Measure, and print a table for ``docs/``."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how many runs a median is taken of")
    runs = parser.parse_args().runs
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine()}, medians of {runs} runs\n")
    print("| what | briefbook | peer | peer takes | ratio |")
    print("|---|---:|---|---:|---:|")
    with TemporaryDirectory() as folder:
        place = lay_workplace(Path(folder))
        for measured in measurements(place, runs):
            print(line(measured), flush=True)
        place.forget()
        print(
            f"\nPeak memory of one process: build {peak_memory(_BUILD, place.folder)} MiB", end=""
        )
        command = Setter(place.manuscript(BRIEF)).save(place.folder, "peak")
        print(f", the weasyprint command {peak_memory(command, place.folder)} MiB")


def measurements(place: Workplace, runs: int) -> Iterator[Measured]:
    """Measure one thing after another."""
    yield compare(
        "`briefbook --help`",
        lambda: python("-m", "briefbook", "--help", folder=place.folder),
        runs,
        '`python -c "import click"`',
        lambda: python("-c", "import click", folder=place.folder),
    )
    yield compare("whole book, nothing built", lambda: build_anew(place), runs)
    yield compare("whole book, nothing to do", lambda: python(*_BUILD, folder=place.folder), runs)
    yield briefs_cold(place, runs)
    yield brief_warm(place, runs)
    yield memo_warm(place, runs)


def build_anew(place: Workplace, *documents: str) -> None:
    """Build in a new process, as if for the first time."""
    place.forget()
    python(*_BUILD, *documents, folder=place.folder)


def briefs_cold(place: Workplace, runs: int) -> Measured:
    """Both briefs by one build, against one ``weasyprint`` command for each."""
    setters = {name: Setter(place.manuscript(name)) for name in BRIEFS}
    commands = [
        setter.save(place.folder, f"brief-{number}")
        for number, setter in enumerate(setters.values())
    ]
    fonts = {"FONTCONFIG_FILE": fonts_of(setters[BRIEF])}

    def peer() -> None:
        for command in commands:
            python(*command, folder=place.folder, environment=fonts)

    ours = "two briefs, nothing built"
    return compare(
        ours, lambda: build_anew(place, "brief"), runs, "two `weasyprint` commands", peer
    )


def brief_warm(place: Workplace, runs: int) -> Measured:
    """One brief in a warm process, composing and checks included."""
    setter = Setter(place.manuscript(BRIEF))
    place.make(BRIEF), setter.write()
    return compare(
        "one brief, warm", lambda: place.make(BRIEF), runs, "`write_pdf` of its HTML", setter.write
    )


def memo_warm(place: Workplace, runs: int) -> Measured:
    """One memo in a warm process, composing and checks included."""
    typist = Typist(place.manuscript(MEMO))
    place.make(MEMO), typist.write()
    return compare(
        "one memo, warm", lambda: place.make(MEMO), runs, "stock python-docx", typist.write
    )


def fonts_of(setter: Setter) -> str:
    """Return the fontconfig file that shows the book's fonts and no others."""
    return str(setter.fonts._materialized())  # noqa: SLF001  # the peer must see the same fonts


def line(measured: Measured) -> str:
    """Write one line of the table; times in milliseconds."""
    theirs, ratio = "", ""
    if measured.theirs is not None:
        theirs, ratio = shown(measured.theirs), f"{measured.theirs / measured.ours:.2f}"
    return f"| {measured.what} | {shown(measured.ours)} | {measured.peer} | {theirs} | {ratio} |"


def shown(seconds: float) -> str:
    """Write a time in milliseconds."""
    return f"{seconds * 1000:,.0f} ms"


def machine() -> str:
    """Name the cores and the versions that times depend on."""
    packages = ("weasyprint", "python-docx", "jinja2")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}"


if __name__ == "__main__":
    main()

"""``python -m bench [SECTION…]``: how fast briefbook is beside its peers.

Sections: own, likeness, pdfs, memos, workers, changes, service, growth, profiles. All books are
synthetic and seeded; the peers are installed by the bench itself. The ratio of a row
with «≥» says how many times as long the other takes, of one with «≤» ours over the other.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import changes, growth, likeness, memos, own, pdfs, profiles, service, workers
from bench.books import Bench, Plan
from bench.peers import PLAYWRIGHT, PYTHON_PEERS, Peers, install_peers
from bench.report import HEAD, Row, circumstances, write_section
from bench.workplace import home, in_snapshot, run_in_snapshot

SECTIONS: Mapping[str, Callable[[Bench], Iterator[Row]]] = {
    "own": own.rows,
    "likeness": likeness.rows,
    "pdfs": pdfs.rows,
    "memos": memos.rows,
    "workers": workers.rows,
    "changes": changes.rows,
    "service": service.rows,
    "growth": growth.rows,
    "profiles": profiles.rows,
}
PAGE = "docs/performance.md"


def main(arguments: list[str]) -> int:
    """Take a snapshot of the repository, and measure in it."""
    options = _options(arguments)
    if not in_snapshot():
        return run_in_snapshot(arguments)
    peers = install_peers()
    print(_machine(peers), flush=True)
    with TemporaryDirectory(prefix="briefbook-bench-") as folder:
        bench = Bench(Path(folder), _plan(options), peers)
        for name in options.sections or SECTIONS:
            _measure(bench, name, " ".join(("python -m bench", *arguments)), write=options.write)
    return 0


def _measure(bench: Bench, name: str, command: str, *, write: bool) -> None:
    """Measure one section, print its table row by row, and write it if asked to."""
    load, begun = os.getloadavg()[0], time.monotonic()
    print(f"\n## {name}\n{HEAD}", flush=True)
    lines = [HEAD]
    for row in SECTIONS[name](bench):
        lines.append(str(row))
        print(row, flush=True)
    said = circumstances(command, load)
    print(f"\n{said}; {time.monotonic() - begun:.0f} s", flush=True)
    if write:
        write_section(home() / PAGE, name, (*lines, "", f"{said}."))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="all by default")
    parser.add_argument("--subjects", type=int, help="subjects of the large book (1000)")
    parser.add_argument("--runs", type=int, help="runs that a median is taken of (3)")
    parser.add_argument("--sizes", help="subjects of the books that grow (100,300,1000)")
    parser.add_argument("--quick", action="store_true", help="small books, one run: a minute")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE}")
    options = parser.parse_args(arguments)
    if unknown := set(options.sections) - set(SECTIONS):
        parser.error(f"no section {sorted(unknown)[0]}: choose among {', '.join(SECTIONS)}")
    return options


def _plan(options: argparse.Namespace) -> Plan:
    """Say how much is measured: by default what ends in a quarter of an hour."""
    quick = bool(options.quick)
    sizes = options.sizes or ("10,30" if quick else "100,300,1000")
    return Plan(
        subjects=options.subjects or (30 if quick else 1000),
        runs=options.runs or (1 if quick else 3),
        documents=6 if quick else 300,
        renders=200 if quick else 1000,
        sizes=tuple(int(size) for size in sizes.split(",")),
    )


def _machine(peers: Peers) -> str:
    """Name the cores, the versions, and the peers that are left out."""
    ours = ", ".join(f"{name} {version(name)}" for name in ("weasyprint", "python-docx", "jinja2"))
    theirs = ", ".join(f"{name} {number}" for name, number in PYTHON_PEERS.items())
    lines = [
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {ours}",
        f"Peers: {theirs}, playwright-core {PLAYWRIGHT}, Chromium and pandoc of Debian",
        *(f"Left out: {name}: {reason}" for name, reason in peers.missing.items()),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

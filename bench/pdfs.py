"""Briefs: a whole build against what makes PDFs elsewhere, time per document."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

from bench.books import Bench, build_anew
from bench.documents import Documents
from bench.measuring import run_at_once
from bench.report import Row, Target, at_least, slower

_ONE_BY_ONE = """
import json, subprocess, sys, time
begun = time.perf_counter()
for command in json.loads(sys.argv[1]):
    subprocess.run(command, check=True)
print(json.dumps({"seconds": time.perf_counter() - begun}))
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer: its name, the command for some documents, and the targets for one and two."""

    name: str
    command: Callable[[Sequence[str]], list[str]]
    targets: tuple[Target | None, Target | None] = (None, None)


def rows(bench: Bench) -> Iterator[Row]:
    """Measure one document at a time, then two."""
    book = bench.fresh(bench.plan.documents)
    documents = bench.documents()
    names = documents.briefs
    peers = list(_peers(bench, documents))
    for processes, where in enumerate(("one process", "two processes"), 1):
        jobs = ("brief", "--jobs", str(processes))
        times: dict[str, list[float]] = {}
        for _ in range(bench.plan.runs):
            times.setdefault("", []).append(build_anew(book, *jobs) / len(names))
            for peer in peers:
                chosen = names[: 12 * processes] if "command" in peer.name else names
                taken = per_document(peer.command, chosen, processes, documents)
                times.setdefault(peer.name, []).append(taken)
        for peer in peers:
            theirs, target = median(times[peer.name]), peer.targets[processes - 1]
            what = f"cold build, a brief, {where}"
            yield slower(what, median(times[""]), peer.name, theirs, target)


def per_document(
    command: Callable[[Sequence[str]], list[str]],
    names: Sequence[str],
    processes: int,
    documents: Documents,
) -> float:
    """Deal documents out to processes of a peer; return the wall-clock time per document."""
    hands: list[list[str]] = [[] for _ in range(processes)]
    for hand, name in zip(cycle(hands), names, strict=False):
        hand.append(name)
    said: list[Any] = run_at_once(
        [command(hand) for hand in hands], documents.folder, documents.environment
    )
    return max(float(each["seconds"]) for each in said) / len(names)


def one_by_one(commands: list[list[str]]) -> list[str]:
    """Return a command that runs commands one after another and prints the time."""
    return [sys.executable, "-c", _ONE_BY_ONE, json.dumps(commands)]


def _peers(bench: Bench, documents: Documents) -> Iterator[Peer]:
    peers, folder = bench.peers, documents.folder
    if peers.has("weasyprint"):
        yield Peer(
            "`weasyprint` command",
            lambda names: one_by_one([_weasyprint(peers.bin, folder, name) for name in names]),
            (None, at_least(8)),
        )
        yield Peer(
            "plain WeasyPrint, warm loop",
            lambda names: peers.command("plain_weasyprint.py", str(folder), *names),
        )
    browser = shutil.which("chromium")
    if browser and peers.has("chromium", "playwright-core"):
        yield Peer(
            "Chromium, warm",
            lambda names: peers.command("chromium_loop.mjs", str(browser), str(folder), *names),
            (None, at_least(1.3)),
        )
    if peers.has("typst"):
        yield Peer(
            "Typst, warm loop", lambda names: peers.command("typst_loop.py", str(folder), *names)
        )


def _weasyprint(scripts: Path, folder: Path, name: str) -> list[str]:
    files = [str(folder / f"{name}{end}") for end in (".css", ".html", ".command.pdf")]
    return [str(scripts / "weasyprint"), "--pdf-tags", "-s", *files]

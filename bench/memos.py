"""Memos: composing and rendering in one process against docxtpl and pandoc."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from bench.books import Bench
from bench.documents import Documents
from bench.pdfs import Peer, one_by_one, per_document
from bench.report import Row, at_least, slower


def rows(bench: Bench) -> Iterator[Row]:
    """Measure one document at a time, then two."""
    documents = bench.documents()
    book = bench.fresh(bench.plan.documents)
    ours = Peer("", lambda names: _ours(book, names))
    peers = list(_peers(bench, documents))
    for processes, where in enumerate(("one process", "two processes"), 1):
        times: dict[str, list[float]] = {}
        for _ in range(bench.plan.runs):
            for peer in (ours, *peers):
                chosen = (
                    documents.memos[: 12 * processes]
                    if peer.name == "pandoc command"
                    else documents.memos
                )
                taken = per_document(peer.command, chosen, processes, documents)
                times.setdefault(peer.name, []).append(taken)
        for peer in peers:
            theirs, target = median(times[peer.name]), peer.targets[processes - 1]
            yield slower(
                f"a memo, composed and rendered, {where}",
                median(times[""]),
                peer.name,
                theirs,
                target,
            )


def _ours(book: Path, names: Sequence[str]) -> list[str]:
    outputs = ["output/{}/{}/memo.docx".format(*name.split("-")) for name in names]
    return [sys.executable, "-m", "bench.inside", "make", str(book), *outputs]


def _peers(bench: Bench, documents: Documents) -> Iterator[Peer]:
    peers, folder = bench.peers, documents.folder
    if peers.has("docxtpl"):
        yield Peer(
            "docxtpl, rendering alone",
            lambda names: peers.command("docxtpl_loop.py", str(folder), *names),
            (at_least(2), None),
        )
    pandoc = shutil.which("pandoc")
    if pandoc and peers.has("pandoc"):
        yield Peer(
            "pandoc command",
            lambda names: one_by_one([_pandoc(pandoc, folder, name) for name in names]),
        )


def _pandoc(pandoc: str, folder: Path, name: str) -> list[str]:
    source, target = folder / f"{name}.memo.html", folder / f"{name}.pandoc.docx"
    return [pandoc, "-f", "html", "-t", "docx", str(source), "-o", str(target)]

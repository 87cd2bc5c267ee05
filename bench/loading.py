"""``python -m bench.loading [--count N] [--runs N]``: the times of loading a large dataset.

Cold means that every file is parsed, warm that nothing changed since the cache was
written. An edit is a new comment in one file, so that one file is parsed and all
rules among records are checked again.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import shutil
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.measuring import seconds
from bench.workplace import REPOSITORY
from briefbook.dataset.cache import Cache
from briefbook.dataset.loader import load
from briefbook.dataset.manifest import Manifest, scan
from briefbook.schemas.organizations import SCHEMA

LANGUAGES = ("ru", "en")
_SUBJECT, _STATE = "organizations/unodc.yaml", "states/by.yaml"
_NAME = "United Nations Office on Drugs and Crime"


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.loading", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="how many organizations are added")
    parser.add_argument("--runs", type=int, default=5, help="how many runs a median is taken of")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        book = Path(folder, "book")
        multiply(book, options.count)
        print("| what | ms |")
        print("|---|---:|")
        for what, taken in measurements(book, Path(folder, "cache"), options.runs):
            print(f"| {what} | {taken * 1000:.1f} |", flush=True)


def multiply(book: Path, count: int) -> None:
    """Copy the repository's data to ``book``; add ``count`` organizations with invented names.

    Each has a State of its own, because no two terms of one State in one body overlap.
    """
    data = book / "data"
    shutil.copytree(REPOSITORY / "data", data)
    subject = (data / _SUBJECT).read_text(encoding="utf-8")
    state = (data / _STATE).read_text(encoding="utf-8")
    for number in range(1, count + 1):
        own = subject.replace(_NAME, f"Invented Office {number}")
        own = own.replace("state: by", f"state: state{number:04}")
        (data / f"organizations/org{number:04}.yaml").write_text(own, encoding="utf-8")
        (data / f"states/state{number:04}.yaml").write_text(state, encoding="utf-8")


def measurements(book: Path, folder: Path, runs: int) -> Iterator[tuple[str, float]]:
    """Yield what is done and the median of its times, in seconds."""
    cache, digest_of = Cache(folder, "bench"), lru_cache(maxsize=None)(_digest)
    manifest = scan(book, digest_of)
    yield "cold, no cache", _median(lambda: load(book, SCHEMA, LANGUAGES), 1)
    yield "cold, cache written", seconds(lambda: _load(book, cache, manifest))
    yield "manifest, digests known", _median(lambda: scan(book, digest_of), runs)
    yield "warm", _median(lambda: _load(book, cache, manifest), runs)
    dataset = load(book, SCHEMA, LANGUAGES, cache=cache, manifest=manifest)
    yield "warm dataset to bytes", _median(lambda: pickle.dumps(dataset, protocol=5), runs)
    organizations = dataset.registers["organizations"]
    yield "every organization unpacked", seconds(lambda: list(organizations.values()))
    yield "rules, records unpacked", _median(lambda: [list(r(dataset)) for r in SCHEMA.rules], runs)
    yield "one file edited", median(_edit(book, cache, run) for run in range(runs))


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _load(book: Path, cache: Cache, manifest: Manifest) -> None:
    load(book, SCHEMA, LANGUAGES, cache=cache, manifest=manifest)


def _edit(book: Path, cache: Cache, run: int) -> float:
    """Edit one file; return how long loading takes then."""
    with (book / "data" / _SUBJECT).open("a", encoding="utf-8") as file:
        file.write(f"\n# {run}\n")
    manifest = scan(book, _digest)
    return seconds(lambda: _load(book, cache, manifest))


def _median(action: Callable[[], object], runs: int) -> float:
    return median(seconds(action) for _ in range(runs))


if __name__ == "__main__":
    main()

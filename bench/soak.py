"""``python -m bench.soak``: the long campaigns of the tests, and what came of them.

Random histories of edits, builds and services killed at random moments, and a thousand
renders in one worker. With ``--write`` the figures go into docs/reliability.md. The
program ends with 1 if a campaign failed, and its messages are those of the tests.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measuring import python
from bench.report import circumstances, write_section
from bench.synthetic import lay_book
from bench.workplace import REPOSITORY
from briefbook.compiled.loading import SWITCH

PAGE = "docs/reliability.md"
_HEAD = "| campaign | how many | what came of it | time |\n|---|---:|---|---:|"
_SUBJECTS = 40


@dataclass(frozen=True, slots=True)
class Campaign:
    """A test that tries as often as a variable of the environment says."""

    what: str
    test: str
    variable: str
    times: int
    means: str

    def run(self) -> tuple[str, bool]:
        """Run the test to its end; return its line of the table, and whether it held."""
        begun = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "-o", "faulthandler_timeout=0", self.test]
        # With compiled modules, as users have them, unless it is asked otherwise.
        environment = {SWITCH: "yes", **os.environ, self.variable: str(self.times)}
        held = subprocess.run(command, cwd=REPOSITORY, env=environment, check=False).returncode == 0
        said = self.means if held else "**failed**"
        return _line(self.what, self.times, said, time.monotonic() - begun), held


_KILLED = "tests/build/test_faults.py::test_builds_killed_at_random_times_are_made_good"
_WHOLE = "no torn file, nothing wrongly current; the next build completed"


def campaigns(sequences: int, kills: int, service_kills: int) -> tuple[Campaign, ...]:
    """Return the campaigns that are tests: so many histories, so many kills in all.

    ``service_kills`` are those of the service of the schedules.
    """
    kill = "BRIEFBOOK_KILLS"
    return (
        Campaign(
            "random histories of 4 to 8 edits",
            "tests/build/test_any_history.py",
            "BRIEFBOOK_SEQUENCES",
            sequences,
            "after every edit the bytes of a clean build",
        ),
        Campaign("builds killed, inline", f"{_KILLED}[inline]", kill, kills // 2, _WHOLE),
        Campaign("builds killed, processes", f"{_KILLED}[processes]", kill, kills // 2, _WHOLE),
        Campaign(
            "services killed under a fast clock",
            "tests/schedule/test_kills.py",
            "BRIEFBOOK_SERVICE_KILLS",
            service_kills,
            "each slot ended once; no torn file; each delivery once in the folder,"
            " under one key at the webhook",
        ),
    )


def renders(times: int) -> str:
    """Render so many outputs in one worker; return what became of its resident memory."""
    begun = time.monotonic()
    with TemporaryDirectory() as folder:
        book = Path(folder, "book")
        lay_book(book, _SUBJECTS)
        printed = python("-m", "bench.inside", "memory", str(book), str(times), folder=REPOSITORY)
    sizes = [size // 1024 for size in json.loads(printed)]
    # Each output comes once in the first 160: from then on nothing new is met.
    early = min(1, len(sizes) - 1)
    said = (
        f"{sizes[early]} MiB after {100 * (early + 1)}, {sizes[-1]} MiB at the end:"
        f" {sizes[-1] / sizes[early] - 1:+.0%}"
    )
    return _line("outputs made in one worker", times, said, time.monotonic() - begun)


def main() -> int:
    """Run all campaigns, as many at a time as there are cores, and print their table."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--sequences", type=int, default=200, help="random histories (200)")
    parser.add_argument("--kills", type=int, default=200, help="builds killed (200)")
    parser.add_argument("--service-kills", type=int, default=100, help="services killed (100)")
    parser.add_argument("--renders", type=int, default=1000, help="outputs in one worker (1000)")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE}")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        chosen = campaigns(options.sequences, options.kills, options.service_kills)
        results = list(threads.map(Campaign.run, chosen))
    lines = [_HEAD, *(line for line, _ in results), renders(options.renders)]
    said = circumstances(" ".join(("python -m bench.soak", *sys.argv[1:])), load)
    print("\n".join((*lines, "", said)))
    if options.write:
        write_section(REPOSITORY / PAGE, "soak", (*lines, "", f"{said}."))
    return 0 if all(held for _, held in results) else 1


def _line(what: str, times: int, said: str, seconds: float) -> str:
    return f"| {what} | {times:,} | {said} | {seconds:.0f} s |"


if __name__ == "__main__":
    sys.exit(main())

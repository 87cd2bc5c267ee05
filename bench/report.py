"""The tables: one per section, printed and, on request, put into docs/performance.md."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from briefbook.compiled.loading import SWITCH, place, read_index


@dataclass(frozen=True, slots=True)
class Target:
    """What a ratio must reach: ``at_least`` so much, or else at most."""

    value: float
    at_least: bool

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.value:g}"

    def verdict(self, ratio: float) -> str:
        """Say whether a ratio meets the target."""
        met = ratio >= self.value if self.at_least else ratio <= self.value
        return "met" if met else "**short**"


def at_least(value: float) -> Target:
    """Return the target of a ratio that should be high."""
    return Target(value, at_least=True)


def at_most(value: float) -> Target:
    """Return the target of a ratio that should be low."""
    return Target(value, at_least=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what, ours, the peer and its figure, their ratio, the target.

    Figures are written out with their units, so that a table may hold times and memory.
    """

    what: str
    ours: str
    peer: str = ""
    theirs: str = ""
    ratio: float | None = None
    target: Target | None = None

    def __str__(self) -> str:
        shown, wanted, verdict = "", "", ""
        if self.ratio is not None:
            shown = f"{self.ratio:.2f}"
            if self.target is not None:
                wanted, verdict = str(self.target), self.target.verdict(self.ratio)
        cells = (self.what, self.ours, self.peer, self.theirs, shown, wanted, verdict)
        return f"| {' | '.join(cells)} |"


HEAD = """\
| what | briefbook | beside | takes | ratio | target | |
|---|---:|---|---:|---:|---:|---|"""


def slower(what: str, ours: float, peer: str, theirs: float, target: Target | None = None) -> Row:
    """Return a row whose ratio says how many times as long the peer takes: high is good."""
    return Row(what, shown(ours), peer, shown(theirs), theirs / ours, target)


def share(what: str, ours: float, peer: str, theirs: float, target: Target | None = None) -> Row:
    """Return a row whose ratio is our time over the other: low is good."""
    return Row(what, shown(ours), peer, shown(theirs), ours / theirs, target)


def shown(seconds: float) -> str:
    """Write a time: milliseconds below two seconds, seconds above."""
    if seconds >= 2:
        return f"{seconds:.1f} s"
    milliseconds = seconds * 1000
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"


def circumstances(command: str, load: float) -> str:
    """Say when and under what load a section was measured, with what, and the command for it."""
    now = datetime.now(UTC)
    compiled = len(read_index(place())) if os.environ.get(SWITCH) != "no" else 0
    return (
        f"{now:%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, Python {platform.python_version()},"
        f" {compiled} modules compiled, load {load:.1f} before the run; `{command}`"
    )


def write_section(page: Path, name: str, lines: Sequence[str]) -> None:
    """Replace what stands between the marks of a section; raises if the page lacks them."""
    text = page.read_text(encoding="utf-8")
    marks = f"<!-- bench {name} -->", f"<!-- end {name} -->"
    pattern = re.compile(f"{re.escape(marks[0])}.*?{re.escape(marks[1])}", re.DOTALL)
    body = "\n".join((marks[0], *lines, marks[1]))
    if not pattern.search(text):
        raise ValueError(f"{page.name} has no place for the section {name}")
    page.write_text(pattern.sub(lambda _: body, text), encoding="utf-8")

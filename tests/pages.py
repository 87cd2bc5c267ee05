"""The pages of the documentation, as tests read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
)
TEMPLATES, DATASET, ERRORS, CLI = (
    f"docs/{name}.md" for name in ("templates", "dataset", "errors", "cli")
)
TODAY = date(2026, 11, 22)


@cache
def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def code(cell: str) -> list[str]:
    """Return what stands in backquotes within a line of prose."""
    cell = re.sub(r"```.*?```", "", cell, flags=re.DOTALL)
    return [found.replace("\\|", "|") for found in re.findall(r"`([^`]+)`", cell)]


def section(page: str, heading: str) -> str:
    """Return a section with the sections below it."""
    found = re.search(rf"^(#+) {re.escape(heading)}$", text(page), re.MULTILINE)
    assert found, f"{page} has no section “{heading}”"
    depth = len(found[1])
    rest = re.sub(r"```.*?```", lambda block: block[0].replace("#", "\0"), text(page), flags=re.S)
    rest = rest[found.end() :]
    end = re.search(rf"^#{{1,{depth}}} ", rest, re.MULTILINE)
    return rest[: end.start() if end else None].replace("\0", "#")


def rows(part: str) -> Iterator[list[str]]:
    """Yield the cells of the tables of a section, without heads."""
    lines = part.split("\n")
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if line.startswith("|") and not line.startswith("|---") and "|---" not in following[:5]:
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def first_cells(part: str) -> list[str]:
    return [name for row in rows(part) for name in code(row[0])]


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text(page), re.MULTILINE | re.DOTALL)


def anchors(page: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text(page), flags=re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", name).strip().lower().replace(" ", "-") for name in headings}

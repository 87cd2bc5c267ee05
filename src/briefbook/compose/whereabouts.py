"""Where in the templates a composition is at present: the line that is being run.

Stage *compose*. Jinja keeps the lines of a template only for tracebacks
(https://jinja.palletsprojects.com/en/stable/api/#jinja2.Template); to ask Python's frames
for them at every read cost more than the read. So each compiled template says itself
where it is: the Python that Jinja made of it is given, on the same lines, what writes
the place down. A call puts back what it found, so that the rest of a statement is not
taken for a line of the macro that it called.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from briefbook.tracking.account import Place

_T = TypeVar("_T")

#: What Jinja notes at the end: lines of the template, with those of its Python, rising.
_NOTED = re.compile(r"^debug_info = (.*)$", re.MULTILINE)
#: What can read a fact: the environment, and filters.
_READS = re.compile(r"environment\.(?!filters|tests|undefined|concat)|(?<!def )\bt_\d+\(")
_BRANCH = re.compile(r"(\s+(?:el)?if )(.+):$")
_LOOP = re.compile(r"(\s+for .+? in )(.+):$")
_OUTPUT = re.compile(r"\s+t_\d+\.(?:append\(|extend\(\()$")
_OUTPUT_ENDS = re.compile(r"\s+\)+$")


class Whereabouts:
    """The line that is being run, as file and number; None outside of any template."""

    __slots__ = ("_known", "at")

    def __init__(self) -> None:
        self.at: tuple[str, int] | None = None
        self._known: dict[tuple[str, int], Place] = {}

    def place(self) -> Place | None:
        """Return the line of the innermost template that is being run."""
        at = self.at
        if at is None:
            return None
        known = self._known.get(at)
        if known is None:
            known = self._known[at] = Place(*at)
        return known

    def move(self, at: tuple[str, int]) -> None:
        """Note the line within an expression; nothing, so that ``or`` gives what follows."""
        self.at = at

    def steps(self, at: tuple[str, int], items: Iterable[_T]) -> Iterator[_T]:
        """Yield the items of a loop, each asked for on the line of the loop."""
        following = iter(items)
        while True:
            self.at = at
            try:
                item = next(following)
            except StopIteration:
                return
            yield item


def placed(source: str, filename: str) -> str:
    """Let the Python that Jinja made of a template say where it is; its lines stay."""
    lines = source.split("\n")
    places = _places(source, filename, len(lines))
    number = 0
    while number < len(lines):
        if _OUTPUT.match(lines[number]):
            number = _mark_output(lines, number, places)
        else:
            lines[number] = _marked(lines[number], places[number])
            number += 1
    return "\n".join(lines)


def _places(source: str, filename: str, count: int) -> list[str]:
    """Return the place of each line of Python, as it is written in Python."""
    found = _NOTED.findall(source)
    noted = ast.literal_eval(found[-1]) if found else ""
    places, line = [], 1
    starts = {int(python): int(at) for at, python in (p.split("=") for p in noted.split("&") if p)}
    for number in range(1, count + 1):
        line = starts.get(number, line)
        places.append(f"({filename!r}, {line})")
    return places


def _marked(line: str, place: str) -> str:
    """Let a statement on one line say where it is, if it can read anything."""
    if found := _LOOP.match(line):
        following = f"environment.here.move({place}) or {found[2]}"
        return f"{found[1]}environment.here.steps({place}, {following}):"
    if not _READS.search(line) or not line.startswith(" "):
        return line
    if found := _BRANCH.match(line):
        return f"{found[1]}environment.here.move({place}) or ({found[2]}):"
    body = line.lstrip(" ")
    return f"{line[: -len(body)]}environment.here.at = {place}; {body}"


def _mark_output(lines: list[str], start: int, places: list[str]) -> int:
    """Mark what is printed piece by piece, a line each; return the number of the line after.

    The first piece is marked before the statement, which takes less time.
    """
    place, number = "", start + 1
    while not _OUTPUT_ENDS.match(lines[number]):
        if _READS.search(lines[number]) and places[number] != place:
            before = place
            place = places[number]
            marked = start if not before else number
            body = lines[marked].lstrip(" ")
            mark = f"environment.here.at = {place}; " if not before else _moved(place)
            lines[marked] = f"{lines[marked][: -len(body)]}{mark}{body}"
        number += 1
    return number + 1


def _moved(place: str) -> str:
    return f"environment.here.move({place}) or "

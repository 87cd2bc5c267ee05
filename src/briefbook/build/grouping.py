"""The problems of a book by file and record: what a preflight shows to people.

A problem belongs to the record that it concerns, if one of its places is there: who is
to add a case of a name goes to the name, not to the template that wanted to print it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.build.problems import Problem
from briefbook.dataset.files import FOLDER
from briefbook.dataset.manifest import SUFFIX
from briefbook.dataset.source import read
from briefbook.dataset.values import FrozenMap
from briefbook.errors import BriefbookError, Span

__all__ = ["Group", "grouped", "place_of"]


@dataclass(frozen=True, slots=True)
class Group:
    """The problems of one file, in the order of its lines.

    ``file`` is relative to the book, None for problems without a place. A file of the
    dataset is a record: ``record`` is its path, such as ``organizations.unodc``, and
    ``names`` what it is called in each language, as far as that can be read.
    """

    file: str | None
    problems: tuple[Problem, ...]
    record: str | None = None
    names: Mapping[str, str] = FrozenMap[str, str]({})

    def name(self, language: str) -> str:
        """Return what the record is called in a language, or else in another; may be empty."""
        return self.names.get(language) or next(iter(self.names.values()), "")


def grouped(problems: Iterable[Problem], folder: Path) -> tuple[Group, ...]:
    """Group the problems of the book in ``folder``; those without a place come last."""
    found: dict[str | None, list[Problem]] = {}
    for problem in problems:
        span = place_of(problem.error)
        found.setdefault(span.file if span else None, []).append(problem)
    files = sorted(found, key=lambda file: (file is None, file or ""))
    return tuple(_group(file, found[file], folder) for file in files)


def place_of(error: BriefbookError) -> Span | None:
    """Return the place where a problem is to be mended: a record's, if one is concerned."""
    of_records = (span for span in error.spans if _record(span.file))
    return next(of_records, error.spans[0] if error.spans else None)


def _group(file: str | None, problems: Iterable[Problem], folder: Path) -> Group:
    ordered = tuple(sorted(_merged(problems), key=_line))
    record = _record(file) if file else None
    if file is None or record is None:
        return Group(file, ordered)
    return Group(file, ordered, record, FrozenMap(_names(read(folder / file, file).value)))


def _merged(problems: Iterable[Problem]) -> Iterable[Problem]:
    """Tell once what is to be mended once, its own place first.

    Two templates may ask for the same form of a name: that is one thing to do.
    """
    merged: dict[object, Problem] = {}
    for problem in problems:
        error, place = problem.error, place_of(problem.error)
        if place is None or _record(place.file) is None:
            merged[id(problem)] = problem
            continue
        key = (error.code, error.message, place)
        known = merged.get(key, Problem(error))
        spans = dict.fromkeys((place, *known.error.spans, *error.spans))
        outputs = dict.fromkeys((*known.outputs, *problem.outputs))
        told = type(error)(error.message, spans=tuple(spans), hint=error.hint)
        told.severity = error.severity
        merged[key] = Problem(told, tuple(outputs))
    return merged.values()


def _line(problem: Problem) -> tuple[int, int]:
    span = place_of(problem.error)
    return (span.line or 0, span.column or 0) if span else (0, 0)


def _record(file: str) -> str | None:
    """Return the path of the record that a file holds, None if it holds none."""
    folder, *rest = file.split("/")
    if folder != FOLDER or len(rest) != 2 or not rest[1].endswith(SUFFIX):
        return None
    return f"{rest[0]}.{rest[1].removesuffix(SUFFIX)}"


def _names(tree: Any) -> dict[str, str]:
    """Return the name of a record in each language; nothing of what is not written."""
    name = tree.get("name") if isinstance(tree, dict) else None
    if not isinstance(name, dict):
        return {}
    texts = {str(language): _text(value) for language, value in name.items()}
    return {language: text for language, text in texts.items() if text}


def _text(value: Any) -> str:
    """Return a name as a text: in the nominative, of a person the given name first."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    for key in ("value", "nominative"):
        if key in value:
            return _text(value[key])
    return " ".join(filter(None, (_text(value.get(key)) for key in ("given", "surname"))))

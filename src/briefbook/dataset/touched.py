"""What an edit can have broken: stage *dataset*.

A rule that looks at a record, and at what that record refers to, says of it what it said
before as long as none of these records changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

__all__ = ["touched"]


def touched(references: Mapping[str, Iterable[str]], changed: Set[str]) -> set[str]:
    """Return the records whose rules are to be asked again, with all that those refer to.

    ``references`` maps the path of every record to the paths that it refers to.
    """
    return _reached(references, _touching(references, changed))


def _touching(references: Mapping[str, Iterable[str]], changed: Set[str]) -> set[str]:
    """Return what changed and what refers to it, be it through others."""
    found = set(changed)
    while more := {
        path
        for path, others in references.items()
        if path not in found and not found.isdisjoint(others)
    }:
        found |= more
    return found


def _reached(references: Mapping[str, Iterable[str]], paths: set[str]) -> set[str]:
    """Return records and what they refer to, be it through others."""
    found, waiting = set(paths), list(paths)
    while waiting:
        new = set(references.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found

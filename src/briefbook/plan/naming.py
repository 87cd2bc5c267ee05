"""Near names: the stage *plan* answers a wrong name with the one that was meant."""

from __future__ import annotations

import difflib
from collections.abc import Collection

_SHOWN = 20
_LONGEST_COMPARED = 200
_LONGEST_QUOTED = 60


def quoted(name: str) -> str:
    """Return ``name`` in quotes, control characters escaped, a long one shortened."""
    short = name if len(name) <= _LONGEST_QUOTED else f"{name[: _LONGEST_QUOTED - 1]}…"
    return repr(short)


def closest(name: str, known: Collection[str]) -> str | None:
    """Return the name of ``known`` that is most like ``name``, or None if none is near."""
    if len(name) > _LONGEST_COMPARED:
        return None
    folded = {candidate.casefold(): candidate for candidate in sorted(known)}
    near = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None


def listed(names: Collection[str]) -> str:
    """Return ``names`` in their order as one line, cut after the first twenty."""
    shown = ", ".join(list(names)[:_SHOWN])
    rest = len(names) - _SHOWN
    return f"{shown} and {rest} more" if rest > 0 else shown or "none"


def choices_hint(name: str, known: Collection[str], what: str) -> str:
    """Return a hint for a wrong ``name``: the nearest of ``known``, and all of them.

    ``what`` is the plural of the kind of name, such as ``formats``.
    """
    near = closest(name, known)
    everything = f"{what}: {listed(known)}"
    return f"did you mean {near!r}? {everything}" if near else everything

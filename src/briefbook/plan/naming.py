"""Near names: the stage *plan* answers a wrong name with the one that was meant."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from briefbook.wording import NOTHING, Message, _, joined, ngettext, verbatim

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


def listed(names: Collection[str]) -> Message:
    """Return ``names`` in their order as one line, cut after the first twenty."""
    shown = ", ".join(list(names)[:_SHOWN])
    rest = len(names) - _SHOWN
    if rest > 0:
        return ngettext("{names} and {count} more", "{names} and {count} more", rest, names=shown)
    return verbatim(shown) if shown else _("none")


def did_you_mean(name: str, known: Collection[str]) -> Message:
    """Ask whether the nearest of ``known`` was meant; say nothing if none is near."""
    near = closest(name, known)
    return _("did you mean {word}?", word=repr(near)) if near else NOTHING


def choices_hint(name: str, known: Collection[str], what: Message) -> Message:
    """Return a hint for a wrong ``name``: the nearest of ``known``, and all of them.

    ``what`` is the plural of the kind of name, such as ``formats``.
    """
    question = did_you_mean(name, known)
    choices = _("{what}: {names}", what=what, names=listed(known))
    return joined([question, choices], " ") if question else choices

"""Runs, a step of *compose*: the text of one block joined, and handed back run by run.

A block (paragraph, heading, cell) is cut by its inline elements into runs. Rules read the joined
text, so a quotation may open in one run and close in another. What no rule may change stands in
the joined text as U+FFFC OBJECT REPLACEMENT CHARACTER, as Unicode intends it
(https://www.unicode.org/versions/latest/core-spec/chapter-23/), so its neighbours see that
something stands there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

HELD = "\ufffc"
"""Stands for one visible character that no rule may change."""

HELD_BLANK = "\u2028"
"""Stands for one blank that no rule may change, such as a line break."""

_PLACEHOLDER = re.compile(f"[{HELD}{HELD_BLANK}]")


@dataclass(frozen=True, slots=True)
class Run:
    """One stretch of text of a block, in order.

    ``protected`` text (code, a machine-readable date) is never changed, but the text beside it is
    set as beside a word.
    """

    text: str
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters from ``start`` up to ``end`` of a text give way to ``text``."""

    start: int
    end: int
    text: str


FindSpans = Callable[[str], Iterable[tuple[int, int]]]
"""Finds the stretches of a text that no rule may change."""


@dataclass(frozen=True, slots=True)
class BlockText:
    """The joined text of the runs of a block, and the run that each character belongs to.

    ``text`` shows a placeholder for each character that is held; ``held`` has these characters in
    their order. ``ends`` has the offset at which each run ends: runs never change places, so
    these offsets say to which run a character belongs.
    """

    text: str
    ends: tuple[int, ...]
    held: str

    @classmethod
    def join(cls, runs: Sequence[Run], find_spans: FindSpans | None = None) -> BlockText:
        """Join ``runs``, holding those that are protected and what ``find_spans`` finds."""
        typed = "".join(run.text for run in runs)
        masked = "".join(_mask(run.text) if run.protected else run.text for run in runs)
        if find_spans is not None:
            for start, end in find_spans(masked):
                masked = masked[:start] + _mask(masked[start:end]) + masked[end:]
        held = "".join(typed[found.start()] for found in _PLACEHOLDER.finditer(masked))
        return cls(masked, tuple(accumulate(len(run.text) for run in runs)), held)

    def run_at(self, index: int) -> int:
        """Give the number of the run that the character at ``index`` belongs to."""
        return bisect_right(self.ends, index)

    def edited(self, edits: Iterable[Edit]) -> BlockText:
        """Apply ``edits``, which stand in order and do not overlap.

        Text that takes the place of several runs is shared out character by character; text put
        in between belongs to the run on its left. An edit never covers a held character.
        """
        wanted = tuple(edits)
        if not wanted:
            return self
        text = "".join(_pieces(self.text, wanted))
        if all(len(edit.text) == edit.end - edit.start for edit in wanted):
            return replace(self, text=text)
        return replace(self, text=text, ends=_moved(self.ends, wanted))

    def split(self) -> tuple[str, ...]:
        """Give the text of each run, with the held characters back in their places."""
        text = self.text
        if self.held:
            characters = iter(self.held)
            text = _PLACEHOLDER.sub(lambda _: next(characters), text)
        starts = (0, *self.ends[:-1])
        return tuple(text[start:end] for start, end in zip(starts, self.ends, strict=False))


def _mask(text: str) -> str:
    return "".join(HELD_BLANK if character.isspace() else HELD for character in text)


def _pieces(text: str, edits: Sequence[Edit]) -> Iterator[str]:
    done = 0
    for edit in edits:
        yield text[done : edit.start]
        yield edit.text
        done = edit.end
    yield text[done:]


def _moved(ends: Sequence[int], edits: Sequence[Edit]) -> tuple[int, ...]:
    """Move the ends of the runs along with ``edits``."""
    moved: list[int] = []
    shift = 0
    coming = 0
    for end in ends:
        while coming < len(edits) and edits[coming].end <= end:
            edit = edits[coming]
            shift += len(edit.text) - (edit.end - edit.start)
            coming += 1
        moved.append(end + shift)
        if coming < len(edits) and edits[coming].start < end:
            edit = edits[coming]
            moved[-1] = edit.start + shift + min(end - edit.start, len(edit.text))
    return tuple(moved)

"""The text of a file beside the text it was written with. Stage *verify*.

Compared is what a reader reads: white space, hyphens and the case of letters (a layout
may print capitals) do not count. A block may stand anywhere in the file: lists and
tables are read in another order by each program.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_HYPHENS = re.compile("[-\u00ad\u2010\u2011\u200b\u2060\ufeff]")
_SENTENCE = re.compile(r"(?<=[.!?…;])\s+")
_TAKEN = "\0"
#: From this likeness on (0 to 1) a new paragraph is held to be an old one, edited.
_ALIKE = 0.5
#: Shorter leftovers are marks of lists, numbers of pages and the like.
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class TextChange:
    """A passage that was edited; one without ``old`` was added, without ``new`` removed."""

    old: str | None
    new: str | None


def text_changes(blocks: Sequence[str], paragraphs: Sequence[str]) -> tuple[TextChange, ...]:
    """Compare the blocks that a file was written with and the paragraphs it has now."""
    leftovers, missing = _match(blocks, paragraphs)
    added = [text for text in leftovers if _says_something(text)]
    changes: list[TextChange] = []
    for old in missing:
        new = _nearest(old, added or leftovers)
        if new is None:
            changes.append(TextChange(old, None))
            continue
        (added if new in added else leftovers).remove(new)
        changes.extend(_sentences(old, new))
    return (*changes, *(TextChange(None, text) for text in added))


def _match(blocks: Sequence[str], paragraphs: Sequence[str]) -> tuple[list[str], list[str]]:
    """Take the blocks out of the text; return what is left of it, and what was not there.

    The longest come first, lest a short one be found within a longer one.
    """
    pages = [_Page.of(text) for text in paragraphs]
    missing: set[int] = set()
    order = sorted(range(len(blocks)), key=lambda index: (-len(_squeezed(blocks[index])), index))
    for index in order:
        wanted = _squeezed(blocks[index])
        if wanted and not any(page.take(wanted) for page in pages):
            missing.add(index)
    left = [text for page in pages for text in page.left()]
    return left, [_plain(blocks[index]) for index in sorted(missing)]


@dataclass(slots=True)
class _Page:
    """A text from which blocks are taken; ``places`` lead back into ``text``."""

    text: str
    squeezed: str
    places: list[int]

    @classmethod
    def of(cls, text: str) -> _Page:
        text = unicodedata.normalize("NFC", text)
        places: list[int] = []
        kept: list[str] = []
        for place, character in enumerate(text):
            for each in _squeezed(character):
                places.append(place)
                kept.append(each)
        return cls(text, "".join(kept), places)

    def take(self, wanted: str) -> bool:
        """Take a block out, if it is there."""
        start = self.squeezed.find(wanted)
        if start < 0:
            return False
        end = start + len(wanted)
        self.squeezed = self.squeezed[:start] + _TAKEN * len(wanted) + self.squeezed[end:]
        return True

    def left(self) -> Iterator[str]:
        """Yield the passages that no block was found in."""
        for found in re.finditer(f"[^{_TAKEN}]+", self.squeezed):
            start, end = self.places[found.start()], self.places[found.end() - 1]
            yield _plain(self.text[start : end + 1])


def _squeezed(text: str) -> str:
    """Leave of a text what counts."""
    bare = _HYPHENS.sub("", unicodedata.normalize("NFC", text))
    return "".join(bare.split()).casefold()


def _plain(text: str) -> str:
    """Write a text on one line."""
    return " ".join(text.replace("\u00ad", "").split())


def _says_something(text: str) -> bool:
    return sum(character.isalpha() for character in text) >= _LEAST_LETTERS


def _nearest(old: str, candidates: Sequence[str]) -> str | None:
    """Return the passage that an old one most likely became, if any is like it."""
    best, likeness = None, _ALIKE
    for candidate in candidates:
        found = SequenceMatcher(None, old, candidate, autojunk=False).ratio()
        if found > likeness:
            best, likeness = candidate, found
    return best


def _sentences(old: str, new: str) -> Iterator[TextChange]:
    """Yield the sentences in which two passages differ."""
    before, after = _SENTENCE.split(old), _SENTENCE.split(new)
    a, b = [_squeezed(each) for each in before], [_squeezed(each) for each in after]
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    for tag, start, end, start_now, end_now in matcher.get_opcodes():
        if tag != "equal":
            was, now = " ".join(before[start:end]), " ".join(after[start_now:end_now])
            yield TextChange(was or None, now or None)

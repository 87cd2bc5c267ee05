"""What changed in a document since its recipient last received it.

Compared are two pieces of evidence, each what a file says of itself: the facts it rests
on and the text of its blocks. So the note needs neither the old file nor the old book.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest

from briefbook.build.status import answer_value
from briefbook.deliver.parcel import Changes, FactChange, Passage
from briefbook.tracking.evidence import Evidence, fact_answer


def changes_between(old: Evidence, new: Evidence, since: date) -> Changes:
    """Return what differs: passages in the order of the document, facts by their paths."""
    passages = _passages([each.text for each in old.blocks], [each.text for each in new.blocks])
    return Changes(since, tuple(passages), tuple(_facts(old, new)))


def _facts(old: Evidence, new: Evidence) -> Iterator[FactChange]:
    before, now = _values(old), _values(new)
    for key in sorted(before.keys() | now.keys()):
        if before.get(key) != now.get(key):
            yield FactChange(key[1], before.get(key), now.get(key))


def _values(evidence: Evidence) -> dict[tuple[str, str], str]:
    """Return the value of each fact as text; its source and date are no part of it."""
    return {(fact.kind, fact.fact): answer_value(fact_answer(fact)) for fact in evidence.facts}


def _passages(before: Sequence[str], now: Sequence[str]) -> Iterator[Passage]:
    """Yield the blocks that differ, an old one beside the new one in its place."""
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    for tag, start, end, start_now, end_now in matcher.get_opcodes():
        if tag != "equal":
            for old, new in zip_longest(before[start:end], now[start_now:end_now]):
                yield Passage(old, new)

"""Is a file what briefbook wrote, and do its facts still hold? Stage *verify*.

It works on any copy, with the book or without. It detects accidents and not forgery:
whoever can edit a file can also write into it what he likes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from briefbook.build.reasons import spoken
from briefbook.build.snapshot import Snapshot
from briefbook.errors import UnreadableDocument
from briefbook.tracking.evidence import Evidence, EvidenceFact, fact_answer
from briefbook.tracking.questions import MISSING, Question, World, answer
from briefbook.verify.comparison import TextChange, text_changes
from briefbook.verify.payload import read_evidence
from briefbook.verify.reading import Found, read_file

#: ``as_written``: byte for byte. ``resaved``: another program wrote it anew, the text is
#: the same. ``altered``: the text is another. ``foreign``: briefbook did not write it, or
#: what it wrote about the file was taken out. ``unreadable``: it is no sound PDF or DOCX.
FileState = Literal["as_written", "resaved", "altered", "foreign", "unreadable"]
FactState = Literal["changed", "gone", "past_review"]


@dataclass(frozen=True, slots=True)
class FactNews:
    """A fact of a file that does not stand as it did.

    ``before`` is what the file rests on, ``now`` what the book says, ``review_by`` the
    day by which a fact past its review was to be looked at; ``file`` and ``line`` are
    its place in the book.
    """

    fact: str
    state: FactState
    before: str
    now: str | None
    file: str
    line: int | None
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found out about one file.

    ``evidence`` is what the file says of itself, None if nothing; ``changes`` are the
    passages that were edited since; ``news`` what became of its facts, None where
    there was no book to ask. ``error`` says why a file is unreadable.
    """

    file: str
    state: FileState
    evidence: Evidence | None = None
    changes: tuple[TextChange, ...] = ()
    news: tuple[FactNews, ...] | None = None
    error: UnreadableDocument | None = None

    @property
    def ok(self) -> bool:
        """Whether the text is what briefbook wrote, and its facts stand as they did."""
        return self.state in {"as_written", "resaved"} and not self.news


def verify(file: Path, snapshot: Snapshot | None = None) -> Verification:
    """Find out whether a file is what briefbook wrote, and whether its facts hold.

    ``snapshot`` is the book to ask, None for none. Raises nothing for what is wrong
    with the file: that is in the result.
    """
    try:
        found = read_file(file)
        evidence = None if found.evidence is None else read_evidence(found.evidence)
    except UnreadableDocument as error:
        return Verification(str(file), "unreadable", error=error)
    if evidence is None:
        return Verification(str(file), "foreign")
    changes = _changes(found, evidence)
    news = None if snapshot is None else tuple(_news(evidence, snapshot))
    return Verification(str(file), _state(found, changes), evidence, changes, news)


def _changes(found: Found, evidence: Evidence) -> tuple[TextChange, ...]:
    """Compare the text, where the bytes are not those that were written."""
    if found.sealed:
        return ()
    return text_changes([block.text for block in evidence.blocks], found.paragraphs)


def _state(found: Found, changes: tuple[TextChange, ...]) -> FileState:
    if found.sealed:
        return "as_written"
    return "altered" if changes else "resaved"


def _news(evidence: Evidence, snapshot: Snapshot) -> Iterator[FactNews]:
    """Yield what became of the facts of a file in a book."""
    world = snapshot.world()
    for fact in evidence.facts:
        if fact.kind == "pages":  # of a file, and not of the dataset
            continue
        news = _news_of(fact, world)
        if news is not None:
            yield news


def _news_of(fact: EvidenceFact, world: World) -> FactNews | None:
    before, now = fact_answer(fact), answer(Question(fact.kind, fact.fact), world)
    span = world.dataset.mark(fact.fact)
    place = (span.file, span.line)
    if now == MISSING:
        return FactNews(fact.fact, "gone", spoken(before), None, *place)
    if now != before:
        return FactNews(fact.fact, "changed", spoken(before), spoken(now), *place)
    due = world.dataset.meta(fact.fact).review_by if fact.kind == "fact" else None
    if due is not None and due < world.today:
        return FactNews(fact.fact, "past_review", spoken(before), None, *place, due)
    return None

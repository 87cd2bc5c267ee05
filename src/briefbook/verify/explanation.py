"""What a lone file rests on, told as of an output of the book. Stage *verify*."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from briefbook.build.snapshot import Snapshot
from briefbook.build.status import Explanation, Fact, answer_value, fact_of
from briefbook.errors import UnreadableDocument
from briefbook.tracking.evidence import Evidence, fact_answer
from briefbook.tracking.questions import Question
from briefbook.tracking.trace import Read, Replayer
from briefbook.verify.payload import read_evidence
from briefbook.verify.reading import read_file
from briefbook.wording import _


def explain_file(file: Path, snapshot: Snapshot | None = None) -> Explanation:
    """Return the facts that a file bears, beside those of a book if there is one.

    Raises :class:`~briefbook.errors.UnreadableDocument` for a file that bears none.
    """
    found = read_file(file)
    if found.evidence is None:
        hint = _("briefbook did not write it, or its facts were taken out")
        raise UnreadableDocument(
            _("{name} does not say what it rests on", name=file.name), hint=hint
        )
    evidence = read_evidence(found.evidence)
    return Explanation(str(file), tuple(_facts(evidence, snapshot)))


def _facts(evidence: Evidence, snapshot: Snapshot | None) -> Iterator[Fact]:
    replayer = None if snapshot is None else Replayer(snapshot.world())
    for fact in evidence.facts:
        given = fact_answer(fact)
        if replayer is not None and fact.kind != "pages":  # of a file, not of the dataset
            yield fact_of(Read(Question(fact.kind, fact.fact), given), replayer)
            continue
        as_of = None if fact.as_of is None else date.fromisoformat(fact.as_of)
        yield Fact(
            fact.fact, answer_value(given), fact.source, as_of, file="", line=None, changed=False
        )

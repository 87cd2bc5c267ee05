"""Evidence: canonical JSON, read back as it was."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefbook.tracking.evidence import (
    Evidence,
    EvidenceBlock,
    EvidenceFact,
    evidence_facts,
    fact_answer,
)
from briefbook.tracking.questions import ABSENT, MISSING, PRIVATE, Answer, Kind, Question
from briefbook.tracking.trace import Read, Trace

BARE = Evidence("1", "output/a.pdf", "brief", None, "ru", "pdf", None, "0" * 64, (), ())

texts = st.text(st.characters(codec="utf-8"))
dated = st.none() | texts
answers = st.recursive(
    texts | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)
facts = st.builds(EvidenceFact, st.sampled_from(["fact"]), texts, texts, answers, dated, dated)
blocks = st.builds(EvidenceBlock, texts, st.lists(texts).map(tuple))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(facts, max_size=4).map(tuple), st.lists(blocks, max_size=4).map(tuple), texts)
def test_its_json_is_canonical_and_is_read_back_as_it_was(facts, blocks, subject):
    evidence = replace(BARE, subject=subject, facts=facts, blocks=blocks)
    data = evidence.to_json()
    canonical = json.dumps(
        json.loads(data), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert data == canonical.encode()
    assert Evidence.from_json(data) == evidence


def test_of_what_was_read_travels_what_has_a_value_in_the_order_of_paths():
    def read(kind: Kind, path: str, answer: Answer) -> Read:
        return Read(Question(kind, path), answer)

    trace = Trace(
        (
            read("register", "bodies", ("cnd",)),
            read("fact", "bodies.cnd.seats", ("int", "53", None, None)),
            read("fact", "bodies.cnd", ("record", "Body")),
            read("fact", "bodies.cnd.acts", ("list", 2)),
            read("fact", "bodies.cnd.note", ABSENT),
            read("fact", "bodies.cnd.file", PRIVATE),
            read("fact", "bodies.icat", MISSING),
            read("derived", "bodies.cnd.age", ("int", "80")),
            read("derived", "bodies.cnd.first", ABSENT),
            read("fact", "bodies.cnd.name.en", ("str", "A", "sources.un", "2026-01-02")),
        )
    )
    facts = evidence_facts(trace)
    assert facts == (
        EvidenceFact("derived", "bodies.cnd.age", "derived", ("int", "80")),
        EvidenceFact("fact", "bodies.cnd.acts", "list", 2),
        EvidenceFact("fact", "bodies.cnd.name.en", "str", "A", "sources.un", "2026-01-02"),
        EvidenceFact("fact", "bodies.cnd.seats", "int", "53"),
        EvidenceFact("register", "bodies", "register", ("cnd",)),
    )
    known = {each.question: each.answer for each in trace.reads}
    assert all(fact_answer(each) == known[Question(each.kind, each.fact)] for each in facts)

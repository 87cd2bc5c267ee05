"""What a finished file says of itself: the facts it rests on, and its own text.

The renderers embed it as JSON; ``verify`` reads it back, from a copy too, long after.
It holds nothing that can change while the output's own facts do not: no line numbers,
no file names of the dataset, no digest of the whole dataset, no clock. So a clean
build and an incremental one embed the same bytes. Only what the rendering read
travels; what it looked for in vain, and what is private, does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import partial
from json.encoder import encode_basestring as quote
from typing import Any, Literal, NamedTuple

from briefbook.tracking.questions import ABSENT, MISSING, PRIVATE, Answer, Kind
from briefbook.tracking.trace import Read, Trace

#: The name and the number of the form of the JSON (docs/verify.md).
FORM = "briefbook-evidence"
FORM_VERSION = 1

_NO_VALUE = frozenset({MISSING, ABSENT, PRIVATE})
#: Canonical: sorted keys, no spaces.
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class EvidenceFact(NamedTuple):
    """One fact that was read.

    ``kind`` is that of the question: a written ``fact``, a ``derived`` value, the ids of
    a ``register``. ``type`` and ``value`` are those of a single value (``int``,
    ``"1997"``), of a list its length; of what is derived or a register, ``value`` is
    the answer as the ledger keeps it.
    """

    kind: Kind
    fact: str
    type: str
    value: Answer
    source: str | None = None
    as_of: str | None = None


#: Makes a fact of its fields, in a third of the time that it takes with many arguments.
_single = partial(tuple.__new__, EvidenceFact)
#: The answer for a single value: its type, itself, its source and its date.
_SINGLE = 4


@dataclass(frozen=True, slots=True)
class EvidenceBlock:
    """One block of the document: its text, and the paths of the facts it shows."""

    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file bears of its origin.

    ``program`` is the version of briefbook; ``output`` the path of the file in its book;
    ``dated`` the date that the document prints, ISO 8601; ``composed`` the SHA-256 of
    the composed HTML.
    """

    program: str
    output: str
    document: str
    subject: str | None
    language: str
    format: Literal["pdf", "docx"]
    dated: str | None
    composed: str
    facts: tuple[EvidenceFact, ...]
    blocks: tuple[EvidenceBlock, ...]

    def to_json(self) -> bytes:
        """Write it as canonical JSON: UTF-8, sorted keys, no spaces."""
        data = {
            **{each.name: getattr(self, each.name) for each in fields(self)},
            "form": FORM,
            "version": FORM_VERSION,
            "blocks": [{"text": block.text, "facts": block.facts} for block in self.blocks],
        }
        members = {
            name: _CANONICAL.encode(value) for name, value in data.items() if name != "facts"
        }
        members["facts"] = f"[{','.join(map(_fact_as_json, self.facts))}]"
        text = ",".join([f'"{name}":{members[name]}' for name in sorted(members)])
        return f"{{{text}}}".encode()

    @classmethod
    def from_json(cls, data: bytes) -> Evidence:
        """Read what :meth:`to_json` wrote and nobody else touched.

        Raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything else; what came
        from outside is read by :mod:`briefbook.verify.payload`.
        """
        found = json.loads(data)
        if (found.pop("form"), found.pop("version")) != (FORM, FORM_VERSION):
            raise ValueError(f"no {FORM} of form {FORM_VERSION}")
        facts = tuple(
            EvidenceFact(**{**fact, "value": answer_tuples(fact["value"])})
            for fact in found.pop("facts")
        )
        blocks = tuple(
            EvidenceBlock(block["text"], tuple(block["facts"])) for block in found.pop("blocks")
        )
        return cls(**found, facts=facts, blocks=blocks)


def _fact_as_json(fact: EvidenceFact) -> str:
    """Write a fact as canonical JSON; an encoder would sort its keys each time."""
    kind, path, type_, value, source, as_of = fact
    return (
        f'{{"as_of":{_quoted(as_of)},"fact":{quote(path)},"kind":{quote(kind)},'
        f'"source":{_quoted(source)},"type":{quote(type_)},"value":{_quoted(value)}}}'
    )


def _quoted(value: Answer) -> str:
    """Write a value as canonical JSON; most are texts, or nothing."""
    if type(value) is str:
        return quote(value)
    return "null" if value is None else _CANONICAL.encode(value)


def evidence_facts(trace: Trace) -> tuple[EvidenceFact, ...]:
    """Return the facts of a trace that have a value, in the order of their paths."""
    return tuple(sorted(filter(None, map(_fact, trace.reads))))


def fact_answer(fact: EvidenceFact) -> Answer:
    """Return the answer that :func:`evidence_facts` made a fact of."""
    if fact.kind != "fact":
        return fact.value
    if fact.type == "list":
        return ("list", fact.value)
    return (fact.type, fact.value, fact.source, fact.as_of)


def _fact(read: Read) -> EvidenceFact | None:
    """Turn a read into a fact; None for what has no value, or is only a record."""
    (kind, path), given = read
    if kind != "fact":
        return None if given in _NO_VALUE else EvidenceFact(kind, path, kind, given)
    if not isinstance(given, tuple):
        return None
    if len(given) == _SINGLE:
        return _single((kind, path, *given))
    return EvidenceFact(kind, path, "list", given[1]) if given[0] == "list" else None


def answer_tuples(value: Any) -> Any:
    """Turn the lists of JSON, however deep, into the tuples of an answer."""
    return tuple(answer_tuples(item) for item in value) if isinstance(value, list) else value

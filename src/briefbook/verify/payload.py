"""The evidence of a file, read and checked: JSON → :class:`Evidence`. Stage *verify*."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from briefbook.errors import UnreadableDocument
from briefbook.tracking.evidence import (
    FORM,
    FORM_VERSION,
    Evidence,
    EvidenceBlock,
    EvidenceFact,
    answer_tuples,
)
from briefbook.wording import _

__all__ = ["evidence_schema", "read_evidence"]

_SHA256 = r"^[0-9a-f]{64}$"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Fact(_Part):
    """A fact that the rendering read."""

    kind: Literal["fact", "derived", "register", "pages"] = Field(
        description="a written fact, what is derived from facts, the ids of a register, "
        "or the number of pages of a document that goes with this one"
    )
    fact: str = Field(description="its path in the dataset")
    type: str = Field(description="int, str, date, reference …; list, whose value is its length")
    value: Any = Field(description="a single value as text; else as the ledger keeps it")
    source: str | None = Field(default=None, description="the id of the source")
    as_of: date | None = Field(default=None, strict=False, description="the day it was true")


class _Block(_Part):
    """A block of the document."""

    text: str
    facts: tuple[str, ...] = Field(strict=False, description="the paths of the facts it shows")


class _Evidence(_Part):
    """What a file made by briefbook bears of its origin."""

    form: Literal["briefbook-evidence"]
    version: Literal[1]
    program: str = Field(description="the version of briefbook that wrote the file")
    output: str = Field(description="the path of the file in its book")
    document: str
    subject: str | None
    language: str = Field(description="a BCP 47 tag")
    format: Literal["pdf", "docx"]
    dated: date | None = Field(strict=False, description="the date that the document prints")
    composed: str = Field(pattern=_SHA256, description="SHA-256 of the composed HTML")
    facts: tuple[_Fact, ...] = Field(strict=False)
    blocks: tuple[_Block, ...] = Field(strict=False)


def read_evidence(data: bytes) -> Evidence:
    """Read what a file bears.

    Raises :class:`~briefbook.errors.UnreadableDocument` for what is no evidence, and
    for that of a later version.
    """
    try:
        found = _Evidence.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        if first["loc"] == ("version",):
            hint = _(
                "this version knows form {form_version}; a later briefbook wrote the file",
                form_version=FORM_VERSION,
            )
            raise UnreadableDocument(
                _("its {form} is of another form", form=FORM), hint=hint
            ) from error
        hint = _("ask for it to be sent again")
        raise UnreadableDocument(_("the facts that it bears are damaged"), hint=hint) from error
    return Evidence(
        program=found.program,
        output=found.output,
        document=found.document,
        subject=found.subject,
        language=found.language,
        format=found.format,
        dated=_iso(found.dated),
        composed=found.composed,
        facts=tuple(_fact(each) for each in found.facts),
        blocks=tuple(EvidenceBlock(each.text, each.facts) for each in found.blocks),
    )


def evidence_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what a file bears."""
    schema = _Evidence.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _fact(found: _Fact) -> EvidenceFact:
    value = answer_tuples(found.value)
    return EvidenceFact(found.kind, found.fact, found.type, value, found.source, _iso(found.as_of))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

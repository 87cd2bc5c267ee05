"""What goes to one recipient in one delivery, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePosixPath

from briefbook.errors import BriefbookError
from briefbook.plan.outputs import Output
from briefbook.record.deliveries import DeliveryKind

#: Media types of the formats (https://www.iana.org/assignments/media-types).
MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a document says at a glance.

    ``date_line`` is the line “As at …”, ``points`` the key points, or else the paragraph
    that says what is asked; ``marking`` the handling mark that the document bears.
    """

    heading: str
    date_line: str | None
    points: tuple[str, ...]
    marking: str | None


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that changed: its values as text, ``None`` where there was or is none."""

    fact: str
    before: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that changed; one without ``before`` was added, without ``now`` removed."""

    before: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in a document since its recipient last received it, on the day ``since``.

    ``known`` is false where what his last edition said was not kept.
    """

    since: date
    passages: tuple[Passage, ...]
    facts: tuple[FactChange, ...]
    known: bool = True


@dataclass(frozen=True, slots=True)
class Edition:
    """An output as it is delivered: its bytes, what they say, what they rest on.

    ``evidence`` is the JSON that the file bears; ``changes`` is ``None`` for a document
    that its recipient receives for the first time.
    """

    output: Output
    digest: str
    data: bytes = field(repr=False)
    summary: Summary
    evidence: bytes = field(repr=False)
    changes: Changes | None = None

    @property
    def path(self) -> PurePosixPath:
        """Its place under the folder of the outputs, and under a recipient's folder."""
        return self.output.path

    @property
    def file_name(self) -> str:
        """A name that tells it from others in one folder: ``brief-unodc-ru.pdf``."""
        output = self.output
        parts = [output.document, *([output.subject] if output.subject else []), output.language]
        return f"{'-'.join(parts)}.{output.format}"

    @property
    def media_type(self) -> str:
        """Its media type."""
        return MEDIA_TYPES[self.output.format]


@dataclass(frozen=True, slots=True)
class Failure:
    """An output that could not be made, of which recipients are told."""

    output: str
    error: BriefbookError


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to one recipient at once.

    ``key`` is that of the ledger: the same for each attempt. ``intended`` is the moment
    of the intent (UTC), so that each attempt says the same. ``again``: an earlier
    attempt may have arrived. ``since``: the day of the last delivery, for the word that
    nothing changed.
    """

    key: str
    delivery: str
    recipient: str
    kind: DeliveryKind
    language: str
    intended: datetime
    editions: Sequence[Edition] = ()
    failures: Sequence[Failure] = ()
    since: date | None = None
    again: bool = False

"""Sample rows for the tests of the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from briefbook.dataset.values import FrozenMap
from briefbook.errors import BriefbookError, TemplateFailed
from briefbook.record.digests import digest
from briefbook.record.ledger import Ledger
from briefbook.record.packing import pack
from briefbook.record.rows import Attempt, Basis, OutputRecord
from briefbook.tracking.questions import Question
from briefbook.tracking.trace import Read, Trace
from briefbook.wording import verbatim

DAY = date(2026, 3, 1)
PATH = "output/ru/river/brief.pdf"
TRACE = Trace(
    (
        Read(Question("fact", "rivers.oka.name.ru"), ("str", "Ока «река»", None, "2024-01-01")),
        Read(Question("fact", "rivers.oka.length"), ("int", "1498", "atlas", None)),
        Read(Question("derived", "rivers.oka.mouths"), ("list", ("record", "towns.a"), ())),
        Read(Question("register", "rivers"), ("oka", "don")),
    )
)
BASIS = Basis(
    FrozenMap({"template brief.html.jinja": "ab12", "toolchain weasyprint": "70.0"}), TRACE
)
PACKED = pack(BASIS)


def attempt(run: int = 1, *, error: BriefbookError | None = None) -> Attempt:
    """Return an attempt of a run, a success unless an error is given."""
    input_digest = None if error else digest(b"input")
    return Attempt(
        digest(b"key"),
        input_digest,
        verbatim("its facts changed"),
        0.25,
        run,
        digest(b"data"),
        DAY,
        error,
    )


def built(output: str = PATH, run: int = 1, file: bytes = b"file") -> OutputRecord:
    """Return the record of an output that was published."""
    return OutputRecord(
        output, "brief", "river", "ru", "pdf", built=attempt(run), file_digest=digest(file)
    )


def failed(output: str = PATH, run: int = 2, message: str = "it stopped") -> OutputRecord:
    """Return the record of an output whose only known attempt failed."""
    bare = replace(built(output), built=None, file_digest=None)
    return replace(bare, failed=attempt(run, error=TemplateFailed(verbatim(message))))


def filled(path: Path, outputs: int = 40) -> Path:
    """Make a ledger with some rows in every table, and close it."""
    with Ledger.open(path) as ledger:
        run = ledger.start_run("build", DAY, digest(b"data"))
        names = [f"output/ru/s{number}/brief.pdf" for number in range(outputs)]
        ledger.record_built([(built(name, run), PACKED) for name in names])
        ledger.record_failed([(failed("output/en/s0/brief.pdf", run), PACKED)])
        ledger.announce({names[0]: digest(b"next")})
        ledger.set_value("dataset", digest(b"data"))
        ledger.finish_run(run, built=outputs, current=0, kept=0, failed=1, seconds=1.5)
    return path

"""One document in its languages, from the book's snapshot to bytes: a pure function.

Stages *localize*, *compose* and *render*, in any process. A worker opens a
:class:`Workshop` once and makes many outputs in it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from briefbook.build.equipment import Equipment, equipment
from briefbook.build.keys import Keys, joined
from briefbook.build.outcome import Job, Outcome, Piece
from briefbook.build.snapshot import Snapshot
from briefbook.collector import collector_at_rest
from briefbook.compose.composer import Commission, Composer, Composition
from briefbook.errors import BriefbookError, OutputError
from briefbook.frames import with_room
from briefbook.localize.view import Perspective, Sight
from briefbook.plan.languages import FOLDER
from briefbook.plan.missing import stand_ins
from briefbook.plan.outputs import Output, enclosed_by
from briefbook.plan.profile import Profile
from briefbook.record.digests import digest
from briefbook.render.docx.renderer import DocxRenderer
from briefbook.render.manuscript import Manuscript
from briefbook.render.markup import blocks, serialize
from briefbook.render.pdf import PdfRenderer
from briefbook.render.runs import words_of
from briefbook.render.subset import DRAWN_ROLES
from briefbook.render.tree import Element
from briefbook.tracking.account import Account
from briefbook.tracking.evidence import Evidence, EvidenceBlock, evidence_facts
from briefbook.tracking.reach import Surroundings
from briefbook.tracking.trace import Recorder, Trace
from briefbook.version import VERSION

#: The date of a document that bears none, the first that a ZIP archive can hold: the
#: clock would make bytes depend on more than the facts that were read.
_UNDATED = date(1980, 1, 1)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a worker keeps between outputs: compiled templates, opened fonts.

    ``memo`` is what derived values share, for the dataset and date of the snapshot;
    ``sights`` what views share.
    """

    snapshot: Snapshot
    composer: Composer
    pdf: PdfRenderer
    docx: DocxRenderer
    keys: Keys
    surroundings: Surroundings
    memo: dict[object, Any] = field(default_factory=dict)
    sights: dict[str, Sight] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Written:
    """A composed output with everything that its renderer needs, and what it read.

    ``html`` is its tree as canonical HTML.
    """

    manuscript: Manuscript
    html: str
    account: Account
    trace: Trace


def open_workshop(snapshot: Snapshot, ready: Equipment | None = None) -> Workshop:
    """Prepare a worker for the outputs of one book, with what is ready if that is of this book."""
    if ready is None or not ready.fits(snapshot):
        ready = equipment(snapshot.files, snapshot.languages)
    # The same files, not equal ones: they are compared with each document.
    snapshot = replace(snapshot, files=ready.files)
    tools = (ready.composer, ready.pdf, ready.docx)
    return Workshop(snapshot, *tools, snapshot.keys(), snapshot.surroundings())


def make(workshop: Workshop, job: Job) -> tuple[Outcome, ...]:
    """Make the pieces of a job, in their order."""
    return tuple(make_piece(workshop, piece) for piece in job.pieces)


def make_piece(workshop: Workshop, piece: Piece) -> Outcome:
    """Make one output; what is wrong with it is in the outcome, with what it read.

    The collector of cycles rests until what the output was made of is gone: to search it
    again and again took an eighth of the time of a memo.
    """
    with collector_at_rest():
        return with_room(_made, workshop, piece)


def _made(workshop: Workshop, piece: Piece) -> Outcome:
    begun = time.monotonic()
    recorder = Recorder()
    output = piece.output
    data, pages, fingerprint, written, parts = None, None, None, None, None
    error: BriefbookError | None = None
    try:
        written = _written(workshop, output, recorder, dict(piece.pages))
        parts = _parts(workshop, output)
        fingerprint = _input_digest(written, output, parts)
        if fingerprint != piece.known_input and not piece.witness:
            data, pages = _render(workshop, output, written.manuscript)
    except OutputError as failure:
        if _comes_of_the_machine(failure):
            raise
        error = failure
    if parts is None:
        parts = _parts(workshop, output)
    seconds = time.monotonic() - begun
    account = None if written is None else written.account
    trace = recorder.trace() if written is None else written.trace
    return Outcome(data, fingerprint, parts, trace, error, account, seconds, pages=pages)


def write_manuscript(
    workshop: Workshop,
    output: Output,
    recorder: Recorder | None = None,
    pages: Mapping[str, int] | None = None,
) -> Manuscript:
    """Compose one output: everything that its renderer needs.

    ``recorder`` writes down the facts that are read; ``pages`` counts those of finished
    files: without it each file that goes with this output is taken for one page. Raises
    an :class:`OutputError`.
    """
    if pages is None:
        pages = {str(each): 1 for each in enclosed_by(output, workshop.snapshot.config)}
    return _written(workshop, output, recorder or Recorder(), pages).manuscript


def _written(
    workshop: Workshop, output: Output, recorder: Recorder, pages: Mapping[str, int]
) -> _Written:
    """Compose one output, and write down everything that its renderer needs."""
    snapshot = workshop.snapshot
    document = snapshot.config.document(output.document)
    layout = snapshot.profiles[document.profiles[output.language]]
    perspective = Perspective(
        snapshot.dataset,
        snapshot.schema.derived,
        output.language,
        snapshot.today,
        recorder,
        workshop.memo,
        pages,
        stand_ins(snapshot.config.book),
        sights=workshop.sights,
    )
    composition = workshop.composer.compose(_commission(snapshot, output, layout), perspective)
    letterhead = document.letterheads.get(output.language, "") if output.format == "docx" else ""
    beside = _letterhead_blocks(workshop, letterhead, layout)
    html, trace = serialize(composition.root), recorder.trace()
    blocks_ = (*beside, *_shown_blocks(composition))
    evidence = _evidence(output, composition.dated, html, trace, blocks_)
    manuscript = Manuscript(
        name=str(output),
        language=output.language,
        root=composition.root,
        profile=layout,
        stylesheets=document.stylesheets,
        assets=snapshot.files,
        languages=snapshot.languages,
        dated=composition.dated or _UNDATED,
        evidence=evidence.to_json(),
        letterhead=letterhead,
    )
    return _Written(manuscript, html, composition.account, trace)


def _letterhead_blocks(workshop: Workshop, path: str, layout: Profile) -> tuple[EvidenceBlock, ...]:
    """Return what a letterhead says in its body: it is text of the file, and no fact."""
    if not path:
        return ()
    letterhead = workshop.docx.letterhead(path, workshop.snapshot.files[path], layout)
    return tuple(EvidenceBlock(text, ()) for text in letterhead.texts)


def _evidence(
    output: Output,
    dated: date | None,
    html: str,
    trace: Trace,
    shown: tuple[EvidenceBlock, ...],
) -> Evidence:
    """Say what a composed document rests on and shows, for its file to bear."""
    return Evidence(
        program=VERSION,
        output=str(output),
        document=output.document,
        subject=output.subject,
        language=output.language,
        format=output.format,
        dated=None if dated is None else dated.isoformat(),
        composed=digest(html.encode()),
        facts=evidence_facts(trace),
        blocks=shown,
    )


def _shown_blocks(composition: Composition) -> Iterator[EvidenceBlock]:
    """Yield what is said of each of the blocks that the text consists of."""
    blocks_ = zip(blocks(composition.root), composition.blocks, strict=True)
    said = {id(element): EvidenceBlock(block.text, block.facts) for element, block in blocks_}
    for element in shown_blocks(composition.root):
        yield said[id(element)]


def shown_blocks(root: Element) -> Iterator[Element]:
    """Yield the blocks that evidence is given of, in the order of that evidence.

    They are those of the text itself: not the title, nor what stands on every page, nor
    what is empty. For what a drawing shows stands its alternative text.
    """
    aside = {
        id(block)
        for part in root.elements()
        if part.tag in {"head", "header", "footer"} or part.role in DRAWN_ROLES
        for block in blocks(part)
    }
    for element in blocks(root):
        if id(element) not in aside and words_of(element).strip():
            yield element


def _input_digest(written: _Written, output: Output, parts: Mapping[str, str]) -> str:
    """Digest the whole input of a rendering: equal digests mean equal bytes.

    The templates themselves are left out: what they said is in the tree. What the book
    says of languages stays in: renderers read it too.
    """
    others = {
        name: text
        for name, text in parts.items()
        if not name.startswith("template ") or name.startswith(f"template {FOLDER}/")
    }
    manuscript = written.manuscript
    head = f"{output} {manuscript.language} {manuscript.dated.isoformat()} {joined(others)}"
    return digest(f"{head}\n{written.html}\n".encode() + manuscript.evidence)


def _parts(workshop: Workshop, output: Output) -> Mapping[str, str]:
    """Return the parts of the key, with the templates that composing asked for."""
    return workshop.keys.parts(output, workshop.composer.templates)


def _render(workshop: Workshop, output: Output, manuscript: Manuscript) -> tuple[bytes, int | None]:
    """Turn a manuscript into the bytes of its format; count the pages, where they are fixed."""
    if output.format == "pdf":
        made = workshop.pdf.rendered(manuscript)
        return made.data, made.pages
    return workshop.docx.render(manuscript), None


def _comes_of_the_machine(error: BaseException | None) -> bool:
    """Tell whether memory or the disk is behind an error, and not the book.

    Such a failure says nothing of what the output rests on, and is tried again.
    """
    while error is not None:
        # Jinja's error for a missing template is an OSError too, but without a number.
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno):
            return True
        error = error.__cause__ or error.__context__
    return False


def _commission(snapshot: Snapshot, output: Output, layout: Profile) -> Commission:
    """Say what is to be composed for an output."""
    document = snapshot.config.document(output.document)
    return Commission(
        document=output.document,
        template=document.template,
        subject=None if output.subject is None else f"{document.about}.{output.subject}",
        details=None if document.details is None else f"{document.details}.{output.subject}",
        format=output.format,
        layout=layout,
        encloses={each.document: str(each) for each in enclosed_by(output, snapshot.config)},
    )

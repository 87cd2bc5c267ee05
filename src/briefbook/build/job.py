"""One output, from the book's snapshot to bytes: a pure function, in any process.

Stages *localize*, *compose* and *render*. A worker prepares a :class:`Workshop`
once and makes many outputs in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefbook.build.book import Snapshot, templates_of
from briefbook.compose.composer import Commission, Composer
from briefbook.localize.view import Perspective
from briefbook.plan.outputs import Output
from briefbook.plan.profile import Profile
from briefbook.render.docx.renderer import DocxRenderer
from briefbook.render.manuscript import Manuscript
from briefbook.render.pdf import PdfRenderer


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a worker keeps between outputs: compiled templates, opened fonts."""

    snapshot: Snapshot
    composer: Composer
    pdf: PdfRenderer
    docx: DocxRenderer


def open_workshop(snapshot: Snapshot) -> Workshop:
    """Prepare a worker for the outputs of one book."""
    files = snapshot.files
    return Workshop(
        snapshot, Composer(templates_of(files)), PdfRenderer(files), DocxRenderer(files)
    )


def make(workshop: Workshop, output: Output) -> bytes:
    """Make one output and return its bytes; raises an :class:`OutputError`."""
    manuscript = write_manuscript(workshop, output)
    renderer = workshop.pdf if output.format == "pdf" else workshop.docx
    return renderer.render(manuscript)


def write_manuscript(workshop: Workshop, output: Output) -> Manuscript:
    """Compose one output: everything that its renderer needs."""
    snapshot = workshop.snapshot
    document = snapshot.config.document(output.document)
    layout = snapshot.profiles[document.profiles[output.language]]
    composition = workshop.composer.compose(
        _commission(snapshot, output, layout),
        Perspective(snapshot.dataset, snapshot.schema.derived, output.language, snapshot.today),
    )
    return Manuscript(
        name=str(output),
        language=output.language,
        root=composition.root,
        profile=layout,
        stylesheets=document.stylesheets,
        assets=snapshot.files,
        dated=composition.dated or snapshot.today,
    )


def _commission(snapshot: Snapshot, output: Output, layout: Profile) -> Commission:
    """Say what is to be composed for an output."""
    document = snapshot.config.document(output.document)
    records = snapshot.dataset.registers
    has_details = document.details is not None and output.subject in records[document.details]
    return Commission(
        document=output.document,
        template=document.template,
        subject=None if output.subject is None else f"{document.about}.{output.subject}",
        details=f"{document.details}.{output.subject}" if has_details else None,
        format=output.format,
        layout=layout,
    )

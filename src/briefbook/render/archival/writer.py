"""A laid-out document as a PDF for the archive and for screen readers.

Stage *render*. WeasyPrint paints; the rest is done in its hook ``finisher``, on
the objects of the PDF, so that several documents may be written at the same time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from briefbook.render.archival.colours import forbid_smoothing, srgb
from briefbook.render.archival.evidence import attach
from briefbook.render.archival.metadata import claim_accessibility
from briefbook.render.archival.pages import MarkedPage
from briefbook.render.archival.streams import is_ambiguous, settle
from briefbook.render.archival.structure import structure
from briefbook.render.archival.writing import object_of, write_structure
from briefbook.render.seal import identified, seal

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document


@dataclass(frozen=True, slots=True)
class Archival:
    """What a file for the archive says beside its pages.

    ``identifier`` is the permanent file identifier, 16 bytes (ISO 32000-1, 14.4);
    ``evidence`` is JSON to embed, or nothing; ``dated`` stands in all its dates.
    """

    dated: date
    identifier: bytes
    evidence: bytes = b""

    def written(self, document: Document) -> bytes:
        """Return a document as PDF/A-3a and PDF/UA-1. Raises ``RenderFailed``."""
        attempts = (self._attempt(document, spare) for spare in count())
        data = next(data for data in attempts if not is_ambiguous(data))
        return seal(identified(data, self.identifier))

    def _attempt(self, document: Document, spare: int) -> bytes:
        """Return the file; ``spare`` changes bytes of it that mean nothing."""
        pages = [MarkedPage(page, number) for number, page in enumerate(document.pages)]
        painted = document.copy(pages)
        painted.color_profiles = srgb()
        data: bytes = painted.write_pdf(
            finisher=lambda document, pdf: self._finish(document, pdf, pages, spare),
            pdf_variant="pdf/a-3a",
            output_intent="",  # the profile is there already
            pdf_identifier=False,  # ours comes with the seal
        )
        return data

    def _finish(
        self, document: Document, pdf: pydyf.PDF, pages: Sequence[MarkedPage], spare: int
    ) -> None:
        write_structure(pdf, pages, structure(pages, document.metadata.lang), spare)
        claim_accessibility(object_of(pdf, pdf.catalog["Metadata"]), spare)
        forbid_smoothing(pdf)
        if self.evidence:
            attach(pdf, self.evidence, self.dated)
        settle(pdf)

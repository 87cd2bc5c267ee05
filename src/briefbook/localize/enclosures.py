"""How many pages the documents have that go with another one. Stage *localize*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from briefbook.errors import TemplateFailed
from briefbook.localize.shown import ShownNumber
from briefbook.localize.view import Perspective
from briefbook.tracking.questions import Question, pages_answer
from briefbook.wording import _


@dataclass(frozen=True, slots=True)
class Enclosures:
    """The documents that one encloses: their names and the paths of their outputs."""

    outputs: Mapping[str, str]
    perspective: Perspective

    def pages(self, document: str) -> ShownNumber:
        """Return the number of pages of a finished file, and write down that it was asked for.

        Raises :class:`~briefbook.errors.TemplateFailed` for a document that is not
        enclosed, and for one that is not finished.
        """
        path = self.outputs.get(document)
        if path is None:
            message = _("this document does not enclose {document}", document=document)
            hint = _("name it under encloses in briefbook.toml, or give sheets and pages")
            raise TemplateFailed(message, hint=hint)
        pages = self.perspective.pages.get(path)
        self.perspective.recorder.record(Question("pages", path), pages_answer(pages))
        if pages is None:
            message = _("how many pages {output} has is not known", output=path)
            raise TemplateFailed(message, hint=_("put right what keeps it from being made"))
        return ShownNumber(pages, (path,))

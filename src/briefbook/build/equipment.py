"""What a worker can get ready before it knows the dataset: stages *compose* and *render*.

A worker that starts ahead would wait while the dataset is read and the outputs are judged.
Meanwhile it compiles the templates and sets a trial page in each layout, which opens the
fonts, reads the stylesheets and lets the libraries look up what they look up once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial

from briefbook.build.snapshot import Groundwork, Snapshot, schema_named, templates_of
from briefbook.compose.composer import Composer
from briefbook.plan.config import DocumentType, Format
from briefbook.plan.language import Language
from briefbook.render import markup
from briefbook.render.docx.renderer import DocxRenderer
from briefbook.render.filling import filled
from briefbook.render.manuscript import Manuscript
from briefbook.render.pdf import PdfRenderer

__all__ = ["Equipment", "equipment", "get_ready"]

_TRIAL = """\
<html lang="{language}"><head><title>1</title></head><body>
<footer><p><span data-role="page-number"></span></p></footer>
<h1>1</h1><p>1 <strong>2</strong> <em>3</em></p><ul><li>4</li></ul>
<table><tbody><tr><td>5</td></tr></tbody></table>
</body></html>
"""
_UNDATED = date(1980, 1, 1)


@dataclass(frozen=True, slots=True)
class Equipment:
    """What makes documents of some templates and fonts, whatever the dataset is."""

    files: Mapping[str, bytes]
    languages: Mapping[str, Language]
    composer: Composer
    pdf: PdfRenderer
    docx: DocxRenderer

    def fits(self, snapshot: Snapshot) -> bool:
        """Tell whether a book has the templates, fonts and languages that it was made for."""
        return (self.files, self.languages) == (snapshot.files, snapshot.languages)


def equipment(files: Mapping[str, bytes], languages: Mapping[str, Language]) -> Equipment:
    """Make what documents are made with; it gets ready as it is used."""
    pdf = PdfRenderer(files)
    composer, docx = Composer(templates_of(files), languages), DocxRenderer(files, pdf.page_numbers)
    return Equipment(files, languages, composer, pdf, docx)


def get_ready(ground: Groundwork, in_time: Callable[[], bool]) -> Equipment:
    """Make equipment and use it on trial, step by step, while there is time.

    What fails is passed over: it is told of the output that needs it.
    """
    made = equipment(ground.files, ground.languages)
    for step in _steps(made, ground):
        if not in_time():
            break
        with suppress(Exception):
            step()
    return made


def _steps(made: Equipment, ground: Groundwork) -> Iterator[Callable[[], object]]:
    """Yield what can be done ahead, what is needed most first."""
    yield partial(schema_named, ground.config.book.schema)
    for document in ground.config.documents:
        yield partial(made.composer.get_ready, document.template)
    for document in ground.config.documents:
        for format_ in document.formats:
            for language in ground.config.book.languages:
                yield partial(_set_trial_page, made, ground, document, language, format_)
    for template in templates_of(ground.files):
        yield partial(made.composer.get_ready, template)


def _set_trial_page(
    made: Equipment, ground: Groundwork, document: DocumentType, language: str, format_: Format
) -> None:
    """Render a page that nobody gets."""
    manuscript = Manuscript(
        name=document.name,
        language=language,
        root=markup.normalize(filled(markup.parse(_TRIAL.format(language=language)))),
        profile=ground.profiles[document.profiles[language]],
        stylesheets=document.stylesheets,
        assets=ground.files,
        languages=ground.languages,
        dated=_UNDATED,
    )
    renderer = made.pdf if format_ == "pdf" else made.docx
    renderer.render(manuscript)

"""PDF: the manuscript set by WeasyPrint, tagged, reproducible, and complete or refused.

Stage *render*. Structure and language follow ISO 32000-1 (PDF 1.7), section 14.8.
Whatever WeasyPrint would only log (a rule that it does not know, a picture that it
cannot load) is an error here, for it would be missing from the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from briefbook.errors import BriefbookError, RenderFailed, Span
from briefbook.render.css_sources import check_stylesheet
from briefbook.render.design import variables
from briefbook.render.fonts import FontLibrary
from briefbook.render.glyphs import glyph_problems
from briefbook.render.manuscript import Manuscript
from briefbook.render.markup import normalize, serialize
from briefbook.render.pictures.drawings import pictured
from briefbook.render.pictures.lettering import Lettering
from briefbook.render.printable import MARK, printable, running
from briefbook.render.problems import combined
from briefbook.render.stylesheet import Running, page_css
from briefbook.render.subset import FOOTNOTE
from briefbook.render.tree import Element
from briefbook.render.variables import declares, written_out
from briefbook.render.weasy import BASE, AssetFetcher, collected_log, log_problems
from briefbook.wording import _

if TYPE_CHECKING:
    from weasyprint import CSS, Document
    from weasyprint.text.fonts import FontConfiguration


@dataclass(frozen=True, slots=True)
class Rendered:
    """The bytes of a finished PDF, and how many pages it has."""

    data: bytes
    pages: int


class PdfRenderer:
    """Renders the manuscripts of a book; keeps fonts and parsed stylesheets between them.

    ``assets`` maps paths under ``templates/`` to their bytes; what a manuscript
    brings along itself goes first. Not for use by several threads at once.
    """

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        self._fonts = FontLibrary.from_assets(assets)
        self._lettering = Lettering(assets)
        self._configuration: FontConfiguration | None = None
        self._checked: set[tuple[str, str]] = set()
        self._sheets: dict[tuple[str, str], CSS] = {}

    def render(self, manuscript: Manuscript) -> bytes:
        """Return the bytes of the PDF, as :meth:`rendered` does."""
        return self.rendered(manuscript).data

    def rendered(self, manuscript: Manuscript) -> Rendered:
        """Make the PDF: equal manuscripts give equal bytes, in any process.

        Raises ``MissingFont``, ``MissingGlyph`` (all characters that lack a glyph,
        at once), ``RefusedAddress`` and ``RenderFailed``, which also stands for
        what WeasyPrint would have left out.
        """
        with _told(manuscript), collected_log() as messages:
            laid = self._laid_out(manuscript)
            elements = tuple(laid.root.elements())
            _raise_any(glyph_problems(_page_boxes(laid.document), self._fonts, elements, MARK))
            _raise_any(laid.fetcher.problems(_pictures(elements)))
            whole = self._written(manuscript, laid)
            _raise_any(log_problems(messages))
        return Rendered(whole, len(laid.document.pages))

    def page_numbers(self, manuscript: Manuscript) -> dict[str, int]:
        """Return on which page, from 1, each ``id`` of the document stands.

        Raises as :meth:`render` does; what only the finished file would lack is passed over.
        """
        with _told(manuscript), collected_log():
            document = self._laid_out(manuscript).document
        return {
            name: number
            for number, page in reversed(tuple(enumerate(document.pages, start=1)))
            for name in page.anchors
        }

    def _laid_out(self, manuscript: Manuscript) -> _LaidOut:
        """Set the pages of a document."""
        self._use_fonts_of(manuscript)
        _raise_any(self._fonts.require(manuscript.profile))
        manuscript, pictures = pictured(manuscript, self._lettering)
        fetcher = AssetFetcher(manuscript.assets, self._fonts)
        root = normalize(manuscript.root)
        sheets = self._stylesheets(manuscript, running(root), fetcher)
        configuration = self._font_configuration()
        from briefbook.render.element_tree import html_of  # noqa: PLC0415 - see fonts.py
        from briefbook.render.pictures.painting import Painting  # noqa: PLC0415

        printed = printable(root, manuscript.dated)
        html = html_of(printed, fetcher, notes=_may_have_notes(manuscript, root))
        paintings = {name: Painting(each, configuration) for name, each in pictures.items()}
        document = html.render(font_config=configuration, stylesheets=sheets, cache=paintings)
        return _LaidOut(root, serialize(printed), document, fetcher)

    def _use_fonts_of(self, manuscript: Manuscript) -> None:
        """Start anew when a manuscript comes with other fonts than the last one."""
        fonts = FontLibrary.from_assets(manuscript.assets)
        if fonts != self._fonts:
            self._fonts = fonts
            self._lettering = Lettering(manuscript.assets)
            self._configuration = None
            self._checked.clear()
            self._sheets.clear()

    def _font_configuration(self) -> FontConfiguration:
        if self._configuration is None:
            self._configuration = self._fonts.configuration()
        return self._configuration

    def _stylesheets(
        self, manuscript: Manuscript, runs: Running, fetcher: AssetFetcher
    ) -> list[CSS]:
        """Return the profile's stylesheet and the book's own, in the order of the cascade."""
        sources: dict[str, str] = {}
        problems: list[BriefbookError] = []
        for path in manuscript.stylesheets:
            sources[path], found = _read(path, manuscript.assets)
            if (path, sources[path]) not in self._checked:
                found.extend(check_stylesheet(path, sources[path], self._fonts.families))
                if not found:
                    self._checked.add((path, sources[path]))
            problems.extend(found)
        _raise_any(problems)
        profile, heights = manuscript.profile, self._heights()
        values = {} if declares(sources.values()) else variables(profile, heights)
        page = (f"profiles/{profile.name}.toml", page_css(profile, heights, runs))
        return [
            self._stylesheet(path, source, values, fetcher)
            for path, source in (page, *sources.items())
        ]

    def _heights(self) -> dict[str, float]:
        """Return the height of a line set solid, for each family, in sizes of its type."""
        faces = {family: self._fonts.face(family) for family in self._fonts.families}
        return {family: face.single_spacing for family, face in faces.items() if face}

    def _stylesheet(
        self, path: str, source: str, values: Mapping[str, str], fetcher: AssetFetcher
    ) -> CSS:
        written = written_out(source, values)
        if (path, written) not in self._sheets:
            sheet, messages = self._parsed(path, written, fetcher)
            if messages:  # told as they are of the file as it stands, with its columns
                messages = self._parsed(path, source, fetcher)[1] or messages
            _raise_any(log_problems(messages, f"templates/{path}"))
            self._sheets[path, written] = sheet
        return self._sheets[path, written]

    def _parsed(self, path: str, source: str, fetcher: AssetFetcher) -> tuple[CSS, list[str]]:
        """Return a stylesheet, and what WeasyPrint left out of it."""
        configuration = self._font_configuration()
        from weasyprint import CSS  # noqa: PLC0415 - see FontLibrary.configuration

        with collected_log() as messages:
            sheet = CSS(
                string=source,
                base_url=f"{BASE}{path}",
                url_fetcher=fetcher,
                font_config=configuration,
            )
        return sheet, messages

    def _written(self, manuscript: Manuscript, laid: _LaidOut) -> bytes:
        from briefbook.render.archival.writer import Archival  # noqa: PLC0415 - see fonts.py

        archival = Archival(
            dated=manuscript.dated,
            identifier=_identifier(manuscript, laid.source, self._fonts),
            evidence=manuscript.evidence,
        )
        return archival.written(laid.document)


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """A document on its pages: the tree and the HTML that it was set from."""

    root: Element
    source: str
    document: Document
    fetcher: AssetFetcher


@contextmanager
def _told(manuscript: Manuscript) -> Iterator[None]:
    """Let whatever a renderer stumbles over be told as an error of the document."""
    try:
        yield
    except (BriefbookError, MemoryError):
        raise
    except Exception as fault:
        raise RenderFailed(
            _(
                "{name} could not be set: {reason}",
                name=manuscript.name,
                reason=f"{type(fault).__name__}: {fault}".rstrip(": "),
            )
        ) from fault


def _read(path: str, assets: Mapping[str, bytes]) -> tuple[str, list[BriefbookError]]:
    """Return a stylesheet's text, or an empty text and what is wrong with its file."""
    span = (Span(f"templates/{path}"),)
    if path not in assets:
        return "", [RenderFailed(_("there is no stylesheet {path}", path=path), spans=span)]
    try:
        return assets[path].decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return "", [
            RenderFailed(_("the stylesheet is not UTF-8"), spans=span, hint=_("save it as UTF-8"))
        ]


def _may_have_notes(manuscript: Manuscript, root: Element) -> bool:
    """Whether an element is a footnote, or a stylesheet of the book might make one of it."""
    sheets = (manuscript.assets[path] for path in manuscript.stylesheets)
    return any(each.role == FOOTNOTE for each in root.elements()) or any(
        re.search(rb"footnote|note\(|::note|\\", sheet, re.IGNORECASE) for sheet in sheets
    )


def _page_boxes(document: Document) -> list[object]:
    return [page._page_box for page in document.pages]  # noqa: SLF001 - no public way to the boxes


def _pictures(elements: Iterable[Element]) -> dict[str, tuple[Span, ...]]:
    """Return where each picture is asked for."""
    return {
        each.attributes["src"]: (Span(f"templates/{each.origin.template}", each.origin.line),)
        for each in elements
        if "src" in each.attributes and each.origin
    }


def _identifier(manuscript: Manuscript, source: str, fonts: FontLibrary) -> bytes:
    """Return the file identifier (ISO 32000-1, 14.4): a digest of what the file is made from."""
    whole = sha256(f"{manuscript.profile}\0{source}\0{fonts.digest}".encode())
    for path in manuscript.stylesheets:
        whole.update(manuscript.assets[path])
    whole.update(manuscript.evidence)
    return whole.digest()[:16]


def _raise_any(problems: Sequence[BriefbookError]) -> None:
    if problems:
        raise combined(problems)

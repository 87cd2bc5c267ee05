"""What WeasyPrint reads and says: files of the book in, its log as problems out.

Stage *render*. WeasyPrint fetches through the object given here, which knows the
files under ``templates/`` and nothing else; and it logs what it leaves out, which
here becomes an error.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from mimetypes import guess_type
from threading import get_ident
from typing import TYPE_CHECKING
from urllib.parse import unquote

from briefbook.errors import BriefbookError, RefusedAddress, RenderFailed, Span
from briefbook.render.fonts import FontLibrary
from briefbook.render.pictures.checking import picture_problem
from briefbook.render.subset import PICTURE_SUFFIXES
from briefbook.wording import _

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcherResponse

#: The address of ``templates/`` for WeasyPrint; the domain exists nowhere (RFC 6761).
BASE = "https://templates.invalid/"

_PLACE = re.compile(r" at (?P<line>\d+):(?P<column>\d+)")


class AssetFetcher:
    """Serves the files of the book, pictures only if they are sound; remembers what it refused."""

    #: WeasyPrint asks for it: a refusal is logged, and the rendering goes on.
    _fail_on_errors = False

    def __init__(self, assets: Mapping[str, bytes], fonts: FontLibrary) -> None:
        self._assets = assets
        self._fonts = fonts
        self.refused: list[str] = []
        self._unsound: dict[str, BriefbookError] = {}

    def __call__(self, url: str) -> URLFetcherResponse:
        """Return the file at ``url``. Raises ``ValueError`` for any other address."""
        from weasyprint.urls import URLFetcherResponse  # noqa: PLC0415 - see fonts.py

        path = unquote(url.removeprefix(BASE))
        data = self._assets.get(path) if url.startswith(BASE) else None
        if data is None:
            self.refused.append(path)
            raise ValueError("only files under templates/ are read")
        if path.lower().endswith(PICTURE_SUFFIXES):
            problem = picture_problem(path, data, self._fonts)
            if problem is not None:
                self._unsound[path] = problem
                raise ValueError("the picture is unsound")
        kind = guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, data, headers={"Content-Type": kind})

    def problems(self, places: Mapping[str, tuple[Span, ...]]) -> list[BriefbookError]:
        """Return an error for each file that was not served; ``places`` says where it stands."""
        refused: list[BriefbookError] = [
            RefusedAddress(
                _("{path} was refused: there is no such file under templates/", path=path),
                spans=places.get(path, ()),
                hint=_("put the file under templates/, or remove the reference"),
            )
            for path in dict.fromkeys(self.refused)
        ]
        unsound = [
            type(problem)(
                problem.message, spans=(*problem.spans, *places.get(path, ())), hint=problem.hint
            )
            for path, problem in self._unsound.items()
        ]
        return refused + unsound


class _Collector(logging.Handler):
    """Keeps the warnings and errors of the thread that made it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._thread = get_ident()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.messages.append(record.getMessage())


@contextmanager
def collected_log() -> Iterator[list[str]]:
    """Collect what WeasyPrint warns of while the context lasts."""
    logger = logging.getLogger("weasyprint")
    collector = _Collector()
    logger.addHandler(collector)
    try:
        yield collector.messages
    finally:
        logger.removeHandler(collector)


def log_problems(messages: list[str], file: str = "") -> list[BriefbookError]:
    """Return an error for each message; a place in it is one in ``file``, if that is given."""
    problems: list[BriefbookError] = []
    for message in dict.fromkeys(messages):
        place = _PLACE.search(message)
        spans: tuple[Span, ...] = ()
        if file:
            line, column = (int(place[1]), int(place[2])) if place else (None, None)
            spans = (Span(file, line, column),)
        text = _PLACE.sub("", message, count=1).rstrip(".").replace(BASE, "")
        problems.append(
            RenderFailed(_("the renderer left something out: {text}", text=text), spans=spans)
        )
    return problems

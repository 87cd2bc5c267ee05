"""The pages and what they load: which address leads where, and nowhere else.

No address is turned into a path: outputs, pictures and fonts are looked up among those
that the book has. Nothing is changed by GET; the two forms of the page carry a token.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import PurePosixPath
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from briefbook.catalogue import LANGUAGES
from briefbook.errors import BriefbookError
from briefbook.plan.outputs import OUTPUT_FOLDER, Output
from briefbook.preview.desk import Desk
from briefbook.preview.pages import Pages, language_for
from briefbook.preview.sheet import NONCE, borrowed_faces

__all__ = ["COOKIE", "make_app"]

#: Remembers the language of the page.
COOKIE = "briefbook-language"
_YEAR = 365 * 24 * 60 * 60
_MEDIA = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}
#: Files under ``templates/`` that a sheet may load.
_LOADED = frozenset({".png", ".jpg", ".jpeg", ".svg", ".ttf", ".otf"})
#: The page's own files, in ``assets/``.
_ASSETS = frozenset({"preview.css", "preview.js", "icon.svg"})
_SEALED = "default-src 'none'; sandbox; frame-ancestors 'none'"
_FRAMED = "default-src 'none'; frame-ancestors 'self'"
_NEWS_SECONDS, _SIGN_OF_LIFE = 0.1, 15.0


def make_app(desk: Desk) -> Starlette:
    """Return the application of a desk."""
    site = _Site(desk)
    return Starlette(
        routes=[
            Route("/", site.outputs),
            Route("/document/{document}", site.document),
            Route("/document/{document}/{subject}", site.document),
            Route("/runs", site.runs),
            Route("/runs/{run:int}", site.run),
            Route("/deliveries", site.deliveries),
            Route("/sheet/{path:path}", site.sheet),
            Route("/output/{path:path}", site.output),
            Route("/-/template/{path:path}", site.template_file),
            Route("/-/asset/{name}", site.asset),
            Route("/-/faces.css", site.faces),
            Route("/-/news", site.news),
            Route("/-/build", site.build, methods=["POST"]),
            Route("/-/language", site.choose_language, methods=["POST"]),
        ],
        exception_handlers={404: site.not_found, BriefbookError: site.failed},
    )


class _Site:
    """Answers requests; those that take their time run in threads of their own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._token = secrets.token_urlsafe(32)
        self._pages = Pages(desk, self._token, secrets.token_hex(4))

    # Pages

    def outputs(self, request: Request) -> Response:
        """Show the matrix."""
        only_open = request.query_params.get("show") == "open"
        return HTMLResponse(self._pages.outputs(_language(request), only_open=only_open))

    def document(self, request: Request) -> Response:
        """Show one document, in two languages side by side."""
        names, asked = request.path_params, request.query_params
        page = self._pages.document(
            _language(request),
            names["document"],
            names.get("subject"),
            {name: asked[name] for name in ("left", "right", "view", "format") if name in asked},
        )
        if page is None:
            raise HTTPException(404)
        return HTMLResponse(page)

    def runs(self, request: Request) -> Response:
        """Show past runs."""
        return HTMLResponse(self._pages.runs(_language(request)))

    def run(self, request: Request) -> Response:
        """Show one run."""
        page = self._pages.run(_language(request), request.path_params["run"])
        if page is None:
            raise HTTPException(404)
        return HTMLResponse(page)

    def deliveries(self, request: Request) -> Response:
        """Show what was sent to whom."""
        return HTMLResponse(self._pages.deliveries(_language(request)))

    async def not_found(self, request: Request, _error: Exception) -> Response:
        """Say that there is no such page."""
        if request.url.path.startswith(("/-/", "/output/", "/sheet/")):
            return PlainTextResponse("not found\n", 404)
        return HTMLResponse(self._pages.not_found(_language(request)), 404)

    async def failed(self, request: Request, error: Exception) -> Response:
        """Say what keeps a page from being shown, such as a ledger that cannot be read."""
        assert isinstance(error, BriefbookError)  # noqa: S101  # registered for these
        return HTMLResponse(self._pages.failed(_language(request), error), 500)

    # What the pages frame and load

    def sheet(self, request: Request) -> Response:
        """Answer with a document as a web page that runs nothing."""
        sight = self._desk.sight()
        output = self._known(f"{OUTPUT_FOLDER}/{request.path_params['path']}")
        if sight.snapshot is None or output is None:
            raise HTTPException(404)
        sheet = self._desk.sheet(sight.snapshot, output)
        if isinstance(sheet, BriefbookError):
            raise HTTPException(404)
        nonce = secrets.token_urlsafe(16)
        policy = (
            f"default-src 'none'; style-src 'nonce-{nonce}'; font-src 'self'; "
            "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
            "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        )
        html = sheet.html.replace(NONCE, nonce, 1)
        return HTMLResponse(html, headers={"content-security-policy": policy})

    def output(self, request: Request) -> Response:
        """Answer with the file of an output."""
        name = f"{OUTPUT_FOLDER}/{request.path_params['path']}"
        if self._known(name) is None:
            raise HTTPException(404)
        path, top = self._desk.folder / name, self._desk.folder / OUTPUT_FOLDER
        if not path.is_file() or not path.resolve().is_relative_to(top.resolve()):
            raise HTTPException(404)
        kind = "inline" if path.suffix == ".pdf" else "attachment"
        return FileResponse(
            path,
            media_type=_MEDIA[path.suffix],
            filename="-".join(PurePosixPath(name).parts[1:]),
            content_disposition_type=kind,
            headers={"content-security-policy": _FRAMED, "x-frame-options": "SAMEORIGIN"},
        )

    def template_file(self, request: Request) -> Response:
        """Answer with a picture or a font of the book."""
        snapshot, name = self._desk.sight().snapshot, request.path_params["path"]
        suffix = PurePosixPath(name).suffix.lower()
        if snapshot is None or suffix not in _LOADED or name not in snapshot.files:
            raise HTTPException(404)
        headers = {"content-security-policy": _SEALED}
        return Response(snapshot.files[name], media_type=_MEDIA[suffix], headers=headers)

    def asset(self, request: Request) -> Response:
        """Answer with a file of the page itself."""
        name = request.path_params["name"]
        if name not in _ASSETS:
            raise HTTPException(404)
        data = (files(__package__) / "assets" / name).read_bytes()
        return Response(data, media_type=_MEDIA[PurePosixPath(name).suffix])

    def faces(self, _request: Request) -> Response:
        """Answer with the faces that the page borrows from the book, where it has them."""
        snapshot = self._desk.sight().snapshot
        css = "" if snapshot is None else "\n".join(borrowed_faces(snapshot.files))
        return Response(css, media_type=_MEDIA[".css"])

    async def news(self, request: Request) -> Response:
        """Tell, as it happens, that there is something else to see (server-sent events)."""
        headers = {"x-accel-buffering": "no"}
        stream = self._news(_language(request))
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _news(self, language: str) -> AsyncIterator[str]:
        """Yield an event for each change of the sight, and a sign of life now and then."""
        told: object = None
        silence = 0.0
        while not self._desk.closed:
            sight = self._desk.sight()
            now = (sight.version, sight.progress)
            if now != told:
                told, silence = now, 0.0
                yield f"data: {json.dumps(self._pages.news(language), ensure_ascii=False)}\n\n"
            elif silence >= _SIGN_OF_LIFE:
                silence = 0.0
                yield ": still here\n\n"
            await asyncio.sleep(_NEWS_SECONDS)
            silence += _NEWS_SECONDS

    # Forms

    async def build(self, request: Request) -> Response:
        """Have what is stale made."""
        form = await self._form(request)
        self._desk.ask_for_build()
        return RedirectResponse(_back(form), 303)

    async def choose_language(self, request: Request) -> Response:
        """Remember the language of the page in a cookie."""
        form = await self._form(request)
        answer = RedirectResponse(_back(form), 303)
        if form.get("language") in LANGUAGES:
            answer.set_cookie(
                COOKIE, form["language"], max_age=_YEAR, httponly=True, samesite="strict"
            )
        return answer

    async def _form(self, request: Request) -> dict[str, str]:
        """Return the fields of a form of ours; refuse any other."""
        text = (await request.body()).decode("utf-8", "replace")
        form = {name: values[0] for name, values in parse_qs(text).items()}
        if not secrets.compare_digest(form.get("token", "").encode(), self._token.encode()):
            raise HTTPException(403)
        return form

    def _known(self, name: str) -> Output | None:
        """Return the output of that name, if the book has it."""
        verdicts = self._desk.sight().verdicts
        return next((each.output for each in verdicts if str(each.output) == name), None)


def _language(request: Request) -> str:
    """Return the language of the page: the chosen one, or the browser's."""
    return language_for(request.cookies.get(COOKIE), request.headers.get("accept-language", ""))


def _back(form: dict[str, str]) -> str:
    """Return where a form was; only a path of this site counts."""
    back = form.get("back", "/")
    sound = back.startswith("/") and not back.startswith("//") and "\\" not in back
    return back if sound and back.isprintable() else "/"

"""Books of another make: one language, several formats, a document about the whole book."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx
from tests.books import edit, write
from tests.program import wait_until

from briefbook.preview.app import make_app
from briefbook.preview.desk import Desk
from briefbook.preview.manner import Manner

SETTINGS = "briefbook.toml"


def pages_of(book: Path, *paths: str) -> list[httpx.Response]:
    """Ask for paths of a page that shows the book and builds nothing."""

    async def ask(transport: httpx.ASGITransport, path: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get(path)

    with Desk(book, Manner(on_save=False, executor="inline")) as desk:
        wait_until(lambda: desk.sight().snapshot is not None)
        transport = httpx.ASGITransport(make_app(desk))
        return [asyncio.run(ask(transport, path)) for path in paths]


def frames(page: httpx.Response) -> list[str]:
    return re.findall(r'<iframe class="sheet"[^>]* src="([^"?]+)', page.text)


def test_a_book_of_one_language_has_one_pane(book: Path) -> None:
    edit(book / SETTINGS, 'languages = ["ru", "en"]', 'languages = ["ru"]')
    matrix, note = pages_of(book, "/", "/document/note/office")
    assert matrix.text.count('role="cell"') == 2
    assert frames(note) == ["/sheet/ru/office/note.pdf"]


def test_a_document_in_two_formats_is_seen_in_each(book: Path) -> None:
    edit(book / SETTINGS, 'formats = ["pdf"]', 'formats = ["pdf", "docx"]')
    matrix, pdf, docx, same, odd = pages_of(
        book,
        "/",
        "/document/note/office",
        "/document/note/office?format=docx",
        "/document/note/office?left=en&right=en",
        "/document/note/office?left=xx&right=yy&view=zz&format=odt",
    )
    assert matrix.text.count('role="cell"') == 6
    assert frames(pdf) == ["/sheet/ru/office/note.pdf", "/sheet/en/office/note.pdf"]
    assert frames(docx) == ["/sheet/ru/office/note.docx", "/sheet/en/office/note.docx"]
    assert frames(same) == ["/sheet/en/office/note.pdf"]
    assert frames(odd) == frames(pdf)


def test_a_document_about_the_whole_book_has_a_row_of_its_own(book: Path) -> None:
    note = '[documents.note]\nabout = "organizations"'
    edit(book / SETTINGS, note, '[documents.note]\nabout = "book"')
    write(
        book / "templates/note.html.jinja",
        '<html lang="{{ language }}"><head><title>All</title></head>'
        "<body><h1>All</h1><p>Every one</p></body></html>",
    )
    matrix, whole, other = pages_of(book, "/", "/document/note", "/document/note/office")
    assert "The whole book" in matrix.text
    assert frames(whole) == ["/sheet/ru/note.pdf", "/sheet/en/note.pdf"]
    assert other.status_code == 404

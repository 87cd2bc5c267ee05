"""What others may not do with the page: sites in the same browser, clients that mean harm."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send
from tests.books import lay_small_book
from tests.preview.served import IMPATIENT, Page, served
from tests.program import run, wait_until

from briefbook.errors import ExtraMissing, PageUnavailable, Span, UnreadableFile
from briefbook.preview import pages
from briefbook.preview.app import make_app
from briefbook.preview.desk import Desk
from briefbook.preview.guard import BODY_LIMIT, Guard
from briefbook.preview.manner import Address, Patience
from briefbook.preview.server import bound, require_extra
from briefbook.wording import _

NOTE = "/output/en/office/note.pdf"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page that loses patience after half a second."""
    book = lay_small_book(tmp_path_factory.mktemp("guarded") / "book")
    with served(book, script=IMPATIENT) as page:
        wait_until(lambda: page.ask("GET", NOTE).status == 200)
        yield page


def token_of(page: Page) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.ask("GET", "/").body.decode())
    assert found
    return found[1]


# --- Paths ---


@pytest.mark.parametrize(
    "path",
    [
        "/output/../briefbook.toml",
        "/output/..%2fbriefbook.toml",
        "/output/%2e%2e/briefbook.toml",
        "/output/en/office/../../../data/organizations/office.yaml",
        "/output//etc/passwd",
        "/output/.briefbook/ledger.db",
        "/output/en/office/note.pdf%00.pdf",
        "/output/EN/office/note.pdf",
        "/-/template/../data/organizations/office.yaml",
        "/-/template/..%2f..%2fbriefbook.toml",
        "/-/template/note.html.jinja",
        "/-/template/fonts/pt-serif/../../note.html.jinja",
        "/-/asset/../app.py",
        "/-/asset/..%2fapp.py",
        "/-/asset/sheet.css",
        "/sheet/../../briefbook.toml",
        "/runs/999999999999999999999",
        "/document/note/../../../etc/passwd",
    ],
)
def test_no_path_leads_out_of_what_the_page_has(page: Page, path: str) -> None:
    answer = page.ask("GET", path)
    assert answer.status == 404
    assert b"schema" not in answer.body
    assert b"root:" not in answer.body


def test_an_output_that_is_a_link_to_elsewhere_is_not_answered(page: Page, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"secret")
    file = page.book / "output/ru/office/note.pdf"
    before = file.read_bytes()
    file.unlink()
    file.symlink_to(secret)
    answer = page.ask("GET", "/output/ru/office/note.pdf")
    file.unlink()
    file.write_bytes(before)
    assert answer.status == 404
    assert b"secret" not in answer.body


# --- Who asks ---


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1", "127.0.0.1.nip.io"])
def test_another_host_is_refused_as_after_dns_rebinding(page: Page, host: str) -> None:
    for path in ("/", NOTE, "/-/news"):
        answer = page.ask("GET", path, {"Host": host})
        assert answer.status == 403
        assert b"note" not in answer.body


def test_two_hosts_are_refused(page: Page) -> None:
    head = f"GET / HTTP/1.1\r\nHost: {page.host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert b" 200 " not in raw(page, head.encode()).split(b"\r\n")[0]


def test_localhost_is_the_page_too(page: Page) -> None:
    assert page.ask("GET", "/", {"Host": page.host.replace("127.0.0.1", "localhost")}).status == 200


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://localhost:1"])
@pytest.mark.parametrize("path", ["/-/build", "/-/language"])
def test_a_form_of_another_site_is_refused_even_with_the_token(
    page: Page, path: str, origin: str | None
) -> None:
    body = f"token={token_of(page)}&language=ru".encode()
    headers = FORM | ({} if origin is None else {"Origin": origin})
    answer = page.ask("POST", path, headers, body)
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("body", [b"", b"token=", b"token=x", b"\xff\xfe", b"token=%FF"])
def test_a_form_without_the_token_is_refused(page: Page, body: bytes) -> None:
    assert page.ask("POST", "/-/build", FORM | {"Origin": page.url}, body).status == 403


def test_another_site_may_link_to_the_page_and_load_nothing_of_it(page: Page) -> None:
    other = {"Sec-Fetch-Site": "cross-site"}
    link = other | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    frame = other | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    image = other | {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    assert page.ask("GET", "/", link).status == 200
    assert page.ask("GET", NOTE, frame).status == 403
    assert page.ask("GET", NOTE, image).status == 403
    own = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}
    assert page.ask("GET", NOTE, own | {"Sec-Fetch-Dest": "iframe"}).status == 200


def test_a_ledger_that_may_not_be_read_is_told_on_the_page(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_folder: Path) -> None:
        raise UnreadableFile(_("the ledger may not be read"), spans=[Span("ledger.db")])

    monkeypatch.setattr(pages, "reading", refuse)
    transport = httpx.ASGITransport(make_app(Desk(book)))

    async def ask(path: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get(path)

    for path in ("/runs", "/runs/1", "/deliveries"):
        answer = asyncio.run(ask(path))
        assert answer.status_code == 500
        assert "This page cannot be shown" in answer.text
        assert "the ledger may not be read" in answer.text
    assert asyncio.run(ask("/")).status_code == 200


def test_nothing_is_changed_by_get(page: Page) -> None:
    for path in ("/-/build", "/-/language"):
        assert page.ask("GET", f"{path}?token={token_of(page)}&language=ru").status == 405
    assert page.ask("PUT", "/").status == 405
    assert page.ask("DELETE", NOTE).status == 405


@pytest.mark.parametrize("back", ["//evil.example", "http://evil.example", "/\\evil.example", "x"])
def test_a_form_leads_back_to_this_site_only(page: Page, back: str) -> None:
    body = f"token={token_of(page)}&language=ru&back={back}".encode()
    answer = page.ask("POST", "/-/language", FORM | {"Origin": page.url}, body)
    assert answer.status == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


# --- What others may do with the answers ---


@pytest.mark.parametrize("path", ["/", "/runs", "/nowhere", "/document/note/office", "/-/build"])
def test_pages_run_nothing_in_line_and_stand_in_no_frame(page: Page, path: str) -> None:
    headers = page.ask("GET", path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers
    body = page.ask("GET", path).body
    assert not re.search(rb"<script(?![^>]* src=)|\son[a-z]+=|style=|<style", body)


def test_a_document_on_the_screen_runs_no_script_at_all(page: Page) -> None:
    answer = page.ask("GET", "/sheet/en/office/note.pdf")
    policy = answer.headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "sandbox allow-same-origin" in policy
    assert "allow-scripts" not in policy
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce
    assert f'<style nonce="{nonce[1]}">'.encode() in answer.body
    again = page.ask("GET", "/sheet/en/office/note.pdf").headers["content-security-policy"]
    assert nonce[1] not in again


def test_files_say_what_they_are(page: Page) -> None:
    pdf, docx = page.ask("GET", NOTE), page.ask("GET", "/output/en/office/sheet.docx")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'self'"
    assert docx.headers["content-disposition"].startswith("attachment")
    assert {pdf.headers["x-content-type-options"], docx.headers["x-content-type-options"]} == {
        "nosniff"
    }


# --- Clients that ask too much, or take too long ---


def raw(page: Page, data: bytes, pause: float = 0.0, more: bytes = b"") -> bytes:
    """Send bytes as they are; return what comes until the connection is closed, or reset."""
    name, port = page.host.split(":")
    answer = b""
    with (
        socket.create_connection((name, int(port)), timeout=10) as connection,
        suppress(ConnectionError),
    ):
        connection.sendall(data)
        if more:
            time.sleep(pause)
            connection.sendall(more)
        while part := connection.recv(65536):
            answer += part
    return answer


def test_a_request_that_is_too_large_is_refused(page: Page) -> None:
    large = b"token=" + b"x" * BODY_LIMIT
    assert page.ask("POST", "/-/build", FORM | {"Origin": page.url}, large).status == 413
    head = f"POST /-/build HTTP/1.1\r\nHost: {page.host}\r\nOrigin: {page.url}\r\n"
    chunk = b"1000\r\n" + b"x" * 4096 + b"\r\n"
    whole = head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 6 + b"0\r\n\r\n"
    assert raw(page, whole).startswith(b"HTTP/1.1 413 ")
    long = f"GET / HTTP/1.1\r\nHost: {page.host}\r\nX: {'x' * 200_000}\r\n\r\n"
    assert not raw(page, long.encode()).startswith(b"HTTP/1.1 2")
    assert page.ask("GET", f"/{'x' * 8000}").status == 404


def test_a_client_that_sends_too_slowly_is_let_go(page: Page) -> None:
    began = time.monotonic()
    assert raw(page, b"GET / HTTP/1.1\r\nHost:", pause=0.1, more=b" 127") == b""
    half = f"POST /-/build HTTP/1.1\r\nHost: {page.host}\r\nOrigin: {page.url}\r\n"
    half += "Content-Length: 100\r\n\r\n"
    assert raw(page, half.encode(), pause=0.1, more=b"x").startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - began < 5
    assert page.ask("GET", "/").status == 200


def test_a_client_that_does_not_take_its_answer_is_given_up() -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(_message: Message) -> None:
        await asyncio.sleep(60)

    scope: Scope = {"type": "http", "method": "GET", "headers": [(b"host", b"here:1")]}
    guard = Guard(app, ["here:1"], Patience(answer=0.05))
    with pytest.raises(TimeoutError):
        asyncio.run(guard(scope, receive, send))


# --- Where it can be had ---


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "no such host", ""])
def test_it_is_for_this_computer_only(host: str) -> None:
    with pytest.raises(PageUnavailable, match="this computer only"):
        bound(Address(host, 0)).close()


def test_a_port_that_is_taken_is_told_and_zero_is_any_that_is_free(book: Path) -> None:
    with bound(Address("localhost", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert port != "0"
        ended = run("preview", "--port", port, folder=book)
    assert ended.returncode == 2
    assert f"port {port} cannot be used: address already in use [page-unavailable]" in ended.stderr


def test_without_its_libraries_it_says_what_to_install(book: Path, tmp_path: Path) -> None:
    with pytest.raises(ExtraMissing) as caught:
        require_extra(lambda name: None if name == "uvicorn" else name)
    assert "briefbook[preview]" in caught.value.hint
    ended = run("--book", str(tmp_path), "preview", folder=book)
    assert ended.returncode == 3
    assert "there is no briefbook.toml here" in ended.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_ends_at_once_while_a_browser_listens_and_a_build_goes_on(
    built_book: Path, number: int, code: int
) -> None:
    note = built_book / "templates/note.html.jinja"
    loop = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    note.write_text(note.read_text(encoding="utf-8").replace("<h1>", f"{loop}<h1>"))
    with served(built_book) as page:
        name, port = page.host.split(":")
        with socket.create_connection((name, int(port)), timeout=10) as listening:
            listening.sendall(f"GET /-/news HTTP/1.1\r\nHost: {page.host}\r\n\r\n".encode())
            assert b"200 OK" in listening.recv(4096)
            wait_until((built_book / "output/.briefbook/lock.json").exists)
            asking = Thread(target=page.ask, args=("GET", "/document/note/office"))
            asking.start()
            time.sleep(1)
            began = time.monotonic()
            page.process.send_signal(number)
            page.process.wait(timeout=20)
            asking.join(timeout=20)
    assert time.monotonic() - began < 6
    assert page.process.returncode == code
    assert not any("Traceback" in line for line in page.lines)
    assert not (built_book / "output/.briefbook/lock.json").exists()

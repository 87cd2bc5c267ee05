"""A book served by a process of its own, and a browser to look at it with."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from tests.books import REPOSITORY
from tests.program import environment, wait_until

AXE = REPOSITORY / "tests/outsiders/node_modules/axe-core/axe.min.js"

#: A page for clients that are to lose its patience soon.
IMPATIENT = """
import sys
from pathlib import Path
from briefbook.events import PreviewStarted
from briefbook.preview.manner import Address, Manner, Patience
from briefbook.preview.server import serve
def hear(event):
    if isinstance(event, PreviewStarted):
        print("the page is at", event.url, ";", file=sys.stderr, flush=True)
serve(Path(sys.argv[1]), Address(port=0), Manner(executor="inline"), hear,
      patience=Patience(head=0.5, body=0.5, answer=1.0))
"""


@dataclass
class Page:
    """A page that is served: the book behind it, its address, what its process said."""

    book: Path
    process: subprocess.Popen[bytes]
    lines: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address, without the last slash."""
        found = re.search(r"(http://\S+:\d+)/", "".join(self.lines))
        return found[1] if found else ""

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Ask for a path as it stands, without any tidying up."""
        connection = http.client.HTTPConnection(self.host, timeout=10)
        try:
            connection.putrequest(method, path, skip_host=True)
            for name, value in {"Host": self.host, **(headers or {})}.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()


@dataclass(frozen=True)
class Answer:
    """What came back; the names of ``headers`` are small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@contextmanager
def served(book: Path, *arguments: str, script: str = "") -> Iterator[Page]:
    """Serve a book until the block ends; ``script`` stands in for the command."""
    command = ["-m", "briefbook", "--book", str(book), "preview", "--port", "0", *arguments]
    process = subprocess.Popen(
        [sys.executable, *(["-c", script, str(book)] if script else command)],
        cwd=book.parent,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    page = Page(book, process)
    reader = Thread(target=lambda: page.lines.extend(map(bytes.decode, process.stderr or ())))
    reader.start()
    try:
        wait_until(lambda: page.url or process.poll() is not None)
        assert page.url, page.lines
        yield page
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        process.kill()
        process.wait()
        reader.join(timeout=20)
        if process.stderr is not None:
            process.stderr.close()


@contextmanager
def browser() -> Iterator[Any]:
    """Start Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        chromium = player.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        try:
            yield chromium
        finally:
            chromium.close()


def within(seconds: float, true: Any) -> float:
    """Wait until ``true()`` holds; return after how many seconds it did."""
    begun = time.monotonic()
    wait_until(true, seconds)
    return time.monotonic() - begun

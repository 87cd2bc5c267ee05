"""``briefbook preview``: what its options ask for."""

from __future__ import annotations

import webbrowser
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefbook import live
from briefbook.cli import main
from briefbook.events import PreviewStarted


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Note what the command asks for, and tell it that the page is there."""
    calls: list[dict[str, Any]] = []

    def preview(path: Path, **options: Any) -> None:
        calls.append({"path": path, **options})
        options["listener"](PreviewStarted("http://127.0.0.1:4711/"))

    monkeypatch.setattr(live, "preview", preview)
    return calls


def test_without_options_the_page_is_on_this_computer_and_follows(
    asked: list[dict[str, Any]], book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--book", str(book), "preview"]) == 0
    del asked[0]["listener"]
    assert asked == [
        {
            "path": book,
            "host": "127.0.0.1",
            "port": 8321,
            "on_save": True,
            "as_of": None,
            "executor": "processes",
            "workers": None,
        }
    ]
    assert "the page is at http://127.0.0.1:4711/ ; Ctrl-C ends it" in capsys.readouterr().err


def test_every_option_reaches_the_page(
    asked: list[dict[str, Any]], book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    options = ["--port", "0", "--host", "::1", "--no-watch", "--open", "--as-of", "2020-01-31"]
    options += ["--jobs", "3", "--executor", "inline"]
    assert main(["--book", str(book), "preview", *options]) == 0
    (call,) = asked
    assert (call["host"], call["port"], call["on_save"]) == ("::1", 0, False)
    assert (call["as_of"], call["workers"]) == (date(2020, 1, 31), 3)
    assert call["executor"] == "inline"
    assert opened == ["http://127.0.0.1:4711/"]


@pytest.mark.parametrize("option", [["--port", "65536"], ["--port", "-1"], ["--executor", "dask"]])
def test_what_cannot_be_is_refused(option: list[str], book: Path) -> None:
    assert main(["--book", str(book), "preview", *option]) == 2

"""The progress bar: on a terminal, and nowhere else."""

from __future__ import annotations

import os
import pty
import select
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyte
from tests.program import run, start


@contextmanager
def terminal(columns: int = 100, rows: int = 24) -> Iterator[tuple[int, int]]:
    """Open a pseudo-terminal; yield our end and the program's."""
    import fcntl
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    try:
        yield ours, theirs
    finally:
        os.close(ours)


def read_all(descriptor: int) -> bytes:
    """Read what is written to a pseudo-terminal until its last writer leaves."""
    data = b""
    while select.select([descriptor], [], [], 60)[0]:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not part:
            break
        data += part
    return data


def shown_on_terminal(*arguments: str, folder: Path, **changes: str) -> tuple[bytes, list[str]]:
    """Run the program with standard error on a terminal; return the bytes and the screen."""
    with terminal() as (ours, theirs):
        changes = {"TERM": "xterm", **changes}
        process = start(*arguments, folder=folder, changes=changes, stderr=theirs)
        os.close(theirs)
        data = read_all(ours)
        process.communicate(timeout=60)
    screen = pyte.Screen(100, 24)
    pyte.ByteStream(screen).feed(data)
    return data, [line.rstrip() for line in screen.display if line.strip()]


def test_a_terminal_shows_a_bar_and_keeps_only_the_last_line(built_book: Path) -> None:
    data, screen = shown_on_terminal("build", "--force", "--executor", "inline", folder=built_book)
    assert "━".encode() in data
    assert b"4/4" in data
    (line,) = screen
    assert line.startswith("built 4 outputs in ")


def test_failures_stay_above_the_bar(built_book: Path) -> None:
    (built_book / "templates/note.html.jinja").write_text("{% if %}")
    _, screen = shown_on_terminal("build", "--force", "--executor", "inline", folder=built_book)
    assert screen[0] == "failed: output/ru/office/note.pdf"
    assert screen[1].startswith("templates/note.html.jinja:1:1: error: ")
    assert screen[-1].startswith("built 2 outputs, 2 failed in ")


def test_quiet_shows_nothing_at_all(built_book: Path) -> None:
    data, screen = shown_on_terminal(
        "--quiet", "build", "--force", "--executor", "inline", folder=built_book
    )
    assert "━".encode() not in data
    assert screen == []


def test_no_color_is_respected(built_book: Path) -> None:
    data, screen = shown_on_terminal("build", "noet", folder=built_book, NO_COLOR="1")
    assert b"\x1b[31m" not in data
    assert b"\x1b[1;31m" not in data
    assert "no document 'noet'" in screen[0]


def test_a_pipe_gets_one_plain_line(built_book: Path) -> None:
    ended = run("build", "--force", "--executor", "inline", folder=built_book)
    assert ended.stdout == ""
    assert "\x1b" not in ended.stderr
    assert ended.stderr.startswith("built 4 outputs in ")
    assert ended.stderr.count("\n") == 1

"""The process in which a service works on a slot: it dies alone, and never lives on alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.books import REPOSITORY, append, edit
from tests.program import environment, is_alive, wait_until, workers_of

SLOW = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
STEADY = '\n[schedules.steady]\ncron = "* * * * *"\ndocuments = ["note"]\n'
TEMPLATE = "templates/note.html.jinja"
SITE = "<p>{{ subject.site }}</p>"


@pytest.fixture
def service(built_book: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A service that works on a slot which takes for ever."""
    append(built_book / "briefbook.toml", STEADY)
    edit(built_book / TEMPLATE, SITE, SLOW)
    arguments = [str(built_book), "120", str(time.time())]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.schedule.fast_service", *arguments],
            cwd=REPOSITORY,
            env=environment(),
            stderr=log,
        )
    wait_until(lambda: b"event=run-started" in said(tmp_path))
    yield process
    process.kill()
    process.wait(timeout=20)


def said(folder: Path) -> bytes:
    return (folder / "log").read_bytes()


def test_a_service_outlives_the_process_of_its_slot_and_resumes_it(
    service: subprocess.Popen[bytes], built_book: Path, tmp_path: Path
) -> None:
    (child,) = workers_of(service)
    edit(built_book / TEMPLATE, SLOW, SITE)
    os.kill(child, signal.SIGKILL)
    wait_until(lambda: b"code=worker-died" in said(tmp_path))
    wait_until(lambda: b"state=completed" in said(tmp_path))
    lines = said(tmp_path).splitlines()
    assert sum(b"resumed=true" in line for line in lines) == 1
    assert service.poll() is None


def test_a_slot_does_not_outlive_its_service(service: subprocess.Popen[bytes]) -> None:
    (child,) = workers_of(service)
    assert is_alive(child)
    service.kill()
    service.wait(timeout=20)
    wait_until(lambda: not is_alive(child))
    assert not is_alive(child)


def test_a_second_request_ends_both_at_once(service: subprocess.Popen[bytes]) -> None:
    (child,) = workers_of(service)
    service.send_signal(signal.SIGTERM)
    time.sleep(0.1)  # two signals at once may be one
    service.send_signal(signal.SIGTERM)
    assert service.wait(timeout=20) == 0
    assert not is_alive(child)

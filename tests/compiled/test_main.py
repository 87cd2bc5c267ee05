"""``python -m briefbook.compiled``: what it says, and its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefbook.compiled import __main__ as command
from briefbook.compiled.loading import read_index
from briefbook.compiled.making import hindrance


def test_without_a_compiler_it_says_so_and_ends_with_1() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "briefbook.compiled"],
        env={**os.environ, "CC": "no-such-compiler"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "nothing is compiled, and documents take longer: "
        "there is no C compiler (no-such-compiler)\n"
    )


@pytest.mark.skipif(hindrance() is not None, reason=f"nothing can be compiled: {hindrance()}")
def test_it_tells_what_became_of_the_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plain.py").write_text("ONE = 1\n", "utf-8")
    (tmp_path / "broken.py").write_text("def one(:\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(command, "CHOSEN", ("broken", "plain"))
    monkeypatch.setattr(command, "place", lambda: str(tmp_path / "made"))
    for first in ("1 modules compiled, 0 were there", "0 modules compiled, 1 were there"):
        assert command.main() == 0
        assert capsys.readouterr().err == f"{first}, 1 left to Python: broken\n"
    assert list(read_index(str(tmp_path / "made"))) == ["plain"]

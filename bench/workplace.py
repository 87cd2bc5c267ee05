"""Where the bench works: on a snapshot of the repository, in a folder that goes when it ends.

The snapshot keeps the program that is measured the same from the first run to the
last, whatever is edited meanwhile.
"""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

REPOSITORY = Path(__file__).parent.parent

#: Names the repository that a snapshot was taken of, for the process that runs in it.
HOME = "BRIEFBOOK_BENCH_HOME"

_PARTS = ("src", "bench", "data", "templates", "briefbook.toml", "requirements.lock")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info")


def in_snapshot() -> bool:
    """Tell whether this process runs in a snapshot."""
    return HOME in os.environ


def home() -> Path:
    """Return the repository itself, whose docs are written."""
    return Path(os.environ.get(HOME, REPOSITORY))


def run_in_snapshot(arguments: list[str]) -> int:
    """Run ``python -m bench`` with these arguments in a snapshot; return its exit code."""
    with TemporaryDirectory(prefix="briefbook-bench-") as folder:
        place = Path(folder, "snapshot")
        place.mkdir()
        for part in _PARTS:
            _copy(REPOSITORY / part, place / part)
        compileall.compile_dir(place / "src", quiet=2)
        path = os.pathsep.join((str(place / "src"), str(place)))
        environment = {**os.environ, "PYTHONPATH": path, HOME: str(REPOSITORY)}
        command = [sys.executable, "-m", "bench", *arguments]
        return subprocess.run(command, cwd=place, env=environment, check=False).returncode


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=_LEFT_OUT)
    else:
        shutil.copyfile(source, target)

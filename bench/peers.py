"""The peers, installed by the bench from PyPI, npm and Debian into a folder of its own.

None of them is a dependency of the project. One that cannot be installed is named and
left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from bench.workplace import REPOSITORY

PYTHON_PEERS = {
    "weasyprint": version("weasyprint"),
    "typst": "0.15.2",
    "docxtpl": "0.20.2",
    "doit": "0.37.0",
}
PLAYWRIGHT = "1.65.1"
DEBIAN_PEERS = ("chromium", "pandoc")

_SCRIPTS = Path(__file__).parent / "peer_scripts"
_WAIT = 600


@dataclass(frozen=True, slots=True)
class Peers:
    """The peers that are there; ``missing`` says of the others why they are not."""

    folder: Path
    missing: dict[str, str] = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        """Tell whether all these peers are there."""
        return not any(name in self.missing for name in names)

    def command(self, script: str, *arguments: str) -> list[str]:
        """Return the command that runs a script of ``peer_scripts`` where its peer lives."""
        source = _SCRIPTS / script
        if source.suffix == ".mjs":
            copy = self.folder / "node" / script  # node looks for packages beside the script
            shutil.copyfile(source, copy)
            return ["node", str(copy), *arguments]
        return [str(self.python), str(source), *arguments]

    @property
    def python(self) -> Path:
        """The interpreter of the peers' own environment."""
        return self.folder / "venv/bin/python"

    @property
    def bin(self) -> Path:
        """The folder of the commands of the peers' own environment."""
        return self.folder / "venv/bin"


def install_peers() -> Peers:
    """Install what is not there yet, and say what could not be."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    peers = Peers(Path(base) / "briefbook-bench")
    peers.folder.mkdir(parents=True, exist_ok=True)
    _attempt(peers, tuple(PYTHON_PEERS), lambda: _install_python(peers))
    _attempt(peers, ("playwright-core",), lambda: _install_playwright(peers))
    for package in DEBIAN_PEERS:
        _attempt(peers, (package,), lambda package=package: _install_debian(package))  # type: ignore[misc]  # mypy does not type a default of a lambda
    return peers


def _attempt(peers: Peers, names: tuple[str, ...], install: Callable[[], None]) -> None:
    try:
        install()
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or str(error)
        reason = said.strip().splitlines()[-1] if said.strip() else type(error).__name__
        peers.missing.update(dict.fromkeys(names, reason))


def _install_python(peers: Peers) -> None:
    wanted = [f"{name}=={number}" for name, number in PYTHON_PEERS.items()]
    stamp = peers.folder / "venv/installed"
    named = f"{sys.version}\n" + "\n".join(wanted)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == named:
        return
    venv.create(peers.folder / "venv", clear=True, with_pip=True)
    pins = peers.folder / "constraints.txt"
    pins.write_text(_pins(), encoding="utf-8")
    _run(str(peers.python), "-m", "pip", "install", "--quiet", "-c", str(pins), *wanted)
    stamp.write_text(named, encoding="utf-8")


def _pins() -> str:
    """Return the project's own versions, so that shared libraries are the same on both sides."""
    lock = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return "\n".join(line.rstrip(" \\") for line in lock if "==" in line and line[0].isalpha())


def _install_playwright(peers: Peers) -> None:
    folder = peers.folder / "node"
    manifest = folder / "node_modules/playwright-core/package.json"
    if manifest.is_file() and f'"version": "{PLAYWRIGHT}"' in manifest.read_text(encoding="utf-8"):
        return
    folder.mkdir(exist_ok=True)
    package = f"playwright-core@{PLAYWRIGHT}"
    _run("npm", "install", "--silent", "--ignore-scripts", "--prefix", str(folder), package)


def _install_debian(package: str) -> None:
    if shutil.which(package):
        return
    if os.geteuid() != 0:
        raise OSError(f"not installed; run: apt-get install {package}")
    _run("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", package)


def _run(*command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    environment.pop("PYTHONPATH", None)
    subprocess.run(
        command, check=True, capture_output=True, text=True, env=environment, timeout=_WAIT
    )

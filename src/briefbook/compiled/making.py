"""Compile modules: Cython writes C, the system's compiler makes a library of it.

What a module means stays the same: no types are taken from annotations, floating-point
numbers are not contracted, integers wrap as Python itself is compiled. A module that
Cython refuses is left to Python.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.machinery import EXTENSION_SUFFIXES, PathFinder
from pathlib import Path
from shutil import which

from briefbook.compiled.loading import hash_of, library, read_index

__all__ = ["Made", "hindrance", "make", "source_of"]

_CYTHON = ("-3", "-X", "binding=True", "-X", "annotation_typing=False")
#: -O2 takes twice as long, and documents as long as with -O1.
_COMPILER = ("-shared", "-fPIC", "-O1", "-g0", "-w", "-fwrapv", "-ffp-contract=off")


@dataclass(frozen=True, slots=True)
class Made:
    """What became of the modules: names of those made, kept from before, and refused."""

    made: tuple[str, ...]
    kept: tuple[str, ...]
    refused: tuple[str, ...]


def hindrance() -> str | None:
    """Say what is missing for compiling on this machine; nothing if nothing is."""
    if PathFinder.find_spec("Cython") is None:
        return "Cython is not installed"
    if which(_compiler()[0]) is None:
        return f"there is no C compiler ({_compiler()[0]})"
    if not Path(sysconfig.get_paths()["include"], "Python.h").is_file():
        return "the header files of Python are not installed"
    return None


def make(folder: Path, chosen: Iterable[str], processes: int | None = None) -> Made:
    """Compile the chosen modules into a folder, but for those it has already.

    The index is replaced when all libraries are there; libraries that it does not name
    are then removed. Raises ``OSError`` if the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sources = {name: path for name in chosen if (path := source_of(name))}
    hashes = {name: hash_of(str(path)) for name, path in sources.items()}
    before = read_index(str(folder))
    kept = tuple(name for name in sources if _is_there(folder, name, hashes[name], before))
    wanted = [name for name in sources if name not in kept]
    with ThreadPoolExecutor(processes or os.cpu_count() or 1) as pool:
        done = pool.map(lambda name: _compile(folder, name, sources[name], hashes[name]), wanted)
        made = tuple(name for name, success in zip(wanted, done, strict=True) if success)
    _write_index(folder, {name: hashes[name] for name in sorted((*kept, *made))})
    return Made(made, kept, tuple(name for name in wanted if name not in made))


def _is_there(folder: Path, name: str, source: str, index: Mapping[str, str]) -> bool:
    return index.get(name) == source and Path(library(str(folder), name, source)).is_file()


def source_of(name: str) -> Path | None:
    """Return where the source of a module is, without importing what it lies in."""
    package, _dot, last = name.rpartition(".")
    places = (
        place
        for folder in _folders(package)
        for place in (folder / last / "__init__.py", folder / f"{last}.py")
    )
    return next((place for place in places if place.is_file()), None)


def _folders(package: str) -> list[Path]:
    """Return the folders in which modules of a package may lie; some have no ``__init__.py``."""
    if not package:
        return [Path(entry) for entry in sys.path]
    around, _dot, last = package.rpartition(".")
    return [folder / last for folder in _folders(around) if (folder / last).is_dir()]


def _compile(folder: Path, name: str, source: Path, digest: str) -> bool:
    """Make the library of one module; say no if it cannot be made."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        text, made = Path(place, "module.c"), Path(place, f"module{EXTENSION_SUFFIXES[0]}")
        include = sysconfig.get_paths()["include"]
        cython = [sys.executable, "-I", "-m", "cython", *_CYTHON, "--module-name", name]
        success = _run([*cython, "-o", str(text), str(source)]) and _run(
            [*_compiler(), *_COMPILER, f"-I{include}", str(text), "-o", str(made)]
        )
        if success:
            made.replace(library(str(folder), name, digest))
        return success


def _run(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603


def _compiler() -> list[str]:
    return shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")


def _write_index(folder: Path, hashes: Mapping[str, str]) -> None:
    """Replace the index, then remove the libraries that it does not name."""
    new = folder / "index.new"
    new.write_text("".join(f"{name} {digest}\n" for name, digest in hashes.items()), "ascii")
    new.replace(folder / "index")
    named = {Path(library(str(folder), name, digest)) for name, digest in hashes.items()}
    for path in folder.glob(f"*{EXTENSION_SUFFIXES[0]}"):
        if path not in named:
            path.unlink()

"""The import of compiled modules, each only while its source is the one it was made from.

A finder stands before Python's own (https://docs.python.org/3/reference/import.html#finders-and-loaders).
It asks these where the source is, and compares the hash of the source with the hash
that was noted when the module was compiled, as Python does with files of bytecode
(checked hash-based pycs, PEP 552). A source that was edited, or another version of a
library, is therefore imported as if nothing had ever been compiled.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec, PathFinder
from importlib.util import source_hash
from types import ModuleType

__all__ = ["SWITCH", "CompiledFinder", "hash_of", "install", "library", "place", "read_index"]

#: The environment variable that keeps compiled modules out if it says ``no``.
SWITCH = "BRIEFBOOK_COMPILED"
_INDEX = "index"


def place() -> str:
    """Return the folder of the compiled modules of this environment and this interpreter."""
    return os.path.join(sys.prefix, "lib", "briefbook", EXTENSION_SUFFIXES[0].strip("."))  # noqa: PTH118 - each start pays


def install() -> None:
    """Let the compiled modules of this environment be imported, if there are any."""
    if os.environ.get(SWITCH) == "no":
        return
    if any(isinstance(finder, CompiledFinder) for finder in sys.meta_path):
        return
    folder = place()
    if known := read_index(folder):
        sys.meta_path.insert(0, CompiledFinder(folder, known))


def read_index(folder: str) -> Mapping[str, str]:
    """Return the hash of the source of each compiled module, by the module's name."""
    try:
        with open(os.path.join(folder, _INDEX), encoding="ascii") as lines:  # noqa: PTH118, PTH123
            return dict(line.split() for line in lines)
    except (OSError, ValueError):
        return {}


def library(folder: str, name: str, source: str) -> str:
    """Return the path of the library of a module that was made from a source of this hash."""
    return os.path.join(folder, f"{name}-{source}{EXTENSION_SUFFIXES[0]}")  # noqa: PTH118


def hash_of(path: str) -> str:
    """Return the hash of a source, as Python takes it (PEP 552). Raises ``OSError``."""
    with open(path, "rb") as source:  # noqa: PTH123
        return source_hash(source.read()).hex()


class CompiledFinder:
    """Finds the modules named in ``known`` as libraries in ``folder``, and no others."""

    def __init__(self, folder: str, known: Mapping[str, str]) -> None:
        self._folder = folder
        self._known = known

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how a module is loaded from its library; nothing if its source is another."""
        known = self._known.get(fullname)
        if known is None:
            return None
        found = PathFinder.find_spec(fullname, path, target)
        if found is None or found.origin is None or hash_of(found.origin) != known:
            return None
        made = library(self._folder, fullname, known)
        loader = _LibraryLoader(fullname, found.origin)
        spec = ModuleSpec(fullname, loader, origin=made, is_package=loader.is_package(fullname))
        spec.submodule_search_locations = found.submodule_search_locations
        return spec


class _LibraryLoader(ExtensionFileLoader):
    """Loads a library, for a module whose files, its source among them, are elsewhere."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module; it is told that it lies where its source does."""
        module.__file__ = self.path
        super().exec_module(module)

    def is_package(self, fullname: str) -> bool:  # noqa: ARG002 - the interface of Python
        """Say whether the source is that of a package."""
        return os.path.basename(self.path) == "__init__.py"  # noqa: PTH119

    def get_source(self, fullname: str) -> str:  # type: ignore[override]  # noqa: ARG002 - a library alone has none
        """Return the source, for tracebacks."""
        with open(self.path, encoding="utf-8") as source:  # noqa: PTH123
            return source.read()

"""The shared libraries of WeasyPrint, found by the names of their files.

Stage *render*. WeasyPrint asks for each library under the names of all systems. cffi
looks for a name that is no file with ``ctypes.util.find_library``
(https://docs.python.org/3/library/ctypes.html#finding-shared-libraries), which runs the
compiler, the linker and ``ldconfig``, twenty times: some 0.3 s in each new process.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["found_at_once"]

#: What WeasyPrint cannot do without, as Linux names it.
_FILES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
)


@contextmanager
def found_at_once() -> Iterator[None]:
    """While the context lasts, look for libraries under the names of files alone.

    Where these are not found under their names, everything stays as it is.
    """
    if not all(map(_is_there, _FILES)):
        yield
        return
    search, ctypes.util.find_library = ctypes.util.find_library, _nothing
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _is_there(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def _nothing(name: str) -> str | None:  # noqa: ARG001 - called like the function it stands for
    """Say of a name that is no file that no library bears it: the next name is tried."""
    return None

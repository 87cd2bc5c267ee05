"""The program and libraries that turn facts into bytes, by version.

Stage *record*. An output is made anew when one of them changes, and a worker that
has others is refused. The versions of Pango, HarfBuzz and fontconfig are asked of
the libraries themselves, without loading a renderer.
"""

from __future__ import annotations

import ctypes
import platform
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from briefbook.record.digests import digest

_PACKAGES = (
    "babel",
    "cssselect2",
    "fonttools",
    "jinja2",
    "lxml",
    "pillow",
    "pydantic",
    "pydyf",
    "pyphen",
    "python-docx",
    "pyyaml",
    "resvg-py",
    "tinycss2",
    "weasyprint",
)


def toolchain() -> Mapping[str, str]:
    """Return the version of each part of the toolchain, by its name.

    ``briefbook`` is the digest of the program's own sources; a library that is not
    there has the version ``missing``.
    """
    return {
        "briefbook": _own_digest(Path(__file__).parent.parent),
        "python": platform.python_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **{name: _package_version(name) for name in _PACKAGES},
        **library_versions(),
    }


def library_versions() -> Mapping[str, str]:
    """Return the versions of the libraries that are not packages of Python, by their names."""
    return {
        "pango": _library_version("pango-1.0", "libpango-1.0.so.0", _pango_version),
        "harfbuzz": _library_version("harfbuzz", "libharfbuzz.so.0", _harfbuzz_version),
        "harfbuzz-subset": _subset_library(),
        "fontconfig": _library_version("fontconfig", "libfontconfig.so.1", _fontconfig_version),
    }


def _own_digest(package: Path) -> str:
    """Digest the sources of the program and its languages, in the order of their paths."""
    parts: list[bytes] = []
    for path in sorted([*package.rglob("*.py"), *package.glob("languages/*.toml")]):
        parts += [path.relative_to(package).as_posix().encode(), path.read_bytes()]
    return digest(b"\0".join(parts))


def _package_version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  # heavy, and seldom needed

    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _library_version(name: str, file: str, ask: Callable[[ctypes.CDLL], str]) -> str:
    """Ask a shared library for its version."""
    try:
        return ask(ctypes.CDLL(file))
    except OSError:
        from ctypes.util import find_library  # noqa: PLC0415  # heavy, and seldom needed

        found = find_library(name)
        return ask(ctypes.CDLL(found)) if found else "missing"


def _subset_library() -> str:
    """Tell whether HarfBuzz can make subsets of fonts; the bytes of a PDF depend on it."""
    try:
        ctypes.CDLL("libharfbuzz-subset.so.0")
    except OSError:
        return "missing"
    return "present"


def _pango_version(library: ctypes.CDLL) -> str:
    library.pango_version_string.restype = ctypes.c_char_p
    return _text(library.pango_version_string())


def _harfbuzz_version(library: ctypes.CDLL) -> str:
    library.hb_version_string.restype = ctypes.c_char_p
    return _text(library.hb_version_string())


def _fontconfig_version(library: ctypes.CDLL) -> str:
    library.FcGetVersion.restype = ctypes.c_int
    return str(library.FcGetVersion())


def _text(value: bytes | None) -> str:
    return (value or b"unknown").decode("ascii")

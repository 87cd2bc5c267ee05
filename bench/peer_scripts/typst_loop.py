"""Typst in a loop: ``typst_loop.py FOLDER NAME…``; the book's fonts are loaded once.

Prints the seconds that the documents took. PDFs are tagged by default.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import typst  # type: ignore[import-not-found]  # lives in the peers' environment

folder, names = Path(sys.argv[1]), sys.argv[2:]
fonts = [str(folder / "fonts")]
compiler = typst.Compiler(root=str(folder), font_paths=fonts, ignore_system_fonts=True)


def make(name: str) -> None:
    """Write one PDF."""
    data = compiler.compile(input=str(folder / f"{name}.typ"), format="pdf")
    (folder / f"{name}.typst.pdf").write_bytes(data)


make(names[0])
begun = time.perf_counter()
for each in names:
    make(each)
print(json.dumps({"seconds": time.perf_counter() - begun}))

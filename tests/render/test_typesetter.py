"""WeasyPrint, imported by a process that has no fonts yet."""

from __future__ import annotations

import subprocess
import sys

_IMPORT = """
import os, sys
import briefbook.build.job
assert "weasyprint" not in sys.modules
import briefbook.render.typesetter
assert "weasyprint" in sys.modules
print(os.environ.get("FONTCONFIG_FILE"))
"""
_SETS = """
import sys
if sys.argv[1] == "before":
    import briefbook.render.typesetter
from tests.render.samples import assets
from briefbook.render.fonts import FontLibrary
configuration = FontLibrary.from_assets(assets()).configuration()
from weasyprint import HTML
text = "<p style='font-family: sans-serif'>fi Ж 漢"
data = HTML(string=text).write_pdf(font_config=configuration, pdf_identifier=b"1")
sys.stdout.buffer.write(data)
"""


def said(program: str, *arguments: str, fonts: str | None = None) -> bytes:
    """Return what a Python program writes that may write nothing to standard error."""
    environment = {"PYTHONPATH": ":".join(sys.path), "HOME": "/nonexistent"}
    if fonts is not None:
        environment["FONTCONFIG_FILE"] = fonts
    command = [sys.executable, "-B", "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def test_it_is_imported_alone_and_leaves_no_word_and_no_setting() -> None:
    assert said(_IMPORT) == b"None\n"
    assert said(_IMPORT, fonts="/no/such/file") == b"/no/such/file\n"


def test_the_fonts_are_those_of_the_book_as_ever() -> None:
    before = said(_SETS, "before")
    assert before == said(_SETS, "when needed", fonts="/no/such/file")
    assert before.startswith(b"%PDF")

"""WeasyPrint in a loop, as its documentation shows: ``plain_weasyprint.py FOLDER NAME…``.

One font configuration for all; prints the seconds that the documents took.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

folder, names = Path(sys.argv[1]), sys.argv[2:]
configuration = FontConfiguration()


def make(name: str) -> None:
    """Write one tagged PDF."""
    page = HTML(string=(folder / f"{name}.html").read_text(encoding="utf-8"))
    style = CSS(filename=folder / f"{name}.css", font_config=configuration)
    target = folder / f"{name}.loop.pdf"
    page.write_pdf(target, stylesheets=[style], font_config=configuration, pdf_tags=True)


make(names[0])
begun = time.perf_counter()
for each in names:
    make(each)
print(json.dumps({"seconds": time.perf_counter() - begun}))

"""docxtpl in a loop: ``docxtpl_loop.py FOLDER NAME…``; one template object, kept.

Prints the seconds that the documents took.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from docxtpl import DocxTemplate  # type: ignore[import-not-found]  # in the peers' environment

folder, names = Path(sys.argv[1]), sys.argv[2:]
texts = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in names}
templates = {name.split("-")[0]: "" for name in names}
opened = {
    language: DocxTemplate(str(folder / f"template-{language}.docx")) for language in templates
}


def make(name: str) -> None:
    """Write one memo."""
    template = opened[name.split("-", maxsplit=1)[0]]
    template.render({"p": texts[name]}, autoescape=True)
    template.save(str(folder / f"{name}.docxtpl.docx"))


for language in templates:
    make(next(name for name in names if name.startswith(language)))
begun = time.perf_counter()
for each in names:
    make(each)
print(json.dumps({"seconds": time.perf_counter() - begun}))

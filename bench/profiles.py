"""Where the time of one warm document goes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bench.books import Bench
from bench.measuring import python
from bench.report import Row, shown
from bench.workplace import REPOSITORY
from briefbook.compiled.loading import SWITCH

#: What is told of each kind of document: functions of the profile, callees included.
_PARTS = {
    "brief": {
        "compose: templates, facts read": "compose/composer.py:_render",
        "of these, facts and traces": "localize/view.py:read",
        "compose: typography": "compose/composer.py:_typeset",
        "render: boxes and layout": "weasyprint/document.py:_render",
        "of these, laying out pages": "layout/__init__.py:layout_document",
        "render: drawing, fonts, tags": "weasyprint/document.py:write_pdf",
    },
    "memo": {
        "compose: templates, facts read": "compose/composer.py:_render",
        "of these, facts and traces": "localize/view.py:read",
        "compose: typography": "compose/composer.py:_typeset",
        "render: the document": "docx/renderer.py:render",
        "of it, the text": "docx/renderer.py:_write_body",
        "of it, the package": "docx/package.py:package_bytes",
    },
}


def rows(bench: Bench) -> Iterator[Row]:
    """Profile a warm brief and a warm memo; what is below half a millisecond is left out."""
    book = bench.fresh(bench.plan.documents)
    pure = {SWITCH: "no"}  # the profiler does not see into compiled modules
    command = ("-m", "bench.inside", "profile", str(book))
    printed = python(*command, folder=REPOSITORY, environment=pure)
    for kind, found in json.loads(printed).items():
        whole = found["whole"]
        yield Row(f"one {kind}, warm, one process, in Python", _milliseconds(whole))
        for part, name in _PARTS[kind].items():
            if name in found:
                share = f"{found[name] / whole:.0%} of the {kind}"
                yield Row(f"– {part}", _milliseconds(found[name]), share)


def _milliseconds(value: float) -> str:
    return shown(value / 1000)

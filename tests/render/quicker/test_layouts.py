"""Lines of text: nothing is left behind, and what is kept is bounded."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.render.quicker.conftest import as_delivered
from tests.render.samples import assets, document, manuscript

from briefbook.render.pdf import PdfRenderer

TEXT = "<p style='font-variant-numeric: tabular-nums'>Elected in 2019 and 2022.</p>"
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def called(configuration, monkeypatch) -> Counter[str]:
    """Count how often lists of attributes, and what texts are set in, are made and let go of."""
    from weasyprint.text.ffi import pango

    calls: Counter[str] = Counter()
    for name in ("attr_list_new", "attr_list_unref", "font_map_create_context"):
        counted = partial(_counted, calls, name, getattr(pango, f"pango_{name}"))
        monkeypatch.setitem(vars(pango), f"pango_{name}", counted)
    return calls


def _counted(calls: Counter[str], name: str, function: Callable[..., Any], *arguments: Any) -> Any:
    calls[name] += 1
    return function(*arguments)


def test_a_process_does_not_grow_with_the_pdfs_it_makes():
    command = [sys.executable, "-m", "tests.render.growth", "300"]
    printed = subprocess.run(command, check=True, cwd=REPOSITORY, capture_output=True, text=True)
    assert float(printed.stdout) < 19  # KiB, with what settles; without the mend it is 38


def test_each_list_of_attributes_is_let_go_of(called, configuration):
    made, let_go = tabular(called, configuration)
    assert 0 < made <= let_go


def test_weasyprint_by_itself_lets_go_of_none(called, configuration):
    with as_delivered():
        made, let_go = tabular(called, configuration)
    assert made > 0
    assert let_go == 0  # mended there, our mend may go


def tabular(called: Counter[str], configuration: Any) -> tuple[int, int]:
    from weasyprint import HTML

    HTML(string=TEXT).write_pdf(font_config=configuration)
    return called["attr_list_new"], called["attr_list_unref"]


def test_texts_of_one_setting_share_it_from_document_to_document(called):
    renderer = PdfRenderer(assets())
    renderer.render(manuscript(document("<p>one</p><p>two</p>")))
    met = called["font_map_create_context"]
    renderer.render(manuscript(document("<p>three</p><p>four</p>")))
    assert called["font_map_create_context"] == met > 0


def test_what_is_kept_is_bounded(configuration, monkeypatch):
    from weasyprint import HTML

    from briefbook.render.quicker import layouts

    monkeypatch.setattr(layouts, "_MOST_KEPT", 5)
    sizes = "".join(f"<p style='font-size: {size}pt'>text</p>" for size in range(8, 40))
    HTML(string=sizes).write_pdf(font_config=configuration)
    assert 0 < len(getattr(configuration, layouts._KNOWN)) <= 5

"""Memory that WeasyPrint does not give back, and that we do."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.render.samples import assets, document, manuscript

from briefbook.render.fonts import FontLibrary
from briefbook.render.pdf import PdfRenderer

TEXT = "<p style='font-variant-numeric: tabular-nums'>Elected in 2019 and 2022.</p>"
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def called(monkeypatch) -> Counter[str]:
    """Count how often lists of attributes are made and let go of."""
    FontLibrary.from_assets(assets()).configuration()
    from weasyprint.text.ffi import pango

    calls: Counter[str] = Counter()
    for name in ("pango_attr_list_new", "pango_attr_list_unref"):
        counted = partial(_counted, calls, name, getattr(pango, name))
        monkeypatch.setitem(vars(pango), name, counted)
    return calls


def _counted(calls: Counter[str], name: str, function: Callable[..., Any], *arguments: Any) -> Any:
    calls[name] += 1
    return function(*arguments)


def test_a_process_does_not_grow_with_the_pdfs_it_makes():
    command = [sys.executable, "-m", "tests.render.growth", "150"]
    printed = subprocess.run(command, check=True, cwd=REPOSITORY, capture_output=True, text=True)
    assert float(printed.stdout) < 12  # KiB, with what settles; without the mend it is 38


def test_each_list_of_attributes_is_let_go_of(called):
    PdfRenderer(assets()).render(manuscript(document(TEXT.replace("style", "title"))))
    assert called["pango_attr_list_new"] > 0
    assert called["pango_attr_list_unref"] == called["pango_attr_list_new"]


def test_the_texts_of_other_programs_in_the_process_are_left_alone(called):
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    HTML(string=TEXT).render(font_config=FontConfiguration())
    assert called["pango_attr_list_new"] > 0
    assert called["pango_attr_list_unref"] == 0  # a fault of WeasyPrint; mended, ours may go


def test_no_two_lists_share_a_feature_and_so_free_it_twice():
    configuration = FontLibrary.from_assets(assets()).configuration()
    made = [configuration.font_features.setdefault(b"tnum 1", feature) for feature in "ab"]
    assert made == ["a", "b"]

"""The sample documents pass the gate, in every profile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.pdf_gate import faults
from tests.render.samples import TEMPLATES, assets, profile, sample

from briefbook.render.pdf import PdfRenderer

LAYOUTS = sorted(path.stem for path in TEMPLATES.glob("profiles/*.toml"))


@pytest.fixture(scope="module")
def renderer() -> PdfRenderer:
    return PdfRenderer(assets())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["brief-ru", "brief-en", "memo-ru", "memo-en"])
def test_every_sample_in_every_profile_passes(renderer, name, layout):
    asked = replace(sample(name), profile=profile(layout), evidence=b'{"facts": []}')
    assert faults(renderer.render(asked)) == []

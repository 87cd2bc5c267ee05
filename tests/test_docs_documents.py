"""``docs/documents.md``: its figures are those of the layouts, its pictures those of the book."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image
from tests.pages import ROOT, rows, section, text
from tests.render.samples import TEMPLATES, profile

from briefbook.plan.profile import Profile

PAGE = "docs/documents.md"
LAYOUTS = sorted(path.stem for path in TEMPLATES.glob("profiles/*.toml"))


def page_number(layout: Profile) -> str:
    number = layout.page_number
    first = "1" if number.first_page else "2"
    place = f"{number.place}, {number.align}, from page {first}"
    return f"{place}, {number.distance:g} mm, {number.size:g} pt"


def margins(layout: Profile) -> str:
    sides = layout.page.margins
    return f"{sides.left:g}, {sides.right:g}, {sides.top:g}, {sides.bottom:g} mm"


def sheet(layout: Profile) -> str:
    lying = layout.page.orientation == "landscape"
    return f"{layout.page.size}, landscape" if lying else layout.page.size


FIGURES: Mapping[str, Callable[[Profile], str]] = {
    "sheet": sheet,
    "margins: left, right, top, bottom": margins,
    "text": lambda layout: f"{layout.text.size:g} pt",
    "lines of text": lambda layout: f"{layout.text.line_spacing.exactly:g} pt apart",
    "line spacing": lambda layout: f"{layout.text.line_spacing.multiple:g} lines",
    "tables": lambda layout: f"{layout.table.size:g} pt",
    "indent of a paragraph": lambda layout: f"{layout.text.first_line_indent:g} mm",
    "page number": page_number,
    "addressee": lambda layout: f"{layout.fields.addressee_indent:g} mm",
    "heading of the text": lambda layout: f"{layout.fields.heading_width:g} mm",
    "name of the signer": lambda layout: f"{layout.signature.name_at:g} mm",
    "initials": lambda layout: "with" if layout.usage.initials_space else "without",
    "fields": lambda layout: ", ".join(layout.fields.order).upper(),
    "bold": lambda layout: "bold" if layout.headings[0].bold else "regular",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_figures_of_a_layout_are_those_of_its_profile(layout: str) -> None:
    found = list(rows(section(PAGE, layout)))
    assert len(found) >= 5
    for figure, standard, here in found:
        assert standard
        ours = FIGURES[figure](profile(layout))
        assert ours == here or ours.startswith(f"{here},"), figure


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_says_what_it_follows(layout: str) -> None:
    part = section(PAGE, layout)
    if not layout.startswith("house"):
        for name in re.findall(r"(?:ГОСТ Р|СТБ) [0-9.]+-[0-9]{4}|ST/DCS/4", profile(layout).basis):
            assert name in part


def script() -> ModuleType:
    """Load scripts/pictures, which has no ending."""
    loader = SourceFileLoader("pictures", str(ROOT / "scripts" / "pictures"))
    spec = spec_from_loader("pictures", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_every_picture_is_made_by_the_script_and_shown() -> None:
    shown = set(re.findall(r'src="images/([a-z0-9-]+)\.png"', text(PAGE)))
    assert shown == set(script().PICTURES)
    layouts = {layout for _document, _language, layout, _page in script().PICTURES.values()}
    assert layouts == set(LAYOUTS)


def test_a_picture_is_the_page_of_the_document(tmp_path: Path) -> None:
    made = script()
    for part in ("data", "templates"):
        shutil.copytree(ROOT / part, tmp_path / part)
    pdf = made.build(tmp_path, "overview", "en", "house-overview")
    made.draw(pdf, 1, tmp_path / "overview-en.png")
    with (
        Image.open(tmp_path / "overview-en.png") as drawn,
        Image.open(ROOT / "docs/images/overview-en.png") as kept,
    ):
        assert drawn.size == kept.size
        pairs = zip(drawn.convert("L").tobytes(), kept.convert("L").tobytes(), strict=True)
        unlike = sum(abs(one - other) > 64 for one, other in pairs)
        assert unlike / (drawn.width * drawn.height) < 0.01, "run scripts/pictures"

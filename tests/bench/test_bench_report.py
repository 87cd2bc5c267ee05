"""The tables, the exponents and the plot of the bench."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bench.growth import exponent
from bench.plot import Series, plot
from bench.report import Row, at_least, at_most, share, slower, write_section


def test_a_ratio_of_what_is_slower_is_met_from_the_target_upwards() -> None:
    assert "| 8.00 | ≥ 8 | met |" in str(slower("briefs", 0.1, "command", 0.8, at_least(8)))
    assert "**short**" in str(slower("briefs", 0.1, "command", 0.7, at_least(8)))


def test_a_share_is_met_up_to_the_target() -> None:
    assert "| 0.50 | ≤ 1 | met |" in str(share("no-op", 0.5, "doit", 1.0, at_most(1)))
    assert "**short**" in str(share("no-op", 1.5, "doit", 1.0, at_most(1)))


def test_a_row_without_a_peer_has_empty_cells() -> None:
    assert str(Row("cold", "3 s")) == "| cold | 3 s |  |  |  |  |  |"


def test_proportional_growth_has_the_exponent_one() -> None:
    assert exponent({10: 1.0, 100: 10.0, 1000: 100.0}) == pytest.approx(1)


def test_a_time_that_does_not_grow_has_the_exponent_nought() -> None:
    assert exponent({10: 2.0, 100: 2.0}) == pytest.approx(0)


def test_the_plot_is_well_formed_and_names_its_series() -> None:
    root = ET.fromstring(
        plot((Series("cold", ((10, 1.0), (100, 9.0))), Series("none", ())), "n", "s")
    )
    told = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert "cold" in told
    assert "none" not in told


def test_a_section_replaces_what_stands_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- bench x -->\nold\n<!-- end x -->\nb\n", encoding="utf-8")
    write_section(page, "x", ["new"])
    assert page.read_text(encoding="utf-8") == "a\n<!-- bench x -->\nnew\n<!-- end x -->\nb\n"


def test_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for the section x"):
        write_section(page, "x", ["new"])

"""The stylesheet of a profile: its measures, and nothing that WeasyPrint would ignore."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.render.samples import manuscript, profile, tree

from briefbook.plan.profile import LineSpacing
from briefbook.plan.profiles import with_paper
from briefbook.render.design import line_height
from briefbook.render.stylesheet import Running, page_css

HEIGHTS = {"PT Serif": 1.294, "PT Sans": 1.294, "Liberation Serif": 1.149}


def css(name: str, running: Running = Running()) -> str:  # noqa: B008 - a frozen value
    return " ".join(page_css(profile(name), HEIGHTS, running).split())


def test_line_spacing_counts_in_single_lines_of_the_font():
    assert line_height(LineSpacing(multiple=1.15), 1.149) == "1.321"
    assert line_height(LineSpacing(exactly=18), 1.149) == "18pt"
    assert line_height(LineSpacing(), 1.2) == "1.2"


def test_the_page_has_the_measures_of_the_standard():
    assert "@page { size: 210mm 297mm; margin: 20mm 10mm 20mm 30mm;" in css("ru-gost-2025")
    assert "text-align: left; text-indent: 12.5mm" in css("ru-gost-2025")
    assert "hyphens: none" in css("ru-gost-2025")


def test_the_sheet_may_be_letter():
    letter = with_paper(profile("house"), "Letter")
    assert "size: 215.9mm 279.4mm" in page_css(letter, HEIGHTS, Running())


def test_a_page_number_is_generated_where_no_element_holds_it():
    sheet = css("ru-gost-2025")
    assert "@top-center { content: counter(page);" in sheet
    assert "padding-top: 10mm" in sheet
    assert "@page :first { @top-center { content: none } }" in sheet


@pytest.mark.parametrize(
    ("pattern", "content"),
    [
        ("number", "content: counter(page);"),
        ("number-of-total", 'content: counter(page) " / " counter(pages);'),
        ("dashed", 'content: "- " counter(page) " -";'),
    ],
)
def test_the_pattern_of_page_numbers(pattern, content):
    house = profile("house")
    changed = replace(house, page_number=replace(house.page_number, pattern=pattern))
    assert content in " ".join(page_css(changed, HEIGHTS, Running()).split())


def test_a_footer_with_the_number_takes_its_place():
    sheet = css("house", Running(footer=True, numbered="footer"))
    assert "@bottom-center { content: element(footer);" in sheet
    assert "counter(page)" not in sheet.replace("::before { content: counter(page) }", "")


def test_a_footer_without_a_number_stands_beside_it():
    sheet = css("house", Running(footer=True))
    assert "@bottom-left { content: element(footer);" in sheet
    assert '@bottom-right { content: counter(page) " / " counter(pages);' in sheet


def test_a_header_without_a_number_stays_on_the_first_page():
    sheet = css("ru-gost-2025", Running(header=True, footer=True))
    assert "@page :first { @top-right { content: none } }" in sheet
    assert "@page :first { @top-left" not in sheet
    assert "@page :first { @bottom" not in sheet


def test_running_elements_of_both_places_are_kept():
    sheet = css("un-memo", Running(header=True, footer=True, numbered="header"))
    assert "content: element(header)" in sheet
    assert "content: element(footer)" in sheet


def test_rules_of_tables():
    assert "th, td { border: .5pt solid }" in css("ru-gost-2025")
    assert "tr { border-bottom: .4pt solid }" in css("house")


def test_a_sample_is_at_hand_for_each_profile():
    assert manuscript(tree("brief-ru")).profile == profile("house")

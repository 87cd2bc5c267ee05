"""The page, and what runs at its head and foot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.render.docx.office import GOST, HOUSE, LABELLED, Look, W, manuscript, mm, render

from briefbook.render.docx.renderer import DocxRenderer

NUMBER = '<span data-role="page-number"></span>'
COUNT = '<span data-role="page-count"></span>'


def measures(look: Look, tag: str) -> dict[str, float]:
    (element,) = look.find(f"//w:sectPr/w:{tag}")
    return {name.removeprefix(W): mm(value) for name, value in element.items()}


def text(look: Look, part: str) -> str:
    return "".join(look.find("//w:p//w:t/text()", part))


def test_the_page_is_that_of_the_profile():
    look = render("<p>x</p>", GOST)
    assert measures(look, "pgSz") == {"w": 210, "h": 297}
    margins = measures(look, "pgMar")
    assert [margins[side] for side in ("top", "right", "bottom", "left")] == [20, 10, 20, 30]
    assert margins["header"] == 10


def test_a_sheet_that_lies_is_wider_than_high_and_says_so():
    page = replace(GOST.page, orientation="landscape")
    look = render("<p>x</p>", replace(GOST, page=page))
    (size,) = look.find("//w:sectPr/w:pgSz")
    assert [mm(size.get(f"{W}{side}")) for side in ("w", "h")] == [297, 210]
    assert size.get(f"{W}orient") == "landscape"


def test_a_letter_sheet_is_a_letter_sheet():
    look = render("<p>x</p>", LABELLED)
    assert measures(look, "pgSz") == {"w": 215.9, "h": 279.4}
    assert measures(look, "pgMar")["header"] == 12.7


@pytest.mark.parametrize(
    ("profile", "part", "shown", "fields"),
    [
        (GOST, "word/header1.xml", "2", [" PAGE "]),
        (LABELLED, "word/header1.xml", "- 2 -", [" PAGE "]),
        (HOUSE, "word/footer1.xml", "1 / 1", [" PAGE ", " NUMPAGES "]),
    ],
)
def test_a_document_without_running_elements_is_numbered_by_its_profile(
    profile, part, shown, fields
):
    look = render("<p>x</p>", profile)
    assert text(look, part) == shown
    assert look.find("//w:instrText/text()", part) == fields


def test_page_one_is_bare_where_the_profile_says_so():
    assert render("<p>x</p>", GOST).find("//w:sectPr/w:titlePg")
    assert not render("<p>x</p>", HOUSE).find("//w:sectPr/w:titlePg")


def test_the_number_that_the_template_sets_is_the_only_one():
    look = render(f"<footer><p>Page {NUMBER} of {COUNT}</p></footer><p>x</p>", GOST)
    assert look.find("//w:sectPr/*[starts-with(name(), 'w:headerRef')]") == []
    assert text(look, "word/footer1.xml") == "Page 2 of 2"
    assert look.paragraphs() == [("BodyText", "x")]


def test_a_running_element_without_a_number_stands_on_page_one_too():
    look = render(f"<header><p>Rivers</p></header><footer><p>{NUMBER}</p></footer><p>x</p>", GOST)
    references = look.find("//w:sectPr/w:headerReference/@w:type")
    assert references == ["default", "first"]
    assert look.find("//w:sectPr/w:footerReference/@w:type") == ["default"]
    assert text(look, "word/header1.xml") == text(look, "word/header2.xml") == "Rivers"


def test_a_running_title_and_the_number_of_the_profile_share_the_head():
    look = render("<header><p>Rivers</p></header><p>x</p>", GOST)
    assert text(look, "word/header1.xml") == "Rivers2"
    assert text(look, "word/header2.xml") == "Rivers"


def test_a_link_in_a_footer_belongs_to_the_footer():
    look = render('<footer><p><a href="https://r.example/">r</a></p></footer><p>x</p>', HOUSE)
    (target,) = look.find("//rel:Relationship/@Target", "word/_rels/footer1.xml.rels")
    assert target == "https://r.example/"


def test_header_and_footer_take_place_and_size_from_the_profile():
    look = render("<p>x</p>", HOUSE)
    assert look.style("Footer", "/w:pPr/w:jc/@w:val") == ["right"]
    assert look.style("Footer", "/w:rPr/w:sz/@w:val") == ["17"]


@pytest.mark.parametrize("pattern", ["number", "number-of-total", "dashed"])
def test_every_field_is_begun_parted_and_ended(pattern):
    profile = replace(GOST, page_number=replace(GOST.page_number, pattern=pattern))
    states = render("<p>x</p>", profile).find("//w:fldChar/@w:fldCharType", "word/header1.xml")
    assert states == ["begin", "separate", "end"] * (len(states) // 3)
    assert states


def test_a_renderer_writes_for_each_document_what_runs_at_its_own_foot():
    renderer = DocxRenderer({})
    link = '<a href="https://example.org">site</a>'
    for body, shown in (("1", "1"), ("2", "2"), (link, "site"), (link, "site"), ("1", "1")):
        whole = manuscript(f"<footer><p>{body}</p></footer><p>x</p>", HOUSE)
        look = Look(renderer.render(whole))
        assert text(look, "word/footer1.xml") == f"{shown}1 / 1"
        assert look.find("//w:hyperlink/@r:id", "word/footer1.xml") == led_to(look)
        assert len(led_to(look)) == (body == link)


def led_to(look: Look) -> list[str]:
    """Return the relationships of the footer."""
    name = "word/_rels/footer1.xml.rels"
    return look.find("//rel:Relationship/@Id", name) if name in look.zip.namelist() else []

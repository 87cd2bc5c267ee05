"""Styles carry the figures of the profile."""

from __future__ import annotations

import pytest
from tests.render.docx.office import GOST, HOUSE, LABELLED, NAMES, Look, mm, render

from briefbook.render.docx.styles import tint


def measure(look: Look, style: str, attribute: str) -> float:
    (value,) = look.style(style, f"/w:pPr/w:ind/@w:{attribute}")
    return mm(value)


def test_running_text_follows_gost():
    look = render("<p>x</p>", GOST)
    assert measure(look, "BodyText", "firstLine") == 12.5
    assert look.style("BodyText", "/w:pPr/w:spacing/@w:line") == ["276"]
    assert look.style("BodyText", "/w:pPr/w:spacing/@w:lineRule") == ["auto"]
    assert look.style("BodyText", "/w:pPr/w:jc/@w:val") == ["both"]
    assert look.find("//w:docDefaults//w:sz/@w:val", "word/styles.xml") == ["28"]
    families = look.find("//w:docDefaults//w:rFonts/@w:*", "word/styles.xml")
    assert set(families) == {"Times New Roman"}


def test_an_exact_line_is_exact():
    look = render("<p>x</p>", LABELLED)
    assert look.style("BodyText", "/w:pPr/w:spacing/@w:line") == ["300"]
    assert look.style("BodyText", "/w:pPr/w:spacing/@w:lineRule") == ["exact"]
    assert look.style("BodyText", "/w:pPr/w:spacing/@w:after") == ["160"]


def test_requisites_stand_at_their_places():
    look = render("<p>x</p>", GOST)
    assert measure(look, "Addressee", "left") == 100
    assert measure(look, "Unit", "right") == 90
    assert measure(look, "SubjectHeading", "right") == 90
    assert look.style("Marking", "/w:pPr/w:jc/@w:val") == ["right"]
    assert look.style("DocumentType", "/w:pPr/w:jc/@w:val") == ["center"]


def test_the_document_type_is_set_in_capitals():
    look = render('<p data-role="document-type">Memorandum</p>', GOST)
    assert look.style("DocumentType", "/w:rPr/w:caps")
    assert look.paragraphs() == [("DocumentType", "Memorandum")]


def test_labels_have_their_column():
    look = render("<p>x</p>", LABELLED)
    assert measure(look, "Field", "left") == measure(look, "Field", "hanging") == 34


def test_headings_are_real_headings():
    look = render("<p>x</p>", HOUSE)
    for level in (1, 2, 3):
        style = f"Heading{level}"
        assert look.style(style, "/w:pPr/w:outlineLvl/@w:val") == [str(level - 1)]
        assert look.style(style, "/w:pPr/w:keepNext")
        assert look.style(style, "/w:pPr/w:keepLines")
        assert look.document.styles[f"Heading {level}"].font.name == "PT Sans"


def test_paragraphs_are_not_torn_at_widows():
    look = render("<p>x</p>", GOST)
    assert look.find("//w:pPrDefault/w:pPr/w:widowControl", "word/styles.xml")


@pytest.mark.parametrize("profile", [GOST, LABELLED, HOUSE])
def test_styles_rest_on_styles_that_exist_and_have_unlike_names(profile):
    styles = render("<p>x</p>", profile).part("word/styles.xml")
    keys = styles.xpath("//w:style/@w:styleId", namespaces=NAMES)
    names = styles.xpath("//w:style/w:name/@w:val", namespaces=NAMES)
    rests = styles.xpath("//w:basedOn/@w:val | //w:next/@w:val", namespaces=NAMES)
    assert len(set(keys)) == len(keys)
    assert len({name.lower() for name in names}) == len(names)
    assert set(rests) <= set(keys)


@pytest.mark.parametrize("profile", [GOST, LABELLED, HOUSE])
def test_lists_of_styles_exist(profile):
    look = render("<p>x</p>", profile)
    used = look.find("//w:style//w:numId/@w:val", "word/styles.xml")
    assert set(used) <= set(look.find("//w:num/@w:numId", "word/numbering.xml"))


def test_the_key_points_wear_the_accent_colour():
    look = render("<p>x</p>", HOUSE)
    assert look.style("KeyPointsHeading", "/w:pPr/w:pBdr/w:left/@w:color") == ["1F4E79"]
    assert look.style("KeyPointsText", "/w:pPr/w:shd/@w:fill") == [tint("1F4E79")]


def test_a_tint_is_nearly_white():
    assert tint("000000") == "EFEFEF"
    assert tint("FFFFFF") == "FFFFFF"


@pytest.mark.parametrize(("profile", "size"), [(GOST, 12), (LABELLED, 10), (HOUSE, 9)])
def test_small_print_is_six_sevenths_of_the_text(profile, size):
    assert profile.small_size == size


@pytest.mark.parametrize(("language", "mark"), [("ru", "%2)"), ("en", "(%2)"), ("en-US", "(%2)")])
def test_lists_are_counted_as_the_language_does(language, mark):
    look = render("<p>x</p>", language=language)
    marks = look.find(
        "//w:abstractNum[@w:abstractNumId='11']/w:lvl[@w:ilvl='1']/w:lvlText/@w:val",
        "word/numbering.xml",
    )
    assert marks == [mark]

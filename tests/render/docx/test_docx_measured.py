"""Signature and attachments: laid out by the width of their text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.render.docx.office import GOST, LABELLED, Look, font_files, manuscript, mm, render

from briefbook.render.docx.metrics import Metrics
from briefbook.render.docx.renderer import DocxRenderer

LONG = "Deputy Head of the Department of Water Resources and Chief of the Rivers Section"


def signature(post: str, name: str = "V.G. Sample") -> str:
    name = f'<span data-role="name">{name}</span>' if name else ""
    return f'<p>Text</p><p data-role="signature"><span data-role="post">{post}</span> {name}</p>'


def blank(width: int) -> str:
    return f'<span data-role="blank" data-width="{width}"></span>'


def test_post_and_name_stand_on_one_line():
    assert render(signature("Head")).paragraphs()[1] == ("Signature", "Head\tV.G. Sample")


def test_the_name_ends_a_long_post():
    style, text = render(signature(LONG)).paragraphs()[1]
    lines = text.split("\n")
    assert len(lines) > 1
    assert lines[-1].endswith("\tV.G. Sample")
    assert " ".join(lines).split("\t")[0] == LONG
    widths = [Metrics({}).width(line, "Liberation Serif", 14) for line in lines[:-1]]
    assert max(widths) <= 0.55 * 170
    assert style == "Signature"


def test_a_post_keeps_its_format_and_its_no_break_spaces():
    marked = LONG.replace("Water Resources", "<em>Water Resources</em>").replace(
        "of the", "of\xa0the"
    )
    look = render(signature(marked))
    text = look.paragraphs()[1][1].replace("\n", " ")
    assert text.split("\t")[0] == LONG.replace("of the", "of\xa0the")
    italic = "".join(look.find("//w:r[w:rPr/w:i]/w:t/text()"))
    assert italic.replace(" ", "") == "WaterResources"


def test_a_post_may_stand_without_a_name():
    assert render(signature("Head", "")).paragraphs()[1] == ("Signature", "Head")


def test_the_name_is_flush_right_or_at_its_place():
    right = render(signature("Head"), GOST).style("Signature", "/w:pPr/w:tabs/w:tab/@w:*")
    placed = render(signature("Head"), LABELLED).style("Signature", "/w:pPr/w:tabs/w:tab/@w:*")
    assert (right[0], mm(right[1])) == ("right", 170)
    assert (placed[0], mm(placed[1])) == ("left", 85)


def test_a_name_to_be_written_is_a_rule_between_two_tab_stops():
    look = render(signature("Head", blank(45)), LABELLED)
    assert look.paragraphs()[1] == ("Signature", "Head\t\t")
    assert look.find("//w:r[w:rPr/w:rStyle/@w:val='Blank']/w:tab")
    kind, end = look.find("//w:p[w:pPr/w:tabs]/w:pPr/w:tabs/w:tab/@w:*")
    assert (kind, mm(end)) == ("left", 85 + 45)


def test_the_rule_for_a_name_ends_at_the_margin():
    look = render(signature("Head", blank(400)), LABELLED)
    (end,) = look.find("//w:p/w:pPr/w:tabs/w:tab/@w:pos")
    assert mm(end) == LABELLED.page.text_width


def test_a_name_that_is_flush_right_leaves_the_place_of_its_rule_to_the_tab():
    look = render(signature("Head", blank(45)), GOST)
    assert look.find("//w:r[w:rPr/w:rStyle/@w:val='Blank']/w:t/text()")
    assert not look.find("//w:p/w:pPr/w:tabs")


def test_a_signature_never_stands_alone_on_a_page():
    look = render(signature("Head"))
    assert look.find("//w:p[1]/w:pPr/w:keepNext")
    assert look.style("Signature", "/w:pPr/w:keepNext")


def test_a_signature_may_come_first_or_after_a_table():
    only = signature("Head").removeprefix("<p>Text</p>")
    table = '<table data-role="data"><tbody><tr><td>a</td></tr></tbody></table>'
    assert render(only).paragraphs() == [("Signature", "Head\tV.G. Sample")]
    assert render(table + only).paragraphs() == [("Signature", "Head\tV.G. Sample")]


def test_attachments_hang_beside_their_label():
    body = '<p>Text</p><p data-role="attachments"><span data-role="label">Attachment:</span> brief'
    look = render(body + "<br>table</p>")
    assert look.paragraphs()[1] == ("Attachments", "Attachment:\tbrief\ntable")
    (left,) = look.find("//w:p[2]/w:pPr/w:ind/@w:left")
    label = Metrics({}).width("Attachment:", "Liberation Serif", 14)
    assert label < mm(left) < label + 3
    assert look.find("//w:p[1]/w:pPr/w:keepNext")


def test_what_follows_a_label_may_be_an_element():
    body = '<p data-role="attachments"><span data-role="label">No.</span><em>5</em></p>'
    assert render(body).paragraphs() == [("Attachments", "No.\t5")]


def test_attachments_without_a_label_are_plain():
    look = render('<p data-role="attachments">Brief, two pages</p>')
    assert look.paragraphs() == [("Attachments", "Brief, two pages")]


def test_text_is_measured_in_the_face_of_the_book():
    files = font_files()
    shipped = Metrics({**files, "fonts/broken.ttf": b"no font"})
    # Times New Roman and Liberation Serif: M is 1821 of 2048 units wide.
    assert shipped.width("M", "Liberation Serif", 72) == pytest.approx(25.4 * 1821 / 2048)
    assert shipped.width("M", "PT Sans", 72) != shipped.width("M", "Liberation Serif", 72)
    look = Look(DocxRenderer(files).render(manuscript(signature(LONG))))
    assert look.paragraphs()[1][1].count("\n") == 1


def test_a_face_that_is_not_shipped_is_guessed():
    assert Metrics({}).width("A a.", "Unknown", 72) == pytest.approx(
        25.4 * (0.72 + 0.25 + 0.5 + 0.25)
    )


def test_narrow_posts_break_at_every_space():
    narrow = replace(LABELLED, signature=replace(LABELLED.signature, name_at=10))
    assert render(signature("Head of Rivers"), narrow).paragraphs()[1][1].split("\t")[0] == (
        "Head\nof\nRivers"
    )

"""Blocks of the subset as paragraphs with styles of their own."""

from __future__ import annotations

import pytest
from tests.render.docx.office import GOST, HOUSE, LABELLED, NBSP, manuscript, mm, render

from briefbook.errors import MalformedMarkup, UnknownElement
from briefbook.render.docx.renderer import DocxRenderer


@pytest.mark.parametrize(
    ("markup", "style"),
    [
        ("<h1>One</h1>", "Heading1"),
        ("<h2>One</h2>", "Heading2"),
        ("<h3>One</h3>", "Heading3"),
        ('<h1 data-role="heading">One</h1>', "SubjectHeading"),
        ("<p>One</p>", "BodyText"),
        ('<p data-role="marking">One</p>', "Marking"),
        ('<p data-role="document-type">One</p>', "DocumentType"),
        ('<p data-role="date-line">One</p>', "DateLine"),
        ('<p data-role="reference">One</p>', "Reference"),
        ('<p data-role="place">One</p>', "Place"),
        ('<p data-role="purpose">One</p>', "BodyText"),
        ('<p data-role="lead">One</p>', "Lead"),
        ('<p data-role="source">One</p>', "Source"),
        ('<p data-role="note">One</p>', "Note"),
        ('<p data-role="executor">One</p>', "Executor"),
        ('<p data-role="attachments">One</p>', "Attachments"),
        ('<div data-role="unit"><p>One</p></div>', "Unit"),
        ('<div data-role="masthead"><p>One</p></div>', "Masthead"),
        ('<section data-role="text"><p>One</p></section>', "BodyText"),
        ('<section data-role="sources"><p>One</p></section>', "Source"),
        ('<section data-role="contact"><p>One</p></section>', "Contact"),
        ('<section data-role="distribution"><p>One</p></section>', "Distribution"),
        ('<section data-role="key-points"><p>One</p></section>', "KeyPointsText"),
        ('<section data-role="key-points"><h2>One</h2></section>', "KeyPointsHeading"),
        ('<section data-role="sources"><ul><li>One</li></ul></section>', "SourceBullet"),
        ('<section data-role="key-points"><ol><li>One</li></ol></section>', "KeyPointsNumber"),
        ("<section><section><p>One</p></section></section>", "BodyText"),
        ('<section data-role="contact"><section><p>One</p></section></section>', "Contact"),
    ],
)
def test_a_block_has_the_style_of_its_role(markup, style):
    assert render(markup).paragraphs() == [(style, "One")]


def test_an_addressee_ends_with_space_before_the_next_one():
    body = '<div data-role="addressee"><p>Director</p><p>Примерову А.Б.</p></div>' * 2
    styles = [style for style, _ in render(body).paragraphs()]
    assert styles == ["Addressee", "AddresseeEnd", "Addressee", "AddresseeEnd"]


def test_an_addressee_of_one_line_ends_with_space_too():
    assert render('<div data-role="addressee"><p>Director</p></div>').paragraphs() == [
        ("AddresseeEnd", "Director")
    ]


def test_a_labelled_field_is_a_label_a_tab_and_a_value():
    body = (
        '<dl data-role="fields"><dt>To:</dt><dd>A. Sample</dd><dt>From:</dt><dd>B. Model</dd></dl>'
    )
    look = render(body, LABELLED)
    assert look.paragraphs() == [("Field", "To:\tA. Sample"), ("Field", "From:\tB. Model")]
    assert look.find("//w:rStyle/@w:val") == ["FieldLabel", "FieldLabel"]


def test_a_layout_without_a_column_of_labels_sets_a_space():
    body = '<dl data-role="fields"><dt>To:</dt><dd>A. Sample</dd></dl>'
    assert render(body, GOST).paragraphs() == [("Field", "To: A. Sample")]


def test_further_values_of_a_field_stand_below_the_first():
    body = '<dl data-role="fields"><dt>To:</dt><dd>A. Sample</dd><dd>B. Model</dd></dl>'
    assert render(body, LABELLED).paragraphs() == [
        ("Field", "To:\tA. Sample"),
        ("FieldContinued", "B. Model"),
    ]


def test_a_label_without_a_value_is_printed():
    body = '<dl data-role="fields"><dt>To:</dt><dt>From:</dt><dd>B. Model</dd></dl>'
    assert render(body, LABELLED).paragraphs() == [("Field", "To:"), ("Field", "From:\tB. Model")]


def test_the_label_of_a_subject_has_the_column_of_labels():
    body = '<h1 data-role="heading"><span data-role="label">Subject:</span> Rivers</h1>'
    look = render(body, LABELLED)
    assert look.paragraphs() == [("SubjectHeading", "Subject:\tRivers")]
    assert mm(look.find("//w:ind/@w:hanging")[0]) == 34


def test_a_placed_heading_keeps_its_label_in_the_line():
    body = '<h1 data-role="heading"><span data-role="label">Re:</span> rivers</h1>'
    assert render(body, GOST).paragraphs() == [("SubjectHeading", "Re: rivers")]


def test_an_annex_starts_a_new_page():
    look = render('<p>Text</p><section data-role="annex"><h2>Annex</h2><p>More</p></section>')
    assert ["".join(p.itertext()) for p in look.find("//w:p[w:pPr/w:pageBreakBefore]")] == ["Annex"]


def test_a_rule_is_a_bordered_paragraph():
    look = render("<p>Above</p><hr><p>Below</p>")
    assert [style for style, _ in look.paragraphs()] == ["BodyText", "Rule", "BodyText"]
    assert look.style("Rule", "/w:pPr/w:pBdr/w:bottom")


def test_an_empty_paragraph_is_not_written():
    assert render("<p>One</p><p></p><div data-role='unit'><p></p></div>").paragraphs() == [
        ("BodyText", "One")
    ]


def test_a_bulleted_list_nests_to_three_levels():
    body = "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"
    body = body.replace("a<ul>", "<p>a</p><ul>").replace("b<ul>", "<p>b</p><ul>")
    assert render(body).paragraphs() == [
        ("ListBullet", "a"),
        ("ListBullet2", "b"),
        ("ListBullet3", "c"),
        ("ListBullet", "d"),
    ]


def test_a_second_paragraph_of_an_item_has_no_mark():
    assert render("<ol><li><p>a</p><p>b</p></li><li>c</li></ol>").paragraphs() == [
        ("ListNumber", "a"),
        ("ListContinue", "b"),
        ("ListNumber", "c"),
    ]


def test_every_numbered_list_counts_from_its_own_start():
    look = render('<ol><li>a</li><li>b</li></ol><p>x</p><ol start="7"><li>c</li></ol>')
    used = look.find("//w:p/w:pPr/w:numPr/w:numId/@w:val")
    assert used[0] == used[1] != used[2]
    starts = [
        look.find(
            f"//w:num[@w:numId='{number}']/w:lvlOverride/w:startOverride/@w:val",
            "word/numbering.xml",
        )
        for number in used
    ]
    assert starts == [["1"], ["1"], ["7"]]


def test_a_list_is_followed_by_the_space_of_a_paragraph():
    look = render("<ul><li>a</li><li>b</li></ul><p>c</p>", HOUSE)
    assert look.find("//w:p/w:pPr/w:spacing/@w:after") == ["100"]


@pytest.mark.parametrize(
    ("body", "error", "message", "line"),
    [
        ("<aside>One</aside>", UnknownElement, "the element aside cannot stand here", 3),
        ("<p><q>One</q></p>", UnknownElement, "the element q cannot stand inside a paragraph", 3),
        ('<p data-role="verse">One</p>', UnknownElement, "p has no role “verse”", 3),
        ('<h1 data-role="verse">One</h1>', UnknownElement, "h1 has no role “verse”", 3),
        ('<section data-role="verse">One</section>', UnknownElement, "section has no role", 3),
        ('<div data-role="verse">One</div>', UnknownElement, "div has no role", 3),
        ('<p><span data-role="verse">One</span></p>', UnknownElement, "span has no role", 3),
        ("<section><header><p>One</p></header></section>", MalformedMarkup, "the body itself", 3),
        ("<ul><li></li></ul>", MalformedMarkup, "an item of a list has no text", 3),
        ("<ul><li><ul><li>a</li></ul></li></ul>", MalformedMarkup, "begins with a list", 3),
    ],
)
def test_what_has_no_place_is_refused_with_its_line(body, error, message, line):
    body = f'<div data-role="unit" data-origin="memo.html.jinja:{line}">{body}</div>'
    with pytest.raises(error, match=message) as caught:
        DocxRenderer({}).render(manuscript(body))
    assert [(span.file, span.line) for span in caught.value.spans] == [
        ("templates/memo.html.jinja", line)
    ]


def test_a_fourth_level_of_lists_is_refused():
    body = "x"
    for _ in range(4):
        body = f"<ul><li><p>a</p>{body if body != 'x' else ''}</li></ul>"
    with pytest.raises(MalformedMarkup, match="lists nest to 3 levels only"):
        DocxRenderer({}).render(manuscript(body))


def test_no_break_spaces_stay():
    assert render(f"<p>15{NBSP}июня 2018{NBSP}г.</p>").paragraphs() == [
        ("BodyText", f"15{NBSP}июня 2018{NBSP}г.")
    ]

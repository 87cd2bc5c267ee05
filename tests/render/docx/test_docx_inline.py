"""Text within a paragraph: format, language, links, blanks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.render.docx.office import LABELLED, NBSP, Look, manuscript, render

from briefbook.errors import MalformedMarkup, RefusedAddress, RenderFailed
from briefbook.render.docx.metrics import Metrics
from briefbook.render.docx.renderer import DocxRenderer
from briefbook.render.tree import Element, Text

RELATIONS = "word/_rels/document.xml.rels"


@pytest.mark.parametrize(
    ("markup", "path"),
    [
        ("<strong>x</strong>", "w:b"),
        ("<em>x</em>", "w:i"),
        ("<sup>x</sup>", "w:vertAlign[@w:val='superscript']"),
        ("<sub>x</sub>", "w:vertAlign[@w:val='subscript']"),
        ("<code>x</code>", "w:rStyle[@w:val='Code']"),
        ('<span data-role="label">x</span>', "w:rStyle[@w:val='Label']"),
        ("<strong><em>x</em></strong>", "w:i[../w:b]"),
    ],
)
def test_inline_elements_have_their_format(markup, path):
    look = render(f"<p>a {markup} b</p>")
    assert look.find(f"//w:r[w:rPr/{path}]/w:t/text()") == ["x"]
    assert look.paragraphs() == [("BodyText", "a x b")]


@pytest.mark.parametrize("markup", ["<abbr title='tonne'>t</abbr>", "<span>t</span>"])
def test_elements_without_a_look_of_their_own_print_their_text(markup):
    look = render(f"<p>5{NBSP}{markup}</p>")
    assert look.paragraphs() == [("BodyText", f"5{NBSP}t")]
    assert not look.find("//w:rPr")


def test_a_line_break_stays_in_its_paragraph():
    assert render("<p>one<br>two</p>").paragraphs() == [("BodyText", "one\ntwo")]


def test_spaces_at_the_edges_of_runs_are_kept():
    look = render("<p>a <strong>b</strong> c</p>")
    kept = look.find("//w:t[@xml:space='preserve']/text()")
    assert kept == ["a ", " c"]


def test_a_stretch_in_another_language_is_proofed_in_it():
    look = render('<p>План <span lang="en">for rivers</span> и <em lang="de-AT">Plan</em></p>',
                  language="ru")  # fmt: skip
    assert look.find("//w:r/w:rPr/w:lang/@w:val") == ["en-GB", "de-AT"]
    assert look.find("//w:docDefaults//w:lang/@w:val", "word/styles.xml") == ["ru-RU"]


def test_the_nearest_language_counts():
    look = render('<section lang="be"><p>a <em lang="ru">b</em></p></section>', language="ru")
    assert look.find("//w:r[w:rPr/w:lang/@w:val='be-BY']/w:t/text()") == ["a "]
    assert look.find("//w:r[w:rPr/w:i]/w:rPr/w:lang") == []


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("https://rivers.example/a?b=1&amp;c#d", "https://rivers.example/a?b=1&c#d"),
        ("mailto:rivers@mfa.example", "mailto:rivers@mfa.example"),
        ("http://реки.example/вода", "http://xn--e1agfw.example/%D0%B2%D0%BE%D0%B4%D0%B0"),
    ],
)
def test_a_link_leads_to_its_address(address, target):
    look = render(f'<p><a href="{address}" title="Rivers">here</a></p>')
    (link,) = look.find("//w:hyperlink")
    assert link.get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tooltip")
    assert look.find("//rel:Relationship[@TargetMode='External']/@Target", RELATIONS) == [target]
    assert look.find("//w:hyperlink/w:r/w:rPr/w:rStyle/@w:val") == ["Hyperlink"]
    assert "here" in look.paragraphs()[0][1]


def test_a_link_within_the_document_leads_to_its_bookmark():
    look = render(
        '<p><a href="#a">one</a> <a href="#b">two</a> <a href="#c">three</a></p>'
        '<section id="a"><p>x</p></section><p>y <em id="b">z</em></p>'
        '<table data-role="data"><tbody><tr><td id="c">w</td></tr></tbody></table>'
    )
    anchors = look.find("//w:hyperlink/@w:anchor")
    assert sorted(look.find("//w:bookmarkStart/@w:name")) == sorted(anchors)
    assert len(set(anchors)) == 3
    assert look.find("//w:bookmarkStart/@w:id") == look.find("//w:bookmarkEnd/@w:id")


def test_a_bookmark_with_no_paragraph_after_it_stands_in_the_last_one():
    look = render('<p><a href="#end">end</a></p><p id="end"></p>')
    assert len(look.find("//w:p/w:bookmarkStart")) == 1


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("#nowhere", MalformedMarkup),
        ("javascript:alert(1)", RefusedAddress),
        ("file:///etc/hosts", RefusedAddress),
        ("page.html", RefusedAddress),
        ("http://[", RefusedAddress),
        ("http://ы[", RefusedAddress),
    ],
)
def test_other_addresses_are_refused(address, error):
    with pytest.raises(error) as caught:
        DocxRenderer({}).render(manuscript(f'<p><a href="{address}">here</a></p>'))
    assert caught.value.spans[0].file == "templates/memo.html.jinja"


def test_a_blank_is_ruled_and_has_its_width():
    look = render('<p>No. <span data-role="blank" data-width="30"></span></p>', LABELLED)
    (blank,) = look.find("//w:r[w:rPr/w:rStyle/@w:val='Blank']/w:t/text()")
    assert set(blank) == {NBSP}
    assert Metrics({}).width(blank, "Liberation Serif", 11.5) == pytest.approx(30, abs=1)
    assert look.style("Blank", "/w:rPr/w:u/@w:val") == ["single"]


def test_a_blank_in_small_print_has_its_width_too():
    look = render(
        '<p data-role="executor">tel. <span data-role="blank" data-width="30"></span></p>'
    )
    (blank,) = look.find("//w:r[w:rPr/w:rStyle/@w:val='Blank']/w:t/text()")
    assert Metrics({}).width(blank, "Liberation Serif", 10) == pytest.approx(30, abs=1)


def test_markup_in_data_is_shown_as_typed():
    assert render('<p>&amp; &lt;b&gt; "{{ x }}" \'</p>').paragraphs()[0][1] == '& <b> "{{ x }}" \''


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\ud800", "\ufffe", "\uffff"])
def test_a_character_without_a_place_in_xml_is_refused(character):
    given_ = manuscript("<p>one</p>")
    body = Element("body", children=(Element("p", children=(Text(f"a{character}"),)),))
    root = Element("html", children=(given_.root.children[0], body))
    with pytest.raises(RenderFailed, match=f"the character U\\+{ord(character):04X}"):
        DocxRenderer({}).render(type(given_)("m", "en", root, LABELLED, (), {}, given_.dated))


LEGAL = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1
)


@settings(max_examples=40, deadline=None)
@given(LEGAL)
def test_any_legal_text_is_read_back_as_it_was(text):
    first = manuscript("<p>one</p>")
    body = Element("body", children=(Element("p", children=(Text(text),)),))
    root = Element("html", children=(first.root.children[0], body))
    data = RENDERER.render(type(first)("m", "en", root, LABELLED, (), {}, first.dated))
    assert Look(data).document.paragraphs[0].text == text


RENDERER = DocxRenderer({})

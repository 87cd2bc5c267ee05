"""Reading and writing markup: strict, complete, reversible."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.errors import MalformedMarkup
from briefbook.render.markup import normalize, parse, serialize
from briefbook.render.subset import VOID
from briefbook.render.tree import Element, Origin, Text


def test_a_tree_keeps_text_elements_and_attributes():
    root = parse('<p lang="ru">Река <em>Н</em> и <br/>берег</p>')
    assert root == Element(
        "p",
        {"lang": "ru"},
        (Text("Река "), Element("em", {}, (Text("Н"),)), Text(" и "), Element("br"), Text("берег")),
    )


def test_the_mark_of_origin_becomes_a_place_and_is_no_attribute():
    root = parse('<p data-origin="brief.html.jinja:12"><em>x</em></p>')
    assert root.origin == Origin("brief.html.jinja", 12)
    assert root.attributes == {}


def test_an_element_without_a_mark_has_the_place_of_the_one_around_it():
    root = parse('<p data-origin="a/b.html.jinja:3"><em>x</em></p>')
    assert [each.origin for each in root.elements()] == [Origin("a/b.html.jinja", 3)] * 2


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>A &amp; B &lt;c&gt; &quot;d&quot;</p>", 'A & B <c> "d"'),
        ("<p>R & D</p>", "R & D"),
        ("<p>&#x2116;&nbsp;&#53;</p>", "№\u00a05"),
        ("<p>a<!-- never printed -->b</p>", "ab"),
        ("<p>one\r\ntwo\rthree</p>", "one\ntwo\nthree"),
        ("<P TITLE='x'>case</P>", "case"),
    ],
)
def test_text_is_read_as_html_means_it(source, text):
    assert parse(source).text() == text


def test_texts_around_a_comment_are_one_text():
    assert parse("<p>a<!-- x -->b</p>").children == (Text("ab"),)


def test_a_document_may_begin_with_its_doctype():
    assert parse("<!DOCTYPE html>\n<html></html>\n").tag == "html"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "there is no element"),
        ("<p>text", "<p> is left open"),
        ("<p><em>x</p></em>", "</p> comes while <em> is still open"),
        ("</p>", "closes an element that is not open"),
        ("<p></p></p>", "closes an element that is not open"),
        ("<p>x</br></p>", "</br> cannot be closed"),
        ("<p/>", "<p/> is not an empty element"),
        ("<p></p><p></p>", "stands after the end"),
        ("<p></p>tail", "text outside the document: tail"),
        ("head<p></p>", "text outside the document: head"),
        ("<p>1 < 2</p>", "cannot be read"),
        ("<p title='a</p>", "cannot be read"),
        ("<p title=a></p>", "cannot be read"),
        ("<p", "cannot be read"),
        ("<!-- open", "cannot be read"),
        ("<?php x ?><p></p>", "cannot be read"),
        ("<![CDATA[x]]>", "cannot be read"),
        ("<!ENTITY x><p></p>", "cannot be read"),
        ("<p></p><!doctype html>", "doctype that is not at the beginning"),
        ("<p id='a' ID='b'></p>", "carries the attribute id twice"),
        ("<p>R&D</p>", "character reference without its end"),
        ("<p>&unheard;</p>", "unknown character reference"),
        ("<p>&#0;</p>", "names no character"),
        ("<p>&#x110000;</p>", "names no character"),
        ("<p>&#99999999999999;</p>", "names no character"),
        ("<p>&#xD800;</p>", "forbidden character U+D800"),
        ("<p>&#x202E;evil</p>", "forbidden character U+202E"),
        ("<p>\x07</p>", "forbidden character U+0007"),
        ("<p title='\x00'></p>", "forbidden character U+0000"),
        ("<p>\ud800</p>", "forbidden character U+D800"),
        ("<p>\u2066x</p>", "forbidden character U+2066"),
        ("<p>\uffff</p>", "forbidden character U+FFFF"),
        ("<em>" * 65 + "</em>" * 65, "deeper than 64 levels"),
        ("<p data-origin='somewhere'></p>", "is not TEMPLATE:LINE"),
    ],
)
def test_what_a_browser_would_mend_is_refused(source, said):
    with pytest.raises(MalformedMarkup) as caught:
        parse(source)
    assert said in caught.value.message


def test_an_open_element_is_shown_at_its_own_line():
    with pytest.raises(MalformedMarkup) as caught:
        parse('<html data-origin="x:1"><p data-origin="brief.html.jinja:7">a</html>')
    assert str(caught.value.spans[0]) == "templates/brief.html.jinja:7"


def test_forbidden_characters_are_not_printed_raw_in_the_message():
    with pytest.raises(MalformedMarkup) as caught:
        parse("<p>ab\x1b[31m</p>")
    assert "\x1b" not in caught.value.message


def test_writing_is_canonical():
    root = Element("p", {"title": 'a"<b>', "lang": "en"}, (Text("x < y & z"), Element("br")))
    assert serialize(root) == ('<p lang="en" title="a&quot;&lt;b&gt;">x &lt; y &amp; z<br></p>')
    assert serialize(Element("html")).startswith("<!DOCTYPE html>")


_TEXTS = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"),
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff",
    )
    | st.sampled_from("<>&\"' \n\t"),
    min_size=1,
    max_size=12,
)
_NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=6).map(lambda name: f"x{name}")


def _canonical(children: list[Element | Text]) -> tuple[Element | Text, ...]:
    """No two texts stand side by side."""
    kept: list[Element | Text] = []
    for child in children:
        last = kept[-1] if kept else None
        if isinstance(child, Text) and isinstance(last, Text):
            kept[-1] = Text(last.text + child.text)
        else:
            kept.append(child)
    return tuple(kept)


_VOIDS = st.builds(Element, st.sampled_from(sorted(VOID)))
_TREES = st.recursive(
    st.builds(Text, _TEXTS) | _VOIDS,
    lambda inner: st.builds(
        lambda tag, attributes, children: Element(tag, attributes, _canonical(children)),
        st.sampled_from(["p", "em", "section", "a", "td", "script", "title"]),
        st.dictionaries(_NAMES, _TEXTS, max_size=3),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
).filter(lambda node: isinstance(node, Element))


@settings(max_examples=60, deadline=None)
@given(_TREES)
def test_what_is_written_reads_back_the_same(root):
    assert parse(serialize(root)) == root


@settings(max_examples=60, deadline=None)
@given(_TREES)
def test_folding_white_space_twice_changes_nothing(root):
    once = normalize(root)
    assert normalize(once) == once
    assert once.text().split() == root.text().split() or "".join(once.text().split()) == "".join(
        root.text().split()
    )

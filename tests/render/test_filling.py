"""What the program fills in: contents, and the numbers of captions."""

from __future__ import annotations

import pytest
from tests.render.samples import document

from briefbook.errors import MalformedMarkup
from briefbook.render.filling import filled
from briefbook.render.markup import check, normalize, serialize

NAV = '<nav data-role="toc"><p>Contents</p></nav>'


def body_of(markup: str) -> str:
    root = normalize(filled(document(f"<h1>H</h1>{markup}")))
    assert check(root) == []
    return serialize(root).partition("<h1>H</h1>")[2].removesuffix("</body></html>")


def test_contents_are_links_to_the_headings_nested_as_they_are():
    headings = '<h2 id="a">A</h2><h3>A1</h3><section><h3>A2</h3></section><h2>B</h2>'
    item = '<li><p><a href="#{}">{}</a></p>{}</li>'
    below = item.format("part-1", "A1", "") + item.format("part-2", "A2", "")
    entries = item.format("a", "A", f"<ol>{below}</ol>") + item.format("part-3", "B", "")
    assert body_of(f"{NAV}{headings}") == (
        f'<nav data-role="toc"><p>Contents</p><ol>{entries}</ol></nav>'
        '<h2 id="a">A</h2><h3 id="part-1">A1</h3><section><h3 id="part-2">A2</h3></section>'
        '<h2 id="part-3">B</h2>'
    )


def test_an_entry_repeats_the_words_and_not_what_hangs_on_them():
    heading = (
        '<h2 lang="ru">a <em id="x">b</em><br>c<span data-role="footnote">d</span> '
        '<a href="https://e.example">e</a> <span lang="en">f</span></h2>'
    )
    assert '<p lang="ru"><a href="#part-1">a <em>b</em> c e <span lang="en">f</span></a></p>' in (
        body_of(f"{NAV}{heading}")
    )


def test_a_name_that_is_taken_is_not_given_again():
    shown = body_of(f'{NAV}<h2>A</h2><p id="part-1">x</p>')
    assert '<h2 id="part-2">A</h2>' in shown


def test_contents_without_anything_to_list_are_left_out():
    assert body_of(f"{NAV}<p>x</p>") == "<p>x</p>"


def test_nothing_changes_where_nothing_is_asked_for():
    root = document("<h1>H</h1><h2>A</h2>")
    assert filled(root) is root


def test_captions_are_counted_apart_for_tables_and_pictures():
    number = '<span data-role="{}-number"></span>'
    table = (
        f"<table><caption>Table {number.format('table')}. x</caption>"
        "<tbody><tr><td>1</td></tr></tbody></table>"
    )
    figure = (
        '<figure><img src="a.png" alt="a"><figcaption>'
        f"Figure {number.format('figure')}</figcaption></figure>"
    )
    shown = body_of(table + figure + table)
    counted = '<span data-role="{}-number">{}</span>'
    assert shown.count(counted.format("table", 1)) == 1
    assert shown.count(counted.format("table", 2)) == 1
    assert shown.count(counted.format("figure", 1)) == 1


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        (f"{NAV}{NAV}<h2>A</h2>", "two tables of contents"),
        ('<nav data-role="toc"><ol></ol></nav><h2>A</h2>', "entries of its own"),
        (
            '<table><caption><span data-role="table-number">7</span></caption></table>',
            "is not empty",
        ),
    ],
)
def test_what_is_filled_in_may_not_be_there_already(markup, said):
    with pytest.raises(MalformedMarkup, match=said) as refused:
        filled(document(markup))
    assert refused.value.spans

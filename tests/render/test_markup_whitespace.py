"""White space and the runs of a block, as compose and the renderers see them."""

from __future__ import annotations

import pytest

from briefbook.render.folding import with_texts
from briefbook.render.markup import blocks, map_block_texts, normalize, parse, serialize
from briefbook.render.runs import SOLID
from briefbook.render.tree import Element, Text


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("<p>  a \n\t b  </p>", "<p>a b</p>"),
        ("<p>a <em> b</em></p>", "<p>a <em>b</em></p>"),
        ("<p>a<em> b </em> c</p>", "<p>a<em> b </em>c</p>"),
        ("<p><em> a </em> </p>", "<p><em>a</em></p>"),
        ("<p>a <br> b</p>", "<p>a<br>b</p>"),
        ("<p>\u00a0a\u00a0 b</p>", "<p>\u00a0a\u00a0 b</p>"),
        ("<section> <p>a</p>\n <p>b</p> </section>", "<section><p>a</p><p>b</p></section>"),
        ("<ul> <li> a </li> <li> <p> b </p> </li> </ul>", "<ul><li>a</li><li><p>b</p></li></ul>"),
        ("<section> stray \n text <p>a</p></section>", "<section>stray text<p>a</p></section>"),
        (
            '<p>№ <span data-role="blank" data-width="20"></span> </p>',
            '<p>№ <span data-role="blank" data-width="20"></span></p>',
        ),
        (
            (
                '<p data-role="signature"> <span data-role="post"> Chief </span>\n'
                ' <span data-role="name"> A.B. Sample </span> </p>'
            ),
            (
                '<p data-role="signature"><span data-role="post">Chief</span>'
                '<span data-role="name">A.B. Sample</span></p>'
            ),
        ),
        ("<p>a<em> </em>b</p>", "<p>a<em> </em>b</p>"),
        (
            '<p>a<span data-role="footnote"> b \n c </span> d </p>',
            '<p>a<span data-role="footnote">b c</span> d</p>',
        ),
        (
            '<p><em>a </em>\n <span data-role="footnote">b</span> c</p>',
            '<p><em>a</em><span data-role="footnote">b</span> c</p>',
        ),
        ("<p>a <em> </em> b</p>", "<p>a <em></em>b</p>"),
    ],
)
def test_white_space_folds_like_in_a_browser(source, folded):
    assert serialize(normalize(parse(source))) == folded


def test_blocks_are_the_elements_that_hold_a_line_of_text():
    root = parse(
        "<section><h2>a</h2><ul><li>b</li><li><p>c</p><ul><li>d</li></ul></li></ul></section>"
    )
    assert [block.text() for block in blocks(root)] == ["a", "b", "c", "d"]


def test_texts_side_by_side_become_one():
    assert normalize(Element("p", {}, (Text("a "), Text(" b")))) == parse("<p>a b</p>")


def test_a_language_holds_for_the_blocks_within():
    root = parse(
        '<html lang="ru"><body><h1>a</h1><section lang="en"><p>b</p></section></body></html>'
    )
    upper = map_block_texts(root, lambda runs: [f"{text}-{lang}" for text, _, lang in runs])
    assert [block.text() for block in blocks(upper)] == ["a-ru", "b-en"]


def _seen(source: str) -> list[tuple[tuple[str, bool, str], ...]]:
    calls: list[tuple[tuple[str, bool, str], ...]] = []

    def look(runs):
        calls.append(tuple(runs))
        return [text for text, _, _ in runs]

    root = parse(source)
    assert map_block_texts(root, look) == root
    return calls


def test_a_block_is_given_as_a_whole_across_its_inline_elements():
    assert _seen('<p lang="ru">«Река <em>Н»</em> течет</p>') == [
        (("«Река ", False, "ru"), ("Н»", False, "ru"), (" течет", False, "ru"))
    ]


def test_each_language_of_a_block_is_given_by_itself():
    assert _seen('<p lang="ru">река <em lang="en">river</em> и берег</p>') == [
        (("река ", False, "ru"),),
        (("river", False, "en"),),
        ((" и берег", False, "ru"),),
    ]


def test_code_dates_and_shown_addresses_are_protected():
    runs = _seen(
        "<p>a<code>b</code><time datetime='2022-01-01'>c</time>"
        "<a href='https://x.example'>x.example</a><a href='https://x.example'>https://x.example</a>"
        "<a href='mailto:a@b.example'>a@b.example</a></p>"
    )[0]
    assert [(text, protected) for text, protected, _ in runs] == [
        ("a", False),
        ("b", True),
        ("c", True),
        ("x.example", True),
        ("https://x.example", True),
        ("a@b.example", True),
    ]


def test_a_link_with_words_is_not_protected():
    assert _seen("<p><a href='https://x.example'>the report</a></p>")[0][0][1] is False


def test_breaks_and_blanks_are_seen_and_stay():
    runs = _seen('<p>a<br>b <span data-role="blank" data-width="9"></span></p>')[0]
    assert [text for text, _, _ in runs] == ["a", "\n", "b ", SOLID]


def test_changed_texts_take_their_places_and_empty_ones_go():
    root = parse("<p>a<em>b</em><code>c</code>d</p>")
    changed = map_block_texts(root, lambda runs: ["", "B", "C", "D"])
    assert serialize(changed) == "<p><em>B</em><code>c</code>D</p>"


def test_another_number_of_texts_is_refused():
    with pytest.raises(ValueError, match="argument"):
        map_block_texts(parse("<p>a</p>"), lambda runs: [])
    with pytest.raises(ValueError, match="fewer texts"):
        with_texts(parse("<p>a</p>"), ["a", "b"])
    with pytest.raises(ValueError, match="more texts"):
        with_texts(parse("<p>a</p>"), [])

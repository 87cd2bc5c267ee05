"""What an element of the document is in the tags of the PDF."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
from tests.pdf_gate import faults
from tests.pdf_tags import Tag, Tagged
from tests.render.samples import assets, document, manuscript, sample
from tests.render.stress import SVG, png

from briefbook.render.pdf import PdfRenderer

NOTES = "[data-role=footnote] { float: footnote }"


def shapes(tagged: Tagged) -> list[Any]:
    """The shapes of all that the document holds after its heading."""
    return [each.shape() for each in tagged.document.kids if isinstance(each, Tag)][1:]


def test_text_is_held_by_its_paragraph_whatever_stands_out_in_it(tagged):
    read = tagged("<h1>H</h1><p>a <strong>b</strong> <em>c</em> H<sub>2</sub>O<br>d</p>")
    assert shapes(read) == ["P"]
    assert read.text(read.tags("P")[0]) == "a b c H 2 O d"


def test_a_foreign_phrase_says_its_language(tagged):
    read = tagged('<h1>H</h1><p>a <span lang="ru">река</span> <em lang="en">b</em></p>')
    (phrase,) = read.tags("Span")
    assert phrase.entries["/Lang"] == "ru"
    assert read.text(phrase) == "река"


def test_a_foreign_block_says_its_language_and_what_stands_in_it_does_not_repeat_it(tagged):
    read = tagged('<h1>H</h1><section lang="ru"><p lang="ru">река</p><p lang="en">a</p></section>')
    said = [(tag.kind, tag.entries["/Lang"]) for tag in read.tags() if "/Lang" in tag.entries]
    assert said == [("Sect", "ru"), ("P", "en")]


def test_an_abbreviation_says_what_it_stands_for(tagged):
    read = tagged('<h1>H</h1><p><abbr title="United Nations">UN</abbr> <abbr>CND</abbr></p>')
    assert [tag.entries["/E"] for tag in read.tags("Span")] == ["United Nations"]


def test_a_link_is_one_element_on_all_its_lines(tagged):
    words = "very long words that go over the end of the line " * 3
    read = tagged(f'<h1>H</h1><p>a <a href="https://x.example">{words}<em>x</em></a> b</p>')
    (link,) = read.tags("Link")
    annotations = [each.get_object() for each in read.reader.pages[0]["/Annots"]]
    assert len(annotations) == 2
    assert {each["/Contents"] for each in annotations} == {f"{words}x"}
    assert read.text(link) == f"{words}x".replace("  ", " ").strip()


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ('<a href="https://x.example" title="Where">x</a>', "Where"),
        ('<a href="https://x.example"> the\n text </a>', "the text"),
        ('<a href="https://x.example"><img src="pictures/a.svg" alt="x"></a>', "https://x.example"),
    ],
)
def test_a_link_says_where_it_leads(tagged, markup, said):
    read = tagged(f"<h1>H</h1><p>a {markup}</p>", a_svg=SVG)
    assert read.reader.pages[0]["/Annots"][0].get_object()["/Contents"] == said


def test_a_link_in_a_running_line_can_be_followed_and_is_read_once_at_the_end(tagged):
    running = '<footer><p><a href="https://x.example">Rivers</a></p></footer>'
    read = tagged(f"{running}<h1>H</h1>{'<p>line</p>' * 90}")
    assert read.document.kids[-1].shape() == {"P": ["Link"]}
    (link,) = read.tags("Link")
    assert link.entries["/Alt"] == "Rivers"
    assert len(link.kids) == len(read.reader.pages) > 1


def test_running_lines_are_artifacts(tagged):
    read = tagged("<header><p>Above</p></header><footer><p>Below</p></footer><h1>H</h1>")
    content = read.reader.pages[0].get_contents().get_data()
    assert b"/Artifact\n<</Type /Pagination/Subtype /Header>>\nBDC" in content
    assert b"/Artifact\n<</Type /Pagination/Subtype /Footer>>\nBDC" in content
    assert [each.kind for each in read.tags()] == ["Document", "H1"]


def test_what_is_fixed_to_every_page_is_read_once(tagged):
    read = tagged(f"<h1>H</h1>{'<p>line</p>' * 90}", "h1 { position: fixed; top: 9cm }")
    assert len(list(read.tags("H1")[0].marks())) == 1


@pytest.mark.parametrize(
    ("css", "numbering"),
    [
        ("", "/Decimal"),
        ("ol { list-style-type: upper-roman }", "/UpperRoman"),
        ("ol { list-style-type: '– ' }", "/Decimal"),
        ("ol { list-style-type: none }", "/None"),
    ],
)
def test_a_list_says_how_it_is_numbered(tagged, css, numbering):
    read = tagged("<h1>H</h1><ol><li>a</li></ol>", css)
    assert read.tags("L")[0].attributes["/ListNumbering"] == numbering


def test_an_item_has_a_label_and_a_body(tagged):
    read = tagged("<h1>H</h1><ul><li>a<ol><li>b</li></ol></li></ul>", "ul { list-style: disc }")
    inner = {"L": [{"LI": ["Lbl", "LBody"]}]}
    assert shapes(read) == [{"L": [{"LI": ["Lbl", {"LBody": [inner]}]}]}]
    assert read.text(read.tags("Lbl")[0]) == "•"


def test_a_name_and_what_is_said_of_it_are_one_item(tagged):
    fields = "<dt>To</dt><dt>Cc</dt><dd>A</dd><dd>B</dd><dt>From</dt><dd>C</dd>"
    read = tagged(f'<h1>H</h1><dl data-role="fields">{fields}</dl>')
    first, second = read.tags("LI")
    assert [kid.kind for kid in first.kids] == ["Lbl", "Lbl", "LBody", "LBody"]
    assert [read.text(kid) for kid in second.kids] == ["From", "C"]


def test_a_figure_has_its_words_its_box_and_its_caption(tagged):
    body = '<figure><img src="pictures/a.svg" alt="A river"><figcaption>It</figcaption></figure>'
    read = tagged(f"<h1>H</h1>{body}", "figure { margin: 0 }", a_svg=SVG)
    assert shapes(read) == [{"Div": ["Figure", "Caption"]}]
    (figure,) = read.tags("Figure")
    left, bottom, right, top = figure.attributes["/BBox"]
    assert (right - left, top - bottom) == pytest.approx((67.5, 30))  # 90 and 40 px
    assert figure.entries["/Alt"] == "A river"


def test_a_picture_without_words_is_an_artifact(tagged):
    read = tagged(
        '<h1>H</h1><figure><img src="pictures/a.png" alt=""></figure>', a_png=png(alpha=False)
    )
    assert shapes(read) == []


def test_a_footnote_is_read_where_it_is_called(tagged):
    body = '<h1>H</h1><p>a<span data-role="footnote" lang="ru">река</span> b</p>'
    read = tagged(body, NOTES)
    assert shapes(read) == [{"P": ["Reference", {"Note": ["Lbl"]}]}]
    (note,) = read.tags("Note")
    assert read.text(note) == "1 река"
    assert note.entries["/Lang"] == "ru"
    names = read.tree["/IDTree"]["/Names"]
    assert note.entries["/ID"] in names


def test_a_footnote_of_a_heading_follows_it(tagged):
    read = tagged('<h1>H<span data-role="footnote">n</span></h1><p>a</p>', NOTES)
    assert [each.shape() for each in read.document.kids] == [
        {"H1": ["Reference"]},
        {"Note": ["Lbl"]},
        "P",
    ]


def test_contents_are_items_that_refer(tagged):
    entry = '<li><a href="#b">B</a></li>'
    body = f'<h1>H</h1><nav data-role="toc"><ol>{entry}<li><a href="#b">C</a><ol>{entry}</ol></li>'
    css = "nav ol { list-style: none } nav a::after { content: leader('.') '7' }"
    read = tagged(f'{body}</ol></nav><h2 id="b">B</h2>', css)
    item = {"TOCI": [{"Reference": ["Link"]}]}
    nested = {"TOCI": [{"Reference": ["Link"]}, {"TOC": [item]}]}
    assert shapes(read)[0] == {"Sect": [{"TOC": [item, nested]}]}
    assert read.text(read.tags("TOCI")[0]) == "B 7"  # without the dots


def test_contents_without_a_list_are_items_too(tagged):
    body = '<nav data-role="toc"><p><a href="#b">B</a></p></nav><h2 id="b">B</h2>'
    read = tagged(f"<h1>H</h1>{body}")
    assert shapes(read)[0] == {"TOC": [{"TOCI": [{"Reference": ["Link"]}]}]}


def test_cells_know_their_heads_through_spans(tagged):
    head = '<tr><th scope="col" rowspan="2">A</th><th scope="col" colspan="2">B</th></tr>'
    deep = '<tr><th scope="col">C</th><th scope="col">D</th></tr>'
    rows = '<tr><th scope="row" rowspan="2">1</th><td>c</td><td>d</td></tr>'
    rows += "<tr><td>e</td><td></td></tr>"
    read = tagged(f"<h1>H</h1><table><thead>{head}{deep}</thead><tbody>{rows}</tbody></table>")
    names = {th.entries["/ID"]: read.text(th) for th in read.tags("TH")}
    heads = [[names[name] for name in td.attributes["/Headers"]] for td in read.tags("TD")]
    assert heads == [["1", "B", "C"], ["1", "B", "D"], ["1", "B", "C"], ["1", "B", "D"]]
    scopes = [th.attributes["/Scope"] for th in read.tags("TH")]
    assert scopes == ["/Column"] * 4 + ["/Row"]


def test_a_table_on_one_page_has_its_box_and_a_longer_one_has_none(tagged):
    row = "<tr><td>a</td></tr>"
    head = '<thead><tr><th scope="col">A</th></tr></thead>'
    short = tagged(f"<h1>H</h1><table>{head}<tbody>{row}</tbody></table>").tags("Table")[0]
    left, bottom, right, top = short.attributes["/BBox"]
    assert 0 < left < right
    assert 0 < bottom < top
    assert top - bottom > 20
    long = tagged(f"<h1>H</h1><table>{head}<tbody>{row * 90}</tbody></table>").tags("Table")[0]
    assert "/BBox" not in long.attributes


@pytest.mark.parametrize(
    "css",
    [
        "p { opacity: .5 }",
        "strong { opacity: .5; display: inline-block }",
        "p { transform: rotate(3deg) }",
        "p { visibility: hidden }",
        "p { position: absolute; top: 9cm }",
        "ul { list-style-position: inside }",
        "p::before { content: 'x' } p::first-letter { color: red }",
        "body { columns: 2 }",
        "table { display: block } tr { display: flex }",
        "h1 { string-set: a content() } @page { @top-left { content: string(a) } }",
        "p { float: left; width: 3cm }",
        "section { display: grid }",
    ],
)
def test_no_style_brings_the_tags_into_disorder(tagged, css):
    table = (
        '<table><thead><tr><th scope="col">x</th></tr></thead><tbody><tr><td>y</td></tr></tbody>'
    )
    body = f"<section><p>one <strong>two</strong></p><ul><li>a</li></ul>{table}</table></section>"
    assert faults(tagged(f"<h1>H</h1>{body}", css).data) == []


def test_renderings_at_the_same_time_do_not_mix():
    # Each has set its fonts up before: that is done through the surroundings of the process.
    renderers = {name: PdfRenderer(assets()) for name in ("brief-ru", "memo-en")}
    alone = {name: renderer.render(sample(name)) for name, renderer in renderers.items()}
    together: dict[str, set[bytes]] = {name: set() for name in renderers}

    def render(name: str) -> None:
        for _ in range(3):
            together[name].add(renderers[name].render(sample(name)))

    threads = [Thread(target=render, args=(name,)) for name in alone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == {name: {data} for name, data in alone.items()}


def test_the_identifier_changes_with_what_the_file_is_made_from(renderer):
    plain = manuscript(document("<h1>H</h1>"))
    made = [plain, plain, replace(plain, evidence=b"{}")]
    first = [renderer.render(each).rpartition(b"/ID [<")[2][:32] for each in made]
    assert first[0] == first[1] != first[2]

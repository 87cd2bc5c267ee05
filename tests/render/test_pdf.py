"""The PDF: what a reader gets, and what is refused rather than left out."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from pypdf import PdfReader
from tests.render.samples import assets, document, manuscript, sample, tree

from briefbook.errors import (
    MissingFont,
    MissingGlyph,
    RefusedAddress,
    RenderFailed,
    UnusablePicture,
)
from briefbook.plan.profile import Typeface
from briefbook.plan.profiles import with_paper
from briefbook.render.markup import blocks, parse
from briefbook.render.pdf import PdfRenderer
from briefbook.render.printable import MARK
from briefbook.render.problems import combined
from briefbook.render.tree import Element, Text
from briefbook.wording import verbatim

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
    b'<rect width="9" height="9"/></svg>'
)


@pytest.fixture(scope="module")
def renderer() -> PdfRenderer:
    return PdfRenderer(assets())


@pytest.fixture(scope="module")
def brief(renderer) -> PdfReader:
    return PdfReader(io.BytesIO(renderer.render(sample("brief-ru"))))


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def words_of(data: bytes, page: int = 0) -> list[dict[str, Any]]:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return pdf.pages[page].extract_words()


def fonts_of(reader: PdfReader) -> set[str]:
    found: set[str] = set()
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            found.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
    return found


@pytest.mark.parametrize(
    ("name", "pages"), [("brief-ru", 2), ("brief-en", 2), ("memo-ru", 2), ("memo-en", 1)]
)
def test_the_samples_fill_their_pages(renderer, name, pages):
    assert len(PdfReader(io.BytesIO(renderer.render(sample(name)))).pages) == pages


@pytest.mark.parametrize("name", ["brief-ru", "brief-en", "memo-ru", "memo-en"])
def test_every_word_of_the_document_is_on_the_page(renderer, name):
    shown = "".join(text_of(renderer.render(sample(name))).split()).lower()
    body = next(each for each in tree(name).elements() if each.tag == "body")
    for block in blocks(body):
        for word in block.text().split():
            assert word.lower() in shown


def test_metadata_say_what_the_document_says(brief):
    assert brief.metadata.title == "Речная комиссия Примерии"
    assert brief.metadata.author == "Отдел рек"
    assert brief.metadata.subject == "Справка о Речной комиссии"
    assert brief.metadata["/Keywords"] == "реки, Примерия"
    assert brief.metadata["/CreationDate"] == "D:20220101000000Z"
    assert brief.metadata["/ModDate"] == "D:20220101000000Z"


def test_the_file_is_tagged_and_knows_its_language(brief):
    root = brief.trailer["/Root"]
    assert root["/Lang"] == "ru"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root


def test_headings_are_bookmarks(brief):
    first = brief.outline[0]
    assert first.title == "Речная комиссия Примерии и участие в ней Страны Н"
    assert brief.outline[1][0].title == "Главное"


def test_links_lead_where_they_say(brief):
    links = {
        annotation.get_object()["/A"]["/URI"]
        for page in brief.pages
        for annotation in page.get("/Annots", [])
    }
    assert links == {
        "https://rivers.example/ru",
        "https://rivers.example/members",
        "mailto:rivers@mfa.example",
    }


def test_only_the_fonts_of_the_book_are_embedded(brief):
    assert fonts_of(brief) == {"PT-Serif", "PT-Serif-Italic", "PT-Sans", "PT-Sans-Bold"}


def test_fonts_of_the_system_are_invisible(renderer):
    asked = manuscript(
        document("<h1>H</h1><p>Река</p>"),
        stylesheets=("styles/x.css",),
        extra={"styles/x.css": b"p { font-family: 'PT Serif', var(--nothing, 'DejaVu Sans') }"},
    )
    with pytest.raises(MissingFont, match="DejaVu Sans"):
        renderer.render(asked)


def test_the_private_configuration_has_no_other_font(renderer):
    # Straight to WeasyPrint, past our own check of stylesheets.
    configuration = renderer._font_configuration()
    from weasyprint import HTML

    data = HTML(string="<p style='font-family: DejaVu Sans, Arial, monospace'>Река</p>").write_pdf(
        font_config=configuration
    )
    (font,) = fonts_of(PdfReader(io.BytesIO(data)))
    assert font.startswith(("PT-S", "Liberation-Serif"))


def test_page_numbers_are_counted(renderer):
    data = renderer.render(sample("brief-ru"))
    assert "стр. 1 из 2" in text_of(data)
    assert "стр. 2 из 2" in text_of(data)


def test_the_memorandum_numbers_its_pages_from_the_second(renderer):
    data = renderer.render(sample("memo-ru"))
    assert words_of(data, 0)[0]["text"] == "Управление"
    number = words_of(data, 1)[0]
    assert number["text"] == "2"
    # 10 mm from the edge, in the middle between the side margins (30 and 10 mm).
    assert number["top"] >= 10 * 72 / 25.4
    assert (number["x0"] + number["x1"]) / 2 == pytest.approx(115 * 72 / 25.4 - 0, abs=1.5)


def test_the_margins_are_those_of_the_profile(renderer):
    words = words_of(renderer.render(sample("memo-ru")))
    millimetre = 72 / 25.4
    assert min(word["x0"] for word in words) == pytest.approx(30 * millimetre, abs=1)
    assert max(word["x1"] for word in words) == pytest.approx(200 * millimetre, abs=2)
    addressee = next(word for word in words if word["text"] == "Директору")
    assert addressee["x0"] == pytest.approx(130 * millimetre, abs=1)
    first_line = next(word for word in words if word["text"] == "Прошу")
    assert first_line["x0"] == pytest.approx(42.5 * millimetre, abs=1)


def test_the_name_stands_on_the_last_line_of_the_post(renderer):
    words = words_of(renderer.render(sample("memo-ru")), 1)
    name = next(word for word in words if word["text"] == "Образцова")
    last = next(word for word in words if word["text"] == "начальник")
    assert name["bottom"] == pytest.approx(last["bottom"], abs=0.5)
    assert name["x1"] == pytest.approx(200 * 72 / 25.4, abs=1)


def test_letter_paper(renderer):
    paper = replace(sample("brief-en"), profile=with_paper(sample("brief-en").profile, "Letter"))
    page = PdfReader(io.BytesIO(renderer.render(paper))).pages[0]
    assert [round(float(each)) for each in page.mediabox[2:]] == [612, 792]


def test_table_heads_are_repeated(renderer):
    rows = "".join(f"<tr><td>row {number}</td></tr>" for number in range(90))
    table = (
        f'<table><thead><tr><th scope="col">Bodies</th></tr></thead><tbody>{rows}</tbody></table>'
    )
    reader = PdfReader(io.BytesIO(renderer.render(manuscript(document(f"<h1>H</h1>{table}")))))
    assert len(reader.pages) > 1
    assert all("Bodies" in page.extract_text() for page in reader.pages)


def test_headings_do_not_stand_alone_at_the_foot_of_a_page(renderer):
    for lines in range(38, 50):
        body = "<h1>H</h1>" + "<p>line</p>" * lines + "<h2>Kept</h2><p>with this</p>"
        reader = PdfReader(io.BytesIO(renderer.render(manuscript(document(body)))))
        for page in reader.pages:
            text = page.extract_text()
            assert ("Kept" in text) == ("with this" in text)


def test_a_blank_has_its_width(renderer):
    body = '<h1>H</h1><p>a<span data-role="blank" data-width="50"></span>b</p>'
    words = words_of(renderer.render(manuscript(document(body))))
    left = next(word for word in words if word["text"] == "a")
    right = next(word for word in words if word["text"] == "b")
    assert right["x0"] - left["x1"] == pytest.approx(50 * 72 / 25.4, abs=0.5)


def test_a_list_begins_with_its_number(renderer):
    body = '<h1>H</h1><ol start="7"><li>a</li><li>b</li></ol>'
    words = [word["text"] for word in words_of(renderer.render(manuscript(document(body))))]
    assert {"7.", "8."} <= set(words)


def test_attachments_may_stand_without_a_label(renderer):
    body = '<h1>H</h1><p data-role="attachments">two sheets</p>'
    assert "two sheets" in text_of(renderer.render(manuscript(document(body))))


def test_awkward_text_is_shown_as_typed(renderer):
    body = '<h1>A &amp; B &lt;b&gt; "q" {{ x }} {% y %} &amp;amp;</h1>'
    assert 'A & B <b> "q" {{ x }} {% y %} &amp;' in text_of(
        renderer.render(manuscript(document(body)))
    )


def test_pictures_of_the_book_are_drawn(renderer):
    body = '<h1>H</h1><figure><img src="pictures/a.svg" alt="A square"></figure>'
    data = renderer.render(manuscript(document(body), extra={"pictures/a.svg": SVG}))
    assert b"A square" in data or len(data) > 1000


def test_a_picture_that_is_not_there_is_refused_at_its_line(renderer):
    body = (
        '<h1>H</h1><figure data-origin="brief.html.jinja:9">'
        '<img src="pictures/gone.png" alt="x"></figure>'
    )
    with pytest.raises(RefusedAddress) as caught:
        renderer.render(manuscript(document(body)))
    assert "pictures/gone.png" in caught.value.message
    assert str(caught.value.spans[0]) == "templates/brief.html.jinja:9"


def test_a_picture_that_is_none_is_a_failure(renderer):
    body = '<h1>H</h1><figure><img src="pictures/a.png" alt="x"></figure>'
    with pytest.raises(UnusablePicture, match=r"pictures/a\.png"):
        renderer.render(manuscript(document(body), extra={"pictures/a.png": b"no picture"}))


def test_a_picture_may_not_fetch_another_from_the_network(renderer):
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
        b'<image href="https://x.example/spy.png" width="9" height="9"/></svg>'
    )
    body = '<h1>H</h1><figure><img src="pictures/a.svg" alt="x"></figure>'
    with pytest.raises(RefusedAddress, match=r"x\.example"):
        renderer.render(manuscript(document(body), extra={"pictures/a.svg": svg}))


def test_a_file_of_the_machine_is_never_read(renderer):
    body = f'<h1>H</h1><figure><img src="file://{Path(__file__)}" alt="x"></figure>'
    with pytest.raises(RefusedAddress):
        renderer.render(manuscript(document(body)))


def test_every_missing_glyph_is_named_with_its_line_at_once(renderer):
    body = (
        '<h1>H</h1><p data-origin="brief.html.jinja:5">one\u202ftwo</p>'
        '<h2 data-origin="brief.html.jinja:8">three 漢 four</h2>'
    )
    with pytest.raises(MissingGlyph) as caught:
        renderer.render(manuscript(document(body)))
    assert "PT Serif has no glyph for U+202F NARROW NO-BREAK SPACE" in caught.value.message
    assert "PT Sans has no glyph for U+6F22 CJK UNIFIED IDEOGRAPH-6F22" in caught.value.message
    assert "“three 漢 four”" in caught.value.message
    assert [str(each) for each in caught.value.spans] == [
        "templates/brief.html.jinja:5",
        "templates/brief.html.jinja:8",
    ]


def test_glyphs_of_generated_text_count_as_well(renderer):
    body = "<h1>H</h1><ul><li>a</li></ul>"
    asked = manuscript(
        document(body),
        stylesheets=("styles/x.css",),
        extra={"styles/x.css": "ul { list-style-type: '☞ ' }".encode()},
    )
    with pytest.raises(MissingGlyph, match="U\\+261E"):
        renderer.render(asked)


def test_glyphs_of_running_lines_count_once_with_their_line(renderer):
    body = (
        '<footer><p data-origin="brief.html.jinja:3">漢</p></footer><h1>H</h1>' + "<p>line</p>" * 90
    )
    with pytest.raises(MissingGlyph, match="U\\+6F22") as caught:
        renderer.render(manuscript(document(body)))
    assert [str(each) for each in caught.value.spans] == ["templates/brief.html.jinja:3"]


def test_a_rule_that_would_be_ignored_is_named_with_file_and_line(renderer):
    asked = manuscript(
        document("<h1>H</h1>"),
        stylesheets=("styles/x.css",),
        extra={"styles/x.css": b"p { color: red }\nq { colour: red }"},
    )
    with pytest.raises(RenderFailed) as caught:
        renderer.render(asked)
    assert "colour" in caught.value.message
    assert str(caught.value.spans[0]) == "templates/styles/x.css:2:5"


@pytest.mark.parametrize(
    ("extra", "said"),
    [({}, "there is no stylesheet"), ({"styles/x.css": b"\xff"}, "is not UTF-8")],
)
def test_a_stylesheet_that_cannot_be_read(renderer, extra, said):
    asked = manuscript(document("<h1>H</h1>"), stylesheets=("styles/x.css",), extra=extra)
    with pytest.raises(RenderFailed, match=said):
        renderer.render(asked)


def test_a_profile_with_a_font_that_is_not_in_the_book(renderer):
    asked = manuscript(document("<h1>H</h1>"))
    profile = replace(asked.profile, heading_typeface=Typeface("Gone Sans", "Gone Sans"))
    with pytest.raises(MissingFont, match="Gone Sans"):
        renderer.render(replace(asked, profile=profile))


def test_other_fonts_are_taken_up(renderer):
    plain = manuscript(document("<h1>H</h1>"))
    fewer = {path: data for path, data in plain.assets.items() if "pt-sans" not in path}
    with pytest.raises(MissingFont, match="PT Sans"):
        renderer.render(replace(plain, assets=fewer))
    assert text_of(renderer.render(plain)).startswith("H")


def test_a_failure_inside_the_renderer_is_told_in_its_words(renderer):
    inner: Element | Text = Text("x")
    for _ in range(3000):  # deeper than Python's stack; no template can bring this
        inner = Element("em", {}, (inner,))
    root = document("<h1>H</h1>")
    deep = Element("html", root.attributes, (root.children[0], Element("body", {}, (inner,))))
    with pytest.raises(RenderFailed, match="RecursionError"):
        renderer.render(manuscript(deep))


def test_a_font_that_only_layout_shows_to_be_missing(renderer):
    css = b"p { --family: 'Gone Serif'; font-family: var(--family) }"
    asked = manuscript(
        document('<h1>H</h1><p data-origin="t.html.jinja:4">a</p>'),
        stylesheets=("styles/x.css",),
        extra={"styles/x.css": css},
    )
    with pytest.raises(MissingFont, match="Gone Serif") as caught:
        renderer.render(asked)
    assert str(caught.value.spans[0]) == "templates/t.html.jinja:4"


def test_nothing_is_printed_and_the_log_is_left_alone(renderer, capfd):
    logger = logging.getLogger("weasyprint")
    before = list(logger.handlers)
    renderer.render(sample("memo-en"))
    assert capfd.readouterr() == ("", "")
    assert logger.handlers == before


def test_the_numbers_of_elements_do_not_reach_the_reader(brief):
    assert MARK.encode() not in brief.stream.getvalue()


def test_one_renderer_gives_the_same_bytes_again(renderer):
    first = renderer.render(sample("brief-en"))
    renderer.render(sample("memo-ru"))
    assert renderer.render(sample("brief-en")) == first


def test_two_processes_give_the_same_bytes(renderer):
    script = (
        "import sys; from tests.render.samples import assets, sample; "
        "from briefbook.render.pdf import PdfRenderer; "
        "sys.stdout.buffer.write(PdfRenderer(assets()).render(sample('brief-ru')))"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={
            **os.environ,
            "PYTHONPATH": "src:.",
            "PYTHONHASHSEED": "7",
            "TZ": "Asia/Tokyo",
            "LC_ALL": "C",
        },
    )
    assert other.stdout == renderer.render(sample("brief-ru"))


def test_one_fault_is_told_as_it_is_and_many_as_one():
    one = RenderFailed(verbatim("a"), hint=verbatim("h"))
    assert combined([one]) is one
    many = combined([RenderFailed(verbatim(str(number))) for number in range(14)])
    assert isinstance(many, RenderFailed)
    assert many.message.endswith("10; 11; and 2 more")
    with pytest.raises(ValueError, match="no problem"):
        combined([])


def test_markup_from_templates_may_be_rendered_as_parsed(renderer):
    loose = parse(
        '<html lang="en">\n<head> <title>T</title> </head>\n<body>\n<h1> H </h1>\n'
        "<p> a <em> b </em> c </p>\n</body></html>"
    )
    assert "a b c" in text_of(renderer.render(manuscript(loose)))

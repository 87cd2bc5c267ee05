"""Timelines in finished files: words for those who do not see them, the same bytes each time."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from PIL import Image
from tests.pdf_gate import faults
from tests.pdf_tags import Tagged
from tests.render.pictures.timelines import ALTERNATIVE, lanes, timeline
from tests.render.samples import assets, document, manuscript

from briefbook.errors import MissingGlyph
from briefbook.render.docx.renderer import DocxRenderer
from briefbook.render.markup import check
from briefbook.render.pdf import PdfRenderer

BODY = f"<h1>Rivers</h1><p>Text.</p>{timeline()}<p>More.</p>"


@pytest.fixture(scope="module")
def renderer() -> PdfRenderer:
    return PdfRenderer(assets())


@pytest.fixture(scope="module")
def pdf(renderer: PdfRenderer) -> bytes:
    return renderer.render(manuscript(document(BODY)))


@pytest.fixture(scope="module")
def docx() -> bytes:
    return DocxRenderer(assets()).render(manuscript(document(BODY)))


def test_the_figure_has_its_words_and_its_place_and_the_file_passes(pdf: bytes) -> None:
    assert faults(pdf) == []
    (figure,) = Tagged(pdf).tags("Figure")
    assert figure.entries["/Alt"] == ALTERNATIVE
    left, bottom, right, top = (float(each) for each in figure.attributes["/BBox"])
    assert right - left == pytest.approx(162 * 72 / 25.4, abs=0.5)
    assert 40 < top - bottom < 120


def test_it_is_drawn_as_lines_and_letters_not_as_points(pdf: bytes) -> None:
    from pypdf import PdfReader

    page = PdfReader(BytesIO(pdf)).pages[0]
    assert list(page.images) == []
    assert "2016–2019" in page.extract_text().replace("\n", "")


def test_the_caption_stands_above_it(pdf: bytes) -> None:
    tagged = Tagged(pdf)
    (caption,) = tagged.tags("Caption")
    assert tagged.text(caption) == "Terms"


def test_in_word_it_is_a_picture_with_the_same_words(docx: bytes) -> None:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        body = archive.read("word/document.xml").decode()
        points = archive.read("word/media/image1.png")
        shapes = archive.read("word/media/image1.svg")
    assert f'descr="{ALTERNATIVE}"' in body
    assert body.index("Terms</w:t>") < body.index("<wp:inline")
    assert b"<text" not in shapes
    with Image.open(BytesIO(points)) as image:
        assert image.width / (162 / 25.4) >= 300  # points to the inch


def test_words_of_the_drawing_are_no_text_of_the_document(docx: bytes) -> None:
    import docx as reader

    said = [each.text for each in reader.Document(BytesIO(docx)).paragraphs if each.text]
    assert said == ["Rivers", "Text.", "Terms", "More."]


def test_it_is_the_same_each_time(renderer: PdfRenderer, pdf: bytes, docx: bytes) -> None:
    again = manuscript(document(BODY))
    assert renderer.render(again) == pdf
    assert DocxRenderer(assets()).render(again) == docx


def test_a_character_without_a_glyph_is_named_in_both_formats(renderer: PdfRenderer) -> None:
    body = f"<h1>H</h1>{timeline(lanes([('犯', ((2002, 2005, 'past'),))]))}"
    for each in (renderer, DocxRenderer(assets())):
        with pytest.raises(
            MissingGlyph, match="PT Sans has no glyph for U\\+72AF in “犯”"
        ) as caught:
            each.render(manuscript(document(body)))
        assert str(caught.value.spans[0]) == "templates/test.html.jinja:1"


DD = '<dd data-begin="2002-01-01" data-end="2005-12-31" data-state="past">2002</dd>'


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        (timeline(alternative=""), "needs one alternative text"),
        (timeline(alternative=" "), "needs one alternative text"),
        (timeline("<p>loose</p>"), "has no place for <p>"),
        (timeline('<dl data-role="fields"><dt>a</dt><dd>b</dd></dl>'), "has no place for <dl>"),
        (timeline(f'{lanes()}<img src="a.png" alt="x">'), "has no place for <img>"),
        (timeline("<figcaption>x</figcaption>"), "has no lanes"),
        (timeline('<dl data-role="lanes"><dt>a</dt></dl>'), "needs its value"),
        (timeline('<dl data-role="lanes"><dt>a</dt><dd>b</dd></dl>'), "lacks data-begin"),
        (timeline(lanes().replace("2005-12-31", "2001-12-31")), "2002-01-01 – 2001-12-31 is no"),
        (timeline(lanes().replace("2005-12-31", "2005-02-31")), "is no span of days"),
        (timeline(lanes().replace("2005-12-31", "soon")), "is not a date"),
        (timeline(lanes().replace('"past"', '"gone"')), "is not past, current or future"),
        (
            timeline(f'{lanes()}<p data-role="day">x</p>'),
            'the "day" of a timeline lacks data-begin',
        ),
        (timeline(f'{lanes()}<p data-role="legend">x</p>'), "lacks data-state"),
        (timeline(lanes([("a", ((1000, 1200, "past"),))])), "longer than 150 years"),
        ('<p data-role="day">x</p>', 'the role "day" may stand only in a timeline'),
        (lanes(), 'the role "lanes" may stand only in a timeline'),
        ('<p data-begin="2002-01-01">x</p>', "data-begin may stand only in a timeline"),
        (f'<dl data-role="fields"><dt>a</dt>{DD}</dl>', "data-end may stand only in a timeline"),
    ],
)
def test_a_timeline_that_could_not_be_drawn_is_refused_before(markup: str, said: str) -> None:
    problems = [str(problem) for problem in check(document(f"<h1>H</h1>{markup}"))]
    assert any(said in problem for problem in problems), problems
    assert check(document(f"<h1>H</h1>{timeline()}")) == []

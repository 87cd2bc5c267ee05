"""What WeasyPrint writes of itself: each fault here is one that we mend.

When a new version of WeasyPrint makes one of these tests fail, the mend may go;
``docs/archive.md`` says which issue of WeasyPrint it waits for.
"""

from __future__ import annotations

import pytest
from tests.pdf_gate import faults
from tests.pdf_tags import Tagged
from tests.render.stress import png

from briefbook.render.weasy import BASE, AssetFetcher

ROWS = "".join(f'<tr><th scope="row">{n}</th><td>a</td></tr>' for n in range(90))
MARKUP = f"""<html lang="en"><title>Rivers</title><style>
html {{ font-family: "PT Serif" }} .note {{ float: footnote }}
@page {{ @top-left {{ content: "Running" }} }}</style>
<h1>Rivers</h1><p>One <em lang="ru">река</em><span class="note">A note.</span>,
<a href="https://rivers.example">an <em>important</em> link</a></p>
<img src="a.png" alt="A river"><dl><dt>Length</dt><dd>9 km</dd></dl>
<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>
<tbody>{ROWS}</tbody></table></html>"""


#: It leaves the colour profile open.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def data(renderer) -> bytes:
    configuration = renderer._font_configuration()
    fetcher = AssetFetcher({"a.png": png(alpha=False)}, renderer._fonts)
    from weasyprint import HTML, Attachment

    whole: bytes = HTML(string=MARKUP, base_url=BASE, url_fetcher=fetcher).write_pdf(
        font_config=configuration,
        pdf_variant="pdf/a-3a",
        attachments=[Attachment(string="{}", name="facts.json", relationship="Data")],
    )
    return whole


@pytest.fixture(scope="module")
def plain(data) -> Tagged:
    return Tagged(data)


@pytest.mark.parametrize(
    "fault",
    [
        "goes on in table",
        "has no scope",
        "the tree of identifiers is not that of the elements",
        "the associated files are not the embedded ones",
        "IMAGE-INTERPOLATE",
        "PDFUA1-ID-PART",
    ],
)
def test_a_fault_that_the_gate_finds(data, fault):
    assert any(fault in found for found in faults(data)), faults(data)


def test_a_language_within_the_text_is_lost(plain):
    assert [tag for tag in plain.tags() if "/Lang" in tag.entries] == []


def test_running_lines_are_marked_as_text(plain):
    assert len(plain.marked()) > len(list(plain.document.marks()))


def test_footnotes_are_no_notes(plain):
    assert plain.tags("Note", "Reference") == []


def test_a_link_says_only_its_address_and_twice_where_a_word_is_set_off(plain):
    said = [each.get_object()["/Contents"] for each in plain.reader.pages[0]["/Annots"]]
    assert said == ["https://rivers.example", "https://rivers.example"]


def test_the_metadata_are_compressed(plain):
    assert plain.root["/Metadata"]["/Filter"] == "/FlateDecode"


def test_a_name_and_what_is_said_of_it_are_two_items(plain):
    assert [item.kids[0].kind for item in plain.tags("LI")] == ["LBody", "LBody"]


def test_each_line_of_text_is_a_span_of_its_own(plain):
    assert len(plain.tags("Span")) > 180


def test_the_box_of_a_figure_is_in_pixels_from_the_top(plain):
    (figure,) = plain.tags("Figure")
    left, top, right, bottom = figure.attributes["/BBox"]
    assert (right - left, bottom - top) == (2, 2)  # 1.5 pt

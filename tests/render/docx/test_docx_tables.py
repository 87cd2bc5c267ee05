"""Tables of data: grid, widths, heads, rules."""

from __future__ import annotations

import pytest
from tests.render.docx.office import GOST, HOUSE, Look, mm, render

from briefbook.errors import MalformedMarkup

TABLE = """<table data-role="data"><caption>Terms of <em>office</em></caption>
<thead><tr><th scope="col" data-width="70">Body</th><th scope="col">Term</th>
<th scope="col" data-align="right">Votes</th></tr></thead>
<tbody><tr><th scope="row">Commission</th><td>2010–2012</td><td data-align="right">18</td></tr>
<tr><th scope="row">Fund</th><td data-align="center"></td><td>21</td></tr></tbody></table>"""

SPANS = """<table data-role="data"><thead><tr><th scope="col" rowspan="2">Body</th>
<th scope="col" colspan="2">Terms</th></tr>
<tr><th scope="col">from</th><th scope="col">to</th></tr></thead>
<tbody><tr><td>a</td><td rowspan="2" colspan="2">b</td></tr><tr><td>c</td></tr></tbody></table>"""


def cells(look: Look) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in look.document.tables[0].rows]


def test_a_table_says_what_its_cells_say():
    assert cells(render(TABLE)) == [
        ["Body", "Term", "Votes"],
        ["Commission", "2010–2012", "18"],
        ["Fund", "", "21"],
    ]


def test_the_caption_stands_above_and_is_known_to_screen_readers():
    look = render(TABLE)
    assert look.paragraphs()[0] == ("Caption", "Terms of office")
    assert look.style("Caption", "/w:pPr/w:keepNext")
    assert look.find("//w:tblCaption/@w:val") == ["Terms of office"]
    assert look.find("//w:tblDescription/@w:val") == ["Body; Term; Votes"]


def test_rows_of_the_head_repeat_and_no_row_is_torn():
    look = render(TABLE)
    assert len(look.find("//w:tr/w:trPr/w:tblHeader")) == 1
    assert len(look.find("//w:tr/w:trPr/w:cantSplit")) == 3


def test_headings_of_columns_and_rows_have_styles_of_their_own():
    look = render(TABLE)
    styles = look.find("//w:tr[position() < 3]/w:tc/w:p/w:pPr/w:pStyle/@w:val")
    assert styles == ["TableHeading"] * 3 + ["TableRowHeading", "TableText", "TableText"]
    assert look.find("//w:tblLook/@w:firstRow") == ["1"]
    assert look.find("//w:tblLook/@w:firstColumn") == ["1"]


def test_cells_are_aligned_as_the_template_says():
    assert render(TABLE).find("//w:tc/w:p/w:pPr/w:jc/@w:val") == ["right", "right"]


def test_a_column_has_the_width_that_is_given_and_the_others_share_the_rest():
    widths = [mm(width) for width in render(TABLE).find("//w:gridCol/@w:w")]
    assert widths[0] == 70
    assert abs(sum(widths) - 170) < 0.3


def test_widths_beyond_the_line_are_drawn_in():
    wide = TABLE.replace('data-width="70"', 'data-width="400"')
    assert sum(mm(width) for width in render(wide).find("//w:gridCol/@w:w")) <= 170.2


def test_cells_span_columns_and_rows():
    look = render(SPANS)
    assert cells(look) == [
        ["Body", "Terms", "Terms"],
        ["Body", "from", "to"],
        ["a", "b", "b"],
        ["c", "b", "b"],
    ]
    assert look.find("//w:gridSpan/@w:val") == ["2", "2", "2"]
    assert look.find("//w:vMerge/@w:val") == ["restart", "restart"]
    assert len(look.find("//w:tc[w:tcPr/w:vMerge[not(@w:val)]]")) == 2


@pytest.mark.parametrize("rows", ["", "<tbody></tbody>", "<tbody><tr></tr></tbody>"])
def test_a_table_without_rows_or_cells_is_refused(rows):
    with pytest.raises(MalformedMarkup, match="a table needs rows") as caught:
        render(f'<table data-role="data">{rows}</table>')
    assert caught.value.spans[0].file == "templates/memo.html.jinja"


def test_every_cell_holds_a_paragraph():
    assert not render(SPANS).find("//w:tc[not(w:p)]")


def test_tables_that_follow_each_other_are_kept_apart():
    bare = TABLE.replace("<caption>Terms of <em>office</em></caption>", "")
    look = render(bare + bare)
    assert [style for style, _ in look.paragraphs()] == ["Separator", "Separator"]
    assert look.find("/w:document/w:body/*[1][self::w:tbl]")


def test_text_keeps_its_distance_from_a_table():
    bare = TABLE.replace("<caption>Terms of <em>office</em></caption>", "")
    look = render(f"<p>above</p>{bare}<p>below</p>")
    assert look.find("/w:document/w:body/w:p[1]/w:pPr/w:spacing/@w:after") == ["120"]
    assert look.find("/w:document/w:body/w:p[2]/w:pPr/w:spacing/@w:before") == ["160"]


def test_a_gost_table_has_all_rules_and_a_house_table_the_horizontal_ones():
    names = "/w:tblPr/w:tblBorders/*"
    everywhere = [node.tag.split("}")[1] for node in render(TABLE, GOST).style("DataTable", names)]
    level = [node.tag.split("}")[1] for node in render(TABLE, HOUSE).style("DataTable", names)]
    assert everywhere == ["top", "left", "bottom", "right", "insideH", "insideV"]
    assert level == ["top", "bottom", "insideH"]

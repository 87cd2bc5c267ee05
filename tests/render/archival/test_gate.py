"""Every document passes the gate: the samples, and one that asks everything of the tags."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.pdf_gate import faults
from tests.render.samples import TEMPLATES, profile, sample
from tests.render.stress import ROWS, stress

LAYOUTS = sorted(path.stem for path in TEMPLATES.glob("profiles/*.toml"))
LANGUAGES = {"ru-gost-2025": "ru", "by-stb-2016": "ru"}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["brief-ru", "brief-en", "memo-ru", "memo-en"])
def test_every_sample_in_every_layout(renderer, name, layout):
    asked = replace(sample(name), profile=profile(layout), evidence=b'{"facts": []}')
    assert faults(renderer.render(asked)) == []


@pytest.mark.parametrize(
    ("language", "layout"),
    [("ru", "house"), *((LANGUAGES.get(layout, "en"), layout) for layout in LAYOUTS)],
)
def test_the_stress_document(renderer, language, layout):
    assert faults(renderer.render(stress(language, layout))) == []


def test_a_table_of_hundreds_of_rows_is_one_table(stressed):
    (table,) = stressed.tags("Table")
    assert [each.kind for each in table.kids] == ["Caption", "THead", "TBody"]
    (body,) = table.tags("TBody")
    assert len(body.kids) == ROWS
    assert len(list(table.tags("THead"))) == 1
    assert max(page for page, _ in table.marks()) - min(page for page, _ in table.marks()) > 5


def test_the_rows_are_read_in_order_each_once(stressed):
    (body,) = stressed.tags("TBody")
    heads = [stressed.text(head) for head in body.tags("TH")]
    assert heads == [str(number) for number in range(1, ROWS + 1) if number % 10 != 2]


def test_a_row_that_is_split_is_one_row(stressed):
    (body,) = stressed.tags("TBody")
    row = body.kids[99]
    assert [each.kind for each in row.kids] == ["TH", "TD", "TD"]
    assert stressed.text(row.kids[2]).count("The commission meets") == 60
    assert len({page for page, _ in row.marks()}) > 1


def test_a_paragraph_over_a_page_break_is_one_paragraph(stressed):
    long = next(p for p in stressed.tags("P") if stressed.text(p).count("The commission") > 60)
    assert len({page for page, _ in long.marks()}) > 1
    assert [kid.kind for kid in long.tags() if kid is not long] == [
        "Span",  # in another language
        "Span",  # an abbreviation
        "Code",
        "Reference",
        "Note",
        "Lbl",
        "Link",
    ]


def test_a_list_over_pages_is_one_list_and_so_are_the_lists_within(stressed):
    lists = [each for each in stressed.document.kids if each.kind == "L"]
    ordered, unordered = lists[:2]
    assert len(ordered.kids) == 35
    assert {each.kind for each in ordered.kids} == {"LI"}
    for item in ordered.kids:
        assert [each.kind for each in item.kids] == ["Lbl", "LBody"]
        (inner,) = item.kids[1].tags("L")
        assert len(inner.kids) == 2
    assert len({page for page, _ in ordered.marks()}) > 1
    assert len(unordered.kids) == 2


def test_what_is_embedded_is_there_with_the_date_of_the_document(stressed):
    (file,) = stressed.root["/AF"]
    spec = file.get_object()
    assert spec["/AFRelationship"] == "/Data"
    assert spec["/UF"] == "facts.json"
    stream = spec["/EF"]["/F"]
    assert stream.get_data() == '{"facts": ["Река"]}'.encode()
    assert stream["/Subtype"] == "/application/json"
    assert stream["/Params"]["/Size"] == len(stream.get_data())
    assert (
        stream["/Params"]["/CreationDate"] == stream["/Params"]["/ModDate"] == "D:20220101000000Z"
    )
    assert stressed.root["/Names"]["/EmbeddedFiles"]["/Names"][0] == "facts.json"


def test_nothing_is_embedded_where_there_is_no_evidence(renderer):
    data = renderer.render(sample("memo-en"))
    assert b"/EmbeddedFile" not in data
    assert b"facts.json" not in data

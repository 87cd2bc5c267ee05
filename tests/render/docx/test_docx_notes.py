"""Footnotes, contents and counted captions as Word has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from tests.render.docx.office import GOST, HOUSE, NAMES, Look, W, font_files, manuscript, mm

from briefbook.plan.profile import Profile
from briefbook.render.docx.renderer import DocxRenderer
from briefbook.render.filling import filled
from briefbook.render.manuscript import Manuscript
from briefbook.render.markup import normalize

FOOT = "word/footnotes.xml"


def whole_manuscript(
    body: str, profile: Profile = GOST, assets: Mapping[str, bytes] | None = None
) -> Manuscript:
    given = manuscript(body, profile, assets=assets)
    return replace(given, root=normalize(filled(given.root)))


def render(body: str, profile: Profile = GOST, pages: dict[str, int] | None = None) -> Look:
    whole = whole_manuscript(body, profile)

    def found(_: Manuscript) -> dict[str, int]:
        return pages or {}

    return Look(DocxRenderer({}, found).render(whole))


def text(element: Any) -> str:
    return "".join(element.xpath(".//w:t/text()", namespaces=NAMES))


class TestFootnotes:
    def test_stand_in_their_own_part_in_the_order_of_their_calls(self) -> None:
        look = render(
            '<h2>A<span data-role="footnote">one</span></h2>'
            '<p>b<span data-role="footnote">two <em>2</em></span> c</p>'
            '<table><tbody><tr><td>d<span data-role="footnote">three</span></td></tr></tbody>'
            "</table>"
        )
        notes = look.find("//w:footnote[not(@w:type)]", FOOT)
        assert look.find("//w:footnoteReference/@w:id") == ["1", "2", "3"]
        assert [note.get(f"{W}id") for note in notes] == ["1", "2", "3"]
        assert [text(note) for note in notes] == [" one", " two 2", " three"]
        assert look.paragraphs() == [("Heading2", "A"), ("BodyText", "b c"), ("Separator", "")]

    def test_have_the_styles_of_word_and_its_two_rules(self) -> None:
        look = render('<p>b<span data-role="footnote">two</span></p>')
        assert look.find("//w:footnote/@w:type", FOOT) == ["separator", "continuationSeparator"]
        assert look.find("//w:footnotePr/w:footnote/@w:id", "word/settings.xml") == ["-1", "0"]
        assert look.find("//w:footnote[@w:id='1']//w:pStyle/@w:val", FOOT) == ["FootnoteText"]
        mark = "//w:r[w:rPr/w:rStyle/@w:val='FootnoteReference']"
        assert len(look.find(f"{mark}/w:footnoteRef", FOOT)) == 1
        assert len(look.find(f"{mark}/w:footnoteReference")) == 1
        assert look.style("FootnoteText", "/w:name/@w:val") == ["footnote text"]
        assert look.style("FootnoteReference", "//w:vertAlign/@w:val") == ["superscript"]

    def test_keep_their_language_and_their_links(self) -> None:
        note = '<em lang="ru">река</em>, <a href="https://rivers.example/">all</a>'
        look = render(f'<p>b<span data-role="footnote">{note}</span></p>')
        assert look.find("//w:lang/@w:val", FOOT) == ["ru-RU"]
        (link,) = look.find("//w:hyperlink/@r:id", FOOT)
        relation = f"//rel:Relationship[@Id='{link}']/@Target"
        assert look.find(relation, "word/_rels/footnotes.xml.rels") == ["https://rivers.example/"]

    def test_cost_nothing_where_there_are_none(self) -> None:
        look = render("<p>b</p>")
        assert FOOT not in look.zip.namelist()
        assert not look.find("//w:footnotePr", "word/settings.xml")


CONTENTS = (
    '<h1>H</h1><nav data-role="toc"><p>Contents</p></nav>'
    "<h2>A</h2><p>x</p><h3>B</h3><p>x</p><h2>C <em>d</em></h2>"
)


@pytest.fixture(scope="module")
def look() -> Look:
    return render(CONTENTS, HOUSE, {"part-1": 1, "part-2": 2, "part-3": 14})


class TestContents:
    def test_are_one_field_whose_entries_are_filled_in(self, look: Look) -> None:
        lines = look.find("//w:sdtContent/w:p")
        styles = [line.find(f"{W}pPr/{W}pStyle").get(f"{W}val") for line in lines]
        assert styles == ["TOCHeading", "TOC2", "TOC3", "TOC2"]
        assert [text(line) for line in lines] == ["Contents", "A1", "B2", "C d14"]
        codes = [code.strip() for code in look.find("//w:sdt//w:instrText/text()")]
        assert codes[0] == r'TOC \o "2-3" \h \z \u'
        assert [code.split()[0] for code in codes[1:]] == ["PAGEREF"] * 3

    def test_the_field_opens_in_the_first_entry_and_closes_in_the_last(self, look: Look) -> None:
        inner = ["begin", "separate", "end"]
        lines = look.find("//w:sdtContent/w:p[position() > 1]")
        states = [line.xpath(".//w:fldChar/@w:fldCharType", namespaces=NAMES) for line in lines]
        assert states == [["begin", "separate", *inner], inner, [*inner, "end"]]

    def test_each_entry_leads_to_its_heading(self, look: Look) -> None:
        anchors = look.find("//w:sdt//w:hyperlink/@w:anchor")
        codes = [code.split()[1] for code in look.find("//w:sdt//w:instrText/text()")[1:]]
        headings = look.find("//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'Heading')]")
        marks = [h.xpath("w:bookmarkStart/@w:name", namespaces=NAMES) for h in headings[1:]]
        assert anchors == codes == [mark for (mark,) in marks]

    def test_the_number_ends_at_the_right_margin_after_dots(self, look: Look) -> None:
        (stop,) = look.style("TOC2", "//w:tab")
        assert (stop.get(f"{W}val"), stop.get(f"{W}leader")) == ("right", "dot")
        assert mm(stop.get(f"{W}pos")) == HOUSE.page.text_width

    def test_word_knows_them_for_what_they_are(self, look: Look) -> None:
        assert look.find("//w:docPartGallery/@w:val") == ["Table of Contents"]
        assert look.style("TOC2", "/w:name/@w:val") == ["toc 2"]

    def test_pages_are_those_of_the_document_as_it_is_laid_out(self) -> None:
        body = CONTENTS.replace("<p>x</p>", "<p>Long ago.</p>" * 60)
        given = whole_manuscript(body, HOUSE, font_files())
        look = Look(DocxRenderer(font_files()).render(given))
        assert [text(line)[-1] for line in look.find("//w:sdtContent/w:p")[1:]] == ["1", "2", "4"]


class TestCaptions:
    TABLE = "<table><caption>{}</caption><tbody><tr><td>1</td></tr></tbody></table>"

    @pytest.mark.parametrize(
        ("label", "series"), [("Таблица ", "Таблица"), ("Table ", "Table"), ("", "Table")]
    )
    def test_are_counted_by_a_field_under_the_word_before_the_number(
        self, label: str, series: str
    ) -> None:
        caption = f'{label}<span data-role="table-number"></span>. Terms'
        look = render(self.TABLE.format(caption) * 2)
        assert [code.strip() for code in look.find("//w:instrText/text()")] == [
            rf"SEQ {series} \* ARABIC"
        ] * 2
        texts = [text for style, text in look.paragraphs() if style == "Caption"]
        assert texts == [f"{label}1. Terms", f"{label}2. Terms"]
        assert look.find("//w:tblCaption/@w:val") == texts

    def test_a_table_without_one_is_named_after_its_heading(self) -> None:
        table = "<table><tbody><tr><td>1</td></tr></tbody></table>"
        look = render(f"<h2>Terms</h2>{table}")
        assert look.find("//w:tblCaption/@w:val") == ["Terms"]

"""A letterhead made in Word: what stays, what is filled in, what is refused."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from tests.docx_gate import faults
from tests.letterheads import letterhead, parts, put
from tests.render.docx.office import Look, mm
from tests.render.samples import assets, document, manuscript, sample
from tests.render.stress import stress
from tests.verify.samples import zipped

from briefbook.errors import LetterheadRefused
from briefbook.render.docx.letterhead import lacking_styles
from briefbook.render.docx.renderer import DocxRenderer
from briefbook.render.filling import filled
from briefbook.render.manuscript import Manuscript

PATH = "letterheads/ru.docx"
LETTERHEAD = letterhead()
BODY = (
    '<header><p><span data-role="page-number"></span></p></header><h1>О реках</h1>'
    '<h2>Первое<span data-role="footnote">Сноска.</span></h2><p>Текст <em lang="en">text</em></p>'
    "<ul><li>раз<ul><li>два</li></ul></li></ul><ol><li>один</li></ol>"
    '<p data-role="note">Примечание</p>'
    '<table data-role="data"><tbody><tr><td>1</td></tr></tbody></table>'
)


def on(letterhead: bytes, given: Manuscript) -> Manuscript:
    whole = {**given.assets, PATH: letterhead}
    return replace(given, letterhead=PATH, assets=whole, evidence=b"{}")


def written(letterhead: bytes = LETTERHEAD, layout: str = "ru-gost-2025") -> Look:
    body = BODY.replace("<li>раз<ul>", "<li><p>раз</p><ul>")
    given = manuscript(filled(document(body, "ru")), layout)
    return Look(DocxRenderer(assets()).render(on(letterhead, given)))


@pytest.fixture(scope="module")
def look() -> Look:
    return written()


@pytest.fixture(scope="module")
def renderer() -> DocxRenderer:
    return DocxRenderer(assets())


def bare(parts: dict[str, bytes]) -> None:
    """Take away what a letterhead need not have: section, lists, settings of layout."""
    for name, pattern in (
        ("word/document.xml", rb"<w:sectPr.*</w:sectPr>"),
        ("word/settings.xml", rb"<w:compat>.*</w:compat>"),
        ("word/_rels/document.xml.rels", rb'<Relationship Id="(rId10|rId7|rId8|rId9)"[^>]*>'),
        ("word/styles.xml", rb"<w:numPr>.*</w:numPr>"),
    ):
        parts[name] = re.sub(pattern, b"", parts[name])


def noted(parts: dict[str, bytes]) -> None:
    """Call a footnote with a link in the body of the letterhead."""
    call = '<w:r><w:footnoteReference w:id="5"/></w:r>'
    put("word/document.xml", "<w:t>МИНИСТЕРСТВО РЕК</w:t></w:r>",
        f"<w:t>МИНИСТЕРСТВО РЕК</w:t></w:r>{call}")(parts)  # fmt: skip
    note = (
        '<w:footnote w:id="5"><w:p><w:r><w:footnoteRef/></w:r><w:hyperlink r:id="rId1">'
        "<w:r><w:t>Положение</w:t></w:r></w:hyperlink></w:p></w:footnote></w:footnotes>"
    )
    put("word/footnotes.xml", "</w:footnotes>", note)(parts)
    parts["word/_rels/footnotes.xml.rels"] = parts["word/_rels/header1.xml.rels"].replace(
        b'image" Target="media/image1.png"',
        b'hyperlink" Target="https://rivers.example/rules" TargetMode="External"',
    )


def style_of(look: Look, name: str) -> str:
    (key,) = look.find(f"//w:style[w:name/@w:val='{name}']/@w:styleId", "word/styles.xml")
    return str(key)


def used(look: Look) -> list[str]:
    return [str(key) for key in look.find("//w:body/w:p/w:pPr/w:pStyle/@w:val")]


class TestTheGate:
    @pytest.mark.parametrize("name", ["memo-ru", "brief-en"])
    def test_passes_every_document_on_a_letterhead(self, renderer, name):
        assert faults(renderer.render(on(LETTERHEAD, sample(name)))) == []

    def test_passes_the_stress_document(self, renderer):
        given = stress("ru", "by-stb-2016")
        assert faults(renderer.render(on(LETTERHEAD, given))) == []

    def test_passes_a_document_on_an_empty_one_of_another_program(self, renderer):
        stock = BytesIO()
        docx.Document().save(stock)
        data = renderer.render(on(stock.getvalue(), sample("memo-ru")))
        assert faults(data) == []

    def test_passes_a_document_on_a_bare_one(self, renderer):
        data = renderer.render(on(letterhead(bare), sample("memo-ru")))
        assert faults(data) == []
        look = Look(data)
        assert len(look.find("//w:sectPr")) == 1
        assert look.find("//w:compatSetting/@w:val", "word/settings.xml")[0] == "15"

    def test_passes_one_with_a_footnote_of_its_own(self):
        look = written(letterhead(noted))
        assert faults(look.data) == []
        assert look.find("//w:footnoteReference/@w:id") == ["5", "6"]
        relations = look.find("//rel:Relationship/@Target", "word/_rels/footnotes.xml.rels")
        assert relations == ["https://rivers.example/rules"]

    def test_the_same_bytes_come_again_from_any_renderer(self, renderer):
        given = on(LETTERHEAD, sample("memo-ru"))
        first = renderer.render(given)
        assert renderer.render(given) == DocxRenderer(assets()).render(given) == first


class TestWhatStays:
    @pytest.mark.parametrize(
        "name", ["word/media/image1.png", "word/theme/theme1.xml", "word/fontTable.xml"]
    )
    def test_pictures_theme_and_fonts_are_the_same_bytes(self, look, name):
        assert look.zip.read(name) == parts()[name]

    def test_headers_and_footers_show_what_they_showed(self, look):
        assert look.find("//wp:docPr/@descr", "word/header1.xml") == ["Эмблема Министерства рек"]
        assert "000-00-00" in look.zip.read("word/footer1.xml").decode()

    def test_the_section_is_the_same(self, look):
        (margins,) = look.find("//w:pgMar")
        sides = {"top": 20, "right": 12, "bottom": 18, "left": 30}
        assert {side: mm(margins.get(look_name(side))) for side in sides} == sides
        assert len(look.find("//w:sectPr/w:titlePg")) == 1

    def test_tables_are_as_wide_as_the_text_of_a_sheet_on_its_side(self):
        turn = put(
            "word/document.xml",
            'w:w="11906" w:h="16838"',
            'w:w="16838" w:h="11906" w:orient="landscape"',
        )
        look = written(letterhead(turn))
        (width,) = look.find("//w:tbl[w:tblPr/w:tblCaption]/w:tblPr/w:tblW/@w:w")
        assert mm(width) == 297 - 30 - 12
        assert look.find("//w:pgSz/@w:orient") == ["landscape"]

    def test_what_stands_in_its_body_stands_above_the_text(self, look):
        tags = [block.tag.rpartition("}")[2] for block in look.find("//w:body/*")]
        assert tags[:2] == ["tbl", "p"]
        assert used(look)[0] == "1"
        assert not look.find("//w:body/w:p[not(.//w:t) and not(w:pPr)]")

    def test_its_styles_are_as_they_were_and_are_used_by_their_names(self, look):
        original = Look(LETTERHEAD)
        for key in ("a", "1", "a3", "a8", "Note"):
            (before,), (now,) = (each.style(key, "") for each in (original, look))
            assert [child.items() for child in before.iter()] == [c.items() for c in now.iter()]
        assert look.find("//w:p[w:r/w:t='раз']/w:pPr/w:pStyle/@w:val") == ["a8"]

    def test_other_custom_xml_stays_beside_the_facts(self, look):
        assert b"Sources" in look.zip.read("customXml/item1.xml")
        assert b"urn:briefbook:evidence" in look.zip.read("customXml/item2.xml")


def look_name(side: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + side


class TestWhatIsAdded:
    def test_a_style_that_is_lacking_comes_with_the_measures_of_the_profile(self, look):
        key = style_of(look, "Body Text")
        assert key in used(look)
        assert look.style(key, "/w:basedOn/@w:val") == ["a"]
        assert look.style(key, "//w:ind/@w:firstLine") == ["709"]
        assert look.style(key, "//w:jc/@w:val") == ["left"]
        assert not look.style(key, "//w:rFonts")

    def test_a_style_says_what_the_plain_text_of_the_letterhead_says_otherwise(self, look):
        key = style_of(look, "Table Text")
        (space,), (indent,) = look.style(key, "//w:spacing"), look.style(key, "//w:ind")
        assert (space.get(look_name("line")), indent.get(look_name("firstLine"))) == ("240", "0")

    def test_an_id_that_another_style_has_is_not_taken(self, look):
        assert style_of(look, "Служебная отметка") == "Note"
        assert style_of(look, "Note") == "Note2"
        assert "Note2" in used(look)

    def test_only_what_is_needed_is_added(self, look):
        lacking = set(lacking_styles(look.data, LETTERHEAD))
        assert {"Body Text", "heading 2", "footnote text", "Data Table"} <= lacking
        assert not {"Signature", "Addressee", "toc 2", "heading 1", "List Bullet"} & lacking

    def test_counted_lists_have_numbers_of_their_own(self, look):
        numbers = look.find("//w:p[w:r/w:t='один']//w:numId/@w:val")
        assert look.find("//w:num/@w:numId", "word/numbering.xml")[0] == "2"
        (definition,) = look.find(
            f"//w:num[@w:numId='{numbers[0]}']/w:abstractNumId/@w:val", "word/numbering.xml"
        )
        assert definition != "1"

    def test_footnotes_follow_the_rules_that_are_there(self, look):
        assert look.find("//w:footnote/@w:id", "word/footnotes.xml") == ["-1", "0", "1"]
        assert len(look.find("//w:footnotePr", "word/settings.xml")) == 1

    def test_each_run_names_its_language(self, look):
        runs = look.find("//w:body/w:p/w:r[w:t]")
        languages = [run.find("./" + look_name("rPr") + "/" + look_name("lang")) for run in runs]
        assert {each.get(look_name("val")) for each in languages} == {"ru-RU", "en-GB"}

    def test_the_numbers_of_bookmarks_and_pictures_go_on(self, look):
        numbers = look.find("//w:bookmarkStart/@w:id")
        assert len(set(numbers)) == len(numbers)


class TestThePageNumber:
    def test_stands_where_the_letterhead_leaves_room(self, look):
        reference = look.find("//w:headerReference[@w:type='default']/@r:id")
        target = f"//rel:Relationship[@Id='{reference[0]}']/@Target"
        (name,) = look.find(target, "word/_rels/document.xml.rels")
        assert look.find("//w:instrText", f"word/{name}")

    def test_does_not_stand_beside_what_the_letterhead_says_there(self):
        own = put("word/header2.xml", "</w:p>", "<w:r><w:t>Министерство рек</w:t></w:r></w:p>")
        look = written(letterhead(own))
        assert not [n for n in look.zip.namelist() if n.startswith("word/header3")]
        assert not look.find("//w:instrText", "word/header2.xml")

    def test_comes_with_all_running_lines_where_the_letterhead_has_none(self):
        stock = BytesIO()
        docx.Document().save(stock)
        look = written(stock.getvalue())
        assert len(look.find("//w:headerReference[@w:type='default']")) == 1
        assert len(look.find("//w:titlePg")) == 1


class TestWhatIsLeftBehind:
    def test_where_and_when_the_letterhead_was_made(self, look):
        names = " ".join(look.zip.namelist())
        assert "thumbnail" not in names
        assert "settings.xml.rels" not in names
        whole = b"".join(look.zip.read(name) for name in look.zip.namelist())
        assert b"desk/Templates" not in whole
        assert look.document.core_properties.title == "A river in Exampleland"
        assert look.document.core_properties.author == ""

    def test_the_compatibility_mode_of_an_old_word(self, look):
        path = "//w:compatSetting[@w:name='compatibilityMode']/@w:val"
        assert look.find(path, "word/settings.xml") == ["15"]

    def test_what_a_document_of_ours_said_of_itself(self, renderer):
        first = renderer.render(on(LETTERHEAD, sample("memo-ru")))
        look = Look(renderer.render(on(first, sample("memo-ru"))))
        items = [name for name in look.zip.namelist() if name.startswith("customXml/item")]
        bearing = [name for name in items if b"urn:briefbook:evidence:1" in look.zip.read(name)]
        assert len([name for name in bearing if "Props" not in name]) == 1


def bomb(count: int = 5_000) -> bytes:
    return zipped({**parts(), **{f"word/media/{n}.bin": b"" for n in range(count)}})


def encrypted_archive() -> bytes:
    """The letterhead with the mark that its members are encrypted."""
    data = bytearray(LETTERHEAD)
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def huge() -> bytes:
    """An archive of a few kilobytes that unpacks to a hundred megabytes."""
    return zipped({**parts(), "word/media/huge.bin": bytes(100 * 1024 * 1024)})


def compound(stream: str) -> bytes:
    """The beginning of an old or encrypted file of Word ([MS-CFB] 2.2)."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<16x5H", 0x3E, 3, 0xFFFE, 9, 6)
    return head.ljust(512, b"\0") + stream.encode("utf-16-le")


def twice() -> bytes:
    buffer = BytesIO(LETTERHEAD)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", b"<x/>")
    return buffer.getvalue()


DOCUMENT, TYPES, SETTINGS = "word/document.xml", "[Content_Types].xml", "word/settings.xml"
MAIN = "wordprocessingml.document.main"
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a text": (lambda: b"Dear reader", "is no DOCX"),
    "nothing": (lambda: b"", "is no DOCX"),
    "another archive": (lambda: zipped({"a.txt": b"a"}), "no document of Word"),
    "an old document": (lambda: compound("WordDocument"), "an old format"),
    "an encrypted document": (lambda: compound("EncryptedPackage"), "is encrypted"),
    "an encrypted archive": (encrypted_archive, "is encrypted"),
    "half a file": (lambda: LETTERHEAD[: len(LETTERHEAD) // 2], "damaged"),
    "a part twice": (twice, "a part twice"),
    "many parts": (bomb, "unpacks to more"),
    "a huge part": (huge, "unpacks to more"),
    "macros by type": (
        lambda: letterhead(put(TYPES, MAIN, "wordprocessingml.document.macroEnabled.main")),
        "holds macros",
    ),
    "macros by part": (
        lambda: letterhead(lambda parts: parts.update({"word/vbaProject.bin": b"x"})),
        "holds macros",
    ),
    "a control": (
        lambda: letterhead(put(TYPES, "application/xml", "application/vnd.ms-office.activeX+xml")),
        "ActiveX",
    ),
    "a field that asks a program": (
        lambda: letterhead(
            put("word/footer1.xml", "<w:r><w:t>", '<w:r><w:instrText>DDE</w:instrText></w:r>'
                '<w:r><w:instrText>AUTO c:\\\\x "y"</w:instrText></w:r><w:r><w:t>')
        ),
        'DDEAUTO c:\\\\x "y"',
    ),
    "a field that fetches a picture": (
        lambda: letterhead(
            put("word/header2.xml", "</w:p>",
                '<w:fldSimple w:instr=" INCLUDEPICTURE https://a.example/b.png "/></w:p>')
        ),
        "INCLUDEPICTURE https://a.example/b.png",
    ),
    "a template": (
        lambda: letterhead(put(TYPES, MAIN, "wordprocessingml.template.main")),
        "a template of Word",
    ),
    "broken XML": (lambda: letterhead(put(DOCUMENT, "</w:body>", "</w:bady>")), "document.xml"),
    "broken relationships": (
        lambda: letterhead(put("word/_rels/document.xml.rels", "/>", ">")),
        "document.xml.rels",
    ),
    "entities": (
        lambda: letterhead(
            put(SETTINGS, "<w:settings", '<!DOCTYPE a [<!ENTITY b "c">]><w:settings')
        ),
        "defines entities",
    ),
    "a picture on a network": (
        lambda: letterhead(
            put(
                "word/_rels/header1.xml.rels",
                'Target="media/image1.png"',
                'Target="https://rivers.example/a.png" TargetMode="External"',
            )
        ),
        "leads out of itself, to https://rivers.example/a.png",
    ),
    "strict Open XML": (
        lambda: letterhead(
            put(
                "_rels/.rels",
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
                "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument",
            )
        ),
        "Strict Open XML",
    ),
    "a part that is not there": (
        lambda: letterhead(lambda parts: parts.pop("word/header2.xml")),
        "cannot be read",
    ),
    "a header that is none": (
        lambda: letterhead(put(DOCUMENT, 'r:id="rId8"', 'r:id="rId4"')),
        "cannot be read",
    ),
    "no room for text": (
        lambda: letterhead(put(DOCUMENT, 'w:left="1701"', 'w:left="9701"')),
        "no room for text",
    ),
    "a margin that is no number": (
        lambda: letterhead(put(DOCUMENT, 'w:left="1701"', 'w:left="wide"')),
        "cannot be read",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_letterhead_is_refused_with_one_clear_sentence(renderer, name):
    make, said = REFUSED[name]
    with pytest.raises(LetterheadRefused) as refused:
        renderer.render(on(make(), sample("memo-ru")))
    error = refused.value
    assert said in error.message
    assert error.hint
    assert str(error.spans[0]) == f"templates/{PATH}"

"""Every document passes the gate; the gate refuses files that are broken in one way each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.docx_gate import faults, faults_one_by_one
from tests.render.samples import TEMPLATES, assets, document, manuscript, profile, sample
from tests.render.stress import png, stress
from tests.verify.samples import members, zipped

from briefbook.render.docx.package import archive
from briefbook.render.docx.renderer import DocxRenderer
from briefbook.render.filling import filled
from briefbook.render.markup import check

LAYOUTS = sorted(path.stem for path in TEMPLATES.glob("profiles/*.toml"))
LANGUAGES = {"ru-gost-2025": "ru", "by-stb-2016": "ru"}


@pytest.fixture(scope="module")
def renderer() -> DocxRenderer:
    return DocxRenderer(assets())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["brief-ru", "memo-en"])
def test_every_sample_in_every_layout(renderer, name, layout):
    asked = replace(sample(name), profile=profile(layout), evidence=b'{"facts": []}')
    assert faults(renderer.render(asked)) == []


@pytest.mark.parametrize(
    ("language", "layout"),
    [("ru", "house"), *((LANGUAGES.get(layout, "en"), layout) for layout in LAYOUTS)],
)
def test_the_stress_document(renderer, language, layout):
    assert faults(renderer.render(stress(language, layout))) == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_stress_document_keeps_to_the_subset(language):
    assert check(stress(language).root) == []


ROWS = "".join(f'<tr><th scope="row">{n}</th><td>a</td></tr>' for n in range(3))
BODY = (
    '<footer><p><span data-role="page-number"></span></p></footer><h1>Rivers</h1>'
    '<nav data-role="toc"><p>Contents</p></nav><h2>First</h2><p>One <em lang="ru">река</em> and '
    '<a href="https://rivers.example">a link</a><span data-role="footnote">A note.</span></p>'
    '<h2>Second</h2><ol><li>x</li></ol><figure><img src="pictures/a.png" alt="A river">'
    "</figure><ul><li>y</li></ul>"
    '<table data-role="data"><caption>Table <span data-role="table-number"></span></caption>'
    '<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
    f"<tbody>{ROWS}</tbody></table>"
)

Break = Callable[[dict[str, bytes]], None]


@pytest.fixture(scope="module")
def whole(renderer) -> bytes:
    given = manuscript(filled(document(BODY)), extra={"pictures/a.png": png(alpha=False)})
    data: bytes = renderer.render(replace(given, evidence=b"{}"))
    return data


DOCUMENT, STYLES, NOTES = "word/document.xml", "word/styles.xml", "word/footnotes.xml"
NUMBERING, SETTINGS = "word/numbering.xml", "word/settings.xml"
RELATIONS = "word/_rels/document.xml.rels"


def put(name: str, old: str, new: str) -> Break:
    """The break that puts ``new`` for the first ``old`` in a part."""

    def change(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[name], f"{old} does not stand in {name}"
        parts[name] = parts[name].replace(old.encode(), new.encode(), 1)

    return change


def drop(name: str) -> Break:
    def change(parts: dict[str, bytes]) -> None:
        del parts[name]

    return change


END = '<w:fldChar w:fldCharType="end"/>'
BREAKS: dict[str, tuple[Break, str]] = {
    "a field without its end": (put(DOCUMENT, END, ""), "not closed"),
    "a field without its middle": (
        put(DOCUMENT, '<w:fldChar w:fldCharType="separate"/>', ""),
        "not whole",
    ),
    "a field without its beginning": (
        put("word/footer1.xml", '<w:fldChar w:fldCharType="begin"/>', ""),
        "no beginning",
    ),
    "a list without instance": (
        put(DOCUMENT, '<w:numId w:val="4"/>', '<w:numId w:val="77"/>'),
        "77",
    ),
    "an instance without definition": (
        put(NUMBERING, '<w:abstractNumId w:val="11"/>', '<w:abstractNumId w:val="78"/>'),
        "78",
    ),
    "a list of a style without instance": (
        put(STYLES, '<w:numId w:val="1"/>', '<w:numId w:val="79"/>'),
        "79",
    ),
    "a list that does not start anew": (
        put(NUMBERING, '<w:startOverride w:val="1"/>', ""),
        "goes on counting",
    ),
    "a list twice": (put(NUMBERING, 'w:numId="2"', 'w:numId="1"'), "defined twice"),
    "a style that is not there": (
        put(DOCUMENT, '<w:pStyle w:val="Heading2"/>', '<w:pStyle w:val="Heading7"/>'),
        "Heading7",
    ),
    "a style twice": (put(STYLES, 'w:styleId="Lead"', 'w:styleId="Note"'), "defined twice"),
    "a style based on itself": (
        put(STYLES, '<w:basedOn w:val="BodyText"/>', '<w:basedOn w:val="Lead"/>'),
        "on itself",
    ),
    "a link into the package": (put(RELATIONS, ' TargetMode="External"', ""), "leads to https"),
    "a relationship that is lost": (put(DOCUMENT, "r:id=\"", "r:id=\"x"), "not there"),
    "a part that is lost": (drop(NOTES), "not there"),
    "a note that is not called": (put(DOCUMENT, "<w:footnoteReference w:id=\"1\"/>", ""), "called"),
    "a call without a note": (
        put(NOTES, '<w:footnote w:id="1">', '<w:footnote w:id="8">'),
        "called",
    ),
    "a note without its number": (put(NOTES, "<w:footnoteRef/>", ""), "own number"),
    "no rule above notes": (put(SETTINGS, '<w:footnote w:id="0"/>', ""), "rules above"),
    "two bookmarks of one name": (
        put(DOCUMENT, 'w:name="_2_part_2"', 'w:name="_1_part_1"'),
        "pairs",
    ),
    "a bookmark without its end": (put(DOCUMENT, "<w:bookmarkEnd", "<w:bookmarkStart"), "pairs"),
    "an entry that leads nowhere": (put(DOCUMENT, 'w:anchor="_1', 'w:anchor="_9'), "leads to _9"),
    "an entry of another text": (put(DOCUMENT, "<w:t>First</w:t>", "<w:t>Fist</w:t>"), "headings"),
    "a head that does not repeat": (put(DOCUMENT, "<w:tblHeader/>", ""), "does not repeat"),
    "a row that may be torn": (put(DOCUMENT, "<w:cantSplit/>", ""), "torn"),
    "a cell too many": (
        put(DOCUMENT, "<w:gridCol", '<w:gridCol w:w="100"/><w:gridCol'),
        "more or fewer",
    ),
    "a table without a name": (put(DOCUMENT, "w:tblCaption", "w:tblCuption"), "no name"),
    "a table that is not described": (put(DOCUMENT, "<w:tblDescription", "<w:x"), "described"),
    "a picture without words": (put(DOCUMENT, 'descr="A river"', 'descr=""'), "alternative"),
    "a language that is none": (put(DOCUMENT, 'w:val="ru-RU"', 'w:val="Russian"'), "no language"),
    "an old compatibility mode": (put(SETTINGS, 'w:val="15"', 'w:val="12"'), "compatibility"),
    "a heading that stays behind": (
        put(STYLES, '<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="0"',
            '<w:pPr><w:keepLines/><w:spacing w:before="0"'),
        "stay with",
    ),
    "properties out of order": (
        put(DOCUMENT, '<w:rStyle w:val="Hyperlink"/>', '<w:b/><w:rStyle w:val="Hyperlink"/>'),
        "validator",
    ),
    "an unknown element": (put(DOCUMENT, "<w:body>", "<w:body><w:paragraph/>"), "validator"),
    "a value that is none": (
        put(STYLES, 'w:type="paragraph"', 'w:type="block"'), "validator"
    ),
    "a cell without a paragraph": (
        put(DOCUMENT, "</w:tcPr><w:p>", "</w:tcPr><w:q>"), "cannot be read"
    ),
    "a content type that is lost": (
        put("[Content_Types].xml", "/word/styles.xml", "/word/stiles.xml"), "openxml-audit"
    ),
    "settings out of order": (
        put(SETTINGS, "<w:zoom", '<w:compat/><w:zoom'), "openxml-audit"
    ),
    "a seal that is broken": (put("docProps/core.xml", "Exampleland", "Sampleland"), "seal"),
}  # fmt: skip


def test_the_file_is_whole_before_it_is_broken(whole, tmp_path):
    assert faults(whole) == []
    file = tmp_path / "whole.docx"
    file.write_bytes(whole)
    assert faults(archive(members(file))) == []


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_file_is_refused(whole, name, tmp_path):
    file = tmp_path / "whole.docx"
    file.write_bytes(whole)
    parts = members(file)
    change, said = BREAKS[name]
    change(parts)
    found = faults_one_by_one(archive(parts))
    assert any(said in fault for fault in found)


def test_a_file_that_tells_the_time_is_refused(whole, tmp_path):
    file = tmp_path / "whole.docx"
    file.write_bytes(whole)
    assert "the archive tells when it was made" in faults_one_by_one(zipped(members(file)))


def test_half_a_file_is_refused(whole):
    assert any("cannot be read" in fault for fault in faults(whole[: len(whole) // 2]))

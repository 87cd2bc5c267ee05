"""Whole documents: sound, complete, the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # it has no types
from tests.render.docx.office import GOST, HOUSE, LABELLED, Look, W, font_files, manuscript, render

from briefbook.errors import MalformedMarkup
from briefbook.render.docx.package import archive
from briefbook.render.docx.renderer import DocxRenderer
from briefbook.render.tree import Element

#: A memorandum in Russian, as a desk writes it.
MEMO = """
<div data-role="unit"><p>Управление водных ресурсов</p></div>
<div data-role="addressee"><p>Директору Департамента</p><p>Примерову А.Б.</p></div>
<p data-role="document-type">Служебная записка</p>
<p data-role="reference"><span data-role="blank" data-width="35"></span> №
<span data-role="blank" data-width="25"></span></p><p data-role="place">г. Образцов</p>
<h1 data-role="heading">О подготовке к 29-й сессии Речной комиссии</h1>
<p data-role="purpose">Прошу до 15 марта 2022 г. согласовать состав делегации.</p>
<ul><li>правила прохода судов;</li><li>взносы на 2022–2024 годы.</li></ul>
<p data-role="attachments"><span data-role="label">Приложение:</span> проект на 2 л. в 1 экз.</p>
<p data-role="signature"><span data-role="post">Заместитель начальника Управления водных ресурсов
— начальник отдела рек</span> <span data-role="name">В.Г. Образцова</span></p>
<p data-role="executor">Тестов Иван Петрович<br>000-00-00</p>
"""

#: Every block and inline element of the subset in one document.
EVERYTHING = """
<header><p>Rivers</p></header><footer><p><span data-role="page-number"></span></p></footer>
<p data-role="marking">Confidential</p><div data-role="masthead"><p>Ministry</p></div>
<div data-role="unit"><p>Rivers Section</p></div>
<div data-role="addressee"><p>Director</p><p>A. Sample</p></div>
<p data-role="document-type">Memorandum</p><p data-role="reference">
<span data-role="blank" data-width="30"></span> No. <span data-role="blank" data-width="20"></span>
</p><p data-role="place">Sampleton</p><h1 data-role="heading" id="top">On rivers</h1>
<dl data-role="fields"><dt>To:</dt><dd>A. Sample</dd><dt>From:</dt><dd>B. Model</dd></dl><hr>
<section data-role="key-points"><h2>Key points</h2><ul><li>One</li><li>Two</li></ul></section>
<section data-role="text"><p data-role="purpose">For <strong>information</strong>.</p>
<p><a href="https://rivers.example/" title="Rivers">Rivers</a>, <a href="#top">above</a>,
<em lang="ru">реки</em>, H<sub>2</sub>O, m<sup>2</sup>, <code>x</code><br>
<abbr title="page">p.</abbr> <time datetime="2022-01-01">1 January</time></p>
<ol start="3"><li><p>Three</p><p>more</p><ul><li>a<br>b</li></ul></li><li>Four</li></ol></section>
<section><h2>Table</h2><h3>Terms</h3><table data-role="data"><caption>Terms</caption>
<thead><tr><th scope="col" data-width="60">Body</th><th scope="col">Term</th></tr></thead>
<tbody><tr><th scope="row" rowspan="2">C</th><td>2010</td></tr><tr><td>2011</td></tr>
<tr><td colspan="2" data-align="center">none</td></tr></tbody></table></section>
<section data-role="talking-points"><h2>Say</h2><ol><li>Yes</li></ol></section>
<p data-role="attachments"><span data-role="label">Attachment:</span> brief</p>
<p data-role="signature"><span data-role="post">Head</span>
<span data-role="name">B. Model</span></p><p data-role="executor">C. Test<br>000</p>
<section data-role="annex"><h2>Annex</h2>
<p data-role="lead">Lead</p><p data-role="note">Note</p></section>
<section data-role="sources"><h2>Sources</h2><ul><li>Report</li></ul><ol><li>Two</li></ol></section>
<section data-role="contact"><h2>Contact</h2><p>Desk</p></section>
<section data-role="distribution"><h2>To</h2><ul><li>All</li></ul></section>
<table data-role="data"><tbody><tr><td>last</td></tr></tbody></table>
"""


@pytest.fixture(scope="module")
def documents() -> dict[str, Look]:
    renderer = DocxRenderer(font_files())
    found = {"memo": Look(renderer.render(manuscript(MEMO, language="ru")))}
    for profile in (GOST, LABELLED, HOUSE):
        found[profile.name] = Look(renderer.render(manuscript(EVERYTHING, profile)))
    return found


NAMES = ("memo", "gost", "labelled", "house")


@pytest.mark.parametrize("name", NAMES)
def test_a_validator_of_the_standard_finds_no_fault(documents, name, tmp_path):
    file = tmp_path / "document.docx"
    file.write_bytes(documents[name].data)
    result = OpenXmlValidator().validate(file)
    assert [str(error) for error in result.errors] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_style_and_list_that_is_used_exists(documents, name):
    look = documents[name]
    defined = set(look.find("//w:style/@w:styleId", "word/styles.xml"))
    numbers = set(look.find("//w:num/@w:numId", "word/numbering.xml"))
    abstract = set(look.find("//w:abstractNum/@w:abstractNumId", "word/numbering.xml"))
    for part in stories(look):
        used = look.find("//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val", part)
        assert set(used) <= defined
        assert set(look.find("//w:p//w:numId/@w:val", part)) <= numbers
    instances = look.find("//w:num/w:abstractNumId/@w:val", "word/numbering.xml")
    assert set(instances) <= abstract


def stories(look: Look) -> list[str]:
    return [
        name for name in look.zip.namelist() if re.match(r"word/(document|header|footer)", name)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_no_paragraph_is_empty_but_those_that_word_demands(documents, name):
    look = documents[name]
    empty = "//w:p[not(.//w:t or .//w:drawing)]"
    allowed = {"Separator", "Rule"}
    for part in stories(look):
        for paragraph in look.find(empty, part):
            style = paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
            in_continued_cell = paragraph.getparent().find(f"{W}tcPr/{W}vMerge") is not None
            assert style in allowed or in_continued_cell


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_closed(documents, name):
    for part in stories(documents[name]):
        for paragraph in documents[name].find("//w:p", part):
            states = [field.get(f"{W}fldCharType") for field in paragraph.iter(f"{W}fldChar")]
            assert states == ["begin", "separate", "end"] * (len(states) // 3)


@pytest.mark.parametrize("name", NAMES)
def test_every_relationship_is_used_and_leads_somewhere(documents, name):
    look = documents[name]
    for part in stories(look):
        text = look.zip.read(part).decode()
        used = set(re.findall(r'r:(?:id|embed)="(\w+)"', text))
        rels = f"word/_rels/{part.removeprefix('word/')}.rels"
        known = (
            set(look.find("//rel:Relationship/@Id", rels)) if rels in look.zip.namelist() else set()
        )
        assert used <= known


@pytest.mark.parametrize("body", [MEMO, EVERYTHING])
def test_every_word_of_the_tree_stands_in_the_document_in_its_order(body):
    given = manuscript(body)
    tree = next(part for part in given.root.elements() if part.tag == "body")
    parts = (part for part in tree.children if isinstance(part, Element))
    wanted = [words(part) for part in parts if part.tag not in {"header", "footer"}]
    look = Look(DocxRenderer({}).render(given))
    shown = [part.text or "-" for part in look.find("//w:body//w:t | //w:body//w:noBreakHyphen")]
    assert "".join(wanted) == re.sub(r"\s", "", "".join(shown))


def words(element: Element) -> str:
    return re.sub(r"\s", "", element.text())


def test_the_core_properties_are_those_of_the_head():
    head = (
        '<meta name="author" content="Rivers Section"><meta name="subject" content="Rivers">'
        '<meta name="keywords" content="water, rivers"><meta name="description" content="On &amp;">'
    )
    look = render("<p>x</p>", head=head, language="ru")
    core = look.document.core_properties
    assert (core.title, core.author, core.subject) == ("On rivers", "Rivers Section", "Rivers")
    assert (core.keywords, core.comments) == ("water, rivers", "On &")
    assert (core.language, core.revision, core.last_modified_by) == ("ru-RU", 1, "briefbook")
    assert core.created is not None
    assert core.created.isoformat() == core.modified.isoformat() == "2022-03-01T00:00:00+00:00"


def test_a_long_title_is_kept_whole():
    title = "On rivers " * 40
    given = manuscript("<p>x</p>", head=f'<meta name="description" content="{title.strip()}">')
    core = Look(DocxRenderer({}).render(given)).document.core_properties
    assert core.comments == title.strip()


def test_word_lays_the_page_out_as_it_does_new_documents():
    look = render("<p>x</p>")
    modes = look.find("//w:compatSetting[@w:name='compatibilityMode']/@w:val", "word/settings.xml")
    assert modes == ["15"]
    assert look.find("//w:autoHyphenation/@w:val", "word/settings.xml") == ["false"]


def test_the_package_is_bare_of_clock_and_leftovers():
    look = render("<p>x</p>")
    names = look.zip.namelist()
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])
    assert {info.date_time for info in look.zip.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not [name for name in names if "Effects" in name or "thumbnail" in name]


def test_one_renderer_gives_one_document_its_bytes_again_and_again():
    renderer = DocxRenderer({})
    given = [manuscript(MEMO, language="ru"), manuscript(EVERYTHING), manuscript(MEMO, HOUSE)]
    first = [renderer.render(one) for one in given]
    assert [renderer.render(one) for one in reversed(given)] == first[::-1]


PROGRAM = """
import hashlib
from tests.render.docx.office import HOUSE, font_files, manuscript
from tests.render.docx.test_docx_renderer import EVERYTHING
from briefbook.render.docx.renderer import DocxRenderer
data = DocxRenderer(font_files()).render(manuscript(EVERYTHING, HOUSE))
print(hashlib.sha256(data).hexdigest())
"""


def test_another_process_gives_the_same_bytes(documents):
    root = Path(__file__).parents[3]
    changed = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"}
    path = os.pathsep.join((str(root), str(root / "src")))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, **changed, "PYTHONPATH": path},
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(documents["house"].data).hexdigest()


def test_the_archive_is_whole(documents: dict[str, Look]) -> None:
    for look in documents.values():
        assert look.zip.testzip() is None
        assert all(info.compress_type == zipfile.ZIP_DEFLATED for info in look.zip.infolist())


@pytest.mark.parametrize("missing", ["head", "body"])
def test_a_document_without_head_or_body_is_refused(missing):
    whole = manuscript("<p>x</p>")
    parts = [child for child in whole.root.children if isinstance(child, Element)]
    kept = tuple(part for part in parts if part.tag != missing)
    root = Element("html", children=kept)
    with pytest.raises(MalformedMarkup, match=f"the document has no {missing}"):
        DocxRenderer({}).render(type(whole)("m", "en", root, GOST, (), {}, whole.dated))


def test_a_package_is_what_zipfile_makes_of_its_members() -> None:
    members = {
        "word/document.xml": b"<w/>" * 5000,
        "[Content_Types].xml": b"<Types/>",
        "word/media/picture1.png": bytes(range(256)) * 40,
        "empty.xml": b"",
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 3
            packed.writestr(info, members[name])
    assert archive(members) == archive(members) == buffer.getvalue()

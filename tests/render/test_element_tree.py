"""What WeasyPrint walks is what it would have parsed."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest
import tinyhtml5
from tests.render.samples import assets, document, manuscript, tree
from tests.render.stress import stress

from briefbook.render.fonts import FontLibrary
from briefbook.render.markup import normalize, serialize
from briefbook.render.pdf import _may_have_notes
from briefbook.render.printable import printable
from briefbook.render.tree import Element
from briefbook.render.weasy import AssetFetcher

DOCUMENTS = {
    **{name: tree(name) for name in ("brief-ru", "brief-en", "memo-ru", "memo-en")},
    **{f"stress-{language}": stress(language).root for language in ("ru", "en")},
    "signs": document("<p>&lt;b&gt; &amp; \"q\" 'a'\u00a0\u2060 <br>\n<em>x</em> y</p><hr>"),
    "empty": document("<p></p><ul><li><p>a</p></li></ul>"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_elements_are_those_of_a_parser(name):
    FontLibrary.from_assets(assets()).configuration()
    from briefbook.render.element_tree import elements_of

    root: Element = printable(normalize(DOCUMENTS[name]), date(2020, 1, 1))
    parsed = tinyhtml5.parse(serialize(root), namespace_html_elements=False)
    assert ET.tostring(elements_of(root)) == ET.tostring(parsed)


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if "stress" not in name])
def test_without_notes_the_bytes_are_those_with_rules_for_notes(name):
    library = FontLibrary.from_assets(assets())
    configuration = library.configuration()
    from briefbook.render.element_tree import html_of

    root = printable(normalize(DOCUMENTS[name]), date(2020, 1, 1))
    fetcher = AssetFetcher(assets(), library)
    one, other = (
        html_of(root, fetcher, notes=notes).write_pdf(font_config=configuration)
        for notes in (True, False)
    )
    assert one == other


@pytest.mark.parametrize(
    ("css", "note"),
    [
        ("em { float: footnote }", True),
        ("em { FLOAT: \\66ootnote }", True),
        ("em { top: 0 }", False),
    ],
)
def test_a_stylesheet_may_make_a_note_of_any_element(css, note):
    sheets = {"styles/a.css": css.encode()}
    root = document("<p>One <em>two</em></p>")
    asked = manuscript(root, stylesheets=("styles/a.css",), extra=sheets)
    assert _may_have_notes(asked, root) is note

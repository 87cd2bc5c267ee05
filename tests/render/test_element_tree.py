"""What WeasyPrint walks is what it would have parsed."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest
import tinyhtml5
from tests.render.samples import assets, document, tree
from tests.render.stress import stress

from briefbook.render.fonts import FontLibrary
from briefbook.render.markup import normalize, serialize
from briefbook.render.printable import printable
from briefbook.render.tree import Element

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

"""Sketches: what is written with them is what lxml would have been told to make."""

from __future__ import annotations

from docx.oxml.parser import parse_xml
from lxml import etree

from briefbook.render.docx import ooxml
from briefbook.render.docx.sketch import Sketch, build, grown, parsed, properties, relate

WEIRD = "a<b> & \"c\" 'd'\t\n\r\N{NO-BREAK SPACE}ё 𝄞 "


def written(text: str = WEIRD) -> Sketch:
    """A paragraph with a link, a bookmark and a text."""
    run = build("w:t")
    run.text, run.attributes["xml:space"] = text, "preserve"
    link = relate(build("w:hyperlink", build("w:r", run), history=1, tooltip=text), "rId7")
    own = properties("w:pPr", (build("w:jc", val="right"), build("w:pStyle", val="Note")))
    return build("w:p", own, build("w:bookmarkStart", id=1, name="_1_a"), link)


def document(*elements: ooxml.BaseOxmlElement) -> bytes:
    """The bytes of a document with these elements in its body."""
    root = parse_xml(
        f'<w:document xmlns:w="{ooxml.qn("w:p")[1:-2]}" xmlns:r="{ooxml.qn("r:id")[1:-3]}"/>'
    )
    root.extend(elements)
    return etree.tostring(root)


def test_read_at_once_or_made_one_by_one_the_elements_are_the_same():
    for text in (WEIRD, " ", "plain", "\n"):
        at_once, one_by_one = parsed([written(text)]), list(grown([written(text)]))
        assert document(*at_once) == document(*one_by_one)
        assert etree.tostring(at_once[0], method="text", encoding="unicode") == text


def test_properties_stand_in_the_order_of_the_schema():
    own = written().find("w:pPr")
    assert own is not None
    assert [child.tag for child in own.children] == ["w:pStyle", "w:jc"]
    assert own.find("w:ind") is None


def test_an_element_of_a_library_may_stand_in_a_sketch():
    for read in (parsed, grown):
        picture = ooxml.build("w:drawing")
        (run,) = read([build("w:r", picture)])
        assert run[0] is picture


def test_what_is_read_is_of_the_classes_of_python_docx():
    (paragraph,) = parsed([written()])
    assert type(paragraph) is type(parse_xml(f'<w:p xmlns:w="{ooxml.qn("w:p")[1:-2]}"/>'))

"""The gate refuses files that are broken on purpose, each in one way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from tests.pdf_gate import faults
from tests.pdf_tags import raw_items
from tests.render.samples import document, manuscript
from tests.render.stress import png

CSS = b"[data-role=footnote] { float: footnote } table { break-inside: auto }"
ROWS = "".join(f'<tr><th scope="row">{n}</th><td>a</td></tr>' for n in range(60))
BODY = (
    '<header><p>Running</p></header><h1>Rivers</h1><p>One <em lang="ru">река</em> and '
    '<a href="https://rivers.example">a link</a><span data-role="footnote">A note.</span></p>'
    '<h2>Second</h2><ul><li>x</li></ul><figure><img src="pictures/a.png" alt="A river"></figure>'
    '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
    f"<tbody>{ROWS}</tbody></table>"
)

Break = Callable[[PdfWriter], Any]


@pytest.fixture(scope="module")
def whole(renderer) -> bytes:
    extra = {"styles/x.css": CSS, "pictures/a.png": png(alpha=False)}
    asked = manuscript(document(BODY), stylesheets=("styles/x.css",), extra=extra)
    data: bytes = renderer.render(replace(asked, evidence=b"{}"))
    return data


def rewritten(data: bytes, change: Break) -> list[str]:
    """What the gate says of a file that another program has changed and written again."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return [fault for fault in faults(out.getvalue()) if fault != "the seal is broken"]


def root(pdf: PdfWriter) -> Any:
    return pdf.root_object


def objects(pdf: PdfWriter, **entries: str) -> list[Any]:
    """The dictionaries that have these entries."""
    wanted = {f"/{name}": f"/{value}" for name, value in entries.items()}
    return [
        each
        for each in pdf._objects
        if isinstance(each, DictionaryObject)
        and all(each.get(name) == value for name, value in wanted.items())
    ]


def tag(pdf: PdfWriter, kind: str) -> Any:
    return objects(pdf, Type="StructElem", S=kind)[0]


def metadata(old: bytes, new: bytes) -> Break:
    def change(pdf: PdfWriter) -> None:
        stream = root(pdf)["/Metadata"]
        assert old in stream.get_data()
        stream.set_data(stream.get_data().replace(old, new))

    return change


def content(old: bytes, new: bytes) -> Break:
    def change(pdf: PdfWriter) -> None:
        stream: Any = pdf.pages[0]["/Contents"]
        data = stream.get_object().get_data()
        assert old in data
        stream.get_object().set_data(data.replace(old, new, 1))

    return change


def unembed(pdf: PdfWriter) -> None:
    for font in objects(pdf, Type="FontDescriptor"):
        for name in [name for name in font if name.startswith("/FontFile")]:
            del font[name]


def twice(pdf: PdfWriter) -> None:
    """Put the table into the document a second time."""
    kids = tag(pdf, "Document")["/K"]
    table = next(each for each in raw_items(kids) if each.get_object()["/S"] == "/Table")
    kids.append(table)


def drop(where: Callable[[PdfWriter], Any], name: str) -> Break:
    def change(pdf: PdfWriter) -> None:
        del where(pdf)[f"/{name}"]

    return change


def put(where: Callable[[PdfWriter], Any], name: str, value: Any) -> Break:
    def change(pdf: PdfWriter) -> None:
        where(pdf)[NameObject(f"/{name}")] = value

    return change


def lose_row(pdf: PdfWriter) -> None:
    del tag(pdf, "TBody")["/K"][10]


def associate_twice(pdf: PdfWriter) -> None:
    root(pdf)["/AF"].append(raw_items(root(pdf)["/AF"])[0])


def link(pdf: PdfWriter) -> Any:
    return objects(pdf, Subtype="Link")[0]


def parent_numbers(pdf: PdfWriter) -> Any:
    return root(pdf)["/StructTreeRoot"]["/ParentTree"]["/Nums"][1]


def exchange_parents(pdf: PdfWriter) -> None:
    numbers = parent_numbers(pdf).get_object()
    held = [
        place for place, each in enumerate(raw_items(numbers)) if isinstance(each, IndirectObject)
    ]
    first, second = (list.__getitem__(numbers, place) for place in held[:2])
    numbers[held[0]], numbers[held[1]] = second, first


BREAKS: dict[str, tuple[Break, str]] = {
    "no mark that it is tagged": (drop(root, "MarkInfo"), "ua1"),
    "no tags": (drop(root, "StructTreeRoot"), "StructTreeRoot"),
    "no language": (drop(root, "Lang"), "ua1"),
    "no metadata": (drop(root, "Metadata"), "3a"),
    "no output intent": (drop(root, "OutputIntents"), "3a"),
    "no title in the window": (drop(root, "ViewerPreferences"), "ua1"),
    "no bookmarks": (drop(root, "Outlines"), "bookmarks"),
    "the wrong part of PDF/UA": (metadata(b"part>1<", b"part>7<"), "ua1"),
    "no claim of PDF/UA": (metadata(b"pdfuaid:part", b"pdfuaid:port"), "ua1"),
    "another level of PDF/A": (metadata(b'conformance="A"', b'conformance="B"'), "3a"),
    "no alternative text": (drop(lambda pdf: tag(pdf, "Figure"), "Alt"), "alternative text"),
    "no box of a figure": (drop(lambda pdf: tag(pdf, "Figure"), "A"), "no box"),
    "no scope": (drop(lambda pdf: tag(pdf, "TH"), "A"), "scope"),
    "a font that is not embedded": (unembed, "3a"),
    "a font without its characters": (
        drop(lambda pdf: objects(pdf, Type="Font", Subtype="Type0")[0], "ToUnicode"),
        "3a",
    ),
    "a table twice in the tree": (twice, "times"),
    "a row that the tree has lost": (lose_row, "what the pages mark"),
    "a heading left out": (put(lambda pdf: tag(pdf, "H2"), "S", NameObject("/H3")), "ua1"),
    "a list without items": (put(lambda pdf: tag(pdf, "LI"), "S", NameObject("/P")), "ua1"),
    "a note without identifier": (drop(lambda pdf: tag(pdf, "Note"), "ID"), "identifier"),
    "no tree of identifiers": (
        drop(lambda pdf: root(pdf)["/StructTreeRoot"], "IDTree"),
        "identifiers",
    ),
    "a link that says nothing": (drop(link, "Contents"), "ua1"),
    "a link that cannot be printed": (put(link, "F", NumberObject(0)), "3a"),
    "a link outside the tree": (drop(lambda pdf: pdf.pages[0], "Annots"), "links"),
    "no order of links": (drop(lambda pdf: pdf.pages[0], "Tabs"), "ua1"),
    "a running line in the text": (
        content(b"/Artifact\n<</Type /Pagination", b"/Span\n<</Type /Pagination"),
        "ua1",
    ),
    "text outside the tree": (content(b"/MCID 0", b"/MCID 9999"), "what the pages mark"),
    "content of another element": (exchange_parents, "parent tree"),
    "a file associated twice": (associate_twice, "associated"),
    "a file not associated": (drop(root, "AF"), "associated"),
    "a file of no relationship": (
        drop(lambda pdf: objects(pdf, Type="Filespec")[0], "AFRelationship"),
        "3a",
    ),
    "a smoothed picture": (
        put(lambda pdf: objects(pdf, Subtype="Image")[0], "Interpolate", NameObject("/true")),
        "3a",
    ),
    "a program within": (
        put(
            root,
            "OpenAction",
            DictionaryObject(
                {
                    NameObject("/S"): NameObject("/JavaScript"),
                    NameObject("/JS"): TextStringObject("app.alert(1)"),
                }
            ),
        ),
        "3a",
    ),
}


def test_the_file_is_whole_before_it_is_broken(whole):
    assert faults(whole) == []
    assert rewritten(whole, lambda _: None) == []


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_file_is_refused(whole, name):
    change, said = BREAKS[name]
    try:
        found = rewritten(whole, change)
    except KeyError as missing:  # what the gate reads itself is gone
        found = [str(missing)]
    assert any(said in fault for fault in found), found


def test_a_locked_file_is_refused(whole):
    writer = PdfWriter(clone_from=PdfReader(BytesIO(whole)))
    writer.encrypt("", "owner", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    assert any("Encrypt" in fault or "3a" in fault for fault in faults(out.getvalue()))


def test_a_file_that_was_changed_is_refused_though_it_is_still_valid(whole):
    assert faults(whole.replace(b"2022-01-01", b"2023-01-01")) == ["the seal is broken"]

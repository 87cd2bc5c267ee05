"""The book's stylesheets: nothing in them is passed over in silence."""

from __future__ import annotations

import pytest
from tests.render.samples import TEMPLATES

from briefbook.errors import MissingFont, RefusedAddress, RenderFailed
from briefbook.render.css_sources import check_stylesheet

FAMILIES = frozenset({"PT Serif", "PT Sans"})


def found(source: str) -> list[tuple[type, str, str]]:
    problems = check_stylesheet("styles/x.css", source, FAMILIES)
    return [(type(each), each.message, str(each.spans[0])) for each in problems]


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("styles/*.css")), ids=lambda path: path.name)
def test_the_stylesheets_of_the_book_are_clean(path):
    assert check_stylesheet(path.name, path.read_text(encoding="utf-8"), FAMILIES) == []


@pytest.mark.parametrize(
    "source",
    [
        'p { font-family: "PT Serif", PT Sans, inherit }',
        "p { font-family: var(--heading-family) }",
        'p { font: bold 9pt/1.2 "PT Sans" }',
        "p { background: url(/pictures/a.svg) }",
        'p { background: url("pictures/a.svg") }',
        "@page { @top-center { font-family: PT Sans } }",
        "@media print { p { color: red } }",
        "/* comment */",
    ],
)
def test_what_is_in_the_book_may_be_named(source):
    assert found(source) == []


@pytest.mark.parametrize(
    ("source", "kind", "said", "place"),
    [
        ("p {}\nq { font-family: Arial }", MissingFont, "the font Arial", "2:5"),
        ('p { font-family: "DejaVu Sans", "PT Sans" }', MissingFont, "DejaVu Sans", "1:18"),
        ("p { font-family: PT Serf }", MissingFont, "PT Serf", "1:5"),
        ("p { font: 9pt 'Arial' }", MissingFont, "Arial", "1:15"),
        ("@page { @top-left { font-family: serif } }", MissingFont, "serif", "1:21"),
        ("@media print { p { font-family: x } }", MissingFont, "the font x", "1:20"),
        ("p { background: url(https://x.example/a.png) }", RefusedAddress, "https", "1:17"),
        ('p {\nbackground: url("//x.example/a") }', RefusedAddress, "//x.example", "2:13"),
        ("p { background: url(../../a.png) }", RefusedAddress, "../../a.png", "1:17"),
        ("@page { background: url(file:///a) }", RefusedAddress, "file:///a", "1:21"),
        ("@media print { p { content: url(data:,x) } }", RefusedAddress, "data:,x", "1:29"),
        ('@import "a.css";', RefusedAddress, "@import is refused", "1:1"),
        ("@font-face { src: url(a.ttf) }", RefusedAddress, "@font-face is refused", "1:1"),
        ("@counter-style x { symbols: a }", RefusedAddress, "@counter-style", "1:1"),
        ("p { color: red } }", RenderFailed, "cannot be read", "1:18"),
    ],
)
def test_what_would_be_lost_is_found_with_its_line(source, kind, said, place):
    problems = found(source)
    assert len(problems) == 1
    assert problems[0][0] is kind
    assert said in problems[0][1]
    assert problems[0][2] == f"templates/styles/x.css:{place}"


def test_all_faults_are_found_at_once():
    assert len(found("p { font-family: a }\nq { font-family: b; background: url(http://c) }")) == 3

"""Variables written out: where they are used, and nowhere else."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.render.samples import document, manuscript

from briefbook.errors import RenderFailed
from briefbook.render.pdf import PdfRenderer
from briefbook.render.variables import declares, written_out

VALUES = {"accent": "#1F4E79", "space-1": "2pt"}


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("p { color: var(--accent) }", "p { color: #1F4E79 }"),
        ("p { margin: var( --space-1 ) var(--space-1) }", "p { margin: 2pt 2pt }"),
        ("p { margin: calc(2 * var(--space-1)) }", "p { margin: calc(2 * 2pt) }"),
        ("p { color: var(--other) }", "p { color: var(--other) }"),
        ("p { color: var(--accent, red) }", "p { color: var(--accent, red) }"),
        ('p::before { content: "var(--accent)" }', 'p::before { content: "var(--accent)" }'),
        (r"p { content: '\'var(--accent)' }", r"p { content: '\'var(--accent)' }"),
        ("/* var(--accent) */ p { top: 0 }", "/* var(--accent) */ p { top: 0 }"),
        ("p {\n  color:\n    var(--accent)\n}", "p {\n  color:\n    #1F4E79\n}"),
    ],
)
def test_a_variable_is_written_out_where_it_is_used(source, written):
    assert written_out(source, VALUES) == written


def test_a_stylesheet_that_declares_variables_is_known():
    assert declares(["p { top: 0 }", "em { --accent: red }"])
    assert not declares(["p { color: var(--accent) }", ""])


def rendered(css: str) -> bytes:
    root = document("<h2>One</h2><p>Two <em>three</em></p>")
    asked = manuscript(root, stylesheets=("styles/a.css",), extra={"styles/a.css": css.encode()})
    return PdfRenderer(asked.assets).render(asked)


def drawn(css: str) -> str:
    page = PdfReader(BytesIO(rendered(css))).pages[0]
    contents = page.get_contents()
    assert contents is not None
    return contents.get_data().decode("latin-1")


def test_a_page_looks_the_same_with_variables_and_with_their_values():
    declared = "p { color: var(--accent); margin-left: var(--space-2); border: 1pt solid }"
    assert drawn(declared) == drawn(f"{declared} h6 {{ --unused: 0 }}")


def test_a_variable_that_a_stylesheet_declares_anew_has_its_new_value_there():
    assert "1 0 0 rg" in drawn("em { --accent: #ff0000; color: var(--accent) }")
    assert "1 0 0 rg" not in drawn("em { color: var(--accent) }")


def test_a_mistake_is_told_with_the_place_it_has_in_the_file():
    with pytest.raises(RenderFailed) as caught:
        rendered("p { color: var(--accent); colour: red }")
    span = caught.value.spans[0]
    assert (span.file, span.line, span.column) == ("templates/styles/a.css", 1, 27)

"""The twins of WeasyPrint's functions: the same bytes, and nothing else touched."""

from __future__ import annotations

import ast
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis.strategies import lists, sampled_from, tuples
from tests.render.quicker.conftest import as_delivered
from tests.render.samples import assets, sample
from tests.render.stress import stress

from briefbook.render.pdf import PdfRenderer

REPOSITORY = Path(__file__).parents[3]

#: What each twin was written beside. Where WeasyPrint changes one, read both again.
ORIGINALS = {
    "weasyprint.css.ComputedStyle.__missing__": "b318d8efc8ac79d7",
    "weasyprint.css.AnonymousStyle.__init__": "9fbdd74c1ad0945a",
    "weasyprint.css.AnonymousStyle.__missing__": "d392527077647306",
    "weasyprint.layout.percent.resolve_percentages": "71673078096fcf87",
    "weasyprint.layout.preferred.shrink_to_fit": "38ecf6d5c6439df6",
    "weasyprint.layout.background.layout_box_backgrounds": "617a870678c82755",
    "weasyprint.draw.border.draw_border": "8ba918f30893929f",
    "weasyprint.draw.border.draw_outline": "c98afcef4e21d301",
    "weasyprint.formatting_structure.boxes.Box.is_in_normal_flow": "5f49d6ab23da7e51",
    "weasyprint.layout.float.avoid_collisions": "5fc7793c573af328",
    "weasyprint.text.line_break.Layout.setup": "fb227a55094f41d4",
    "weasyprint.text.line_break.Layout.set_text": "fe23ca9937dbf520",
    "weasyprint.text.line_break.Layout.deactivate": "bfec3ec8406e1c82",
    "weasyprint.text.line_break.Layout.reactivate": "0b89ee097104b713",
    "weasyprint.text.line_break.strut": "b57885b70dd08efe",
    "weasyprint.text.line_break.split_first_line": "39ad1016863ca34d",
    "weasyprint.draw.text.draw_first_line": "1bb8eae6d88e71b1",
    "weasyprint.svg.text.text": "67a30c3e181b4a80",
}

LINES = """
<h1>Rivers <em>and</em> “lakes”</h1>
<p>AVAVA To. fi fl ﬁ — 1 234,5 km² H₂O ½ a\u2060b\u00a0c\u00adsoft \u200bspace\u2028line \u4e2d.</p>
<p lang="ru">Вода́ и&#769; «ёлки» — <strong>жирно</strong>, <code>код</code>, <sup>2</sup>.</p>
<p><a href="https://rivers.example">a link that is underlined</a> <br> after a break</p>
<p class="cut">A long line that is cut short, if the stylesheet asks for it, at the margin</p>
<p>One<span class="note">A note at the foot.</span> of
two<img
src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>">.</p>
<pre>  kept\tas it\n stands </pre>
<table><caption>Lengths</caption><thead><tr><th>A</th><th>B</th></tr></thead>
<tbody><tr><td>1 000</td><td rowspan="2">two</td></tr>
<tr><td>Unbreakableunbreakableunbreakableunbreakableunbreakable</td></tr></tbody></table>
<ul><li>one<ul><li>within</li></ul></li></ul><ol start="4"><li>four</li></ol>
<p dir="rtl">שלום <bdo dir="ltr">left</bdo></p>
"""
DECLARATIONS = (
    "text-align: justify; hyphens: auto",
    "width: 60mm",
    "margin-inline-start: 4mm; padding: 5%; border-block-start: 1pt solid",
    "width: 50%",
    "box-sizing: border-box; min-width: 10%; padding: 2mm",
    "letter-spacing: 1pt",
    "word-spacing: 2pt",
    "border-collapse: collapse; border: 1pt solid",
    "vertical-align: middle",
    "float: left; width: 40mm",
    "float: right; clear: both; margin: 3mm",
    "text-indent: calc(1em + 2%)",
    "font-variant-numeric: tabular-nums",
    "font-variant-caps: small-caps; font-variant-ligatures: none",
    "text-decoration: underline overline line-through",
    "overflow-wrap: anywhere",
    "direction: rtl",
    "white-space: pre-wrap; tab-size: 4",
    "white-space: nowrap; overflow: hidden; text-overflow: ellipsis",
    "line-clamp: 1",
    "line-height: 2lh; width: 3rlh",
    "line-height: 1.7; --a: 3mm; margin: var(--a)",
    "position: relative; left: 10%",
    "display: inline-block; max-height: 40%",
    "display: flex",
    "display: grid; grid-template-columns: 1fr 2fr",
    "columns: 2",
    "columns: 2; column-rule: 1pt solid; column-gap: 3mm",
    "background: #eee; border-radius: 2mm 50%",
    "background: currentcolor; visibility: hidden",
    "background-image: linear-gradient(red, blue)",
    "border: 1pt dotted; border-radius: 1mm",
    "border-image: linear-gradient(red, blue) 1",
    "outline: 1pt dashed; outline-offset: 1mm",
    "box-shadow: 1mm 1mm red",
    "float: left; min-width: 10mm; max-width: 30%",
    "font-size: 0",
    "font: bold italic 13pt 'PT Sans'",
    "transform: rotate(5deg); opacity: .5",
    "position: absolute; top: 0; right: 5%",
    "page-break-before: always",
    "margin: auto; width: 30%; max-width: calc(20mm + 5%)",
)
SELECTORS = (
    "body",
    "h1",
    "p",
    "em, strong",
    "table",
    "td, th",
    "li",
    "p::first-line",
    "p::first-letter",
    "p::before { content: counter(page) '→' } p",
)
SHEET = """html { font: 11pt 'PT Serif' } .note { float: footnote }
@page { size: 120mm 90mm; @bottom-center { content: counter(page) } @top-left { content: "—" } }"""


@pytest.mark.parametrize("layout", ["house", "ru-gost-2025", "by-stb-2016", "un-memo"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_document_with_everything_in_it_is_the_same_to_the_byte(delivered, layout, language):
    asked = stress(language, layout)
    quick = PdfRenderer(asked.assets).render(asked)
    with delivered():
        slow = PdfRenderer(asked.assets).render(asked)
    assert quick == slow


@pytest.mark.parametrize("name", ["brief-ru", "brief-en", "memo-ru", "memo-en"])
def test_the_samples_are_the_same_to_the_byte(delivered, name):
    asked = sample(name)
    with delivered():
        slow = PdfRenderer(assets()).render(asked)
    assert PdfRenderer(assets()).render(asked) == slow


@settings(deadline=None, max_examples=60)
@given(rules=lists(tuples(sampled_from(SELECTORS), sampled_from(DECLARATIONS)), max_size=5))
@example(rules=[(selector, "text-align: justify; hyphens: auto") for selector in SELECTORS])
def test_whatever_a_stylesheet_asks_for_is_the_same_to_the_byte(configuration, rules):
    css = SHEET + "".join(f"{selector} {{ {declaration} }}" for selector, declaration in rules)
    quick = set_in(configuration, LINES, css)
    with as_delivered():
        slow = set_in(configuration, LINES, css)
    assert quick == slow


@pytest.mark.parametrize(
    ("body", "css"),
    [
        ("<p>Out of the flow</p>", "p { position: absolute; border: 1pt solid }"),
        ("<p>Out of the flow</p>", "p { position: fixed; overflow: hidden }"),
        (
            f"<p>{'Unbreakable' * 5}</p>",
            "p { width: 12mm; overflow-wrap: anywhere; line-clamp: 1 }",
        ),
        (f"<p>{'Unbreakable' * 5}</p>", "p { width: 12mm; word-break: break-all; line-clamp: 2 }"),
        ("<p><em>first</em> letter</p>", "p::first-letter { border-style: solid }"),
    ],
)
def test_what_chance_seldom_finds_is_the_same_to_the_byte(configuration, body, css):
    quick = set_in(configuration, body, SHEET + css)
    with as_delivered():
        slow = set_in(configuration, body, SHEET + css)
    assert isinstance(slow, bytes)
    assert quick == slow


def set_in(configuration: Any, body: str, css: str) -> object:
    """A PDF that WeasyPrint makes by itself, or what it fails with."""
    from weasyprint import CSS, HTML

    html = HTML(string=f'<html lang="en"><title>Rivers</title>{body}')
    sheet = CSS(string=css, font_config=configuration)
    try:
        return html.write_pdf(stylesheets=[sheet], font_config=configuration)
    except Exception as fault:  # noqa: BLE001 - some of what is asked for is too much for it
        return type(fault)


def source_of(function: Any) -> str:
    """The lines of a function, of its decorators too; also of one that is compiled."""
    text = Path(str(sys.modules[function.__module__].__file__)).read_text("utf-8")
    node: Any = ast.parse(text)
    for name in function.__qualname__.split("."):
        node = next(each for each in node.body if getattr(each, "name", None) == name)
    first = min([node, *node.decorator_list], key=lambda each: each.lineno)
    return "".join(text.splitlines(keepends=True)[first.lineno - 1 : node.end_lineno])


def test_each_original_is_what_its_twin_was_written_beside(delivered):
    from briefbook.render.quicker import TWINS

    with delivered():
        found = {
            f"{twin.original.__module__}.{twin.original.__qualname__}": sha256(
                source_of(twin.original).encode()
            ).hexdigest()[:16]
            for twin in TWINS
        }
    assert found == ORIGINALS


def test_another_version_of_weasyprint_goes_its_own_way(delivered):
    code = (
        "import sys, weasyprint; weasyprint.__version__ = '70.1'\n"
        "from weasyprint.text.line_break import Layout; before = Layout.setup\n"
        "from briefbook.render.pdf import PdfRenderer\n"
        "from tests.render.samples import assets, sample\n"
        "data = PdfRenderer(assets()).render(sample('brief-en'))\n"
        "sys.stdout.buffer.write(data if Layout.setup is before else b'set by twins')"
    )
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, check=True, cwd=REPOSITORY, capture_output=True)
    with delivered():
        slow = PdfRenderer(assets()).render(sample("brief-en"))
    assert ran.stdout == slow


def test_the_twins_are_for_the_version_that_is_pinned(configuration):
    import weasyprint

    from briefbook.render.quicker import MADE_FOR

    assert weasyprint.__version__ == MADE_FOR

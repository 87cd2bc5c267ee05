"""Texts of drawings: a line each, kerned, unless letters have places of their own."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from tests.render.quicker.conftest import as_delivered

NOTHING_ELSE = "font-family='PT Sans' font-size='20' fill='#123456'"


def shown(configuration: Any, text: str) -> list[str]:
    """The strings that a drawing with this text shows, each with its corrections."""
    return re.findall(r"\[(.*?)\] TJ", painted(configuration, text))


def places(configuration: Any, text: str) -> list[str]:
    """Where each string of a drawing with this text begins, as the matrix of its text."""
    return re.findall(r"(.*) Tm", painted(configuration, text))


def painted(configuration: Any, text: str) -> str:
    """The operators of a page with a drawing that has this text."""
    from weasyprint import HTML

    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="90">{text}</svg>'
    html = f"<img src='data:image/svg+xml,{drawing.replace('#', '%23').replace(chr(39), chr(34))}'>"
    data = HTML(string=html.replace('"', "&quot;")).write_pdf(font_config=configuration)
    page: Any = PdfReader(BytesIO(data)).pages[0]
    forms = page["/Resources"].get("/XObject", {}).values()
    streams = [page.get_contents(), *(form.get_object() for form in forms)]
    return "\n".join(stream.get_data().decode("latin-1") for stream in streams)


def test_a_text_is_one_string_with_the_kerning_of_the_font(configuration):
    strings = shown(configuration, f"<text x='9' y='30' {NOTHING_ELSE}>ГАВАНЬ</text>")
    assert len(strings) == 1
    assert re.search(r">-?\d+<", strings[0])


@pytest.mark.parametrize(
    "asked",
    [
        "x='9 30 50' y='30'",
        "x='9' y='30' rotate='20'",
        "x='9' y='30' textLength='80'",
        "x='9' y='30' letter-spacing='2'",
        "x='9' y='30' dx='1 2'",
        "x='9' y='30' dominant-baseline='middle'",
    ],
)
def test_letters_that_are_placed_one_by_one_stay_so(configuration, asked):
    text = f"<text {asked} {NOTHING_ELSE}>abc</text>"
    ours = shown(configuration, text)
    assert len(ours) == 3
    with as_delivered(_twins()):
        assert shown(configuration, text) == ours


@pytest.mark.parametrize(
    "text",
    [
        "<text x='9' y='30' {0}>a</text>",
        "<text y='30' text-anchor='middle' x='99' {0}>a</text>",
        "<text x='10%' y='1em' font-weight='bold' {0}>a</text>",
        "<text x='9' y='30' font-weight='heavy' stroke='red' {0}>a</text>",
        "<text x='9' y='30' {0}></text><text {0}>b</text>",
        "<text x='9' y='30' {0}>a<tspan font-style='italic'>b</tspan>c</text>",
    ],
)
def test_single_letters_stand_where_they_stood(configuration, text):
    drawn = text.format(NOTHING_ELSE)
    ours = shown(configuration, drawn)
    with as_delivered(_twins()):
        assert shown(configuration, drawn) == ours


@pytest.mark.parametrize(
    "text",
    [
        "<text x='9' y='30' dx='7' {0}>a<tspan>b</tspan></text>",
        "<text x='9' y='30' dy='7' {0}>a<tspan x='50'>b</tspan></text>",
        "<text x='9,' y=' 30 ' {0}>a</text>",
    ],
)
def test_a_text_begins_where_it_did(configuration, text):
    drawn = text.format(NOTHING_ELSE)
    ours = places(configuration, drawn)
    with as_delivered(_twins()):
        assert places(configuration, drawn) == ours != []


def test_drawings_of_other_programs_in_the_process_stay_as_they_are(configuration):
    from weasyprint.text.fonts import FontConfiguration

    text = "<text x='9' y='30' font-size='20'>abc</text>"
    assert len(shown(FontConfiguration(), text)) == 3
    assert len(shown(configuration, text)) == 1


def _twins() -> tuple[Any, ...]:
    from briefbook.render.quicker import drawn_text

    return drawn_text.TWINS

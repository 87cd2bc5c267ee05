"""A line ends where WeasyPrint ends it, whatever the text, the width and the style."""

from __future__ import annotations

from collections import Counter
from math import inf
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis.strategies import booleans, fixed_dictionaries, floats, lists, sampled_from
from tests.render.quicker.conftest import as_delivered

#: Words, some with places to break within, some with none before them, some wider than a line.
WORDS = (
    *("a", "of", "и", "rivers", "Федерации", "«ёлки»", "—", "1\u00a0234,5", "AVAVA.", "To"),
    *("e-mail", "сине-зелёный", "and/or", "bro\xadken", "\u2060no", "zero\u200bwidth", "中国"),
    *("Unbreakable" * 12, "tab\tbed", "line\nfeed", "para\u2029graph", "שלום", " ", "  "),
)
STYLES = fixed_dictionaries(
    {
        "font_size": sampled_from((0, 6, 10.5, 14, 40)),
        "font_family": sampled_from((("PT Serif",), ("PT Sans",), ("PT Serif", "PT Sans"))),
        "white_space": sampled_from(("normal", "normal", "pre-wrap", "pre-line", "nowrap")),
        "hyphens": sampled_from(("manual", "none", "auto")),
        "overflow_wrap": sampled_from(("normal", "anywhere", "break-word")),
        "letter_spacing": sampled_from(("normal", 1.5)),
        "word_spacing": sampled_from((0, 2)),
        "lang": sampled_from(("en", "ru", None)),
        "direction": sampled_from(("ltr", "rtl")),
    }
)
PLAIN = {"font_size": 14, "font_family": ("PT Serif",)}


@settings(deadline=None, max_examples=400)
@given(
    words=lists(sampled_from(WORDS), min_size=1, max_size=40),
    width=floats(0, 700) | sampled_from((None, inf)),
    said=STYLES,
    minimum=booleans(),
)
@example(words=["rivers"] * 40, width=500.0, said=PLAIN, minimum=False)
def test_a_line_is_the_same(configuration, words, width, said, minimum):
    text = " ".join(words)
    assert line_of(configuration, text, width, said, minimum=minimum) == delivered_line(
        configuration, text, width, said, minimum=minimum
    )


@pytest.mark.parametrize("text", ["Rivers and lakes of the north ", "Реки и озёра «Севера» "])
def test_a_line_is_the_same_at_every_width(configuration, text):
    for tenths in range(570, 1600, 7):
        width = tenths / 10
        assert line_of(configuration, text * 9, width, PLAIN) == delivered_line(
            configuration, text * 9, width, PLAIN
        )


@pytest.mark.parametrize("hyphens", ["none", "manual"])
def test_a_line_that_ends_at_a_soft_hyphen_is_the_same(configuration, hyphens):
    text, said = (
        "Some bro\xadken words go over un\xadseen lines " * 4,
        {**PLAIN, "hyphens": hyphens},
    )
    for width in range(60, 400, 3):
        line = line_of(configuration, text, width, said)
        assert line == delivered_line(configuration, text, width, said)


@pytest.mark.parametrize("space", ["\u3000", "\u2003", "\u00a0"])
def test_white_space_of_any_kind_at_the_end_of_a_line_is_the_same(configuration, space):
    text = f"Rivers and lakes {space} of the north {space} and south " * 4
    for width in range(60, 400, 3):
        line = line_of(configuration, text, width, PLAIN)
        assert line == delivered_line(configuration, text, width, PLAIN)


def test_most_lines_are_shaped_twice_not_three_times(configuration, monkeypatch):
    from weasyprint.text.line_break import Layout

    shaped: Counter[str] = Counter()
    counted = Layout.get_first_line

    def count(layout: Any) -> Any:
        shaped["lines"] += 1
        return counted(layout)

    monkeypatch.setattr(Layout, "get_first_line", count)
    for width in range(300, 600, 3):
        line_of(configuration, "Rivers and tributaries of the north " * 9, width, PLAIN)
    assert shaped["lines"] < 2.3 * 100


def delivered_line(configuration: Any, *asked: Any, **named: Any) -> tuple[object, ...]:
    with as_delivered():
        return line_of(configuration, *asked, **named)


def line_of(
    configuration: Any, text: str, width: float | None, said: dict[str, Any], **named: bool
) -> tuple[object, ...]:
    """The text of the first line, its measures, and where the next line begins."""
    from weasyprint.css.properties import INITIAL_VALUES
    from weasyprint.svg.text import Style
    from weasyprint.text import line_break

    style = Style(INITIAL_VALUES)
    style.font_config = configuration
    style.update(said)
    context = SimpleNamespace(dictionaries={})
    try:
        layout, *measures = line_break.split_first_line(text, style, context, width, 0, **named)
    except Exception as fault:  # noqa: BLE001 - some of what is asked for is too much for it
        return (type(fault),)
    return (layout.text, *measures)

"""Composing: markup checked, typography over whole blocks, facts tied to their blocks."""

from __future__ import annotations

import gc
from datetime import date

import pytest
from jinja2.runtime import Macro
from tests.compose.workbench import commission, compose, page, perspective

from briefbook.collector import collector_at_rest
from briefbook.compose.composer import Composer
from briefbook.errors import MalformedMarkup, OutputError, RefusedAddress, UnknownElement
from briefbook.localize.view import View


def test_typography_reaches_across_inline_elements() -> None:
    block = compose("<p>в <strong>2018</strong> г. и «<em>Ока</em>»</p>", "ru").blocks[-1]
    assert block.text == "в\u00a02018\u00a0г. и\u00a0«Ока»"


def test_each_language_has_its_own_typography() -> None:
    body = '<p>"Oka" - <span lang="ru">"Ока"</span></p>'
    assert "“Oka”" in compose(body).blocks[-1].text
    assert "«Ока»" in compose('<p>"Ока"</p>', "ru").blocks[-1].text


def test_a_block_knows_the_facts_that_it_shows() -> None:
    composition = compose("<p>{{ subject.name }} has {{ subject.length | number }} km.</p><p>.</p>")
    assert composition.blocks[-2].facts == (
        "rivers.oka.name.en.nominative",
        "rivers.oka.length",
    )
    assert composition.blocks[-1].facts == ()


def test_a_footnote_is_a_block_of_its_own_with_typography_and_facts_of_its_own() -> None:
    note = '<span data-role="footnote">"Moskva", {{ subject.length | number }} km</span>'
    paragraph, footnote = compose(f'<p>"{{{{ subject.name }}}}{note} and so"</p>').blocks[-2:]
    assert (paragraph.text, footnote.text) == ("“Oka and so”", "“Moskva”, 1,500\u00a0km")
    assert paragraph.facts == ("rivers.oka.name.en.nominative",)
    assert footnote.facts == ("rivers.oka.length",)


def test_an_entry_of_contents_says_what_its_heading_says_and_shows_its_facts() -> None:
    body = '<nav data-role="toc"><p>Contents</p></nav><h2>"{{ subject.name }}"</h2>'
    contents, entry, heading = compose(body).blocks[-3:]
    assert contents.text == "Contents"
    assert entry.text == heading.text == "“Oka”"
    assert entry.facts == heading.facts == ("rivers.oka.name.en.nominative",)


def test_a_document_bears_the_date_in_its_head() -> None:
    head = '<html lang="en"><head><title>T</title>'
    meta = '<meta name="dcterms.date" content="{{ subject.mapped | iso_date }}">'
    text = f"{head}{meta}</head><body><h1>T</h1></body></html>"
    dated = Composer({"page.jinja": text}).compose(commission(), perspective()).dated
    assert dated == date(1997, 6, 15)
    assert compose("<p>one</p>").dated is None


def test_what_a_document_was_composed_with_goes_without_the_collector() -> None:
    body = "{% macro said() %}{{ subject.name }}{% endmacro %}<p>{{ said() }}</p>"
    composer = Composer({"page.jinja": page(body)})
    composer.compose(commission(), perspective())
    gc.collect()
    with collector_at_rest():
        composer.compose(commission(), perspective())
        assert not [each for each in gc.get_objects() if type(each) in {Macro, View}]


def test_a_document_without_a_subject_still_has_the_registers() -> None:
    body = "<ul>{% for river in registers.rivers %}<li>{{ river.name }}</li>{% endfor %}</ul>"
    texts = [block.text for block in compose(body, subject=None).blocks]
    assert texts[-2:] == ["Moskva", "Oka"]


@pytest.mark.parametrize(
    ("body", "others", "file", "line"),
    [
        ("<p>one</p>\n<marquee>two</marquee>", {}, "page", 3),
        ("{% for n in [1, 2] %}\n<p>one</p>\n{% endfor %}\n<blink>two</blink>", {}, "page", 5),
        ('{% include "part.jinja" %}', {"part.jinja": "\n<marquee>two</marquee>"}, "part", 2),
        (
            '{% import "m.jinja" as m with context %}{{ m.bad() }}',
            {"m.jinja": "{# #}\n{% macro bad() %}\n<marquee>two</marquee>\n{% endmacro %}"},
            "m",
            3,
        ),
        (
            "<ul>{% for n in [1, 2] %}\n<li><marquee>{{ n }}</marquee></li>{% endfor %}</ul>",
            {},
            "page",
            3,
        ),
    ],
)
def test_an_unknown_element_is_named_with_its_line(
    body: str, others: dict[str, str], file: str, line: int
) -> None:
    with pytest.raises(UnknownElement) as caught:
        compose(body, others=others)
    span = caught.value.spans[0]
    assert (span.file, span.line) == (f"templates/{file}.jinja", line)
    assert span.excerpt.strip().startswith("<")


def test_several_problems_are_told_together() -> None:
    with pytest.raises(OutputError) as caught:
        compose('<marquee>one</marquee>\n<p data-role="nonsense">two</p>')
    assert "marquee" in caught.value.message
    assert "nonsense" in caught.value.hint
    assert "templates/page.jinja:3" in caught.value.hint


def test_an_element_left_open_is_refused() -> None:
    with pytest.raises(MalformedMarkup) as caught:
        compose("<p>one <strong>two</p>")
    assert caught.value.spans[0].line == 2
    assert caught.value.spans[0].excerpt == "<p>one <strong>two</p>"


def test_an_address_on_a_network_is_refused() -> None:
    with pytest.raises(RefusedAddress):
        compose('<figure><img src="https://example.org/a.png" alt="a"></figure>')


def test_the_templates_asked_for_are_known_found_or_not() -> None:
    composer = Composer(
        {
            "page.jinja": page('{% include "part.jinja" %}{% include "no.jinja" ignore missing %}'),
            "part.jinja": "<p>part</p>",
        }
    )
    for _ in range(2):
        composer.compose(commission(), perspective())
        assert composer.templates == (
            *("page.jinja", "part.jinja", "no.jinja"),
            "languages/en.toml",
        )


def test_running_out_of_memory_is_not_the_template_s_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object, **__: object) -> str:
        raise MemoryError

    composer = Composer({"page.jinja": page("<p>one</p>")})
    monkeypatch.setattr("jinja2.Template.render", exhausted)
    with pytest.raises(MemoryError):
        composer.compose(commission(), perspective())

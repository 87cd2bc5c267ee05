"""Phrases taken apart into words and code, along Jinja's own tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compose.workbench import ROOT

from briefbook.compose.passages import Passage, passages, take_apart


def shown(text: str) -> str:
    """Show code as its name in braces."""
    return "".join(f"{{{p.name}}}" if p.is_code else p.text for p in take_apart(text))


def only(source: str) -> Passage:
    (passage,) = passages(source)
    return passage


def test_a_macro_is_a_passage_with_its_place_and_the_comment_before_it() -> None:
    source = "{# Greetings #}\n{% macro greet(to) %}Dear {{ to }}{% endmacro %}\n"
    passage = only(source)
    assert (passage.name, passage.kind, passage.line) == ("greet", "macro", 2)
    assert passage.note == "Greetings"
    assert passage.text == source[passage.start : passage.end] == "Dear {{ to }}"
    assert source[slice(*passage.whole)].startswith("{% macro greet(to) %}")


def test_a_comment_belongs_to_the_passage_right_after_it_only() -> None:
    source = "{# A #}{% macro a() %}x{% endmacro %}{% macro b() %}y{% endmacro %}"
    assert [passage.note for passage in passages(source)] == ["A", ""]


def test_a_table_of_words_is_a_passage_its_keys_are_code() -> None:
    source = '{% set roles = {"chair": "председателем", "none": ""} %}\n'
    passage = only(source)
    assert (passage.name, passage.kind) == ("roles", "table")
    assert passage.text == source.rstrip()
    assert [piece.text for piece in passage.pieces if not piece.is_code] == ["председателем"]


def test_what_is_set_without_words_and_macros_inside_macros_are_no_passages() -> None:
    source = "{% set x = 5 %}{% macro a() %}{% macro b() %}y{% endmacro %}{% endmacro %}"
    assert [passage.name for passage in passages(source)] == ["a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("В {{ body | accusative }}.", "В {body_accusative}."),
        ("{{ a }} {{ a }}", "{a} {a.2}"),
        ("{% if x %}да{% else %}нет{% endif %}", "{if_x}да{else}нет{endif}"),
        ('{{ s | agree("он", "она") }}', "{s_agree}он{s_agree/2}она{s_agree/3}"),
        (
            '{{ n | counted(one="срок", few="срока") }}',
            "{n_counted_one_few}срок{n_counted_one_few/2}срока{n_counted_one_few/3}",
        ),
        ('{{ x | introduced("genitive") }}', "{x_introduced_genitive}"),
        ('{{ post(p, "genitive", official=true) }}', "{post_p_genitive_official_true}"),
        ('{{ bound(t, "во всех") }}', "{bound_t}во всех{bound_t/2}"),
        ('{{ {"to": "Кому:"}[field] }}', "{to_field}Кому:{to_field/2}"),
        ('{{ words["to"] }}', "{words_to}"),
        (
            '{{ "; " if x == "party" else "" }}',
            "{if_x_party_else}; {if_x_party_else/2}{if_x_party_else/3}",
        ),
        ('{{ items | map(attribute="name") }}', "{items_map_attribute_name}"),
        ('{% import "phrases/x" as p with context %}', "{import_phrases_x_as_p_with_context}"),
        ("<p>Да</p>", "{p}Да{end_p}"),
        (
            '<a href="{{ u }}" title="Сайт {{ u }}">x</a>',
            "{a_href_u_title}Сайт {u}{markup}x{end_a}",
        ),
        ('<p class="{% if x %}{{ y }}{% endif %}">Да</p>', "{p_class_if_x_y_endif}Да{end_p}"),
        ("<b>да</b><i>нет", "{b}да{end_b}{i}нет"),
        ("<a href=", "{a_href}"),
        ('{{ "" if x else "да" }}', "{if_x_else}{if_x_else/2}да{if_x_else/3}"),
        ("3 < 5 & 7", "3 < 5 & 7"),
        ("{# note #}a", "{note}a"),
        ("{% raw %}{{ x }}{% endraw %}", "{raw}{{ x }}{endraw}"),
    ],
)
def test_words_are_text_and_everything_else_is_code_with_a_name(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_the_pieces_of_one_tag_know_that_they_belong_together() -> None:
    pieces = take_apart('{{ a | agree("x", "y") }}{{ b }}')
    assert [piece.tag for piece in pieces if piece.is_code] == [0, 0, 0, 1]


def test_statements_and_the_ends_of_a_spoken_attribute_are_borders() -> None:
    pieces = take_apart('<b>{{ x }}</b>{% if y %}<a title="z">w</a>{% endif %}')
    assert [piece.text for piece in pieces if piece.fixed] == [
        "{% if y %}",
        '<a title="',
        '">',
        "{% endif %}",
    ]


def test_the_pieces_of_the_books_own_phrases_are_their_text() -> None:
    for file in sorted((ROOT / "templates/phrases").iterdir()):
        source = file.read_text(encoding="utf-8")
        found = passages(source)
        assert len(found) > 50
        for passage in found:
            assert "".join(piece.text for piece in passage.pieces) == passage.text
            assert source[passage.start : passage.end] == passage.text
            names = [piece.name for piece in passage.pieces if piece.is_code]
            assert len(set(names)) == len(names)


FRAGMENTS = ("a ", "\n", "  ", "{{ x }}", '{{ x | agree("м", "ж") }}', "<p>", "</p>", "{# c #}")
BLOCKS = ("{% if x -%}\n", "  {%- endif %}\n", "{% set y = x %}\n")


@given(st.lists(st.sampled_from(FRAGMENTS + BLOCKS)))
def test_no_character_is_lost_or_moved(fragments: list[str]) -> None:
    text = "".join(fragments)
    assert "".join(piece.text for piece in take_apart(text)) == text

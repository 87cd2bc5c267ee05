"""Texts changed in a YAML file: what was asked for, and not one other character."""

from __future__ import annotations

from textwrap import dedent

import pytest

from briefbook.dataset.marks import PathTuple
from briefbook.exchange.yaml_edit import edit_yaml

NAME = ("name", "en", "nominative")


def edited(text: str, edits: dict[PathTuple, str]) -> str:
    return edit_yaml(dedent(text), edits)


@pytest.mark.parametrize(
    ("old", "text", "new"),
    [
        ("Oka", "Volga", "Volga"),
        ("Oka", "Oka: a river", "'Oka: a river'"),
        ("Oka", "it's: x", "'it''s: x'"),
        ("Oka", "no", "no"),
        ("Oka", "5", "'5'"),
        ("Oka", "true", "'true'"),
        ("Oka", "# not a comment", "'# not a comment'"),
        ("Oka", "- dash", "'- dash'"),
        ("Oka", "one\ntwo", '"one\\ntwo"'),
        ("'Oka'", "It's", "'It''s'"),
        ("'Oka'", "Volga", "'Volga'"),
        ("'Oka'", "a\nb", '"a\\nb"'),
        ('"Oka"', 'say "a\\b"', '"say \\"a\\\\b\\""'),
        ("{value: Oka, source: page}", "Volga", "{value: Volga, source: page}"),
        ("{nominative: Oka}", "a, b", "{nominative: 'a, b'}"),
        ("{nominative: Oka}", "[x]", "{nominative: '[x]'}"),
        ("A long name\n    on two lines", "Short", "Short"),
    ],
)
def test_a_value_is_written_in_its_own_style_where_that_will_do(
    old: str, text: str, new: str
) -> None:
    frame = "# top\nname:\n  ru: Ока   # kept\n  en: {}  # kept too\nlength: 010\n"
    assert edit_yaml(frame.replace("{}", old), {NAME: text}) == frame.replace("{}", new)


def test_what_says_the_same_is_left_as_it_is() -> None:
    for written in ("'Oka'", '"\\u004Fka"', "|\n    Oka", ">-\n    Oka"):
        text = f"name:\n  en: {written}\n"
        assert edit_yaml(text, {NAME: "Oka"}) == text


def test_a_literal_keeps_its_header_and_indentation() -> None:
    text = """\
        note:
          en: |-  # two lines
              first

              third

        # next
        length: 5
        """
    assert edited(text, {("note", "en"): "one\ntwo"}) == dedent("""\
        note:
          en: |-  # two lines
              one
              two

        # next
        length: 5
        """)


def test_a_folded_text_is_folded_anew_at_its_own_width() -> None:
    text = """\
        note:
          en: >
            The quick brown fox jumps over the dog,
            and goes home.
        """
    new = "The slow brown fox does not jump over anything at all.\nIt sleeps."
    assert edited(text, {("note", "en"): new}) == dedent("""\
        note:
          en: >
            The slow brown fox does not jump over
            anything at all.

            It sleeps.
        """)


def test_a_block_that_cannot_hold_the_text_becomes_a_quoted_one() -> None:
    text = "note:\n  en: |2-\n    x\nlength: 5\n"
    assert edit_yaml(text, {("note", "en"): "y"}) == 'note:\n  en: "y"\nlength: 5\n'
    text = "note:\n  en: |\n    x\n"
    assert edit_yaml(text, {("note", "en"): "a\n b"}) == 'note:\n  en: "a\\n b"\n'


def test_a_missing_language_is_added_behind_the_others() -> None:
    text = """\
        name:
          ru: Ока
          en: Oka  # a river
        # length in km
        length: 1500
        """
    assert edited(text, {("name", "be", "nominative"): "Ака"}) == dedent("""\
        name:
          ru: Ока
          en: Oka  # a river
          be: Ака
        # length in km
        length: 1500
        """)


def test_missing_forms_are_added_in_their_order() -> None:
    text = """\
        name:
            ru:
                nominative: Ока
                accusative: Оку
                gender: feminine
        """
    edits: dict[PathTuple, str] = {
        ("name", "ru", "abbreviation"): "О",
        ("name", "ru", "prepositional"): "Оке",
        ("name", "ru", "genitive"): "Оки",
        ("name", "ru", "short", "nominative"): "река",
        ("name", "ru", "short", "genitive"): "реки",
    }
    assert edited(text, edits) == dedent("""\
        name:
            ru:
                nominative: Ока
                genitive: Оки
                accusative: Оку
                prepositional: Оке
                gender: feminine
                abbreviation: О
                short:
                    nominative: река
                    genitive: реки
        """)


def test_a_plain_name_becomes_a_mapping_when_it_gets_more() -> None:
    edits: dict[PathTuple, str] = {("name", "en", "abbreviation"): "O"}
    assert edit_yaml("name:\n  en: Oka\n", edits) == (
        "name:\n  en:\n    nominative: Oka\n    abbreviation: O\n"
    )
    assert edit_yaml("name:\n  en: Oka  # a river\n", edits) == (
        "name:\n  en: {nominative: Oka, abbreviation: O}  # a river\n"
    )
    assert edit_yaml("name: {en: Oka}\n", edits) == (
        "name: {en: {nominative: Oka, abbreviation: O}}\n"
    )


def test_braces_get_their_additions_within_the_braces() -> None:
    edits: dict[PathTuple, str] = {("note", "be"): "а, б"}
    assert (
        edit_yaml("note: {ru: а, en: b} # x\n", edits) == "note: {ru: а, en: b, be: 'а, б'} # x\n"
    )
    assert edit_yaml("note: {\n  ru: а, # x\n}\n", edits) == (
        "note: {\n  ru: а, be: 'а, б', # x\n}\n"
    )


def test_lists_are_gone_through_by_number() -> None:
    text = """\
        posts:
        - title:
            ru: Директор
        - title: {value: {ru: Посол}, source: page}
        """
    edits: dict[PathTuple, str] = {
        ("posts", 0, "title", "be", "nominative"): "Дырэктар",
        ("posts", 1, "title", "be", "nominative"): "Пасол",
    }
    assert edited(text, edits) == dedent("""\
        posts:
        - title:
            ru: Директор
            be: Дырэктар
        - title: {value: {ru: Посол, be: Пасол}, source: page}
        """)


def test_line_breaks_stay_those_of_the_file() -> None:
    text = "name:\r\n  ru: Ока\r\nnote:\r\n  ru: |\r\n    а\r\n    б\r\n"
    edits: dict[PathTuple, str] = {
        ("name", "en", "nominative"): "Oka",
        ("note", "ru"): "в\nг",
        ("note", "en"): "c\nd",
    }
    assert edit_yaml(text, edits) == (
        "name:\r\n  ru: Ока\r\n  en: Oka\r\n"
        "note:\r\n  ru: |\r\n    в\r\n    г\r\n  en: |\r\n    c\r\n    d\r\n"
    )


def test_a_byte_order_mark_and_a_missing_last_line_break_stay() -> None:
    assert edit_yaml("\ufeffname:\n  ru: Ока", {NAME: "Oka"}) == "\ufeffname:\n  ru: Ока\n  en: Oka"
    assert edit_yaml("\ufeffname: {ru: Ока}", {NAME: "Oka"}) == "\ufeffname: {ru: Ока, en: Oka}"


def test_a_key_behind_a_question_mark_is_a_key() -> None:
    edits: dict[PathTuple, str] = {("name", "ru", "genitive"): "Оки", NAME: "Volga"}
    assert edit_yaml("? name\n: ru: Ока\n  en: Oka\n", edits) == (
        "? name\n: ru:\n    nominative: Ока\n    genitive: Оки\n  en: Volga\n"
    )


def test_quoted_keys_comments_and_gaps_stay() -> None:
    text = "---\n'name': # a\n  # b\n  \"en\":   Oka   \n\n  # c\n  ru: |\n    Ока\n\n# d\n...\n"
    assert edit_yaml(text, {NAME: "Volga", ("name", "be", "nominative"): "Ака"}) == text.replace(
        "Oka", "Volga"
    ).replace("    Ока\n", "    Ока\n  be: Ака\n")


def test_an_empty_value_is_filled() -> None:
    assert edit_yaml("note:\n  ru: а\n  en:\n", {("note", "en"): "b"}) == (
        "note:\n  ru: а\n  en: b\n"
    )


def test_a_path_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(KeyError):
        edit_yaml("note:\n  en: [a]\n", {("note", "en"): "b"})
    with pytest.raises((KeyError, IndexError)):
        edit_yaml("posts: []\n", {("posts", 3, "en"): "b"})

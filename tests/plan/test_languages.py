"""Which language a tag means, where its file comes from, and what is wrong with one."""

from __future__ import annotations

import ast
import pickle
from importlib.resources import files
from pathlib import Path

import pytest

from briefbook.errors import BriefbookError, InvalidBook, InvalidLanguage
from briefbook.plan.language_file import read_language
from briefbook.plan.languages import (
    language_of,
    primary_language,
    read_languages,
    script_of,
    shipped,
    unsettable,
)

BELARUSIAN = (files("briefbook") / "languages/be.toml").read_text(encoding="utf-8")
SMALL = 'name = "polski"\ngrammar = "figures"\n'


def test_the_program_ships_three_languages() -> None:
    assert set(shipped()) == {"be", "en", "ru"}
    for tag, language in shipped().items():
        assert language.tag == tag
        assert pickle.loads(pickle.dumps(language)) == language


def test_regions_share_what_is_known_and_keep_their_tag() -> None:
    belarus = language_of("ru-BY")
    assert (belarus.tag, belarus.locale, belarus.proofing) == ("ru-BY",) * 3
    assert belarus.numerals == language_of("ru").numerals
    assert language_of("en").locale == "en-GB"


def test_nothing_known_means_figures_and_common_rules() -> None:
    polish = language_of("pl")
    assert (polish.grammar, polish.typography.rules, polish.proofing) == ("figures", "common", "pl")


def test_a_language_of_the_book_comes_before_that_of_the_program() -> None:
    problems: list[BriefbookError] = []
    own = read_languages({"languages/ru.toml": SMALL.encode(), "languages/x.txt": b""}, problems)
    assert problems == []
    assert language_of("ru", own).name == "polski"
    assert language_of("ru-BY", own).name == "polski"
    assert language_of("be", own) == shipped()["be"]


@pytest.mark.parametrize(
    ("tag", "script"),
    [("be", "Cyrl"), ("sr", "Cyrl"), ("sr-Latn", "Latn"), ("el", "Grek"), ("ar", "Arab")],
)
def test_the_script_is_that_of_cldr(tag: str, script: str) -> None:
    assert script_of(tag) == script


def test_only_three_scripts_can_be_set() -> None:
    tags = ("be", "el", "en", "fr", "kk", "lt", "mn", "pl", "ru", "sr", "tr", "uk", "uz", "vi")
    assert [tag for tag in tags if unsettable(tag)] == []
    refused = ("am", "ar", "fa", "he", "hi", "hy", "ja", "ka", "ko", "th", "ur", "yi", "zh")
    assert [tag for tag in refused if not unsettable(tag)] == []


def test_a_primary_language_has_no_script_and_no_region() -> None:
    assert primary_language("sr-Latn-RS") == "sr"
    assert primary_language("en_US") == "en"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "беларуская"', "", "'name' is missing"),
        ('grammar = "inflected"', 'grammar = "latin"', "cannot be 'latin'"),
        ("group_digits_from = 5", "group_digits_from = 3", "between 4 and 5"),
        ('5 = "пяць пяці пяці', '5 = "пяць пяці', "has 5 forms, not six"),
        ('3 = "тры трох тром тры трыма трох"\n', "", "[numerals.cardinals] lacks 3"),
        ('4 = "чацвёрт"\n', "", "[numerals.ordinals] lacks 4"),
        ('3 = "трэц third"', '3 = "трэц fourth"', "the endings 'fourth', which are not given"),
        ("[numerals.endings.regular]", "[numerals.endings.usual]", "lacks the table “regular”"),
        ('2 = "двойчы"', 'two = "двойчы"', "'two' is no number"),
        ("[numerals.gendered.2]", "[numerals.gendered.two]", "'two' is no number"),
        ('"[ўу]"', '"["', "the pattern cannot be read"),
        ('["г", "зн"]', '"г"', "a list of pairs"),
        ('quotes = ["«", "»", "„", "“"]', 'quotes = ["«", "»"]', "has four marks"),
        ('dash = "spaced"', 'dash = "wide"', "cannot be 'wide'"),
        ("town = ", "village = ", "unknown key 'village'"),
        ('["russianLower", "%2)"], ', "", "has three levels"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, said: str) -> None:
    text = BELARUSIAN.replace("'[ўу]'", '"[ўу]"')
    assert old in text
    with pytest.raises(InvalidBook) as caught:
        read_language(text.replace(old, new, 1), "templates/languages/be.toml", "be")
    problems = caught.value.problems
    assert all(isinstance(problem, InvalidLanguage) for problem in problems)
    assert any(said in problem.message for problem in problems)
    assert all(problem.spans[0].file == "templates/languages/be.toml" for problem in problems)


def test_the_tables_of_sounds_are_tables() -> None:
    with pytest.raises(InvalidBook) as caught:
        read_language(f"{SMALL}sounds = 1\n", "x.toml", "pl")
    (problem,) = caught.value.problems
    assert (problem.message, problem.spans[0].line) == ("“sounds” must be tables", 3)


def test_a_broken_file_of_the_book_is_among_its_problems() -> None:
    problems: list[BriefbookError] = []
    read_languages({"languages/pl.toml": b"name = "}, problems)
    (problem,) = problems
    assert isinstance(problem, InvalidLanguage)
    assert problem.spans[0].file == "templates/languages/pl.toml"


@pytest.mark.parametrize("package", ["plan", "localize", "compose", "render", "build", "schemas"])
def test_no_language_is_named_in_the_code(package: str) -> None:
    """What a document says and how it is set is data: a new language needs no line of code."""
    tags = {*shipped(), "uk", "fr", "pl"}
    for file in (Path(__file__).parents[2] / "src/briefbook" / package).rglob("*.py"):
        named = {
            node.value
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert named & tags == set(), file

"""What a user reads when a value is wrong: code, place, sentence, remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.dataset.rivers import problems, write

from briefbook.dataset.messages import did_you_mean
from briefbook.errors import BriefbookError

RIVER = {
    "name": "{ru: Вилия, en: Viliya}",
    "length": "510",
    "kind": "tributary",
}


def river_with(book: Path, **lines: str) -> list[BriefbookError]:
    """Return the problems of a river with some lines changed."""
    text = "".join(f"{key}: {value}\n" for key, value in {**RIVER, **lines}.items())
    write(book, rivers__viliya=text)
    return problems(book)


@pytest.mark.parametrize(
    ("line", "code", "message", "hint"),
    [
        (
            {"length": "19x7"},
            "wrong-value",
            "length must be a whole number, not the text '19x7'",
            "",
        ),
        (
            {"length": "'510'"},
            "wrong-value",
            "length must be a whole number, not the text '510'",
            "write it without quotes",
        ),
        ({"length": "5.5"}, "wrong-value", "length must be a whole number, not the number 5.5", ""),
        ({"length": "true"}, "wrong-value", "length must be a whole number, not true", ""),
        ({"length": "[1]"}, "wrong-value", "length must be a whole number, not a list", ""),
        (
            {"length": "{val: 1}"},
            "wrong-value",
            "length must be a whole number, not a mapping",
            "a value with a source is written {value: …, source: …}",
        ),
        (
            {"length": ""},
            "missing-value",
            "length is empty",
            "fill it in, or remove the line if it may be left out",
        ),
        (
            {"navigable": "no"},
            "wrong-value",
            "navigable must be true or false, not the text 'no'",
            "",
        ),
        (
            {"navigable": "'true'"},
            "wrong-value",
            "navigable must be true or false, not the text 'true'",
            "write it without quotes",
        ),
        (
            {"kind": "mian"},
            "wrong-value",
            "kind must be main or tributary, not the text 'mian'",
            "did you mean main?",
        ),
        ({"kind": "3"}, "wrong-value", "kind must be main or tributary, not the number 3", ""),
        (
            {"mapped": "soon"},
            "wrong-value",
            "mapped must be a date: 2018, 2018-12 or 2018-12-07, not the text 'soon'",
            "write the year first, then month and day",
        ),
        (
            {"mapped": "2019-02-29"},
            "wrong-value",
            "the calendar has no 2019-02-29",
            "correct the date",
        ),
        (
            {"opened": "1903-05"},
            "wrong-value",
            "opened must be a full date such as 2018-12-07, not the text '1903-05'",
            "write the year first, then month and day",
        ),
        (
            {"opened": "1903"},
            "wrong-value",
            "opened must be a full date such as 2018-12-07, not the number 1903",
            "write the year first, then month and day",
        ),
        (
            {"joins": "nemn"},
            "dangling-reference",
            "joins refers to nemn, which rivers does not have",
            "did you mean neman?",
        ),
        (
            {"joins": "grodno"},
            "dangling-reference",
            "joins refers to grodno, which rivers does not have",
            "gauges has a record of that id, but rivers is wanted here",
        ),
        (
            {"joins": "q"},
            "dangling-reference",
            "joins refers to q, which rivers does not have",
            "add data/rivers/q.yaml, or correct the id",
        ),
        (
            {"joins": "[neman]"},
            "wrong-value",
            "joins must be the id of a record of rivers, not a list",
            "write the name of its file without .yaml",
        ),
        (
            {"source": "atls"},
            "dangling-reference",
            "source refers to atls, which sources does not have",
            "did you mean atlas?",
        ),
        (
            {"lenght": "510"},
            "unknown-key",
            "the record has no key lenght",
            "did you mean length?",
        ),
        (
            {"name": "Вилия"},
            "wrong-value",
            "name must be a mapping, not the text 'Вилия'",
            "write a text for each language: {ru: …, en: …}",
        ),
        (
            {"name": "{ru: Вилия}"},
            "missing-translation",
            "name has no text in en",
            "add en: and the text",
        ),
        (
            {"name": "{ru: Вилия, en: ' '}"},
            "missing-translation",
            "name has no text in en",
            "add en: and the text",
        ),
        (
            {"name": "{ru: Вилия, en: }"},
            "missing-translation",
            "name has no text in en",
            "add en: and the text",
        ),
        (
            {"name": "{ru: Вилия, en: V, Eng: V}"},
            "unknown-key",
            "Eng is not a language",
            "write languages as ru, en or sr-Latn",
        ),
        (
            {"name": "{ru: Вилия, en: 5}"},
            "wrong-value",
            "name in en must be a mapping, not the number 5",
            "",
        ),
        (
            {"name": "{ru: {genitive: Вилии}, en: V}"},
            "missing-value",
            "name in ru lacks nominative",
            "add a line nominative: with its value",
        ),
        (
            {"name": "{ru: {nominative: В, gentive: Вилии}, en: V}"},
            "unknown-key",
            "name in ru has no key gentive",
            "did you mean genitive?",
        ),
        (
            {"name": "{ru: {nominative: В, gender: female}, en: V}"},
            "wrong-value",
            "gender must be masculine, feminine or neuter, not the text 'female'",
            "",
        ),
        (
            {"name": "{ru: {nominative: В, genitive: ''}, en: V}"},
            "missing-value",
            "genitive is empty",
            "fill it in, or remove the line if it may be left out",
        ),
        (
            {"remarks": "{ru: a, en: b}"},
            "wrong-value",
            "remarks must be a list, not a mapping",
            "a value with a source is written {value: …, source: …}",
        ),
        (
            {"remarks": "once"},
            "wrong-value",
            "remarks must be a list, not the text 'once'",
            "begin each item with a hyphen, even a single one",
        ),
        (
            {"remarks": "[{ru: a, en: 7}]"},
            "wrong-value",
            "item 1 of remarks in en must be a text, not the number 7",
            "put it in quotes to make it a text",
        ),
        (
            {"tributaries": "[{place: {ru: a, en: b}}]"},
            "missing-value",
            "item 1 of tributaries lacks river",
            "add a line river: with its value",
        ),
        (
            {"tributaries": "[{river: neman, place: {ru: a, en: b}, source: atlas}]"},
            "unknown-key",
            "item 1 of tributaries has no key source",
            "known keys: river, place",
        ),
        (
            {"tributaries": "[x, x, x, x]"},
            "wrong-value",
            "tributaries must have at most 3 items, not 4",
            "",
        ),
        (
            {"code": "ab"},
            "wrong-value",
            "code does not have the form that is wanted here",
            "it must match ^[A-Z]{2}$",
        ),
        (
            {"length": "{value: 5, sorce: atlas}"},
            "unknown-key",
            "the value has no key sorce",
            "did you mean source?",
        ),
        (
            {"length": "{value: 5, source: atls}"},
            "dangling-reference",
            "source refers to atls, which sources does not have",
            "did you mean atlas?",
        ),
        ({"length": "{value: }"}, "missing-value", "length is empty", None),
        (
            {"private": "'yes'"},
            "wrong-value",
            "private must be true or false, not the text 'yes'",
            "",
        ),
    ],
)
def test_a_wrong_value_is_told_in_plain_words(
    tmp_path: Path, line: dict[str, str], code: str, message: str, hint: str | None
) -> None:
    found = river_with(tmp_path, **line)
    assert [each.code for each in found] == [code] * len(found)
    assert found[0].message == message
    if hint is not None:
        assert found[0].hint == hint
    (key,) = line
    number = list({**RIVER, **line}).index(key) + 1
    assert found[0].spans[0].line == number
    assert found[0].spans[0].excerpt.startswith(f"{key}:")


def test_a_missing_value_points_at_the_mapping_that_lacks_it(tmp_path: Path) -> None:
    write(tmp_path, gauges__grodno="river: neman\nreadings:\n  - source: atlas\n    metres: 1.0\n")
    (found,) = problems(tmp_path)
    assert found.message == "item 1 of readings lacks period"
    assert (found.spans[0].line, found.spans[0].column) == (3, 5)


def test_a_misspelt_key_is_one_problem_not_two(tmp_path: Path) -> None:
    write(tmp_path, sources__atlas="titel: The Atlas\n")
    (found,) = problems(tmp_path)
    assert (found.code, found.hint) == ("unknown-key", "did you mean title?")


def test_a_value_of_several_types_names_them_all(tmp_path: Path) -> None:
    write(tmp_path, gauges__grodno="river: neman\ndepth: [1]\n")
    (found,) = problems(tmp_path)
    assert found.message == "depth must be a whole number or a mapping, not a list"


def test_within_one_of_several_types_only_the_nearest_mistake_is_told(tmp_path: Path) -> None:
    write(tmp_path, gauges__grodno="river: neman\ndepth: {ru: глубоко, en: 5}\n")
    (found,) = problems(tmp_path)
    assert found.message == "depth in en must be a text, not the number 5"


@pytest.mark.parametrize(
    ("period", "code", "message"),
    [
        ("2005–2002", "end-before-start", "the period ends (2002) before it starts (2005)"),
        ("{start: 2005, end: 2002}", "end-before-start", "the period ends (2002) before it starts"),
        ("{end: 2002}", "missing-value", "a period needs its start"),
        ("{start: 2005, ende: 2002}", "unknown-key", "a period has no key ende"),
        ("soon", "wrong-value", "period must be a period such as 2002–2005"),
        ("2002–soon", "wrong-value", "period must be a date"),
        ("true", "wrong-value", "not true"),
    ],
)
def test_a_wrong_period_is_told_at_its_line(
    tmp_path: Path, period: str, code: str, message: str
) -> None:
    write(tmp_path, gauges__grodno=f"river: neman\nreadings:\n  - period: {period}\n")
    (found,) = problems(tmp_path)
    assert found.code == code
    assert message in found.message
    assert found.spans[0].line == 3
    assert found.hint


def test_a_number_out_of_bounds_is_told(tmp_path: Path) -> None:
    write(tmp_path, gauges__grodno="river: neman\nreadings: [{period: 2002, metres: 200.5}]\n")
    assert [each.message for each in problems(tmp_path)] == ["metres must be at most 100.0"]


def test_a_long_text_is_shown_in_part(tmp_path: Path) -> None:
    (found,) = river_with(tmp_path, length="x" * 500)
    assert len(found.message) < 150


def test_a_suggestion_is_made_only_where_it_is_near() -> None:
    assert did_you_mean("bodeis", ["bodies", "groups"]) == "did you mean bodies?"
    assert did_you_mean("xyz", ["bodies", "groups"]) == ""


def test_no_sentence_ends_in_a_full_stop_or_speaks_of_pydantic(tmp_path: Path) -> None:
    found = river_with(
        tmp_path, length="x", kind="y", name="z", code="long", joins="5", remarks="1"
    )
    assert len(found) >= 6
    for each in found:
        assert not each.message.endswith(".")
        assert "Input should" not in each.message

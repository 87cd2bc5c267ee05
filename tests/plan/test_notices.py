"""The words of messages: one flat table per language, every problem with its line."""

from __future__ import annotations

from dataclasses import fields

import pytest
from tests.books import REPOSITORY

from briefbook.errors import InvalidBook
from briefbook.plan.deliveries import Delivery, EmailSettings, FolderSettings
from briefbook.plan.notices import PLACEHOLDERS, Notice, notice_path, notice_problems, read_notice

RUSSIAN = (REPOSITORY / "templates/deliveries/ru.toml").read_text(encoding="utf-8")


def problems(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(InvalidBook) as caught:
        read_notice(text, "templates/deliveries/ru.toml")
    return [(one.spans[0].line, one.message) for one in caught.value.problems]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_book_has_the_words_of_its_languages(language: str) -> None:
    file = REPOSITORY / "templates" / notice_path(language)
    notice = read_notice(file.read_text(encoding="utf-8"), file.name)
    for field in fields(Notice):
        gaps = dict.fromkeys(PLACEHOLDERS.get(field.name, ()), "×")
        said = getattr(notice, field.name).format(**gaps)
        assert said.count("×") == len(gaps), f"{field.name} leaves something out"


def test_a_missing_and_an_unknown_text_are_told_with_their_lines() -> None:
    text = RUSSIAN.replace('before = "Было"', 'befor = "Было"')
    line = text[: text.index("befor =")].count("\n") + 1
    found = problems(text)
    assert (None, "'before' is missing from the file") in found
    assert (line, "unknown key 'befor' in the file") in found


def test_a_gap_that_nothing_fills_is_told() -> None:
    text = RUSSIAN.replace("{date}", "{day}", 1)
    (problem,) = problems(text)
    assert problem[1] == "nothing fills {day} in 'unchanged_since'"


def test_a_brace_without_its_partner_is_told() -> None:
    (problem,) = problems(RUSSIAN.replace('now = "Стало"', 'now = "{Стало"'))
    assert problem[1] == "the braces in 'now' do not match"


def test_a_language_without_words_is_told_at_the_delivery_that_needs_it() -> None:
    settings = EmailSettings(
        "h", 25, "none", "a@b", {"c@d": "be", "e@f": "ru"}, True, None, "U", "P"
    )
    desk = Delivery("desk", settings, "ru", ("ru",))
    registry = Delivery("registry", FolderSettings("/srv"), "ru", ("ru",))
    files = {"deliveries/ru.toml": RUSSIAN.encode()}
    (problem,) = notice_problems([desk, registry], files)
    assert problem.code == "unknown-template"
    assert problem.message == (
        "there is no file templates/deliveries/be.toml, which [deliveries.desk] needs"
    )

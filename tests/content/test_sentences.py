"""Sentences over whole ranges, as native speakers have approved them, and what holds for all."""

from __future__ import annotations

import re

import pytest
from num2words import num2words  # type: ignore[import-untyped]  # it ships no types
from tests.content.impurities import impurities
from tests.content.sentences import MOST_SESSIONS, MOST_TERMS, cases, table, table_file
from tests.content.support import LANGUAGES

TABLES = [(name, language) for name in cases() for language in LANGUAGES]


@pytest.mark.parametrize(("name", "language"), TABLES)
def test_a_table_reads_as_approved(name: str, language: str) -> None:
    approved = table_file(name, language).read_text(encoding="utf-8")
    message = "read the difference; if it is right: python -m tests.content.sentences"
    assert table(name, language) == approved, message


@pytest.mark.parametrize(("name", "language"), TABLES)
def test_every_sentence_is_whole_and_clean(name: str, language: str) -> None:
    for line in lines(name, language):
        sentence = re.sub(r"^\d+(?: \w+)?: ", "", line).replace("~", "\u00a0")
        assert sentence.endswith("."), line
        assert not re.search(r"\b(\w+) \1\b|None|\(\)|\.\.|,,| ;", sentence), line
        assert impurities(sentence, language) == [], line


def lines(name: str, language: str) -> list[str]:
    return table_file(name, language).read_text(encoding="utf-8").splitlines()


def test_the_tables_cover_their_ranges() -> None:
    for language in LANGUAGES:
        assert len(lines("terms", language)) == MOST_TERMS + 1
        assert len(lines("sessions", language)) == MOST_SESSIONS


@pytest.mark.parametrize("number", range(1, MOST_SESSIONS + 1))
def test_english_sessions_are_those_of_another_program(number: int) -> None:
    assert (
        f"the {num2words(number, to='ordinal', lang='en')} session"
        in lines("sessions", "en")[number - 1]
    )


@pytest.mark.parametrize("number", range(5, MOST_TERMS + 1))
def test_russian_times_go_with_the_last_word_of_another_program_s_number(number: int) -> None:
    last = num2words(number, lang="ru").split()[-1]
    noun = "раза" if last in {"два", "три", "четыре"} else "раз"
    assert lines("terms", "ru")[number].endswith((f"~{noun}.", f" {noun}."))

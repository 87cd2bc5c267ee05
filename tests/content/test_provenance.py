"""Facts come from the source, sentences do not; what is not verified is not printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.content.regenerate import cases
from tests.content.shingles import shingles
from tests.content.support import LANGUAGES, ROOT, SOURCE_DAY, TODAY, book, composed, strings

HERE = Path(__file__).parent
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
#: From memory, not verified.
UNVERIFIED = [
    "Улучшение координации",
    "Глобальный доклад о торговле людьми",
    "Global Report on Trafficking in Persons",
    "biennial",
    "раз в два года",
    "64/293",
    "55/25",
    "55/255",
    "58/4",
    "79/243",
    "30 July 2010",
    "30 июля 2010",
    "40 members",
    "53 members",
    "40 членов",
    "International Narcotics Control Board",
    "огнестрельного оружия",
    "Firearms",
    "незаконного ввоза мигрантов",
    "Smuggling of Migrants",
]
#: Verified, but no part of the subject's facts: only names were taken from there.
ADDED = [
    "1998",
    "ODCCP",
    "Drug Control and Crime Prevention",
    "61/180",
    "68/192",
    "March 2007",
    "31 member",
    "administers",
    "управляет",
    "2005 UN Summit",
    "31 October 2003",
    "7 December 2018",
    "7 декабря 2018",
    "Cybercrime",
    "киберпреступност",
    "Hanoi",
    "founded",
    "28 February 2020",
    "28 февраля 2020",
    "2022–2024",
    "1961",
    "1971",
    "1988",
]
#: Nothing is concluded from the absence of later terms, and no posting is told as present.
CONCLUDED = [
    r"\blast (?:term|time|elected)\b",
    r"most recent",
    r"no longer",
    r"\bformer\b",
    r"\bis (?:the )?Permanent Representative",
    r"больше не",
    r"последн",
    r"\bбывш",
    r"не является член",
    r"является Постоянным",
]


def everything_written() -> Iterator[tuple[str, str]]:
    """Yield the place and the text of each line that can be printed."""
    for document, language, day in cases():
        for line in composed(document, language, day).lines:
            yield f"{document} {language} {day}", line
    for text in strings(book().dataset):
        yield "data", text
    for file in (ROOT / "templates").rglob("*.jinja"):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield file.name, JINJA.sub(" … ", line)


def test_no_sentence_of_the_source_or_of_the_examples_is_used() -> None:
    foreign = set((HERE / "foreign-shingles.txt").read_text(encoding="ascii").split())
    assert foreign
    assert [(place, text) for place, text in everything_written() if shingles(text) & foreign] == []


def test_a_borrowed_sentence_would_be_seen() -> None:
    sentence = "Семь слов не выдают автора, а восемь подряд уже выдают."
    assert shingles(sentence) & shingles(f"Говорят: {sentence.lower()}")
    assert not shingles("Семь слов не выдают автора, а восемь")


@pytest.mark.parametrize("words", [*UNVERIFIED, *ADDED])
def test_only_verified_names_are_added_to_the_source(words: str) -> None:
    assert [place for place, text in everything_written() if words.lower() in text.lower()] == []


@pytest.mark.parametrize("pattern", CONCLUDED)
@pytest.mark.parametrize("day", [SOURCE_DAY, TODAY])
def test_nothing_is_concluded_beyond_the_facts(pattern: str, day: date) -> None:
    for document, language, at in cases():
        if at == day:
            assert not re.search(pattern, composed(document, language, at).text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chair_is_told_with_the_year_alone(language: str) -> None:
    sentence = next(
        line for line in composed("brief", language).lines if re.search("28-й|eighth", line)
    )
    assert re.findall(r"\d{4}", sentence) == ["2018"]


def test_only_the_first_subject_is_an_organization() -> None:
    assert list(book().dataset.registers["organizations"]) == ["unodc"]

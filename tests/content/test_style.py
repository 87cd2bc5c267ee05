"""The documents read as a diplomat and a United Nations editor would write them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.content.regenerate import cases
from tests.content.support import LANGUAGES, TODAY, composed

ALL = list(cases())
RUSSIAN = [case for case in ALL if case[1] == "ru"]
ENGLISH = [case for case in ALL if case[1] == "en"]
BRIEFS = [case for case in ALL if case[0] == "brief"]

MOST_KEY_POINTS = 5
MOST_WORDS = 25

PRAISE = {
    "ru": r"весом\w+|неизменн\w+|значим\w+",
    "en": r"substantial\w*|consistent\w*|significant\w*",
}
OTHER_PRAISE = {
    "ru": r"важн\w+|успешн\w+|эффективн\w+|плодотворн\w+|активн\w+ (?:роль|участи\w+)|ключев\w+"
    r"|выдающ\w+|авторитет\w+|лидир\w+|ведущ\w+|конструктивн\w+|продуктивн\w+|крупнейш\w+|ценн\w+",
    "en": r"important\w*|successful\w*|effective\w*|fruitful|active (?:role|part)|key role"
    r"|outstanding|leading|prestigious|valuable|constructive|excellent|great(?:est)?|major",
}
FIRST_PERSON = {
    "ru": r"мы|нас|нам|наш\w*|я|мой|просим|направляем|представляем|полагаем",
    "en": r"we|us|our|ours|I|my|me",
}
#: Each abbreviation with the full name in which it is introduced.
ABBREVIATIONS = {
    "ru": {
        "УНП ООН": r"наркотикам и преступности \(УНП ООН\)",
        "КНС": r"наркотическим средствам \(КНС\)",
        "КППУП": r"уголовному правосудию \(КППУП\)",
        "ИКАТ": r"торговлей людьми \(ИКАТ\)",
        "ЭКОСОС": r"Экономического и Социального Совета \(ЭКОСОС\)",
    },
    "en": {
        "UNODC": r"Office on Drugs and Crime \(UNODC\)",
        "CND": r"Commission on Narcotic Drugs \(CND\)",
        "CCPCJ": r"Crime Prevention and Criminal Justice \(CCPCJ\)",
        "ICAT": r"against Trafficking in Persons \(ICAT\)",
    },
}


def found(pattern: str, text: str) -> list[str]:
    """Whole words of a text that match, whatever their case."""
    return re.findall(rf"\b(?:{pattern})\b", text, re.IGNORECASE)


def key_points(language: str, day: date) -> list[str]:
    lines = composed("brief", language, day).lines
    start = lines.index({"ru": "Главное", "en": "Key points"}[language])
    end = lines.index({"ru": "Роль УНП ООН", "en": "Role of UNODC"}[language])
    return lines[start + 1 : end]


@pytest.mark.parametrize(("document", "language", "day"), BRIEFS)
def test_key_points_are_few_and_short(document: str, language: str, day: date) -> None:
    points = key_points(language, day)
    assert 1 <= len(points) <= MOST_KEY_POINTS
    for point in points:
        assert point.endswith(".")
        assert point.count(". ") == 0
        assert len(re.findall(r"[\w’-]+", point)) <= MOST_WORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_points_are_five_sentences(language: str) -> None:
    assert len(key_points(language, TODAY)) == MOST_KEY_POINTS


@pytest.mark.parametrize(("document", "language", "day"), BRIEFS)
def test_the_three_words_of_praise_stand_once_each(document: str, language: str, day: date) -> None:
    words = found(PRAISE[language], composed(document, language, day).text)
    stems = [word[:5].lower() for word in words]
    assert len(stems) == len(set(stems)) == 3


@pytest.mark.parametrize(("document", "language", "day"), ALL)
def test_there_is_no_other_praise_and_no_first_person(
    document: str, language: str, day: date
) -> None:
    text = composed(document, language, day).text
    assert found(OTHER_PRAISE[language], text) == []
    pattern = rf"\b(?:{FIRST_PERSON[language]})\b"
    assert re.findall(pattern, text) == []


def numbers(text: str, language: str) -> set[str]:
    """Digits, with the ordinals and numerals that stand in words as digits."""
    words = {
        "en": {"twenty-eighth": "28", "three times": "3", "four times": "4", "seven times": "7"},
        "ru": {"трижды": "3", "четырежды": "4", "семь раз": "7"},
    }[language]
    for word, digits in words.items():
        text = text.replace(word, digits)
    return set(re.findall(r"\d+", text))


@pytest.mark.parametrize("day", sorted({case[2] for case in ALL}))
def test_the_numbers_of_both_languages_agree(day: date) -> None:
    russian, english = (composed("brief", language, day).text for language in ("ru", "en"))
    assert numbers(russian, "ru") == numbers(english, "en")


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bthe (?:UNODC|CND|CCPCJ|ICAT)\b",
        r"\b(?:UNODC|CND|CCPCJ|ICAT|Belarus)['’]s\b",
        r"\b(?:UN|U\.N\.|GA|ECOSOC|UNGA)\b",
        r"%|\bpercent\b",
        r"\w+is(?:e|es|ed|ing|ation|ations)\b(?<!rise)(?<!raise)(?<!exercise)(?<!promise)",
        r"\b\d+(?:st|nd|rd|th)\b",
        r"human trafficking",
        r"[\"']|  |(?<!Prepared by) ,| \.",
        r"\d-\d",
        r"\bCentre\w*er\b|\bCenter\b|\bprogram\b",
        r"member state|State party to\b",
        r"[А-Яа-яЁё]",
    ],
)
def test_english_follows_the_editorial_manual(pattern: str) -> None:
    for case in ENGLISH:
        found = re.findall(pattern, composed(*case).text)
        assert [word for word in found if word not in CORRECT] == []


#: Words in -ise and -ising that no dictionary writes with z.
CORRECT = {"otherwise", "comprise", "advise", "revise"}


@pytest.mark.parametrize(
    "pattern",
    [
        r"[\"'“”]",
        r"\d-\d",
        r"[ёЁ]",
        r"ООН-|-ООН",
        r" - ",
        r"\d–[а-я]",
        r"\b\d+-(?:ая|ой|ый|ого|ому)\b",
        r"  |(?<!Исполнитель) ,| \.",
        r"Комиссий",
        r"противодействию торговли",
        r"антитрафикинг",
        r"\bUN\w*",
    ],
)
def test_russian_follows_the_rules_of_official_texts(pattern: str) -> None:
    for case in RUSSIAN:
        assert re.findall(pattern, composed(*case).text) == []


@pytest.mark.parametrize(("document", "language", "day"), ALL)
def test_an_abbreviation_is_introduced_before_it_is_used(
    document: str, language: str, day: date
) -> None:
    text = composed(document, language, day).text
    for short, introduction in ABBREVIATIONS[language].items():
        uses = [use.start() for use in re.finditer(rf"\b{short}\b", text)]
        if uses:
            introduced = re.search(introduction, text)
            assert introduced is not None, short
            assert introduced.start() < uses[0] <= introduced.end(), short


@pytest.mark.parametrize(("document", "language", "day"), RUSSIAN)
def test_no_macro_leaves_a_gap_in_a_sentence(document: str, language: str, day: date) -> None:
    blocks = composed(document, language, day).composition.blocks
    for block in blocks:
        assert not re.search(r"None|Undefined|\{|\}|\( |,,|\.\.|\s\)", block.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_session_is_written_as_the_language_does(language: str) -> None:
    said = {"ru": "28-й сессии КППУП", "en": "the twenty-eighth session of CCPCJ"}
    for document in ("brief", "memo"):
        assert said[language] in composed(document, language).text


@pytest.mark.parametrize(
    ("language", "request_"),
    [("ru", "Для сведения представляется информация"), ("en", "is submitted for information")],
)
def test_a_memo_says_at_once_what_is_asked(language: str, request_: str) -> None:
    lines = composed("memo", language).lines
    heading = {"ru": "О сотрудничестве с", "en": "SUBJECT:"}[language]
    start = next(index for index, line in enumerate(lines[1:], 1) if line.startswith(heading))
    assert any(request_ in line for line in lines[start : start + 5])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_memo_carries_the_main_facts(language: str) -> None:
    said = {
        "ru": ["с 1997 года", "против коррупции", "трижды", "четырежды", "28-й сессии", "До этого"],
        "en": ["since 1997", "against Corruption", "three times", "four times", "twenty-eighth"],
    }
    more = {"ru": ["пакета значимых", "семинары"], "en": ["significant resolutions", "seminars"]}
    text = composed("memo", language).text
    assert [words for words in said[language] + more[language] if words not in text] == []

"""The templates serve any organization and any State: nothing in them knows the first ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.content.support import LANGUAGES, ROOT, SOURCE_DAY, compose
from tests.content.variants import (
    BARE_ORGANIZATION,
    ISLANDS,
    KAZAKHSTAN,
    UNODC,
    changed,
    of_another_state,
    variant,
)


def test_a_bare_organization_has_no_empty_sections(tmp_path: Path) -> None:
    dataset = variant(tmp_path, {"organizations/rivers.yaml": BARE_ORGANIZATION})
    russian = compose(dataset, "brief", "ru", subject="rivers")
    english = compose(dataset, "brief", "en", subject="rivers")
    assert russian.of("h2") == ["Главное", "Источники"]
    assert english.of("h2") == ["Key points", "Sources"]
    assert "Беларусь сотрудничает с Бюро по рекам (БР) с 1962 года." in russian.lines
    assert "Belarus has cooperated with the Bureau for Rivers (BR) since 1962." in english.lines
    assert "table" not in {element.tag for element in english.composition.root.elements()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "section",
    [
        "contribution",
        "activities",
        "treaties",
        "support",
        "memberships",
        "offices",
        "resolutions",
        "training",
    ],
)
def test_any_section_may_be_missing(tmp_path: Path, section: str, language: str) -> None:
    text = changed(UNODC)
    without = re.sub(rf"(?m)^{section}:.*\n(?:[ -].*\n|\n(?=[ -]))*", "", text)
    assert without != text
    brief = compose(variant(tmp_path, {UNODC: without}), "brief", language)
    assert brief.text
    assert not re.search(r"None|  |,,| ,|\(\)| \.", brief.text)


def test_a_body_that_is_no_member_s_is_introduced_where_it_is_named(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^memberships:.*\n(?:[ -].*\n)*", "", changed(UNODC))
    brief = compose(variant(tmp_path, {UNODC: text}), "brief", "ru").text
    assert "сессии Комиссии по предупреждению преступности и уголовному правосудию (КППУП)" in brief


def test_a_masculine_state_agrees(tmp_path: Path) -> None:
    dataset = variant(tmp_path, of_another_state("kz", KAZAKHSTAN))
    text = compose(dataset, "brief", "ru", SOURCE_DAY).text
    for phrase in (
        "Казахстан избирался трижды и входил",
        "Казахстан — участник Конвенции",
        "Он также участвует",
        "подтверждается его неоднократным избранием",
        "Казахстан выступил инициатором",
        "О взаимодействии Казахстана с",
    ):
        assert phrase in text
    memo = compose(dataset, "memo", "ru").text
    assert "Республика Казахстан взаимодействует с УНП ООН" in memo


def test_a_plural_name_agrees(tmp_path: Path) -> None:
    dataset = variant(tmp_path, of_another_state("isles", ISLANDS))
    russian = compose(dataset, "brief", "ru", SOURCE_DAY).text
    for phrase in (
        "Острова Примера сотрудничают с",
        "Острова Примера избирались трижды и входили",
        "Острова Примера входили в 2010–2012",
        "и входят в настоящее время",
        "Острова Примера — участник Конвенции",
        "Они также участвуют",
        "Острова Примера выступили инициатором",
    ):
        assert phrase in russian
    english = compose(dataset, "brief", "en", SOURCE_DAY).text
    assert "The Example Islands is a party to" in english
    assert "Cooperation between the Example Islands and the United" in english


def test_a_signatory_is_not_called_a_party(tmp_path: Path) -> None:
    dataset = variant(tmp_path, {UNODC: changed(UNODC, ("status: party", "status: signatory"))})
    russian = compose(dataset, "brief", "ru").text
    english = compose(dataset, "brief", "en").text
    assert "Беларусь подписала Конвенцию Организации Объединенных Наций" in russian
    assert "Она также подписала все конвенции и протоколы" in russian
    assert "участ" not in russian.replace("Участие в договорах", "")
    assert "Belarus has signed the United Nations Convention" in english
    assert "a party" not in english


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_treaty_may_go_unnamed(tmp_path: Path, language: str) -> None:
    files = {UNODC: changed(UNODC, ("instruments: [uncac]", "instruments: []"))}
    text = compose(variant(tmp_path, files), "brief", language).text
    said = {
        "ru": "Беларусь участвует во всех конвенциях и протоколах",
        "en": "Belarus is a party to every universal convention and protocol",
    }
    assert said[language] in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", "Беларусь избиралась один раз; срок полномочий 2030–2033 гг. начинается 1 января"),
        ("en", "(CND) once; the term 2030–2033 begins on 1 January 2030."),
    ],
)
def test_a_single_term_still_to_come(tmp_path: Path, language: str, said: str) -> None:
    terms = "      - period: 2002–2005\n      - period: 2010–2013\n      - period: 2016–2019\n"
    files = {UNODC: changed(UNODC, (terms, "      - period: 2030–2033\n"))}
    assert said in compose(variant(tmp_path, files), "brief", language).text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", "В ее состав Беларусь входит в настоящее время; срок полномочий 2018–2021 гг."),
        ("en", "(CND) once. It is now a member for the term 2018–2021, which expires on 31"),
    ],
)
def test_a_single_term_that_runs(tmp_path: Path, language: str, said: str) -> None:
    terms = "      - period: 2002–2005\n      - period: 2010–2013\n      - period: 2016–2019\n"
    files = {UNODC: changed(UNODC, (terms, "      - period: 2018–2021\n"))}
    assert said in compose(variant(tmp_path, files), "brief", language, SOURCE_DAY).text


def test_the_russian_of_an_office_follows_its_holder(tmp_path: Path) -> None:
    files = {
        "persons/kupchina.yaml": changed(
            "persons/kupchina.yaml", ("gender: feminine\npost", "gender: masculine\npost")
        )
    }
    text = compose(variant(tmp_path, files), "brief", "ru").text
    assert "занимавший в то время пост" in text
    assert "был избран председателем" in text


def test_both_languages_have_the_macros_that_the_documents_call() -> None:
    templates = ROOT / "templates"
    called: set[str] = set()
    for file in [*templates.glob("*.jinja"), *templates.glob("partials/*.jinja")]:
        called |= set(re.findall(r"phrases\.(\w+)\(", file.read_text(encoding="utf-8")))
    for language in LANGUAGES:
        phrases = (templates / "phrases" / f"{language}.html.jinja").read_text(encoding="utf-8")
        assert called - set(re.findall(r"macro (\w+)\(", phrases)) == set()


def test_no_template_names_a_subject() -> None:
    for file in (ROOT / "templates").rglob("*.jinja"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"UNODC|УНП ООН|unodc|Belarus|Беларус|Kupchyna|Купчин", text), file

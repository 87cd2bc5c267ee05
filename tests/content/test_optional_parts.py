"""The optional parts of a document: nothing when empty, and in their order when filled."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.content.support import LANGUAGES, SOURCE_DAY, Composed, compose, composed
from tests.content.variants import changed, full, original, variant

PARTS = {
    "ru": ["Тезисы для беседы", "Приложение", "Источники", "Исполнитель", "Рассылка"],
    "en": ["Talking points", "Annex", "Sources", "Contact", "Distribution"],
}
DECISION = "request: {kind: decision}"
COMMENTS = "request: {kind: comments, by: 2020-02-17}"


def filled(tmp_path: Path, document: str, language: str, request: str = DECISION) -> Composed:
    return compose(variant(tmp_path, full(request)), document, language, SOURCE_DAY)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", ["brief", "memo"])
def test_filled_parts_stand_in_their_order(tmp_path: Path, document: str, language: str) -> None:
    headings = filled(tmp_path, document, language).of("h2")
    parts = [heading for heading in headings if heading in PARTS[language]]
    assert parts == list(PARTS[language])
    assert headings[-len(parts) :] == parts


@pytest.mark.parametrize("language", LANGUAGES)
def test_empty_parts_print_nothing(language: str) -> None:
    brief = composed("brief", language).of("h2")
    assert [part for part in PARTS[language] if part in brief] == PARTS[language][2:4]
    assert composed("memo", language).of("h2") == []
    assert not composed("memo", language).composition.root.text().count("Confidential")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", ["brief", "memo"])
def test_no_block_is_left_blank(tmp_path: Path, document: str, language: str) -> None:
    for made in (composed(document, language), filled(tmp_path, document, language)):
        blocks = made.composition.blocks
        ruled = sum(
            element.role in {"blank", "page-number"} for element in made.composition.root.elements()
        )
        assert sum(not block.text.strip() for block in blocks) <= ruled


@pytest.mark.parametrize(
    ("language", "request_", "said"),
    [
        ("ru", "request: {kind: information}", "Для сведения представляется информация о"),
        ("ru", DECISION, "Для принятия решения представляется информация о"),
        ("ru", COMMENTS, "Просьба до 17 февраля 2020 г. представить замечания"),
        ("en", "request: {kind: information}", "is submitted for information."),
        ("en", DECISION, "is submitted for decision."),
        ("en", COMMENTS, "are requested by 17 February 2020."),
    ],
)
def test_a_memo_asks_for_one_thing(tmp_path: Path, language: str, request_: str, said: str) -> None:
    assert filled(tmp_path, "memo", language, request_).text.count(said) == 1


def test_a_russian_memo_names_people_in_the_dative(tmp_path: Path) -> None:
    lines = filled(tmp_path, "memo", "ru").lines
    assert lines[1:11] == [
        "Для служебного пользования",
        "Министерство примеров",
        "Отдел примеров",
        "Министру примеров",
        "Примерову А.Б.",
        "Заместителю Министра примеров",
        "Докладная записка",
        "03.02.2020 № 12-05/34",
        "г. Минск",
        "О сотрудничестве с Управлением ООН по наркотикам и преступности",
    ]
    assert "Приложение: 1. Справка на 2 л. в 1 экз. 2. Таблица на 1 л. в 3 экз." in lines
    assert "Примеров А.Б., тел. 000-00-00" in lines
    assert next(line for line in lines if line.endswith("В.Г.Образцова"))


def test_an_english_memo_has_the_fields_of_the_tradition(tmp_path: Path) -> None:
    made = filled(tmp_path, "memo", "en")
    assert made.of("dt") == ["TO:", "THROUGH:", "FROM:", "DATE:", "REFERENCE:", "MARKING:"]
    assert made.of("h1")[-1].startswith("SUBJECT: Cooperation with the United Nations")
    assert made.of("dd")[:4] == [
        "Mr. Andrew Example, Minister of Examples",
        "Deputy Minister of Examples",
        "Ms. Ann Example, Director of the Department",
        "Ms. Ann Example, Head of Section",
    ]
    assert "Attachments: brief (two pages); annex (one page)" in made.lines
    assert "Prepared by Andrew Example, tel. 000-00-00" in made.lines
    assert made.composition.dated is not None
    assert made.composition.dated.isoformat() == "2020-02-03"


@pytest.mark.parametrize(
    ("name", "said"), [("brief", "A brief is attached."), ("annex", "An annex is attached.")]
)
def test_one_attachment_is_named_in_the_purpose(tmp_path: Path, name: str, said: str) -> None:
    files = {"memos/unodc.yaml": changed("memos/unodc.yaml", ("en: brief", f"en: {name}"))}
    memo = compose(variant(tmp_path, files), "memo", "en")
    assert said in memo.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_memo_without_attachments_does_not_speak_of_them(tmp_path: Path, language: str) -> None:
    text = original("memos/unodc.yaml")
    start, end = text.index("attachments:"), text.index("executor:")
    memo = compose(
        variant(tmp_path, {"memos/unodc.yaml": text[:start] + text[end:]}), "memo", language
    )
    for word in ("рилож", "прилагает", "ttach"):
        assert word not in memo.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brief_without_words_of_the_office_ends_with_its_sources(
    tmp_path: Path, language: str
) -> None:
    dataset = variant(tmp_path, {"briefs/unodc.yaml": "{}\n"})
    brief = compose(dataset, "brief", language)
    assert brief.of("h2")[-1] == PARTS[language][2]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", ["brief", "memo"])
def test_an_annex_may_have_a_timeline(tmp_path: Path, document: str, language: str) -> None:
    files = full()
    for name in ("briefs", "memos"):
        text = files[f"{name}/unodc.yaml"]
        files[f"{name}/unodc.yaml"] = text.replace("table:", "timeline: memberships\n  table:")
    made = compose(variant(tmp_path, files), document, language, SOURCE_DAY)
    annex = next(e for e in made.composition.root.elements() if e.role == "annex")
    assert [each.role for each in annex.elements() if each.tag == "figure"] == ["timeline"]
    assert [each.role for each in annex.elements() if each.tag == "table"] == ["data"]

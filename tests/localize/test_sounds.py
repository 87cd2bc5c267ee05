"""Words before the sounds of other words, as a native reader expects them."""

from __future__ import annotations

import pytest

from briefbook.localize import formats
from briefbook.localize.sounds import form_before

RUSSIAN = {
    "с": [
        *("с Управлением", "с Организацией", "с Советом Безопасности", "с секретариатом"),
        *("со Статистической комиссией", "со Службой", "со сторонами", "со Словакией"),
        *("со Швецией", "со Швейцарией", "со Шри-Ланкой", "со Всемирной организацией"),
        *("со Всемирным банком", "со второй сессией", "со взносами", "со встречей"),
        *("с Владимиром", "с Венгрией", "с властями"),
        *("с Комиссией", "с Казахстаном", "с Сербией", "с Замбией", "со Збигневом"),
        *("с ООН", "с УНП ООН", "с США", "с СНГ", "с ВТО", "с ВОЗ", "с ЭКОСОС", "с МВФ"),
        *("со многими", "со мной", "со льготами", "со ртутью", "со щитом", "с Чехией"),
        *("с ЮНЕСКО", "с «Союзом»", "со «Службой»", "с лицами", "с рядом"),
    ],
    "в": [
        *("в Комиссию", "в Вене", "во Всеволожске"),
        *("во Всемирную организацию", "во Всемирном банке", "во Вьетнаме", "во Франции"),
        *("во Владивостоке", "во второй", "во внешней", "во Фрайбурге", "во вторник"),
        *("в Финляндии", "в Вильнюсе", "в ФАО", "в ВТО", "в ВОЗ", "в Организации"),
        *("во Львове", "во многих", "во исполнение", "во избежание", "в Минске", "в ООН"),
        *("в имении", "во имя", "в Фонд", "в Совет", "в Экономический и Социальный Совет"),
    ],
    "о": [
        *("о Комиссии", "о Беларуси", "о Европе", "о Японии", "о ЮНЕСКО", "о Югославии"),
        *("об Организации", "об Управлении", "об инициативе", "об экспертах", "об Армении"),
        *("об ООН", "об УНП ООН", "об ЭКОСОС", "об ИКАТ", "об МВФ", "о ВТО", "о КНС"),
        *("о США", "о НАТО", "о СНГ", "обо всем", "обо всех", "обо мне", "о всемирной сети"),
        *("о Всемирном банке", "о «Востоке»", "об «Оке»", "о ёлке", "об участии"),
    ],
    "к": [
        *("к Комиссии", "ко Всемирному банку", "ко второй сессии", "ко многим", "ко мне"),
        *("к странам", "к Статистической комиссии", "к вниманию", "к ООН", "к ВОЗ"),
        *("ко Львову", "к Вене", "ко дню", "к дискуссии", "ко всем"),
    ],
    "из": ["из Комиссии", "изо всех", "из Всемирного банка", "изо льда"],
    "от": ["от Комиссии", "ото всех", "от Всемирного банка"],
    "под": ["под эгидой", "подо льдом", "под Минском"],
    "над": ["над текстом", "надо мной", "надо всеми"],
    "перед": ["перед сессией", "передо мной", "передо всеми"],
}
ENGLISH = {
    "a": [
        *("a Commission", "an office", "an initiative", "a unit", "a union", "a university"),
        *("a European office", "an hour", "an honest broker", "a house", "an honorary consul"),
        *("a one-year term", "an annex", "a UNODC report", "a UN body", "an MP", "an NGO"),
        *("an ICAT paper", "an eighth term", "a unanimous vote"),
        *("an unusual case", "an urgent request", "a use", "a useful text", "an uncle"),
        *("a substantial part", "a US official", "an “open” text", "a brief"),
    ],
}
BELARUSIAN = {
    "з": [
        *("з Упраўленнем", "з Камісіяй", "з Саветам", "са Статыстычнай камісіяй"),
        *("са Швецыяй", "са Службай", "з Сусветным банкам"),
        *("з ААН", "з УНП ААН", "з УНЗ ААН", "са мной", "з усімі", "з Аўстрыяй"),
    ],
    "у": [
        *("у Камісію", "у Вене", "у Савет", "ва Упраўленне", "ва ўстанову", "у Аўстрыі"),
        *("у ААН", "ва Усходняй Еўропе", "у Мінску"),
    ],
    "ад": ["ад Камісіі", "ада ўсіх", "ад усіх"],
}


def phrases(language: str, table: dict[str, list[str]]) -> list[tuple[str, str, str]]:
    return [(language, word, phrase) for word, listed in table.items() for phrase in listed]


@pytest.mark.parametrize(
    ("language", "word", "phrase"),
    [*phrases("ru", RUSSIAN), *phrases("en", ENGLISH), *phrases("be", BELARUSIAN)],
)
def test_a_word_takes_the_form_that_the_next_sound_asks_for(
    language: str, word: str, phrase: str
) -> None:
    _, following = phrase.split(" ", 1)
    assert f"{form_before(word, following, language)} {following}" == phrase


def test_a_capital_stays_one() -> None:
    assert form_before("О", "Организации", "ru") == "Об"
    assert form_before("A", "office", "en") == "An"


def test_what_no_rule_knows_stays() -> None:
    assert form_before("при", "всех", "ru") == "при"
    assert form_before("à", "Oslo", "fr") == "à"


def test_marks_and_markup_before_the_word_are_passed_over() -> None:
    assert form_before("с", "\ufdd0bodies.x\ufdd1<em>Службой</em>", "ru") == "со"


def test_each_item_of_a_list_chooses_its_own_form() -> None:
    assert formats.conjunction(["Советом", "Службой"], "ru", "с") == "с Советом и Службой"
    assert formats.conjunction(["Службой", "Советом"], "ru", "с") == "со Службой и Советом"
    named = ["Службой мира и труда", "Организацией"]
    assert formats.conjunction(named, "ru", "с") == "со Службой мира и труда и с Организацией"

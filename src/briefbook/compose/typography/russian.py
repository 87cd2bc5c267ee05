"""Russian typography, a step of *compose*: the rules of «ё», quotation marks, dashes and spaces.

What may not be torn apart: https://docs.cntd.ru/document/428590822 and ГОСТ Р 7.0.97,
https://docs.cntd.ru/document/1200142871. Dashes, figures, ordinals: А. Э. Мильчин,
Л. К. Чельцова, «Справочник издателя и автора»; https://orfogrammka.ru.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefbook.compose.typography.conventions import Conventions
from briefbook.compose.typography.quotes import QuoteStyle, quote_rule
from briefbook.compose.typography.ranges import RANGE, names_something
from briefbook.compose.typography.rules import (
    BLANK,
    EM_DASH,
    NBSP,
    ScanRule,
    TextRule,
    bind,
    rule,
    space_before_sign,
)
from briefbook.compose.typography.runs import HELD, Edit

# Prepositions, conjunctions and particles of one to three letters, by their length.
_SHORT = (
    "авикосуя",
    "во|да|до|за|из|ко|на|не|ни|но|об|от|по|со",
    "без|вне|для|ибо|изо|или|как|над|обо|ото|под|при|про|что",
)
_SHORT_WORD = f"[{_SHORT[0]}]|{_SHORT[1]}|{_SHORT[2]}"
_MONTHS = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"

# Abbreviations that stand before a figure, and those that stand before a name.
_FIGURE_ABBREVIATIONS = "п|пп|подп|ст|с|стр|т|гл|ч|разд|рис|табл|прил|д|корп|кв|оф|тел"
_BEFORE_WORD = re.compile(
    rf"(?<!\d{BLANK})\b(?:п|ст|с|т|ул|просп|пер|пл|пос|дер|им|см|ср|тел|стр|табл|рис|прил)$"
)

# Words before initials that are no surnames: posts, forms of address; the starts of them.
_POST = re.compile(
    r"\b(?:Посо?л|Министр|Президент|Председател|Директор|Секретар|Представител|Начальник|Глав|"
    r"Заместител|Помощник|Руководител|Координатор|Член|Господин|Госпож|Профессор|Академик|"
    r"Доктор|Советник|Консул|Ректор|Депутат|Судь|"
    # Not posts, but they too stand before a name and are none.
    r"Доклад|Визит|Выступлени|Заявлени|Избрани|Назначени|Встреч|Письм|Реч|Бесед|Поздравлени)\w*\s$"
)
_CAPITALIZED = re.compile(r"\b[А-ЯЁ][А-ЯЁа-яё’\-]*[А-ЯЁа-яё] $")
_SURNAME_BEFORE = re.compile(rf"[А-ЯЁ][\w’\-]*[а-яё]{BLANK}$")
_INITIALS_FIRST = re.compile(rf"(?:[А-ЯЁ]\.{BLANK}?){{1,3}}[А-ЯЁ][А-ЯЁа-яё]")


def _spaced_initials(conventions: Conventions) -> bool:
    return conventions.initials_space


def _closed_initials(conventions: Conventions) -> bool:
    return not conventions.initials_space


def _spaced_percent(conventions: Conventions) -> bool:
    return conventions.percent_space


def _closed_percent(conventions: Conventions) -> bool:
    return not conventions.percent_space


def _without_yo(conventions: Conventions) -> bool:
    return conventions.yo == "e"


def _closed(match: re.Match[str]) -> str:
    """Close initials up to the surname after them, unless they may belong to the one before.

    «Примеров А.Б. Ранее …» and «Посол А.Б. Примеров» look alike; where the word before is no
    known post, the space stays and only the line break is forbidden.
    """
    before = match.string[max(0, match.start() - 40) : match.start()]
    if _SURNAME_BEFORE.search(before) and not _POST.search(before):
        return NBSP if match["edit"] else ""
    return ""


def _bound_to_abbreviation(match: re.Match[str]) -> str:
    start = match.start()
    known = _BEFORE_WORD.search(match.string, max(0, start - 8), start)
    return NBSP if known else match["edit"]


def _bound_to_surname(match: re.Match[str]) -> str:
    """Bind initials to the word before, unless it is a post and a surname follows them."""
    before = match.string[max(0, match.start() - 40) : match.end()]
    if not _CAPITALIZED.search(before):
        return match["edit"]
    if _POST.search(before) and _INITIALS_FIRST.match(match.string, match.end()):
        return match["edit"]
    return NBSP


# Numbers of documents, telephones, accounts and postcodes are not grouped.
_LONG_NUMBER = re.compile(
    rf"[1-9](?<![\w.,/\-+:][1-9])(?<!\d{BLANK}[1-9])\d{{4,}}(?![\w/\-:]|{BLANK}\d|\.\d)"
)
_REGISTERED = re.compile(
    rf"(?:ИНН|КПП|УНП|УНН|БИК|ОГРН|ОКПО|СНИЛС|[Ии]ндекс|[Кк]од|[Сс]ч[её]т|р/с){BLANK}$"
)
_PLACE_AFTER = re.compile(rf",?{BLANK}(?:г\.|[А-ЯЁ])")
_POSTCODE_LENGTH = 6


def _is_identifier(text: str, start: int, end: int) -> bool:
    if end - start == _POSTCODE_LENGTH and _PLACE_AFTER.match(text, end):
        return True
    return bool(_REGISTERED.search(text, max(0, start - 10), start)) or names_something(text, start)


def _group_figures(text: str) -> Iterator[Edit]:
    """Part the figures of whole numbers from five figures on into groups of three."""
    for match in _LONG_NUMBER.finditer(text):
        start, end = match.span()
        if _is_identifier(text, start, end):
            continue
        for place in range(start + (end - start - 1) % 3 + 1, end, 3):
            yield Edit(place, place, NBSP)


_PUNCTUATION: tuple[TextRule, ...] = (
    space_before_sign("»“”’"),
    quote_rule(QuoteStyle(outer=("«", "»"), inner=("„", "“"))),
    # «2018 г.»; before the ranges, which a letter close to the figures would hide.
    rule("year", rf"\d(?<!\d\d)\d{{3}}(?P<edit>{BLANK}?)(?=гг?\.)", NBSP),
    RANGE,
    # The em dash between words: no line begins with it, and a space follows.
    rule(
        "em dash",
        rf"(?P<edit>{BLANK}(?<=[^\s\-–—]{BLANK})(?:-{{1,3}}|[–—]){BLANK})(?=[^\s\-–—])",
        f"{NBSP}{EM_DASH} ",
    ),
    rule("double hyphen", r"(?P<edit>--(?<=[^\W\d]--)-?)(?=[^\W\d])", f"{NBSP}{EM_DASH} "),
)

_FIGURES: tuple[TextRule, ...] = (
    # One letter after a vowel, ь or й, two after a consonant: 28-я, 28-го, 3-ю, 20-х.
    rule(
        "ending of an ordinal",
        r"(?i)-(?<=\d-)(?P<edit>ь?[ое](?=(?:го|му)(?!\w))|ь?[ыи](?=ми(?!\w))|[аь](?=я(?!\w))"
        r"|ь?[оыие](?=[йм](?!\w))|[оыиь](?=е(?!\w))|[уюь](?=ю(?!\w))|ь?[ыи](?=х(?!\w))|ь(?=и(?!\w)))",
        "",
    ),
    rule("per cent, spaced", rf"\d(?P<edit>{BLANK}?)(?=[%‰](?!-\w))", NBSP, _spaced_percent),
    rule("per cent, closed", rf"\d(?P<edit>{BLANK}*)(?=[%‰])", "", _closed_percent),
    # A quotation of the day, as on forms: «15» июня.
    bind("day in quotation marks", rf"(?<=\d»)~(?={_MONTHS})"),
    bind("month and year", rf"\b(?:{_MONTHS})~(?=\d{{4}}(?!\d))"),
    bind(
        "number and word",
        rf"(?<=\d)~(?!(?:{_SHORT_WORD})\b)(?!(?:ст|пп?|гл|разд|тел|см)\.)(?=[а-яё])",
    ),
    bind("number and unit", r"(?<=\d)~(?=[°€$₽£¥]|[кМГТ]?(?:Вт|Гц|Па|Дж|Б|бит)\b)"),
    bind("ordinal and noun", rf"\d-[а-яё]{{1,3}}~(?!(?:{_SHORT_WORD})\b)(?=[а-яё])"),
    bind("thousand, million, milliard", r"\d.(?:тыс\.|млн|млрд|трлн)~(?=[а-яё$€])"),
    bind("century", r"(?<=[IVXLC])~(?=вв?\.)"),
)

_NAMES: tuple[TextRule, ...] = (
    rule(
        "initials of a surname that follows",
        rf"(?<![\w.])[А-ЯЁ]\.(?P<edit>{BLANK})(?=[А-ЯЁ]\.{BLANK}?[А-ЯЁ][А-ЯЁа-яё])",
        "",
    ),
    rule(
        "initials of a surname that goes before",
        rf"\b[А-ЯЁ][А-ЯЁа-яё\-]*[А-ЯЁа-яё]{BLANK}[А-ЯЁ]\.(?P<edit>{BLANK})(?=[А-ЯЁ]\.(?!\w))",
        "",
    ),
    rule(
        "initials and surname, spaced",
        rf"(?<![\w.])[А-ЯЁ]\.(?:[А-ЯЁ]\.)?(?P<edit>{BLANK}?)(?=[А-ЯЁ][А-ЯЁа-яё])",
        NBSP,
        _spaced_initials,
    ),
    rule(
        "initials and surname, closed",
        rf"(?<![\w.])[А-ЯЁ]\.[А-ЯЁ]\.(?P<edit>{BLANK}?)(?=[А-ЯЁ][А-ЯЁа-яё])",
        _closed,
        _closed_initials,
    ),
    bind("one initial and surname", r"(?<![\w.])[А-ЯЁ]\.~(?=[А-ЯЁ][А-ЯЁа-яё])"),
    rule(
        "surname and initials",
        r"(?P<edit> )(?=[А-ЯЁ]\.)",
        _bound_to_surname,
    ),
)

_SPACES: tuple[TextRule, ...] = (
    rule(
        "abbreviation and figure", rf"\b(?:{_FIGURE_ABBREVIATIONS})\.(?P<edit>{BLANK}?)(?=\d)", NBSP
    ),
    rule("abbreviation and word", r"\.(?P<edit> )(?=\w)", _bound_to_abbreviation),
    # «2018 г.» ends a phrase, «г. Минск» begins one.
    rule(
        "town",
        rf"г\.(?<!\wг\.)(?<![\d{HELD}]{BLANK}г\.)(?P<edit>{BLANK}?)(?=[А-ЯЁ])",
        NBSP,
    ),
    rule("abbreviated phrase", rf"\b[тн]\.(?P<edit>{BLANK}?)(?=[екнпдэ]\.)", NBSP),
    bind("and others", r"\b[Ии]~(?=(?:др|пр|т)\.)"),
    bind("abbreviation and ООН", r"(?<=[А-ЯЁ][А-ЯЁ])~(?=ООН\b)"),
    bind(
        "short word and the next",
        # But «3-я по», where «я» is the ending of an ordinal.
        rf"~(?<!\d-(?i:[{_SHORT[0]}]) )"
        rf"(?:(?<=\b(?i:[{_SHORT[0]}]) )|(?<=\b(?i:{_SHORT[1]}) )|(?<=\b(?i:{_SHORT[2]}) ))"
        rf"(?=[\w«„(\[№§{HELD}])",
    ),
    bind("particle and the word before", r"(?<=[\w»“])~(?=(?:же|бы|ли|ль|ж|б)(?![\w)]))"),
)

_GROUPS = ScanRule("groups of long numbers", _group_figures)

_YO: tuple[TextRule, ...] = (
    # Official style prints «е»; the last rule, for the others may read «ё».
    rule("small ё", "(?P<edit>ё|е\u0308)", "е", _without_yo),
    rule("capital Ё", "(?P<edit>Ё|Е\u0308)", "Е", _without_yo),
)

RUSSIAN: tuple[TextRule, ...] = (*_PUNCTUATION, *_FIGURES, *_SPACES, *_NAMES, _GROUPS, *_YO)
"""The rules of Russian, in the order in which they run."""

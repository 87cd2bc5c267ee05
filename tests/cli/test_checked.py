"""The page about a check: one file that can be mailed, read aloud and printed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from briefbook.build.grouping import Group, grouped
from briefbook.build.problems import CheckReport, Problem
from briefbook.catalogue import Catalogue
from briefbook.cli.checked import check_page
from briefbook.errors import InternalError, MissingValue, PastReview, Span, UnapprovedForm
from briefbook.wording import _, verbatim

DAY = date(2026, 11, 24)
OFFICE = "data/organizations/office.yaml"
EXCERPT = "  site: <b>&amp;</b>"
PROBLEMS = (
    Problem(
        MissingValue(
            _("{name} is empty", name="<site>"),
            spans=[Span(OFFICE, 9, 9, EXCERPT)],
            hint=_("fill it in, or remove the line if it may be left out"),
        ),
        ("output/ru/office/note.pdf",),
    ),
    Problem(PastReview(verbatim("late"), spans=[Span(OFFICE, 3)])),
    Problem(
        UnapprovedForm(
            verbatim("no genitive"), spans=[Span("templates/a.jinja", 1, 1), Span(OFFICE, 4, 3)]
        )
    ),
    Problem(InternalError(verbatim("it broke"))),
)


def page(language: str, groups: tuple[Group, ...], problems: tuple[Problem, ...]) -> str:
    return check_page(CheckReport(problems), groups, "Книга & <сын>", DAY, Catalogue.of(language))


@pytest.fixture(params=["en", "ru"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shown(language: str, book: Path) -> str:
    return page(language, grouped(PROBLEMS, book), PROBLEMS)


def parsed(source: str) -> Any:
    return html.fromstring(source)


def lines(source: str) -> list[str]:
    """Return what a reader sees, a line for each element that holds text of its own."""
    blocks = parsed(source).find("body").iter("h1", "h2", "h3", "p", "pre", "li")
    return [" ".join(str(one.text_content()).split()) for one in blocks]


def test_the_page_is_in_one_language_from_its_title_to_its_end(language: str, shown: str) -> None:
    root = parsed(shown)
    assert root.get("lang") == language
    told = {
        "en": [
            "Check of the book “Книга & <сын>”",
            "As things stood on 24 November 2026",
            "4 problems found",
            "Sample Office — 3 problems",
            "Without a place in a file — 1 problem",
            "Sample Office",
            "File data/organizations/office.yaml, record organizations.office",
            "warning late",
            "Line 3",
            "What to do: check the fact, then set review_by to a later day",
            "error no genitive",
            "Line 4, column 3",
            "What to do: add the form to the name",
            "Also at templates/a.jinja:1:1",
            "error <site> is empty",
            "Line 9, column 9",
            "site: <b>&amp;</b>",
            "What to do: fill it in, or remove the line if it may be left out",
            "Keeps from being made: output/ru/office/note.pdf",
        ],
        "ru": [
            "Проверка книги «Книга & <сын>»",
            "По состоянию на 24 ноября 2026 г.",
            "Найдены 4 проблемы",
            "Примерное бюро — 3 проблемы",
            "Без указания места — 1 проблема",
            "Примерное бюро",
            "Файл data/organizations/office.yaml, запись organizations.office",
            "предупреждение late",
            "Строка 3",
            "Что делать: проверьте факт и поставьте в review_by более поздний день",
            "ошибка no genitive",
            "Строка 4, столбец 3",
            "Что делать: добавьте к названию эту форму",
            "См. также templates/a.jinja:1:1",
            "ошибка <site>: пусто",
            "Строка 9, столбец 9",
            "site: <b>&amp;</b>",
            "Что делать: заполните или удалите строку, если значение необязательно",
            "Из-за этого не собрать: output/ru/office/note.pdf",
        ],
    }
    assert lines(shown)[: len(told[language])] == told[language]


def test_the_word_that_is_meant_is_marked(shown: str) -> None:
    assert [mark.text for mark in parsed(shown).iter("mark")] == ["<b>&amp;</b>"]


def test_every_problem_says_what_to_do(shown: str) -> None:
    root = parsed(shown)
    assert len(root.findall(".//article")) == len(root.find_class("do")) == len(PROBLEMS)


def test_the_page_needs_nothing_but_itself(shown: str) -> None:
    root = parsed(shown)
    assert not {str(one.tag) for one in root.iter()} & {"script", "link", "img", "iframe", "form"}
    assert [one for one in root.iter() if set(one.keys()) & {"src", "srcset", "action"}] == []
    assert all(str(a.get("href")).startswith("#g") for a in root.iter("a"))
    assert not re.search(r"url\(|@import|https?:", shown)


def test_a_link_of_the_list_leads_to_its_file(shown: str) -> None:
    root = parsed(shown)
    targets = {str(one.get("id")) for one in root.iter("section")}
    assert {str(a.get("href"))[1:] for a in root.iter("a")} == targets


def test_a_sound_book_is_said_to_be_sound(language: str) -> None:
    source = page(language, (), ())
    said = {"en": "No problems found", "ru": "Проблем не найдено"}
    assert said[language] in lines(source)
    assert parsed(source).find_class("sound")


def test_a_very_long_line_is_shown_around_the_place(book: Path) -> None:
    span = Span(OFFICE, 1, 501, "a" * 500 + "!" + " b" * 500)
    problems = (Problem(MissingValue(verbatim("x"), spans=[span])),)
    (shown,) = parsed(page("en", grouped(problems, book), problems)).iter("pre")
    text = str(shown.text_content())
    assert text.startswith("…a")
    assert "!" in text
    assert text.endswith("…")
    assert len(text) < 200


def test_axe_finds_nothing_and_the_page_fits_a_narrow_screen(shown: str) -> None:
    from tests.preview.served import AXE, browser

    axe = AXE.read_text(encoding="utf-8")
    with browser() as chromium:
        context = chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
        tab = context.new_page()
        tab.set_content(shown)
        tab.evaluate(axe)
        found = tab.evaluate("() => axe.run(document).then(found => found.violations)")
        wide = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
        context.close()
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert wide <= 0

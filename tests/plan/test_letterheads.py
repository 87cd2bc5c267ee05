"""The key ``letterhead`` of a document."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from briefbook.errors import InvalidBook
from briefbook.plan.config import read_config

BOOK = """\
[book]
schema = "organizations"
languages = ["ru", "en"]
source_language = "ru"
timezone = "UTC"

[documents.memo]
about = "organizations"
formats = ["docx"]
profile = "house"
"""
FILES = (
    "phrases/ru.html.jinja",
    "phrases/en.html.jinja",
    "profiles/house.toml",
    "memo.html.jinja",
    "letterheads/ru.docx",
    "letterheads/Бланк министерства.docx",
)


def letterheads(line: str) -> Mapping[str, str]:
    return read_config(BOOK + line, templates=FILES).document("memo").letterheads


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("", {}),
        (
            'letterhead = "templates/letterheads/ru.docx"',
            {"ru": "letterheads/ru.docx", "en": "letterheads/ru.docx"},
        ),
        ('letterhead = { ru = "templates/letterheads/ru.docx" }', {"ru": "letterheads/ru.docx"}),
        (
            'letterhead = { ru = "templates/letterheads/Бланк министерства.docx" }',
            {"ru": "letterheads/Бланк министерства.docx"},
        ),
    ],
)
def test_a_letterhead_is_for_all_languages_or_for_some(line: str, read: Mapping[str, str]) -> None:
    assert letterheads(line) == read


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ('letterhead = "letterheads/ru.docx"', "invalid-config", "cannot be"),
        ('letterhead = "templates/letterheads/ru.doc"', "invalid-config", "cannot be"),
        ('letterhead = "templates/../ru.docx"', "invalid-config", "out of the book"),
        ('letterhead = "templates/letterheads/rus.docx"', "unknown-template", "there is no file"),
        ("letterhead = 1", "invalid-config", "must be a text"),
        ("letterhead = {}", "invalid-config", "names no letterhead"),
        (
            'letterhead = { de = "templates/letterheads/ru.docx" }',
            "invalid-config",
            "unknown key 'de'",
        ),
    ],
)
def test_what_is_no_letterhead_is_told_with_its_line(line: str, code: str, said: str) -> None:
    with pytest.raises(InvalidBook) as refused:
        letterheads(line)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert said in problem.message
    assert problem.spans[0].line == 11
    assert problem.hint

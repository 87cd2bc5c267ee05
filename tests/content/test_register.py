"""Every case of the register of both languages is said as it stands there."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.content.impurities import impurities
from tests.content.register import said
from tests.content.support import LANGUAGES, TODAY

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("register.toml").read_text(encoding="utf-8")
)["case"]


def test_no_case_is_left_out() -> None:
    assert {case["number"] for case in CASES} == set(range(1, 41))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['number']} {case['about']}")
def test_a_case_is_said_as_the_register_has_it(case: dict[str, Any], language: str) -> None:
    template, expected = case[language]
    day = case.get("day", TODAY)
    assert isinstance(day, date)
    printed = said(template, language, day)
    assert printed.replace("\u00a0", " ") == expected
    assert impurities(printed, language) == []

"""Words with a hyphen or dash that no line may break."""

from __future__ import annotations

import pytest

from briefbook.render.unbreakable import stretches


def whole(text: str) -> list[str]:
    return [part for part, kept in stretches(text) if kept]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("итоги 28-й сессии", ["28-й"]),
        ("тел. 000-00-00", ["000-00-00"]),
        ("№ 12-05/34 от", ["12-05/34"]),
        ("в 2002–2005, 2010–2013 гг.", ["2002–2005", "2010–2013"]),
        ("A/C.3/2019-05", ["A/C.3/2019-05"]),
    ],
)
def test_words_with_figures_stay_whole(text: str, kept: list[str]) -> None:
    assert whole(text) == kept


@pytest.mark.parametrize(
    "text", ["учебно-тренировочные курсы", "twenty-eighth session", "A — B", "2018 год", ""]
)
def test_other_words_may_break(text: str) -> None:
    assert whole(text) == []


def test_no_text_is_lost() -> None:
    text = "На 27-й и 28-й сессиях, 20–24 мая; тел. 000-00-00."
    assert "".join(part for part, _ in stretches(text)) == text

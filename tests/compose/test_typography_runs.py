"""A block is set as one text, and each run gets its own characters back."""

from __future__ import annotations

import pytest

from briefbook.compose.typography.engine import typeset
from briefbook.compose.typography.runs import BlockText, Edit, Run


def set_runs(language: str, *runs: str | Run) -> tuple[str, ...]:
    return typeset([run if isinstance(run, Run) else Run(run) for run in runs], language)


def code(text: str) -> Run:
    return Run(text, protected=True)


def test_a_quotation_opens_in_one_run_and_closes_in_another():
    assert set_runs("ru", 'О "', "Фонде", '"') == ("О\u00a0«", "Фонде", "»")


def test_a_rule_reads_over_the_edge_of_a_run():
    assert set_runs("ru", "в ", "Минске, 2002", "-", "2005") == (
        "в\u00a0",
        "Минске, 2002",
        "–",
        "2005",
    )


def test_a_space_put_in_belongs_to_the_run_on_its_left():
    assert set_runs("ru", "№", "5") == ("№\u00a0", "5")


def test_a_number_over_two_runs_is_grouped():
    assert set_runs("ru", "123", "45") == ("12\u00a03", "45")


def test_a_dash_over_three_runs_is_shared_out():
    assert set_runs("en", "word ", "--", " word") == ("word—", "", "word")


def test_protected_text_is_left_but_seen():
    assert set_runs("en", '"', code("it's -- x"), '" - ', code("5")) == (
        "“",
        "it's -- x",
        "”—",
        "5",
    )
    assert set_runs("ru", "№", code("5-7"), " г. Постоянный") == (
        "№\u00a0",
        "5-7",
        " г. Постоянный",
    )


def test_a_line_break_counts_as_a_blank():
    assert set_runs("ru", "слово", code("\n"), '"дело"') == ("слово", "\n", "«дело»")


def test_an_address_may_lie_over_several_runs():
    assert set_runs("en", "https://a--", "b.org", ".") == ("https://a--", "b.org", ".")


def test_characters_that_serve_as_placeholders_survive():
    assert set_runs("ru", "в \ufffc и\u2028x") == ("в\u00a0\ufffc и\u2028x",)


def test_each_character_knows_its_run():
    block = BlockText.join([Run("ab"), Run(""), Run("c")])
    assert [block.run_at(index) for index in range(3)] == [0, 0, 2]


@pytest.mark.parametrize(
    ("edits", "parts"),
    [
        ([], ("abc", "def")),
        ([Edit(2, 4, "XY")], ("abX", "Yef")),
        ([Edit(1, 5, "")], ("a", "f")),
        ([Edit(2, 4, "X")], ("abX", "ef")),
        ([Edit(0, 0, ">"), Edit(3, 3, "|"), Edit(6, 6, "<")], (">abc|", "def<")),
    ],
)
def test_edits_keep_the_runs_apart(edits, parts):
    assert BlockText.join([Run("abc"), Run("def")]).edited(edits).split() == parts

"""What holds for every text: stable, independent of the cuts between runs, nothing lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from briefbook.compose.typography.engine import Conventions, _holds, rules_for, typeset
from briefbook.compose.typography.runs import Run

CORPUS = Path(__file__).parent / "corpus"
LANGUAGES = ("ru", "en", "fr")

PIECES = (
    *"\"'«»„“”‘’-–—.,;:!?()%№§ \u00a0\u202f\u2009\n/абвгсёйABs015",
    *("--", " - ", " – ", " — ", "...", "  ", " \u00a0", "2018", "2005", "10000", "28-ой"),
    *("А.", "Б. ", "Примеров", "Посол ", "г.", "гг.", "п.", "т. е.", "и т.д.", "же", "не ", "ООН"),
    *("A. ", "Name", "No.", "Mr. ", "May", "it's", "students'", "Article ", "per cent", "слово"),
    *("https://a.org/b-c", "www.unodc.org", "a@b.org", "2018-12-07", "brief.pdf", "\ufffc"),
    *("тел. ", "-", " ", "“", "‘"),
)
texts = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)
conventions = st.builds(
    Conventions,
    initials_space=st.booleans(),
    percent_space=st.booleans(),
    yo=st.sampled_from(["e", "names", "all"]),
)
quick = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def cut_texts(draw: st.DrawFn, *, protected: bool = False) -> tuple[Run, ...]:
    """A text cut into runs at any places, some of them protected if asked for."""
    text = draw(texts)
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4)))
    bounds = zip([0, *places], [*places, len(text)], strict=True)
    flags = st.booleans() if protected else st.just(value=False)
    return tuple(Run(text[start:end], draw(flags)) for start, end in bounds)


def set_again(runs: tuple[Run, ...], texts_set: tuple[str, ...]) -> tuple[Run, ...]:
    return tuple(Run(text, run.protected) for run, text in zip(runs, texts_set, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
@quick
@given(runs=cut_texts(protected=True), choice=conventions)
def test_setting_a_text_twice_changes_nothing_more(language, runs, choice):
    once = typeset(runs, language, choice)
    assert typeset(set_again(runs, once), language, choice) == once


def changes_without_need(language: str, text: str) -> list[str]:
    """Return the rules that would change a text which has not what they say they need."""
    return [
        rule.name
        for rule in rules_for(language)
        if not all(_holds(text, need) for need in rule.needs) and tuple(rule.edits(text))
    ]


@pytest.mark.parametrize("language", [*LANGUAGES, "be"])
@quick
@given(text=texts)
def test_a_rule_has_nothing_to_change_where_what_it_needs_is_not_there(language, text):
    assert changes_without_need(language, text) == []


@pytest.mark.parametrize("language", [*LANGUAGES, "be"])
def test_nor_has_it_in_a_case_of_the_corpus(language):
    for file in (CORPUS / "ru.txt", CORPUS / "en.txt"):
        for line in file.read_text(encoding="utf-8").splitlines():
            assert changes_without_need(language, line) == []


@pytest.mark.parametrize("language", LANGUAGES)
@quick
@given(runs=cut_texts(), choice=conventions)
def test_the_cuts_between_runs_do_not_matter(language, runs, choice):
    whole = "".join(run.text for run in runs)
    cut = typeset(runs, language, choice)
    assert len(cut) == len(runs)
    assert "".join(cut) == typeset([Run(whole)], language, choice)[0]


@pytest.mark.parametrize("language", LANGUAGES)
@quick
@given(runs=cut_texts(protected=True))
def test_protected_runs_stay_as_they_are(language, runs):
    for run, text in zip(runs, typeset(runs, language), strict=True):
        assert not run.protected or text == run.text


@pytest.mark.parametrize("language", LANGUAGES)
@quick
@given(text=texts)
@example(text="10000 ёлок")
def test_no_letter_or_figure_is_lost(language, text):
    without_ordinals = re.sub(r"28-ой(?!\w)", "28-й", text) if language == "ru" else text
    result = typeset([Run(text)], language, Conventions(yo="all"))[0]
    assert re.findall(r"[^\W_]", result) == re.findall(r"[^\W_]", without_ordinals)


@pytest.mark.parametrize("language", LANGUAGES)
@quick
@given(text=texts)
def test_no_space_or_hyphen_that_faces_lack_is_put_out(language, text):
    result = typeset([Run(text)], language)[0]
    assert not set(result) & set("\u202f\u2009\u2007\u200a\u2011")


def test_a_block_without_text_stays_so():
    assert typeset([], "ru") == ()
    assert typeset([Run(""), Run("", protected=True)], "en") == ("", "")

"""Cases written for this project: set by the norm, and beside npm typograf where it has the same.

``corpus/*.txt`` holds the cases, ``corpus/differences.toml`` where typograf follows another norm.
It is asked once for all of them, with what it has as a choice set to ours: numbers stay with
their nouns, long numbers are grouped, English short words are not bound, no word is bound for
being the last. Its U+202F and U+2009 are read as U+00A0: which space a face has is a matter of
the face. The other way round, our choices for the per cent sign and «ё» are set to its.
"""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from briefbook.compose.typography.engine import Conventions, typeset
from briefbook.compose.typography.runs import Run

CORPUS = Path(__file__).parent / "corpus"
TYPOGRAF = Path(__file__).parents[1] / "outsiders/typograf.cjs"
LEAST = {"ru": 300, "en": 100}
#: The part of the cases in which typograf may follow another norm.
MOST_DIFFERENT = 0.15

THIN = str.maketrans("\u202f\u2009", "\u00a0\u00a0")
ITS_CHOICES = Conventions(percent_space=False, yo="all")
SHORT_LAST = ("common/nbsp/beforeShortLastWord", "common/nbsp/beforeShortLastNumber")
SHORT = ("common/nbsp/afterShortWord", "common/nbsp/afterShortWordByList")
OURS: dict[str, dict[str, Any]] = {
    "ru": {
        "enable": ["common/nbsp/afterNumber", "common/number/digitGrouping"],
        "disable": SHORT_LAST,
        "settings": [["common/number/digitGrouping", "space", "\u00a0"]],
    },
    "en-US": {  # the locale with the quotation marks of the United Nations
        "enable": ["common/nbsp/afterNumber"],
        "disable": [*SHORT_LAST, *SHORT],
        "settings": [],
    },
}


class Case(NamedTuple):
    """What was typed and what is printed, in a language; ``~`` is a no-break space."""

    language: str
    typed: str
    printed: str


@cache
def cases(language: str) -> tuple[Case, ...]:
    lines = (CORPUS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(" => ") for line in lines if " => " in line and line[0] != "#"]
    return tuple(Case(language, typed, printed) for typed, printed in pairs)


def set_by_us(case: Case, conventions: Conventions) -> str:
    (text,) = typeset([Run(case.typed.replace("~", "\u00a0"))], case.language, conventions)
    return text.replace("\u00a0", "~")


@cache
def set_by_typograf() -> dict[Case, str]:
    """What typograf makes of every case; one process of Node for all."""
    locales = {"ru": "ru", "en-US": "en"}
    wanted = {
        locale: OURS[locale] | {"texts": [case.typed for case in cases(language)]}
        for locale, language in locales.items()
    }
    done = subprocess.run(
        ["node", TYPOGRAF], input=json.dumps(wanted), text=True, capture_output=True, check=True
    )
    answer = json.loads(done.stdout)
    return {
        case: text.translate(THIN).replace("\u00a0", "~")
        for locale, language in locales.items()
        for case, text in zip(cases(language), answer[locale], strict=True)
    }


@cache
def known_differences() -> dict[tuple[str, str], dict[str, str]]:
    listed = tomllib.loads((CORPUS / "differences.toml").read_text(encoding="utf-8"))["difference"]
    return {(each["language"], each["typed"]): each for each in listed}


@pytest.mark.parametrize("language", LEAST)
def test_the_corpus_is_large_and_has_no_case_twice(language: str) -> None:
    typed = [case.typed for case in cases(language)]
    assert len(typed) == len(set(typed)) >= LEAST[language]


@pytest.mark.parametrize("case", [*cases("ru"), *cases("en")], ids=lambda case: case.typed)
def test_every_case_is_set_by_the_norm(case: Case) -> None:
    assert set_by_us(case, Conventions()) == case.printed
    (again,) = typeset([Run(case.printed.replace("~", "\u00a0"))], case.language)
    assert again.replace("\u00a0", "~") == case.printed


@pytest.mark.parametrize("language", LEAST)
def test_typograf_agrees_wherever_it_follows_the_same_norm(language: str) -> None:
    theirs = set_by_typograf()
    differing = {
        (case.language, case.typed): theirs[case]
        for case in cases(language)
        if set_by_us(case, ITS_CHOICES) != theirs[case]
    }
    listed = {
        key: each["typograf"] for key, each in known_differences().items() if key[0] == language
    }
    assert differing == listed


@pytest.mark.parametrize("language", LEAST)
def test_the_reviewed_differences_are_few_and_each_names_its_norm(language: str) -> None:
    listed = [each for key, each in known_differences().items() if key[0] == language]
    assert len(listed) <= MOST_DIFFERENT * len(cases(language))
    assert all(len(re.findall(r"\w+", each["norm"])) > 5 for each in listed)

"""Nobody is left without something to do."""

from __future__ import annotations

import pytest

from briefbook.build.advice import ADVICE, what_to_do
from briefbook.errors import (
    BookError,
    BriefbookError,
    InternalError,
    InvalidBook,
    OutputError,
    WrongValue,
    error_classes,
)
from briefbook.wording import verbatim

#: They are never raised themselves, or stand for others.
GROUNDS = {BookError, OutputError, InvalidBook}
#: What other commands than a check tell.
ELSEWHERE = {"delivery-failed", "unreadable-document"}
CHECKED = [
    kind
    for kind in error_classes()
    if issubclass(kind, BookError | OutputError | InternalError)
    and kind not in GROUNDS
    and kind.code not in ELSEWHERE
]


@pytest.mark.parametrize("kind", CHECKED, ids=lambda kind: kind.code)
def test_every_problem_of_a_check_says_what_to_do(kind: type[BriefbookError]) -> None:
    assert kind.code in ADVICE
    assert what_to_do(kind(verbatim("it is wrong"))) == ADVICE[kind.code]


def test_a_hint_for_the_case_comes_before_the_advice_for_all() -> None:
    error = WrongValue(verbatim("it is wrong"), hint=verbatim("write 1997"))
    assert what_to_do(error) == "write 1997"


def test_there_is_no_advice_for_codes_that_do_not_exist() -> None:
    assert set(ADVICE) <= {kind.code for kind in error_classes()}

"""The text of each document, word for word, in every tense."""

from __future__ import annotations

from datetime import date

import pytest
from tests.content.regenerate import GOLDEN, cases, golden_file, golden_text
from tests.content.support import composed


@pytest.mark.parametrize(("document", "language", "day"), list(cases()))
def test_a_document_reads_as_approved(document: str, language: str, day: date) -> None:
    approved = golden_file(document, language, day).read_text(encoding="utf-8")
    assert golden_text(composed(document, language, day)) == approved, (
        "read the difference; if it is right: python -m tests.content.regenerate"
    )


def test_no_golden_text_is_left_over() -> None:
    assert set(GOLDEN.iterdir()) == {golden_file(*case) for case in cases()}

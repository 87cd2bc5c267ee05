"""``encloses`` names documents whose finished files can be counted."""

from __future__ import annotations

import pytest

from briefbook.errors import InvalidBook
from briefbook.plan.config import Config, read_config
from briefbook.plan.outputs import Output, enclosing, with_enclosed

SETTINGS = """\
[book]
schema = "organizations"
languages = ["ru", "en"]
source_language = "ru"
timezone = "UTC"
[documents.memo]
about = "organizations"
formats = ["docx"]
profile = "house"
encloses = ["{encloses}"]
[documents.brief]
about = "organizations"
formats = ["pdf"]
profile = "house"
[documents.note]
about = "organizations"
formats = ["docx"]
profile = "house"
[documents.overview]
about = "book"
formats = ["pdf"]
profile = "house"
[documents.cover]
about = "organizations"
formats = ["pdf"]
profile = "house"
encloses = ["brief"]
"""


def read(encloses: str) -> Config:
    return read_config(SETTINGS.format(encloses=encloses))


@pytest.mark.parametrize(
    ("encloses", "message"),
    [
        ("brif", "'brif' is no other document of the book"),
        ("memo", "'memo' is no other document of the book"),
        ("note", "the pages of note are not counted, for it is no PDF"),
        ("overview", "overview is about other records than this document"),
        ("cover", "cover encloses documents itself"),
    ],
)
def test_what_cannot_be_counted_is_told_at_its_place(encloses: str, message: str) -> None:
    with pytest.raises(InvalidBook) as caught:
        read(encloses)
    (problem,) = caught.value.problems
    assert (problem.message, problem.spans[0].line) == (message, 10)


def test_an_output_goes_with_the_pdf_of_its_language() -> None:
    config = read("brief")
    memo = Output("memo", "office", "ru", "docx")
    brief = Output("brief", "office", "ru", "pdf")
    assert with_enclosed([memo], config) == (brief, memo)
    assert with_enclosed([memo, brief], config) == (brief, memo)
    assert memo in enclosing(brief, config)
    assert list(enclosing(memo, config)) == []

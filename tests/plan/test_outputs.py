"""The wanted outputs: their paths, their order, and how a command selects them."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.errors import InvalidBook, OutputCollision, UnknownName
from briefbook.plan.config import read_config
from briefbook.plan.outputs import Output, Selection, plan_outputs, select

SETTINGS = """\
[book]
schema = "organizations"
languages = ["ru", "en"]
source_language = "ru"
timezone = "UTC"
[documents.brief]
about = "organizations"
formats = ["pdf"]
profile = "house"
[documents.memo]
about = "organizations"
formats = ["docx", "pdf"]
profile = "house"
[documents.calendar]
about = "book"
formats = ["pdf"]
profile = "house"
[documents.sheet]
about = "rivers"
formats = ["pdf"]
profile = "house"
"""

CONFIG = read_config(SETTINGS)
SUBJECTS = {"organizations": ("unodc", "undp"), "persons": ("head",), "rivers": ("danube",)}
OUTPUTS = plan_outputs(CONFIG, SUBJECTS)


def chosen(**names: tuple[str, ...]) -> list[str]:
    return [str(output) for output in select(OUTPUTS, Selection(**names), CONFIG, SUBJECTS)]


def refused(**names: tuple[str, ...]) -> UnknownName:
    with pytest.raises(UnknownName) as caught:
        select(OUTPUTS, Selection(**names), CONFIG, SUBJECTS)
    return caught.value


def test_an_output_lies_in_the_folder_of_its_language_and_subject() -> None:
    output = Output("brief", "unodc", "ru", "pdf")
    assert output.path == PurePosixPath("ru/unodc/brief.pdf")
    assert str(output) == "output/ru/unodc/brief.pdf"


def test_a_document_about_the_book_has_no_subject_folder() -> None:
    assert str(Output("calendar", None, "en", "pdf")) == "output/en/calendar.pdf"


def test_outputs_stand_in_the_order_of_documents_subjects_languages_formats() -> None:
    assert [str(output) for output in OUTPUTS] == [
        "output/ru/unodc/brief.pdf",
        "output/en/unodc/brief.pdf",
        "output/ru/undp/brief.pdf",
        "output/en/undp/brief.pdf",
        "output/ru/unodc/memo.docx",
        "output/ru/unodc/memo.pdf",
        "output/en/unodc/memo.docx",
        "output/en/unodc/memo.pdf",
        "output/ru/undp/memo.docx",
        "output/ru/undp/memo.pdf",
        "output/en/undp/memo.docx",
        "output/en/undp/memo.pdf",
        "output/ru/calendar.pdf",
        "output/en/calendar.pdf",
        "output/ru/danube/sheet.pdf",
        "output/en/danube/sheet.pdf",
    ]


def test_an_empty_register_has_no_outputs() -> None:
    documents = {output.document for output in plan_outputs(CONFIG, {})}
    assert documents == {"calendar"}


@pytest.mark.parametrize(
    "ids",
    [("unodc", "UNODC"), ("straße", "STRASSE"), ("y\u0306", "\u045e", "\u0443\u0306")],
    ids=["case", "sharp s", "composition"],
)
def test_subjects_that_a_file_system_confuses_collide(ids: tuple[str, ...]) -> None:
    with pytest.raises(InvalidBook) as caught:
        plan_outputs(CONFIG, {"organizations": ids})
    problems = caught.value.problems
    assert all(isinstance(problem, OutputCollision) for problem in problems)
    assert f"output/ru/{ids[-1]}/brief.pdf would take the place of" in problems[0].message
    assert problems[0].spans[0].line == 6
    assert problems[0].hint


def test_a_subject_of_two_registers_does_not_collide_in_different_documents() -> None:
    same = {"organizations": ("danube",), "rivers": ("danube",)}
    assert len(plan_outputs(CONFIG, same)) == 10


def test_a_file_and_a_folder_of_one_name_collide() -> None:
    with pytest.raises(InvalidBook) as caught:
        plan_outputs(CONFIG, {"rivers": ("calendar.pdf",)})
    (problem, _) = caught.value.problems
    assert problem.message == (
        "output/ru/calendar.pdf/sheet.pdf would take the place of output/ru/calendar.pdf"
    )
    assert [span.line for span in problem.spans] == [18, 14]


def test_no_names_select_everything() -> None:
    assert select(OUTPUTS, Selection(), CONFIG, SUBJECTS) == OUTPUTS


def test_names_of_each_kind_narrow_the_selection() -> None:
    assert chosen(documents=("memo",), subjects=("undp",), languages=("en",)) == [
        "output/en/undp/memo.docx",
        "output/en/undp/memo.pdf",
    ]


def test_the_order_of_names_does_not_matter() -> None:
    forwards = chosen(documents=("brief", "memo"), languages=("ru", "en"), subjects=("unodc",))
    assert (
        chosen(documents=("memo", "brief"), languages=("en", "ru"), subjects=("unodc",)) == forwards
    )


def test_a_subject_leaves_out_documents_about_the_book() -> None:
    assert not any("calendar" in output for output in chosen(subjects=("unodc",)))


def test_any_document_may_be_asked_for_in_any_format() -> None:
    assert chosen(documents=("brief",), subjects=("unodc",), formats=("docx",)) == [
        "output/ru/unodc/brief.docx",
        "output/en/unodc/brief.docx",
    ]


def test_formats_asked_for_replace_those_declared() -> None:
    asked = chosen(subjects=("unodc",), languages=("ru",), formats=("docx", "pdf", "docx"))
    assert asked == [
        "output/ru/unodc/brief.pdf",
        "output/ru/unodc/brief.docx",
        "output/ru/unodc/memo.pdf",
        "output/ru/unodc/memo.docx",
    ]


@pytest.mark.parametrize(
    ("names", "message", "hint"),
    [
        (
            {"documents": ("breif",)},
            "the book has no document 'breif'",
            "did you mean 'brief'? documents: brief, memo, calendar, sheet",
        ),
        (
            {"subjects": ("unocd",)},
            "the book has no subject 'unocd'",
            "did you mean 'unodc'? subjects: unodc, undp, danube",
        ),
        ({"languages": ("fr",)}, "the book has no language 'fr'", "languages: ru, en"),
        ({"formats": ("odt",)}, "the book has no format 'odt'", "formats: pdf, docx"),
        ({"formats": ("PDF",)}, "the book has no format 'PDF'", "did you mean 'pdf'? "),
        ({"subjects": ("head",)}, "the book has no subject 'head'", "subjects: unodc, "),
    ],
)
def test_an_unknown_name_is_answered_with_the_one_meant(
    names: dict[str, tuple[str, ...]], message: str, hint: str
) -> None:
    error = refused(**names)
    assert error.message == message
    assert error.hint.startswith(hint)


def test_all_unknown_names_are_told_at_once() -> None:
    error = refused(documents=("breif",), languages=("de",))
    assert error.message == "the book has no document 'breif' and no language 'de'"
    assert "documents: " in error.hint
    assert "languages: " in error.hint


def test_a_selection_that_names_a_subject_and_finds_nothing_is_refused() -> None:
    error = refused(documents=("brief",), subjects=("danube",))
    assert error.message == "no selected document is about danube"


def test_a_long_list_of_subjects_is_cut() -> None:
    subjects = {"organizations": [f"office-{number}" for number in range(500)]}
    outputs = plan_outputs(CONFIG, subjects)
    with pytest.raises(UnknownName) as caught:
        select(outputs, Selection(subjects=("x" * 5000,)), CONFIG, subjects)
    assert caught.value.hint.endswith("and 480 more")
    assert len(caught.value.message) < 200


IDS = st.text(st.sampled_from("abAB.й\u0306и-"), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(st.lists(IDS, unique=True, max_size=6))
def test_outputs_never_share_a_file_that_ignores_case(ids: list[str]) -> None:
    try:
        outputs = plan_outputs(CONFIG, {"organizations": ids})
    except InvalidBook:
        return
    names = [str(output).casefold() for output in outputs]
    assert len(set(names)) == len(names)

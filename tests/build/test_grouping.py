"""Problems by the file and the record that they concern."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefbook.build.grouping import grouped, place_of
from briefbook.build.problems import Problem
from briefbook.errors import (
    BriefbookError,
    InvalidConfig,
    MissingValue,
    Span,
    UnapprovedForm,
    WorkerDied,
)
from briefbook.wording import verbatim

OFFICE = "data/organizations/office.yaml"
PHRASES = "templates/phrases/ru.html.jinja"


def error(
    *places: tuple[str, int], kind: type[BriefbookError] = MissingValue, says: str = "it is wrong"
) -> BriefbookError:
    return kind(verbatim(says), spans=[Span(file, line, 1) for file, line in places])


def test_the_problems_of_a_file_stand_together_by_lines(book: Path) -> None:
    errors = [
        error(("briefbook.toml", 3), kind=InvalidConfig),
        error((OFFICE, 9), says="b"),
        error(kind=WorkerDied),
        error((OFFICE, 2), says="a"),
    ]
    groups = grouped(map(Problem, errors), book)
    assert [group.file for group in groups] == ["briefbook.toml", OFFICE, None]
    assert [problem.error.message for problem in groups[1].problems] == ["a", "b"]


def test_a_file_of_the_dataset_is_a_record_with_its_name(book: Path) -> None:
    (group,) = grouped([Problem(error((OFFICE, 1)))], book)
    assert group.record == "organizations.office"
    assert group.name("ru") == "Примерное бюро"
    assert group.name("en") == "Sample Office"
    assert group.name("be") == "Примерное бюро"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("name: {en: {nominative: River}}", "River"),
        ("name: {en: {value: River, source: x}}", "River"),
        ("name: {en: {given: {nominative: Ann}, surname: {nominative: Example}}}", "Ann Example"),
        ("name: River", ""),
        ("name: {en: [River]}", ""),
        ("established: 1997", ""),
        ("name: {en: 'Riv", ""),
    ],
)
def test_a_record_is_called_as_far_as_its_name_can_be_read(
    tmp_path: Path, text: str, name: str
) -> None:
    file = tmp_path / "data/rivers/oka.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    (group,) = grouped([Problem(error(("data/rivers/oka.yaml", 1)))], tmp_path)
    assert (group.record, group.name("en")) == ("rivers.oka", name)


def test_a_file_that_is_gone_has_no_name(tmp_path: Path) -> None:
    (group,) = grouped([Problem(error(("data/rivers/don.yaml", 1)))], tmp_path)
    assert (group.record, group.name("en")) == ("rivers.don", "")


@pytest.mark.parametrize("file", ["data/rivers", "data/stray.yaml", "data/rivers/a/b.yaml"])
def test_what_is_no_record_has_none(tmp_path: Path, file: str) -> None:
    (group,) = grouped([Problem(error((file, 1)))], tmp_path)
    assert group.record is None


def test_a_problem_belongs_to_the_record_that_it_concerns() -> None:
    missing = error((PHRASES, 41), (OFFICE, 4), kind=UnapprovedForm)
    assert place_of(missing) == Span(OFFICE, 4, 1)
    assert place_of(error((PHRASES, 41))) == Span(PHRASES, 41, 1)
    assert place_of(error()) is None


def test_what_is_to_be_mended_once_is_told_once(book: Path) -> None:
    one = Problem(error((PHRASES, 41), (OFFICE, 4), kind=UnapprovedForm), ("output/ru/a.pdf",))
    other = Problem(error((PHRASES, 99), (OFFICE, 4), kind=UnapprovedForm), ("output/ru/b.docx",))
    (group,) = grouped([one, other], book)
    (problem,) = group.problems
    assert [str(span) for span in problem.error.spans] == [
        f"{OFFICE}:4:1",
        f"{PHRASES}:41:1",
        f"{PHRASES}:99:1",
    ]
    assert problem.outputs == ("output/ru/a.pdf", "output/ru/b.docx")
    assert isinstance(problem.error, UnapprovedForm)

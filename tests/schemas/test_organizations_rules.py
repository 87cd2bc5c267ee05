"""What the records of the schema of organizations may not say together."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.schemas.council import MEMBERSHIP, OFFICE, problems

from briefbook.errors import DanglingReference, OverlappingTerms, TermLength, WrongValue


def told(error: object) -> tuple[str, int | None, str]:
    span = error.spans[0]  # type: ignore[attr-defined]  # an error of briefbook
    return span.file, span.line, span.excerpt.strip()


def test_a_sound_dataset_has_no_problems(tmp_path: Path) -> None:
    assert problems(tmp_path, MEMBERSHIP + OFFICE.format(year=2004)) == []


def test_terms_that_share_a_day_overlap(tmp_path: Path) -> None:
    [error] = problems(tmp_path, MEMBERSHIP.replace("2006–2009", "2005–2008"))
    assert isinstance(error, OverlappingTerms)
    assert error.message == "the terms 2002–2005 and 2005–2008 overlap"
    assert told(error) == ("data/organizations/council.yaml", 14, "- period: 2005–2008")
    assert error.spans[1].excerpt.strip() == "- period: 2002–2005"


def test_terms_overlap_across_two_records_of_membership(tmp_path: Path) -> None:
    twice = MEMBERSHIP + MEMBERSHIP.removeprefix("memberships:\n").replace("2006–2009", "2010–2013")
    [error] = problems(tmp_path, twice)
    assert isinstance(error, OverlappingTerms)


def test_every_overlap_is_told(tmp_path: Path) -> None:
    text = MEMBERSHIP + "      - period: 2003–2006\n"
    assert [type(error) for error in problems(tmp_path, text)] == [OverlappingTerms] * 2


@pytest.mark.parametrize("period", ["2006–2008", "2006–2010"])
def test_a_term_has_the_length_that_its_body_has(tmp_path: Path, period: str) -> None:
    [error] = problems(tmp_path, MEMBERSHIP.replace("2006–2009", period))
    assert isinstance(error, TermLength)
    assert "4 years" in error.message
    assert told(error) == ("data/organizations/council.yaml", 14, f"- period: {period}")
    assert "data/bodies/commission.yaml" in error.hint


def test_a_body_may_leave_its_terms_open(tmp_path: Path) -> None:
    text = MEMBERSHIP.replace("commission", "assembly").replace("2006–2009", "2006–2007")
    organization = text + "# no length is known\n"
    found = problems(tmp_path, organization)
    assert [type(error) for error in found] == [DanglingReference]


def test_a_membership_is_of_a_governing_body(tmp_path: Path) -> None:
    [error] = problems(tmp_path, MEMBERSHIP.replace("commission", "assembly"))
    assert isinstance(error, DanglingReference)
    assert error.message == (
        "bodies.assembly is not among the governing bodies of organizations.council"
    )
    assert told(error) == ("data/organizations/council.yaml", 10, "body: assembly")


@pytest.mark.parametrize("year", [2001, 2002, 2005, 2009])
def test_an_office_is_taken_up_in_a_term_or_the_year_before(tmp_path: Path, year: int) -> None:
    assert problems(tmp_path, MEMBERSHIP + OFFICE.format(year=year)) == []


@pytest.mark.parametrize("year", [2000, 2010])
def test_an_office_outside_every_term_is_a_slip(tmp_path: Path, year: int) -> None:
    [error] = problems(tmp_path, MEMBERSHIP + OFFICE.format(year=year))
    assert isinstance(error, WrongValue)
    assert str(year) in error.message
    assert told(error)[2] == f"year: {year}"


def test_an_office_in_a_body_whose_terms_are_not_told_is_believed(tmp_path: Path) -> None:
    assert problems(tmp_path, OFFICE.format(year=1950)) == []


MEMO = """\
type: internal_memo
unit: {ru: Отдел, en: Section}
place: {ru: Минск, en: Minsk}
addressees: [{post: {ru: Директор, en: Director}}]
sender: {post: {ru: Директор, en: Director}}
signer: {post: {ru: Директор, en: Director}}
executor: {}
"""


def test_a_memo_that_asks_for_comments_says_by_when(tmp_path: Path) -> None:
    memo = {"memos/council.yaml": MEMO + "request: {kind: comments}\n"}
    [error] = problems(tmp_path, "", memo)
    assert isinstance(error, WrongValue)
    assert told(error)[:2] == ("data/memos/council.yaml", 8)
    assert "by:" in error.hint


@pytest.mark.parametrize("request_", ["{kind: comments, by: 2020-02-17}", "{kind: decision}"])
def test_other_requests_need_no_day(tmp_path: Path, request_: str) -> None:
    assert problems(tmp_path, "", {"memos/council.yaml": f"{MEMO}request: {request_}\n"}) == []


def test_all_breaches_are_told_together(tmp_path: Path) -> None:
    text = MEMBERSHIP.replace("2006–2009", "2004–2006") + OFFICE.format(year=1950)
    kinds = {type(error) for error in problems(tmp_path, text)}
    assert kinds == {OverlappingTerms, TermLength, WrongValue}

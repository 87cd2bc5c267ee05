"""Reports as JSON: the keys that programs rely on."""

from __future__ import annotations

from briefbook.api import CheckReport, Problem
from briefbook.cli.json_report import check_json, error_json
from briefbook.errors import InvalidBook, MissingGlyph, PastReview, Span, UnknownKey, UnknownName
from briefbook.wording import verbatim


def test_a_check_gives_the_first_place_of_each_problem() -> None:
    error = MissingGlyph(
        verbatim("no glyph"),
        spans=[Span("templates/a", 3, 5), Span("b", 1)],
        hint=verbatim("change it"),
    )
    assert check_json(CheckReport((Problem(error, ("output/ru/a.pdf",)),))) == {
        "ok": False,
        "problems": [
            {
                "code": "missing-glyph",
                "severity": "error",
                "message": "no glyph",
                "file": "templates/a",
                "line": 3,
                "column": 5,
                "spans": [
                    {"file": "templates/a", "line": 3, "column": 5},
                    {"file": "b", "line": 1, "column": None},
                ],
                "hint": "change it",
                "outputs": ["output/ru/a.pdf"],
            }
        ],
    }


def test_what_is_not_known_of_a_problem_is_null() -> None:
    (problem,) = check_json(CheckReport((Problem(PastReview(verbatim("late"))),)))["problems"]
    assert problem["severity"] == "warning"
    assert [problem[key] for key in ("file", "line", "column")] == [None] * 3


def test_an_error_has_all_its_places() -> None:
    error = UnknownName(
        verbatim("no such"), spans=[Span("a", 1, 2), Span("b")], hint=verbatim("look")
    )
    assert error_json(error) == {
        "error": {
            "code": "unknown-name",
            "message": "no such",
            "spans": [
                {"file": "a", "line": 1, "column": 2},
                {"file": "b", "line": None, "column": None},
            ],
            "hint": "look",
        }
    }


def test_an_invalid_book_reports_its_problems_as_a_check_does() -> None:
    report = error_json(InvalidBook([UnknownKey(verbatim("one")), UnknownKey(verbatim("two"))]))
    assert report["ok"] is False
    assert [problem["message"] for problem in report["problems"]] == ["one", "two"]
    assert report["error"]["code"] == "invalid-book"

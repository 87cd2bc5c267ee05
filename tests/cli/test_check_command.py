"""``briefbook check``: all problems at once, nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.books import NOTES, OUTPUTS, append, edit, outputs_in, state_of

from briefbook.cli import main


def check(book: Path, *options: str) -> int:
    return main(["--book", str(book), "check", *options])


def test_a_sound_book_has_no_problems(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(book, "--json") == 0
    output, said = capsys.readouterr()
    assert json.loads(output) == {"ok": True, "problems": []}
    assert said == "no problems found\n"
    assert outputs_in(book) == set()


def test_problems_are_told_with_their_lines(
    built_book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = state_of(built_book / "output")
    note = built_book / "templates/note.html.jinja"
    edit(note, "<p>{{ subject.site }}</p>", "<blink>{{ subject.site }}</blink>")
    edit(built_book / "templates/phrases/en.html.jinja", "founded", "fonded")

    assert check(built_book, "--json") == 1

    output, said = capsys.readouterr()
    problems = json.loads(output)["problems"]
    places = {(one["code"], one["file"], one["line"]) for one in problems}
    assert ("template-syntax", "templates/phrases/en.html.jinja", None) in places
    assert ("unknown-element", "templates/note.html.jinja", 11) in places
    assert "templates/note.html.jinja:11" in said
    assert f"keeps from being made: {NOTES[1]}" in said
    assert said.endswith("problems found\n")
    assert state_of(built_book / "output") == before


def test_a_problem_of_many_outputs_is_told_once(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(book / "templates/note.html.jinja", "{{ subject.site }}", "{{ subject.nowhere }}")
    assert check(book, "--json") == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert sorted(problem["outputs"]) == list(NOTES)


def test_a_fact_past_its_review_is_a_warning(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(book / "data/organizations/office.yaml", "review_by: 2020-01-01\n")
    assert check(book, "--strict", "--as-of", "2020-01-01") == 0
    assert check(book, "--json", "--as-of", "2020-01-02") == 0
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["code"] == "past-review"
    assert problem["severity"] == "warning"
    assert problem["line"] == 17


def test_an_invalid_book_ends_as_a_build_would(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(book / "data/organizations/office.yaml", "site:", "stie:")
    assert check(book, "--json") == 3
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert {problem["file"] for problem in report["problems"]} == {"data/organizations/office.yaml"}


def test_a_template_that_does_not_end_does_not_hang_the_check(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loop = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    edit(book / "templates/note.html.jinja", "<p>{{ subject.site }}</p>", loop)
    edit(book / "briefbook.toml", "seconds = 20", "seconds = 2")
    assert check(book, "--json") == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {problem["code"] for problem in problems} == {"time-limit"}
    assert {name for problem in problems for name in problem["outputs"]} == set(NOTES)


def test_verbose_tells_each_rehearsal(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--verbose", "--book", str(book), "check"]) == 0
    said = capsys.readouterr().err
    assert all(f"{output}: rehearsed in" in said for output in OUTPUTS)

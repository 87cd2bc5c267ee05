"""``briefbook check``: all problems at once, nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.books import NOTES, OUTPUTS, append, edit, outputs_in, state_of

from briefbook.cli import main

OFFICE = "data/organizations/office.yaml"


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
    assert said.endswith("problems found in 3 files\n")
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
    output, said = capsys.readouterr()
    report = json.loads(output)
    assert said.startswith("Sample Office, data/organizations/office.yaml:\n")
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


def test_problems_stand_under_the_file_and_the_record_that_they_concern(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(book / "data/organizations/office.yaml", "review_by: 2020-01-01\n")
    append(book / "data/bodies/council.yaml", "review_by: 2020-01-01\n")
    assert check(book, "--as-of", "2020-01-02") == 0
    said = capsys.readouterr().err.splitlines()
    headings = [line for line in said if line.endswith(".yaml:")]
    assert headings == ["Council, data/bodies/council.yaml:", f"Sample Office, {OFFICE}:"]
    assert said[-1] == "2 problems found in 2 files"


def test_the_language_may_stand_after_the_command(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(book / "data/organizations/office.yaml", "established: 1997\n", "")
    assert check(book, "--ui", "ru", "--json") == 3
    output, said = capsys.readouterr()
    assert said.splitlines() == [
        f"Примерное бюро, {OFFICE}:",
        f"{OFFICE}:1:1: ошибка: запись: не хватает ключа established [missing-value]",
        "    name:",
        "    ^",
        "    что делать: добавьте строку established: со значением",
        "найдена 1 проблема",
    ]
    (problem,) = json.loads(output)["problems"]
    assert problem["message"] == "запись: не хватает ключа established"
    assert problem["hint"] == "добавьте строку established: со значением"
    assert problem["code"] == "missing-value"


def test_the_language_of_the_locale_is_taken(
    book: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    assert check(book) == 0
    assert capsys.readouterr().err == "проблем не найдено\n"


def test_the_page_goes_to_standard_output_or_to_a_file(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(book / "data/organizations/office.yaml", "site:", "stie:")
    assert check(book, "--format", "html", "--as-of", "2026-11-24") == 3
    page = capsys.readouterr().out
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "As things stood on 24 November 2026" in page

    file = tmp_path / "reports" / "check.html"
    assert check(book, "-o", str(file), "--json", "--as-of", "2026-11-24") == 3
    assert file.read_text(encoding="utf-8") == page
    assert json.loads(capsys.readouterr().out)["ok"] is False


@pytest.mark.parametrize(
    "options", [("--format", "html", "--json"), ("--format", "text", "-o", "check.html")]
)
def test_what_cannot_go_together_is_refused(book: Path, options: tuple[str, ...]) -> None:
    assert check(book, *options) == 2
    assert not (book / "check.html").exists()
